"""A portal on loopback: what each host and path answers is a dict, and every request is remembered."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from nianbao.fetch import Ledger, Policy, Row, crawl, parse_resolve
from nianbao.model import Capture, Source

HOST = "www.yunxi.example"

# The scripts of the checkout are no part of the installed package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@dataclass(slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    write: Callable[[Any], None] | None = None
    """Writes the whole response itself, for answers that no decent server gives."""


class Portal(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def html(self, path: str, body: str, *, title: str = "", host: str = HOST, meta: str = "") -> None:
        page = f"<!DOCTYPE html><html><head><title>{title}</title>{meta}</head><body>{body}</body></html>"
        self.gives(host + path, page.encode(), headers={"Content-Type": "text/html"})

    def gives(
        self,
        name: str,
        body: bytes = b"",
        status: int = 200,
        headers: dict[str, str] | None = None,
        write: Callable[[Any], None] | None = None,
    ) -> None:
        """What ``name`` (host and path) answers from now on."""
        self.answers[name] = Answer(body, status, headers or {}, write)

    def article(self, path: str, body: str) -> None:
        self.html(path, body, meta='<meta name="ArticleTitle" content="年度报告">')

    def paths(self) -> list[str]:
        """What was asked for on the main host, robots.txt left out."""
        asked = [name.removeprefix(HOST) for name in self.asked if name.startswith(HOST)]
        return [path for path in asked if path != "/robots.txt"]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Portal

    def do_POST(self) -> None:
        """The form is part of the name: ``host/path?form``."""
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.path += f"?{form}"
        self.do_GET()

    def do_GET(self) -> None:
        name = self.headers["Host"].partition(":")[0] + self.path
        self.server.asked.append(name)
        self.server.agents.add(self.headers["User-Agent"])
        answer = self.server.answers.get(name, Answer(b"nothing here", 404))
        if answer.write:
            answer.write(self.wfile)
            return
        self.send_response(answer.status)
        for key, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@dataclass(slots=True)
class Clock:
    """Time that only passes when someone sleeps."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(round(seconds, 6))
        self.now += seconds


@dataclass(slots=True)
class Fetched:
    captures: list[Capture]
    skipped: list[Row]
    rows: list[Row]

    def outcomes(self) -> dict[str, str]:
        """Path on the main host -> outcome."""
        return {row.url.removeprefix(f"http://{HOST}"): row.outcome for row in self.rows}


@pytest.fixture
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def policy_for(portal: Portal, clock: Clock) -> Callable[..., Policy]:
    """A policy whose time is the test's, with every name on port 80 leading to the portal."""

    def make(**changes: Any) -> Policy:
        given: dict[str, Any] = {
            "resolve": parse_resolve([f"*:80:127.0.0.1:{portal.port}"]),
            "clock": lambda: datetime(2025, 2, 1, tzinfo=UTC),
            "now": lambda: clock.now,
            "sleep": clock.sleep,
        }
        return Policy(**{**given, **changes})

    return make


@pytest.fixture
def fetch_path(policy_for: Callable[..., Policy], tmp_path: Path) -> Callable[..., Fetched]:
    """Fetch one path of the main host and sort the results."""

    def run(path: str, *, years: tuple[int, ...] = (), url: str | None = None, **changes: Any) -> Fetched:
        source = Source(url=url or f"http://{HOST}{path}", years=years)
        return harvest([source], tmp_path, policy_for(**changes))

    return run


def harvest(sources: list[Source], folder: Path, policy: Policy) -> Fetched:
    """Crawl, then read the ledger and the documents back out of the archive."""
    crawl(sources, folder / "archive", policy)
    with Ledger(folder) as ledger:
        rows = list(ledger.rows(sources))
        captures = [ledger.capture(row, folder / "captures") for row in rows if row.is_document]
    return Fetched(captures, [row for row in rows if row.is_lost], rows)
