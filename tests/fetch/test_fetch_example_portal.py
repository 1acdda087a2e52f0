"""The example portal of `fixtures/portal`: walked over loopback, every URL ends in a named outcome."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from nianbao.fetch import HarvestRow, Policy, Skipped, fetch_all, parse_resolve, read_sources
from nianbao.model import Capture, Source
from scripts.serve_portal import PORTAL, server

COLUMN = "http://www.yunxi.example/zwgk/zfxxgknb/"


def _harvest(folder: Path, sources: list[Source]) -> tuple[list[Capture], list[Skipped], list[HarvestRow]]:
    rows: list[HarvestRow] = []
    with server() as portal:
        thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        policy = Policy(
            delay=0,
            resolve=parse_resolve([f"*:80:127.0.0.1:{portal.server_address[1]}"]),
            clock=lambda: datetime(2025, 3, 31, tzinfo=UTC),
        )
        results = [result for _, result in fetch_all(sources, policy=policy, save_to=folder, log=rows.append)]
        portal.shutdown()
        thread.join()
    captures = [result for result in results if isinstance(result, Capture)]
    return captures, [result for result in results if isinstance(result, Skipped)], rows


def test_every_report_of_the_portal_is_captured_as_it_stands(tmp_path: Path) -> None:
    captures, _, _ = _harvest(tmp_path, read_sources(PORTAL / "sources.toml"))
    got = {(capture.url or "").removeprefix("http://www.yunxi.example/"): capture for capture in captures}
    truths = json.loads((PORTAL.parent / "portal.truth.json").read_text(encoding="utf-8"))
    assert set(truths) <= set(got)
    for name, capture in got.items():
        assert capture.data == (PORTAL / name).read_bytes()
        assert capture.fetched_at == "2025-03-31T00:00:00Z"


def test_what_the_portal_could_not_give_is_named(tmp_path: Path) -> None:
    _, skipped, rows = _harvest(tmp_path, read_sources(PORTAL / "sources.toml"))
    assert {entry.url.removeprefix(COLUMN): entry.outcome for entry in skipped} == {
        "202501/t20250116_2404.html": "http_404",
        "202501/t20250120_2499.html": "not_a_report",
    }
    assert len({row.url for row in rows}) == len(rows)


def test_the_site_root_leads_to_the_same_reports(tmp_path: Path) -> None:
    from_root, _, _ = _harvest(tmp_path / "a", [Source(url="http://www.yunxi.example/")])
    from_column, _, _ = _harvest(tmp_path / "b", [Source(url=f"{COLUMN}index.html")])
    assert [capture.sha256 for capture in from_root] == [capture.sha256 for capture in from_column] != []
