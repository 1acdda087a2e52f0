"""The example portal: a root, a column on two pages, articles, attachments, and what goes wrong."""

from __future__ import annotations

from html import escape
from typing import Any

from scripts.fixture_kit import bad, catalog_portal, office, paper, web
from scripts.fixture_kit.describe import Report, broken_ties

HOST = "www.yunxi.example"
COLUMN = "zwgk/zfxxgknb"

_SOURCES = f"""\
# The example portal: served on loopback by scripts/serve_portal.py.

[[source]]
issuer = "云溪县人民政府"
url = "http://{HOST}/{COLUMN}/index.html"
division = "990123"
kind = "government"
"""


def build() -> tuple[dict[str, bytes], dict[str, Any]]:
    """(path below the portal -> bytes, path -> truth of the report that stands there)."""
    files: dict[str, bytes] = {}
    truths: dict[str, Any] = {}
    listed: list[tuple[str, str, str]] = []

    def put(path: str, report: Report, data: bytes, *, listing: bool = True) -> None:
        if broken_ties(report) != report.breaks:
            raise SystemExit(f"{path}: broken ties {sorted(broken_ties(report))}")
        files[f"{COLUMN}/{path}"] = data
        truths[f"{COLUMN}/{path}"] = report.truth()
        if listing:
            listed.append((path, report.title, report.published))

    made = catalog_portal
    put("202503/t20250318_2401.html", r := made.county_2024("county-2024"), web.plain(r))
    _wrapped(put, files, listed, r := made.finance_2024("finance-2024"), "202501", "2402", "docx", office.docx(r))
    broken = made.education_2024("education-2024")
    _broken(files, listed, broken)
    listed.append(("202501/t20250116_2404.html", "云溪县水利局2024年政府信息公开工作年度报告", "2025-01-16"))
    files[f"{COLUMN}/202407/t20240715_2405.html"] = bad.half_year()
    listed.append(("202407/t20240715_2405.html", "云溪县2024年上半年政府信息公开半年报", "2024-07-15"))
    _wrapped(put, files, listed, r := made.county_2023("county-2023"), "202403", "2301", "pdf", paper.pdf(r))
    first_page = len(listed)
    put("202401/t20240119_2302.html", r := made.finance_2023("finance-2023"), web.plain(r, charset="gb18030"))
    put("202003/t20200320_1901.html", r := made.county_2019("county-2019"), web.frame(r))
    put("201703/t20170322_1601.html", r := made.county_2016("county-2016"), web.plain(r))
    put("201203/t20120319_1101.html", r := made.county_2011("county-2011"), web.word(r))
    files[f"{COLUMN}/202501/t20250120_2499.html"] = bad.website_report()
    listed.append(
        ("202501/t20250120_2499.html", "云溪县人民政府门户网站政府网站工作年度报表（2024年度）", "2025-01-20")
    )
    files |= _column_pages(listed[:first_page], listed[first_page:])
    files["sources.toml"] = _SOURCES.encode()
    files["robots.txt"] = b"User-agent: *\nDisallow: /admin/\n"
    return files, truths


def _wrapped(
    put: Any,
    files: dict[str, bytes],
    listed: list[tuple[str, str, str]],
    report: Report,
    folder: str,
    number: str,
    suffix: str,
    document: bytes,
) -> None:
    """An article that only points to its attachment; the truth belongs to the attachment."""
    stem = f"{folder}/t{report.published.replace('-', '')}_{number}"
    name = f"P0{number}.{suffix}"
    put(f"{folder}/{name}", report, document, listing=False)
    body = f'<p>全文请见附件。</p><p>附件：<a href="./{name}">{escape(report.title)}.{suffix}</a></p>'
    files[f"{COLUMN}/{stem}.html"] = web.page(report.title, report.published, report.issuer, body)
    listed.append((f"{stem}.html", report.title, report.published))


def _broken(files: dict[str, bytes], listed: list[tuple[str, str, str]], report: Report) -> None:
    """A page whose store lost its end: it breaks off in the middle of table three."""
    whole = web.plain(report)
    cut = whole.index("（四）无法提供".encode())
    path = "202501/t20250121_2403.html"
    files[f"{COLUMN}/{path}"] = whole[:cut]
    listed.append((path, report.title, report.published))


def _column_pages(*pages: list[tuple[str, str, str]]) -> dict[str, bytes]:
    """TRS list pages: paging is written by script; long titles are clipped, and whole in the attribute."""
    files = {"index.html": _root()}
    for number, entries in enumerate(pages):
        items = "\n".join(
            f'<li><a href="./{path}" title="{escape(title)}" target="_blank">{escape(title[:22])}'
            f"{'...' if len(title) > 22 else ''}</a><span>{published}</span></li>"
            for path, title, published in entries
        )
        script = f'<script>createPageHTML({len(pages)}, {number}, "index", "html");</script>'
        name = "index.html" if number == 0 else f"index_{number}.html"
        files[f"{COLUMN}/{name}"] = _list_page(f'<ul class="list">\n{items}\n</ul>\n{script}')
    return files


def _list_page(body: str) -> bytes:
    meta = "".join(f'<meta name="{name}" content="政府信息公开年报">' for name in ("ColumnName", "ColumnType"))
    head = f'<meta charset="utf-8">{meta}<title>政府信息公开年报_云溪县人民政府</title>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>\n{body}\n</body></html>\n".encode()


def _root() -> bytes:
    links = f'<a href="/{COLUMN}/index.html">政府信息公开年报</a> <a href="/admin/">后台</a>'
    text = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>云溪县人民政府</title></head>'
        f"<body><h1>云溪县人民政府</h1>{links}</body></html>\n"
    )
    return text.encode()
