"""A review page really served on loopback, over a store filled from the project's own reports."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn

from nianbao.export.published import to_json
from nianbao.pipeline import parse_capture
from nianbao.read import load
from nianbao.review.app import create_app
from nianbao.store.store import Store, open_store

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
NAMES = (
    "html-2021-with-fault.html",
    "html-2021-plain.html",
    "pdf-2021-single-other.pdf",
    "docx-2021-merged-cells.docx",
    "text-2021-spaced.txt",
)


def fill(store: Store, *paths: Path) -> None:
    """Read the files into the store, sources included."""
    with store.filling("test") as filling:
        for path in paths:
            capture = load(path)
            filling.add(to_json(parse_capture(capture)), capture.data)


@dataclass
class Served:
    """A running review page."""

    address: str
    store: Store
    folder: Path
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=30)

    def number(self, name: str) -> int:
        """The current report read from the file of this name."""
        return next(row.id for row in self.store.reports(limit=500).items if Path(row.path).name == name)

    def csrf(self) -> str:
        """The token of this client's session."""
        page = self.client.get("/log").text
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert found
        return found[1]

    def figure_form(self, number: int, position: int) -> dict[str, str]:
        """The hidden fields of the form that decides on a figure."""
        self.csrf()
        page = self.client.get(f"/reports/{number}/figures/{position}").text
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


@contextmanager
def serving(store: Store, folder: Path, **settings: object) -> Iterator[Served]:
    """Serve the store on a free port of loopback."""
    config = uvicorn.Config(create_app(store, **settings), port=0, log_level="error")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    served = Served(f"http://127.0.0.1:{port}", store, folder)
    try:
        yield served
    finally:
        served.client.close()
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page over the project's own reports. Decisions of one test are seen by the next."""
    folder = tmp_path_factory.mktemp("review")
    with open_store(folder / "store.sqlite", create=True) as store:
        fill(store, *(REPORTS / name for name in NAMES))
        with serving(store, folder) as running:
            yield running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a store of one's own, filled from the given files."""
    with open_store(tmp_path / "store.sqlite", create=True) as store:
        stack: list[object] = []

        def start(*paths: Path, **settings: object) -> Served:
            fill(store, *paths)
            context = serving(store, tmp_path, **settings)
            stack.append(context)
            return context.__enter__()

        yield start
        for context in stack:
            context.__exit__(None, None, None)  # type: ignore[attr-defined]
