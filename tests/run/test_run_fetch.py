"""Addresses among the sources: fetched, read, and each ended in one named outcome."""

from __future__ import annotations

import csv
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from nianbao.fetch import Policy, parse_resolve
from nianbao.run import Options, run

PAGES = {"/a.txt": b"one page", "/b.txt": b"damaged page", "/other/a.txt": b"one page"}
LIST = "<html><title>政府信息公开年报</title><a href='/t20240101_1.html'>2023年法治政府建设年度报告</a></html>"
PAGES["/nb/"] = LIST.encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Options]:
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parent), *sys.path])
    monkeypatch.chdir(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    resolve = parse_resolve([f"www.yunxi.example:80:127.0.0.1:{server.server_port}"])
    yield Options(jobs=1, worker="fake_workers:count", policy=Policy(delay=0, resolve=resolve))
    server.shutdown()
    server.server_close()
    thread.join()


def rows(name: str) -> list[dict[str, str]]:
    with Path("out", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_pages_are_read_under_their_address_and_failures_are_named(options: Options) -> None:
    site = "http://www.yunxi.example"
    Path("local.txt").write_text("on disk", encoding="utf-8")
    names = [f"{site}/a.txt", "local.txt", f"{site}/none.txt", f"{site}/b.txt"]
    summary = run(names, Path("out"), options)
    reports = [json.loads(line) for line in Path("out/reports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [report["source"]["url"] for report in reports] == [f"{site}/a.txt", None]
    assert Path("out", reports[0]["source"]["path"]).read_bytes() == PAGES["/a.txt"]
    assert [(row["url"], row["code"]) for row in rows("errors.csv")] == [
        (f"{site}/none.txt", "fetch_failed"),
        (f"{site}/b.txt", "damaged"),
    ]
    assert [(row["url"], row["outcome"] == "ok") for row in rows("harvest.csv")] == [
        (f"{site}/a.txt", True),
        (f"{site}/none.txt", False),
        (f"{site}/b.txt", True),
    ]
    assert (summary.documents, summary.failed) == (4, 2)


def test_a_page_that_did_not_change_is_not_read_again(options: Options) -> None:
    run(["http://www.yunxi.example/a.txt"], Path("out"), options)
    before = Path("out/reports.jsonl").read_bytes()
    again = run(["http://www.yunxi.example/a.txt"], Path("out"), options)
    assert (again.parsed, again.reused) == (0, 1)
    assert Path("out/reports.jsonl").read_bytes() == before


def test_the_same_bytes_under_two_addresses_are_said_to_be_the_same(options: Options) -> None:
    site = "http://www.yunxi.example"
    run([f"{site}/a.txt", f"{site}/other/a.txt"], Path("out"), options)
    assert [row["same_as"] for row in rows("harvest.csv")] == ["", f"{site}/a.txt"]


def test_another_report_in_a_list_is_named_and_is_no_document_that_could_not_be_read(options: Options) -> None:
    summary = run(["http://www.yunxi.example/nb/"], Path("out"), options)
    assert [row["outcome"] for row in rows("harvest.csv")] == ["ok", "not_a_report"]
    assert rows("errors.csv") == []
    assert summary.exit_code == 0
