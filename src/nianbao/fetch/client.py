"""One GET, bounded in time and size. The only module that knows the HTTP library."""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urlsplit

from nianbao.errors import FetchFailed
from nianbao.fetch.policy import Policy, Target

if TYPE_CHECKING:
    import httpx

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request gave: status, decoded body, and the headers that matter here."""

    url: str
    status: int
    body: bytes
    media_type: str | None
    location: str | None
    retry_after: str | None


class Client:
    """Gets one URL at a time from a given address. TLS is always verified against the name in the URL."""

    def __init__(self, policy: Policy) -> None:
        import httpx

        self._policy = policy
        # No kept connections: the pool knows hosts by address, and a connection verified for one name must
        # not serve another. No environment: a proxy would connect where the address check cannot see.
        self._http = httpx.Client(
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            timeout=min(policy.deadline, 30.0),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the sockets."""
        self._http.close()

    def get(self, url: str, target: Target) -> Reply:
        """GET ``url`` from ``target``.

        Raises FetchFailed with outcome ``deadline``, ``too_large``, ``tls_error`` or ``connection_error``.
        """
        import httpx

        watch = _Watch(self._policy.deadline)
        try:
            with watch.running(), self._open(url, target, watch) as response:
                reply = _reply(url, response, self._policy.max_bytes)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            outcome = "deadline" if watch.expired else _outcome(error)
            raise FetchFailed(url, outcome=outcome, detail=_one_line(error)) from None
        if watch.expired:
            raise FetchFailed(url, outcome="deadline", detail=f"over {self._policy.deadline:g} s")
        return reply

    def _open(self, url: str, target: Target, watch: _Watch) -> Any:
        parts = urlsplit(url)
        headers = {
            "Host": parts.netloc,
            "User-Agent": self._policy.user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        extensions = {"sni_hostname": parts.hostname, "trace": watch.trace}
        return self._http.stream("GET", _at_address(parts, target), headers=headers, extensions=extensions)


@dataclass(slots=True)
class _Watch:
    """Shuts the socket when the time is up; the library only bounds each single read."""

    seconds: float
    expired: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        timer = threading.Timer(self.seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def trace(self, name: str, info: dict[str, Any]) -> None:
        if name == "connection.connect_tcp.complete" or name == "connection.start_tls.complete":
            self._sockets.append(info["return_value"].get_extra_info("socket"))
        if self.expired:
            self._expire()

    def _expire(self) -> None:
        self.expired = True
        for open_socket in self._sockets:
            try:
                # Not SSLSocket.shutdown, which drops its state under the thread that is reading.
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)
            except OSError:
                continue


def _at_address(parts: SplitResult, target: Target) -> str:
    host = f"[{target.address}]" if ":" in target.address else target.address
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}:{target.port}{parts.path or '/'}{query}"


def _reply(url: str, response: httpx.Response, max_bytes: int) -> Reply:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Reply(
        url=url,
        status=response.status_code,
        body=_body(url, response, max_bytes),
        media_type=content_type or None,
        location=_location(response),
        retry_after=response.headers.get("retry-after"),
    )


def _location(response: httpx.Response) -> str | None:
    """The raw bytes of Location, percent-encoded as they stand: old servers send GBK there."""
    for name, value in response.headers.raw:
        if name.lower() == b"location":
            return quote(value.strip(), safe="%/:?#[]@!$&'()*+,;=~-._")
    return None


def _body(url: str, response: httpx.Response, max_bytes: int) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise FetchFailed(url, outcome="connection_error", detail=f"content-encoding {encoding}")
    inflate = None if encoding in {"identity", ""} else zlib.decompressobj(wbits=47)
    kept, raw_size = bytearray(), 0
    for chunk in response.iter_raw():
        raw_size += len(chunk)
        try:
            kept += inflate.decompress(chunk, max_bytes + 1 - len(kept)) if inflate else chunk
        except zlib.error as error:
            raise FetchFailed(url, outcome="connection_error", detail=f"bad {encoding} body: {error}") from None
        if max(raw_size, len(kept)) > max_bytes:
            raise FetchFailed(url, outcome="too_large", detail=f"over {max_bytes} bytes")
    if inflate and raw_size and (not inflate.eof or inflate.unused_data.strip(b"\0")):
        raise FetchFailed(url, outcome="connection_error", detail=f"{encoding} body does not end where it should")
    return bytes(kept)


def _outcome(error: Exception) -> str:
    """Timeouts are a deadline; a refused certificate hides a level deeper."""
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return "deadline"
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return "tls_error"
        seen = seen.__cause__ or seen.__context__
    return "connection_error"


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
