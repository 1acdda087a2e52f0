"""The example portal of `fixtures/portal`: walked over loopback, every URL ends in a named outcome."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from nianbao.fetch import Policy, parse_resolve, read_sources
from nianbao.model import Source
from scripts.serve_portal import PORTAL, server
from tests.fetch.conftest import Fetched, harvest

COLUMN = "http://www.yunxi.example/zwgk/zfxxgknb/"


def _harvest(folder: Path, sources: list[Source]) -> Fetched:
    with server() as portal:
        policy = Policy(
            delay=0, resolve=parse_resolve([portal.resolve]), clock=lambda: datetime(2025, 3, 31, tzinfo=UTC)
        )
        return harvest(sources, folder, policy)


def test_every_report_of_the_portal_is_captured_as_it_stands(tmp_path: Path) -> None:
    captures = _harvest(tmp_path, read_sources(PORTAL / "sources.toml")).captures
    got = {(capture.url or "").removeprefix("http://www.yunxi.example/"): capture for capture in captures}
    truths = json.loads((PORTAL.parent / "portal.truth.json").read_text(encoding="utf-8"))
    assert set(truths) <= set(got)
    for name, capture in got.items():
        assert capture.data == (PORTAL / name).read_bytes()
        assert capture.fetched_at == "2025-03-31T00:00:00Z"


def test_what_the_portal_could_not_give_is_named(tmp_path: Path) -> None:
    found = _harvest(tmp_path, read_sources(PORTAL / "sources.toml"))
    assert {entry.url.removeprefix(COLUMN): entry.outcome for entry in found.skipped} == {
        "202501/t20250116_2404.html": "http_404",
    }
    other = [row.url.removeprefix(COLUMN) for row in found.rows if row.outcome == "not_a_report"]
    assert sorted(other) == ["202407/t20240715_2405.html", "202501/t20250120_2499.html"], "named, and no loss"
    assert len({row.url for row in found.rows}) == len(found.rows)


def test_the_site_root_leads_to_the_same_reports(tmp_path: Path) -> None:
    from_root = _harvest(tmp_path / "a", [Source(url="http://www.yunxi.example/")])
    from_column = _harvest(tmp_path / "b", [Source(url=f"{COLUMN}index.html")])
    assert (
        [capture.sha256 for capture in from_root.captures] == [capture.sha256 for capture in from_column.captures] != []
    )
