"""One request and its answer, bounded in time and size. The only module that knows the HTTP library."""

from __future__ import annotations

import asyncio
import ssl
import warnings
import zlib
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urlsplit

from nianbao.fetch.policy import Policy, Target

if TYPE_CHECKING:
    import httpx

PORTS = {"http": 80, "https": 443}
TLS_LADDER = ("modern", "legacy")
"""How to speak TLS, tried in this order; the certificate is verified on every rung."""
_LARGE = 4_000_000
"""Bodies beyond this are taken one at a time, so that memory stays bounded however many hosts there are."""
_EVIDENCE = 1_000_000
"""How much of a body that was refused or broke off is kept in the archive."""


@dataclass(slots=True)
class Exchange:
    """A request as sent and its answer as received; ``failure`` is (outcome, detail) when it did not go well.

    ``raw`` is the body as it came (still packed), ``body`` as it is meant. After a failure both hold what had
    come by then, cut to a bound.
    """

    url: str
    method: str
    sent: list[tuple[str, str]]
    form: bytes | None = None
    status: int | None = None
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""
    body: bytes = b""
    failure: tuple[str, str] | None = None
    seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def media_type(self) -> str | None:
        """What the server says the body is."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower() or None

    @property
    def location(self) -> str | None:
        """The raw bytes of Location, percent-encoded as they stand: old servers send GBK there."""
        value = self.header("location")
        return quote(value.strip().encode("latin-1"), safe="%/:?#[]@!$&'()*+,;=~-._") if value else None


class Client:
    """Asks one URL at a time from a given address. TLS is always verified against the name in the URL."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._large = asyncio.Semaphore(1)

    async def close(self) -> None:
        """Let go of the sockets."""
        for client in self._clients.values():
            await client.aclose()

    async def ask(
        self, url: str, target: Target, *, form: str | None = None, known: dict[str, str] | None = None, tls: int = 0
    ) -> Exchange:
        """GET ``url`` from ``target``, or POST ``form`` to it; ``known`` are validators of what we have already.

        Never raises for what a server does: see ``Exchange.failure`` with the outcomes ``deadline``,
        ``too_large``, ``tls_error`` and ``connection_error``.
        """
        parts = urlsplit(url)
        exchange = Exchange(url, "GET" if form is None else "POST", self._headers(parts, form, known or {}))
        exchange.form = None if form is None else form.encode()
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self._policy.deadline):
                await self._exchange(exchange, parts, target, TLS_LADDER[tls])
        except TimeoutError:
            exchange.failure = ("deadline", f"over {self._policy.deadline:g} s")
        except Exception as error:
            if (failure := _failure(error)) is None:
                raise
            exchange.failure = failure
        exchange.seconds = loop.time() - started
        return exchange

    def _headers(self, parts: SplitResult, form: str | None, known: dict[str, str]) -> list[tuple[str, str]]:
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "User-Agent": self._policy.user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **known,
        }
        if form is not None:
            kind = "json" if form.startswith("{") else "x-www-form-urlencoded"
            headers["Content-Type"] = f"application/{kind}"
        return list(headers.items())

    async def _exchange(self, exchange: Exchange, parts: SplitResult, target: Target, rung: str) -> None:
        client = self._client(rung)
        client.cookies.clear()
        request = client.build_request(
            exchange.method,
            _at_address(parts, target),
            headers=exchange.sent,
            content=exchange.form,
            extensions={"sni_hostname": parts.hostname},
        )
        response = await client.send(request, stream=True)
        try:
            exchange.status, exchange.reason = response.status_code, response.reason_phrase
            exchange.headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
            await self._take(exchange, response)
        finally:
            await response.aclose()

    async def _take(self, exchange: Exchange, response: httpx.Response) -> None:
        """The body, read raw and unpacked with a bound."""
        limit = self._policy.max_bytes
        announced = exchange.header("content-length") or ""
        if announced.isdigit() and int(announced) > limit:
            exchange.failure = ("too_large", f"{announced} bytes announced, at most {limit}")
            return
        raw = bytearray()
        unpack = _Unpacking(exchange.header("content-encoding") or "", limit)
        async with _Turn(self._large) as turn:
            try:
                async for chunk in response.aiter_raw():
                    raw += chunk
                    unpack.feed(chunk)
                    if max(len(raw), unpack.size) > limit:
                        exchange.failure = ("too_large", f"over {limit} bytes")
                        break
                    if len(raw) > _LARGE or unpack.size > _LARGE:
                        await turn.take()
                else:
                    unpack.finish(bool(raw))
            finally:
                whole = exchange.failure is None
                exchange.raw = bytes(raw) if whole else bytes(raw[:_EVIDENCE])
                exchange.body = (exchange.raw if unpack.plain else unpack.result()) if whole else b""

    def _client(self, rung: str) -> httpx.AsyncClient:
        import httpx

        if rung not in self._clients:
            # No kept connections: the pool knows hosts by address, and a connection verified for one name must
            # not serve another. No environment: a proxy would connect where the address check cannot see.
            client = httpx.AsyncClient(
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
                timeout=min(self._policy.deadline, 30.0),
                follow_redirects=False,
                trust_env=False,
                verify=_context(rung, self._policy.ca_file),
            )
            # No cookies either: they would go by address, from one host to another.
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._clients[rung] = client
        return self._clients[rung]


