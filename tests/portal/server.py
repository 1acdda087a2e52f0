"""A portal simulator: raw asyncio, virtual hosts by the Host header, faults by URL, and its own log as the judge.

Raw, because no server library can promise a wrong Content-Length or a reset in the middle of a body.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha1
from urllib.parse import parse_qsl, unquote, urlsplit
from zlib import crc32


@dataclass(slots=True)
class Request:
    method: str
    host: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("latin-1"), keep_blank_values=True))


@dataclass(slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True
    announce: int | None = None
    """Content-Length, where it is not the truth."""
    cut: int | None = None
    """Close after so many bytes of the body."""
    reset: bool = False
    """Reset the connection instead of closing it."""
    drip: float = 0.0
    """Seconds between single bytes."""
    raw_headers: bytes = b""


Site = Callable[[Request], Reply]


@dataclass(slots=True)
class Seen:
    """One request as the server saw it. Times of a monotonic clock."""

    begin: float
    end: float
    host: str
    method: str
    target: str
    conditional: bool
    status: int
    fault: str = ""

    @property
    def url(self) -> str:
        return f"{self.method} {self.host}{self.target}"


ANY_HOST = "*"
"""The site of every host that has none of its own."""
FAULTS = ((8, "503"), (13, "short"), (18, "reset"), (21, "429"))
"""Of a hundred URLs: answers to the first request for each. One in five."""


class Simulator:
    """Serves from a thread of its own until the block ends. ``faulty`` hosts answer some first requests badly."""

    def __init__(
        self, sites: dict[str, Site], faulty: set[str] | None = None, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._tls = tls
        self.sites = sites
        self.faulty = faulty or set()
        self.log: list[Seen] = []
        self.port = port
        self._hit: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._open: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Simulator:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def resolve(self) -> str:
        return f"*:80:127.0.0.1:{self.port}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", self.port, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begin = time.monotonic()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, headers.get("host", "").partition(":")[0], target, headers, body)
        fault = self._fault(request)
        reply = _faulty(fault) if fault in {"503", "429"} else self._reply(request)
        if fault == "short":
            reply.announce, reply.cut = len(reply.body) + 100, len(reply.body)
        elif fault == "reset":
            reply.cut, reply.reset = len(reply.body) // 2, True
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        shown = target if method == "GET" else f"{target}?{body.decode('latin-1')}"
        seen = Seen(begin, begin, request.host, method, shown, conditional, reply.status, fault)
        self.log.append(seen)
        # The client has the answer no sooner than this; when this thread gets to run again is nobody's fault.
        seen.end = time.monotonic()
        try:
            await _write(writer, reply, request)
        finally:
            if reply.drip:
                seen.end = time.monotonic()

    def _fault(self, request: Request) -> str:
        name = f"{request.host}{request.target}{request.body!r}"
        if request.host not in self.faulty or name in self._hit:
            return ""
        self._hit.add(name)
        place = crc32(name.encode()) % 100
        return next((fault for bound, fault in FAULTS if place < bound), "")

    def _reply(self, request: Request) -> Reply:
        site = self.sites.get(request.host) or self.sites.get(ANY_HOST)
        reply = site(request) if site else Reply(404, b"no such host")
        if reply.status == 200 and reply.etag and request.method == "GET":
            tag = f'"{sha1(reply.body).hexdigest()[:16]}"'
            reply.headers["ETag"] = tag
            if request.headers.get("if-none-match") == tag:
                return Reply(304, b"", {"ETag": tag})
        return reply


def _faulty(fault: str) -> Reply:
    return Reply(503, b"busy", etag=False) if fault == "503" else Reply(429, b"slow", {"Retry-After": "1"}, etag=False)


async def _write(writer: asyncio.StreamWriter, reply: Reply, request: Request) -> None:
    length = len(reply.body) if reply.announce is None else reply.announce
    lines = [f"HTTP/1.1 {reply.status} X", f"Content-Length: {length}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n" + reply.raw_headers + b"\r\n")
    body = reply.body if reply.cut is None else reply.body[: reply.cut]
    if reply.drip:
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip)
    else:
        for at in range(0, len(body), 65536):
            writer.write(body[at : at + 65536])
            await writer.drain()
    if reply.reset:
        writer.transport.abort()


@contextlib.contextmanager
def private_service() -> Iterator[tuple[int, list[bytes]]]:
    """Another service on loopback: its port, and what was sent to it. Nothing must be."""
    came: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await reader.read(1000))
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(note, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
