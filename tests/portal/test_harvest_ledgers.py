"""coverage.csv and captures: what a researcher looks at after a harvest."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from nianbao.run import harvest
from tests.portal.judging import policy_for
from tests.portal.server import Reply, Simulator
from tests.portal.sites import article, html, report_title

HOST = "www.yunxi.example"
ISSUER = "云溪县财政局"


def _link(path: str, year: int) -> str:
    return f'<a href="{path}">{report_title(ISSUER, year)}</a>'


def _page(year: int, published: str, extra: str = "") -> Reply:
    page = article(report_title(ISSUER, year), extra=extra)
    return Reply(200, page.body.replace(b"2025-01-20 10:00", published.encode()))


def test_every_year_of_a_source_has_its_state(tmp_path: Path) -> None:
    pictures = '<div class="TRS_Editor"><img src="p1.png"><img src="p2.png"></div>'
    meta = f'<meta name="ArticleTitle" content="{report_title(ISSUER, 2021)}">'
    pages = {
        "/nb/": html("".join(_link(f"/nb/{year}.html", year) for year in (2024, 2023, 2022, 2021))),
        "/nb/2024.html": _page(2024, "2025-01-20", '<a href="2024.pdf">附件</a>'),
        "/nb/2024.pdf": Reply(200, b"%PDF-1.4 x"),
        "/nb/2023.html": _page(2023, "2024-05-06"),
        "/nb/2022.html": Reply(403, b"no", etag=False),
        "/nb/2021.html": html(pictures, report_title(ISSUER, 2021), meta=meta),
        "/nb/p1.png": Reply(200, b"\x89PNG\r\n\x1a\n1"),
        "/nb/p2.png": Reply(200, b"\x89PNG\r\n\x1a\n2"),
    }
    sources = tmp_path / "sources.csv"
    sources.write_text(f"url,issuer,years\nhttp://{HOST}/nb/,{ISSUER},2020-2024\n", encoding="utf-8")
    newer = tmp_path / "divisions.csv"
    newer.write_text("code,name\n990123,云溪县\n", encoding="utf-8")
    with Simulator({HOST: lambda request: pages.get(request.path, Reply(404, b"none"))}) as simulator:
        policy = policy_for(simulator, delay=0.005, clock=lambda: datetime(2025, 4, 1, tzinfo=UTC))
        harvest([str(sources)], tmp_path / "out", policy, divisions=newer)
    with (tmp_path / "out" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["year"]: line["state"] for line in lines} == {
        "2020": "missing",
        "2021": "unreadable",
        "2022": "blocked",
        "2023": "late",
        "2024": "found",
    }
    assert {(line["division"], line["level"], line["kind"]) for line in lines} == {("990123", "county", "department")}
    with (tmp_path / "out" / "harvest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["url"].rpartition("/")[2]: row for row in csv.DictReader(file)}
    assert (rows["2023.html"]["issuer"], rows["2023.html"]["year"]) == (ISSUER, "2023")
    assert rows["2024.pdf"]["parent"] == f"http://{HOST}/nb/2024.html"
    for name in ("2024.html", "2024.pdf", "2021.html", "p1.png", "p2.png"):
        kept = tmp_path / "out" / rows[name]["path"]
        assert kept.read_bytes() == pages[f"/nb/{name}"].body, name