class _Turn:
    """A semaphore that is taken at most once, when it turns out to be needed."""

    def __init__(self, semaphore: asyncio.Semaphore) -> None:
        self._semaphore = semaphore
        self._taken = False

    async def __aenter__(self) -> _Turn:
        return self

    async def take(self) -> None:
        if not self._taken:
            await self._semaphore.acquire()
            self._taken = True

    async def __aexit__(self, *_: object) -> None:
        if self._taken:
            self._semaphore.release()


class _Damaged(Exception):
    """The packed body is not what its header says."""


class _Unpacking:
    """gzip and deflate, never more than one byte beyond the bound: what unfolds further is not unfolded."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._name = encoding.strip().lower()
        self.plain = self._name in {"", "identity"}
        if not self.plain and self._name not in {"gzip", "x-gzip", "deflate"}:
            raise _Damaged(f"content-encoding {self._name}")
        self._inflate = None if self.plain else zlib.decompressobj(wbits=47)
        self._limit = limit
        self._kept = bytearray()
        self._first = True

    @property
    def size(self) -> int:
        """Bytes unpacked so far."""
        return len(self._kept)

    def feed(self, chunk: bytes) -> None:
        """One piece of the body as it came."""
        if self._inflate is None:
            return
        try:
            self._kept += self._inflate.decompress(chunk, self._limit + 1 - len(self._kept))
        except zlib.error as error:
            if not self._first:
                raise _Damaged(f"bad {self._name} body: {error}") from None
            self._inflate = zlib.decompressobj(wbits=-15)  # deflate without its header, as some servers send it
            self._first = False
            self.feed(chunk)
        self._first = False

    def finish(self, came: bool) -> None:
        """Called at the end: a packed body must end where its packing ends."""
        if self._inflate and came and (not self._inflate.eof or self._inflate.unused_data.strip(b"\0")):
            raise _Damaged(f"{self._name} body does not end where it should")

    def result(self) -> bytes:
        """What was unpacked."""
        return bytes(self._kept)


def _context(rung: str, ca_file: Path | None) -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    if rung == "legacy":
        # Old servers: TLS 1.0 and 1.1, short keys, renegotiation by the old rules. The certificate is verified.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def _at_address(parts: SplitResult, target: Target) -> str:
    host = f"[{target.address}]" if ":" in target.address else target.address
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}:{target.port}{parts.path or '/'}{query}"


def _failure(error: Exception) -> tuple[str, str] | None:
    """(outcome, detail) for what a server or the network did; None for what is our own fault."""
    import httpx

    if isinstance(error, _Damaged):
        return "connection_error", str(error)
    if isinstance(error, httpx.TimeoutException):
        return "deadline", _one_line(error)
    if not isinstance(error, httpx.HTTPError | httpx.InvalidURL | OSError | ValueError):
        return None
    seen: BaseException | None = error
    while seen is not None:  # a refused certificate hides a level deeper
        if isinstance(seen, ssl.SSLError):
            refused = isinstance(seen, ssl.SSLCertVerificationError)
            return "tls_error", ("certificate: " if refused else "handshake: ") + _one_line(seen)
        seen = seen.__cause__ or seen.__context__
    return "connection_error", _one_line(error)


def _one_line(error: Any) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
