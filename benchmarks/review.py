"""``python -m benchmarks.review``: the review page over a store of 100,000 reports.

Times are those of the server as a browser sees them (loopback, one request at a time, median and slowest of some).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from nianbao.export.published import to_json
from nianbao.pipeline import parse_capture
from nianbao.read import load
from nianbao.store.store import open_store

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "reports"
_TARGETS = {"list": 100.0, "filter": 100.0, "report page": 150.0, "page image": 300.0, "first paint": 1000.0}
_TARGET_RSS = 300
_TIMES = 15


def main() -> int:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store.sqlite"
        started = time.perf_counter()
        numbers = _fill(place, wanted.reports)
        print(f"store of {wanted.reports:,} reports filled in {time.perf_counter() - started:.0f} s")
        with _Server(place) as server:
            for name, seconds in _asked(server.address, numbers):
                print(_line(name, seconds))
            paint = _first_paint(server.address, numbers)
            if paint:
                print(_line("first paint", paint))
            rss = _resident(server.process.pid)
            print(f"{'memory':12} {rss:8.0f} MB   (limit {_TARGET_RSS} MB){'' if rss < _TARGET_RSS else '  MISSED'}")
    return 0


def _line(name: str, seconds: list[float]) -> str:
    middle, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
    limit = _TARGETS[name.split(":")[0]]
    missed = "" if middle < limit else "  MISSED"
    return f"{name:34} {middle:8.1f} ms   slowest {worst:7.1f} ms   (limit {limit:.0f} ms){missed}"


def _fill(place: Path, count: int) -> dict[str, str]:
    """A store of copies under many names and years, one in four with errors, and both documents themselves."""
    names = ("html-2021-with-fault.html", "pdf-2021-single-other.pdf")
    captures = [load(FIXTURES / name) for name in names]
    texts = [to_json(parse_capture(capture)) for capture in captures]
    with open_store(place, create=True) as store:
        with store.filling("benchmark") as filling:
            for capture, text in zip(captures, texts, strict=True):
                filling.add(text, capture.data)
            for number in range(count - len(names)):
                filling.add(_renamed(texts[0 if number % 4 == 0 else 1], number))
        return {name: _number(store, capture.path) for name, capture in zip(names, captures, strict=True)}


def _number(store: object, path: str) -> str:
    rows = store.reports(limit=2).items  # type: ignore[attr-defined]
    return str(next(row.id for row in rows if row.path == path))


def _renamed(text: str, number: int) -> str:
    """The same report under another name, year and division, textually: filling is what is timed elsewhere."""
    issuer = json.loads(text)["issuer"]["name"]
    path = json.dumps(json.loads(text)["source"]["path"], ensure_ascii=False)
    text = text.replace(path, json.dumps(f"report-{number}.html"), 1)
    text = text.replace(f'"name":"{issuer}"', f'"name":"第{number // 12}区{issuer}"', 1)
    year = f'"year":{2014 + number % 12}'
    return text.replace('"year":2024', year, 1).replace('"year":2023', year, 1)


class _Server:
    """``nianbao serve`` in a process of its own."""

    def __init__(self, place: Path) -> None:
        command = [sys.executable, "-m", "nianbao", "serve", str(place), "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def __enter__(self) -> _Server:
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.address = "http" + line.split("http", 1)[1].split()[0].rstrip("/")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stderr is not None
        self.process.stderr.close()


def _asked(address: str, numbers: dict[str, str]) -> Iterator[tuple[str, list[float]]]:
    page, paper = numbers["html-2021-with-fault.html"], numbers["pdf-2021-single-other.pdf"]
    asked = {
        "list": "/reports",
        "list: page 1000, by name": "/reports?sort=issuer&page=1000",
        "filter: name": "/reports?q=第77区",
        "filter: year and severity": "/reports?year=2020&severity=error",
        "filter: rule": "/reports?code=T3.row_total&sort=-year",
        "filter: open": "/reports?open=1",
        "report page: HTML": f"/reports/{page}",
        "report page: PDF": f"/reports/{paper}",
    }
    with httpx.Client(base_url=address, timeout=120) as client:
        client.get("/reports")
        for name, path in asked.items():
            yield name, [_timed(client, path) for _ in range(_TIMES)]
        yield "page image: first time", [_timed(client, f"/reports/{paper}/pages/{n}.png") for n in (1, 2)]
        yield "page image: again", [_timed(client, f"/reports/{paper}/pages/1.png") for _ in range(_TIMES)]


def _timed(client: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    response = client.get(path)
    response.raise_for_status()
    return time.perf_counter() - started


def _first_paint(address: str, numbers: dict[str, str]) -> list[float]:
    """First contentful paint of the list in headless Chromium; empty where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return []
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for path in ("/reports", f"/reports/{numbers['pdf-2021-single-other.pdf']}", "/reports?q=9") * 2:
            page = browser.new_page()
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            entry = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            found.append(entry / 1000)
            page.close()
        browser.close()
    return found


def _resident(pid: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
