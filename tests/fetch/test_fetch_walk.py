"""What is found on a portal: lists, articles, attachments, and where each is kept."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nianbao.fetch import Policy
from nianbao.fetch.saving import relative_path
from nianbao.model import Source
from tests.fetch.conftest import harvest

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"


def _item(path: str, year: int) -> str:
    return f'<li><a href="{path}">云溪县{year}年政府信息公开工作年度报告</a></li>'


def test_an_article_is_captured_with_its_attachments(portal: Portal, fetch_path: Fetch) -> None:
    portal.article(
        "/a.htm", '<div class="TRS_Editor">正文 <a href="./f/r.pdf">附件</a></div><a href="/other.pdf">x</a>'
    )
    portal.gives("www.yunxi.example/f/r.pdf", b"%PDF-1.4 x", headers={"Content-Type": "application/pdf;q=1"})
    found = fetch_path("/a.htm")
    assert [capture.url for capture in found.captures] == [
        "http://www.yunxi.example/a.htm",
        "http://www.yunxi.example/f/r.pdf",
    ]
    pdf = found.captures[1]
    assert (pdf.data, pdf.media_type) == (b"%PDF-1.4 x", "application/pdf")
    assert pdf.sha256 == sha256(pdf.data).hexdigest()
    assert pdf.fetched_at == "2025-02-01T00:00:00Z"
    assert Path(pdf.path).read_bytes() == pdf.data


def test_an_attachment_shown_by_a_viewer_frame_is_the_file_itself(portal: Portal, fetch_path: Fetch) -> None:
    portal.article("/a.htm", '<div id="zoom"><iframe src="/js/viewer.html?file=/f/r.pdf"></iframe></div>')
    portal.gives("www.yunxi.example/f/r.pdf", b"%PDF-1.4 x")
    assert [capture.url for capture in fetch_path("/a.htm").captures][1:] == ["http://www.yunxi.example/f/r.pdf"]


def test_a_list_written_by_script_is_followed_to_its_last_page(portal: Portal, fetch_path: Fetch) -> None:
    script = '<script>createPageHTML(3, {}, "index", "html");</script>'
    for page in range(3):
        path = "/nb/index.html" if page == 0 else f"/nb/index_{page}.html"
        portal.html(path, _item(f"./{2024 - page}.htm", 2024 - page) + script.format(page), title=COLUMN)
        portal.article(f"/nb/{2024 - page}.htm", "<p>x</p>")
    found = fetch_path("/nb/index.html")
    assert [capture.url[-8:] for capture in found.captures if capture.url] == [
        "2024.htm",
        "2023.htm",
        "2022.htm",
    ]
    assert found.outcomes().pop("/nb/index_3.html") == "http_404", "asked for, since a count is not to be trusted"
    assert found.skipped == [], "and its absence is the list's end, no loss"
    assert found.rows[0].list_state == "complete: 3 pages of 3 declared"


def test_a_declared_page_that_is_missing_is_reported_and_the_rest_kept(portal: Portal, fetch_path: Fetch) -> None:
    script = '<script>createPageHTML(9, 0, "index", "html");</script>'
    portal.html("/nb/index.html", _item("1.htm", 2024) + script, title=COLUMN)
    portal.article("/nb/1.htm", "<p>x</p>")
    found = fetch_path("/nb/index.html")
    assert len(found.captures) == 1
    assert found.outcomes()["/nb/index_1.html"] == "http_404"


def test_anchors_named_next_page_are_followed_until_a_page_repeats(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb?page=1", _item("/1.htm", 2024) + '<a href="?page=2">下一页</a>', title=COLUMN)
    portal.html("/nb?page=2", _item("/1.htm", 2024) + '<a href="?page=3">下一页</a>', title=COLUMN)
    portal.article("/1.htm", "<p>x</p>")
    found = fetch_path("/nb?page=1")
    assert portal.paths() == ["/nb?page=1", "/1.htm", "/nb?page=2"]
    assert len(found.captures) == 1


def test_an_endless_list_stops_at_max_pages_and_says_so(portal: Portal, fetch_path: Fetch) -> None:
    for page in range(9):
        body = _item(f"/{page}.htm", 2010 + page) + f'<a href="?page={page + 1}">下一页</a>'
        portal.html(f"/nb?page={page}", body, title=COLUMN)
        portal.article(f"/{page}.htm", "<p>x</p>")
    found = fetch_path("/nb?page=0", max_pages=3)
    assert len(found.captures) == 3
    assert any("over max_pages" in row.detail for row in found.rows)


def test_a_site_root_leads_to_its_column_of_annual_reports(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/", '<a href="/nb/">政府信息公开年报</a><a href="/news/">新闻</a>', title="云溪县人民政府")
    portal.html("/nb/", _item("1.htm", 2024), title=COLUMN)
    portal.article("/nb/1.htm", "<p>x</p>")
    assert [capture.url for capture in fetch_path("/").captures] == ["http://www.yunxi.example/nb/1.htm"]


def test_other_reports_in_the_list_are_named_and_never_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    body = _item("1.htm", 2024) + '<a href="2.htm">云溪县2024年政府网站工作年度报表（政务公开年报）</a>'
    portal.html("/nb/", body, title=COLUMN)
    portal.article("/nb/1.htm", "<p>x</p>")
    found = fetch_path("/nb/")
    assert found.outcomes()["/nb/2.htm"] == "not_a_report"
    assert "/nb/2.htm" not in portal.paths()


def test_only_the_wanted_years_are_fetched(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", _item("1.htm", 2024) + _item("2.htm", 2023), title=COLUMN)
    portal.article("/nb/2.htm", "<p>x</p>")
    assert [capture.url for capture in fetch_path("/nb/", years=(2023,)).captures] == [
        "http://www.yunxi.example/nb/2.htm"
    ]
    assert "/nb/1.htm" not in portal.paths()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("云溪县财政局2024年政府信息公开工作年度...", "云溪县财政局2024年政府信息公开工作年度报告"),
        ("云溪县财政局2024年政府信息公开工作年度报告", "点击以后在新的浏览器窗口当中打开这一个页面并且阅读"),
    ],
)
def test_a_report_is_known_by_its_text_or_its_title(portal: Portal, fetch_path: Fetch, text: str, title: str) -> None:
    portal.html("/nb/", f'<a href="1.htm" title="{title}">{text}</a>', title="x")
    portal.article("/nb/1.htm", "<p>x</p>")
    assert [capture.url for capture in fetch_path("/nb/").captures] == ["http://www.yunxi.example/nb/1.htm"]


def test_a_list_in_gb18030_is_understood(portal: Portal, fetch_path: Fetch) -> None:
    page = f"<html><head><title>{COLUMN}</title></head><body>{_item('1.htm', 2024)}</body></html>"
    portal.gives("www.yunxi.example/nb/", page.encode("gb18030"))
    portal.article("/nb/1.htm", "<p>x</p>")
    assert len(fetch_path("/nb/").captures) == 1


def test_an_article_without_meta_tags_is_not_taken_for_a_list(portal: Portal, fetch_path: Fetch) -> None:
    aside = _item("/1.htm", 2022) + _item("/2.htm", 2021)
    portal.html("/a.htm", f'<div class="TRS_Editor">{"本年度工作扎实推进。" * 60}</div>{aside}')
    assert [capture.url for capture in fetch_path("/a.htm").captures] == ["http://www.yunxi.example/a.htm"]


def test_one_memory_of_hosts_serves_all_sources(
    portal: Portal, policy_for: Callable[..., Policy], tmp_path: Path
) -> None:
    for name in ("/a.htm", "/b.htm"):
        portal.article(name, "<p>x</p>")
    sources = [Source(url=f"http://www.yunxi.example{name}") for name in ("/a.htm", "/b.htm")]
    found = harvest(sources, tmp_path, policy_for())
    assert [capture.declared for capture in found.captures] == sources
    assert portal.asked.count("www.yunxi.example/robots.txt") == 1


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("http://h.example/a", "http://h.example/a/b", "a name that is also a folder"),
        ("http://h.example/a.htm", "http://h.example/a.htm/b", "a file name used as a folder"),
        ("http://h.example/v?id=1", "http://h.example/v?id=2", "the query tells them apart"),
        ("http://h.example/a:b.htm", "http://h.example/a_b.htm", "a character that no file name takes"),
        ("http://h.example/", "http://h.example:8080/", "another port"),
        ("http://h.example/A.htm".lower(), "http://h.example/A.htm", "case, for file systems that ignore it"),
    ],
)
def test_two_addresses_are_never_kept_under_one_name(one: str, other: str, why: str) -> None:
    first, second = relative_path(one), relative_path(other)
    assert str(first).lower() != str(second).lower(), why
    assert first not in second.parents, why


@pytest.mark.parametrize(
    "url",
    [
        "http://h.example/../../etc/passwd",
        "http://h.example/%2e%2e/%2Fa",
        "http://h.example/con.htm?x",
        "http://../a",
    ],
)
def test_a_download_stays_in_its_folder(url: str) -> None:
    path = relative_path(url)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert not any(part.lower().startswith("con.") for part in path.parts)


_TEXT = "本年度严格按照政府信息公开条例开展工作，主动公开政府信息。" * 12


@pytest.mark.parametrize("given", ["/nb/", "/nb/2.htm"])
def test_a_bare_article_with_its_neighbours_beside_it_is_not_taken_for_a_list(
    portal: Portal, fetch_path: Fetch, given: str
) -> None:
    portal.html("/nb/", _item("/nb/2.htm", 2023), title=COLUMN)
    around = _item("/nb/1.htm", 2024) + _item("/nb/3.htm", 2022)
    portal.html("/nb/2.htm", f"<p>{_TEXT}</p>{around}", title="云溪县2023年政府信息公开工作年度报告")
    captures = fetch_path(given).captures
    assert [capture.url for capture in captures] == ["http://www.yunxi.example/nb/2.htm"]


@pytest.mark.parametrize("placeholder", ["", "{$ArticleTitle}"])
def test_a_list_whose_template_carries_the_tag_of_an_article_is_still_a_list(
    portal: Portal, fetch_path: Fetch, placeholder: str
) -> None:
    meta = f'<meta name="ArticleTitle" content="{placeholder}">'
    portal.html("/nb/", _item("1.htm", 2024), title=COLUMN, meta=meta)
    portal.article("/nb/1.htm", "<p>x</p>")
    assert [capture.url for capture in fetch_path("/nb/").captures] == ["http://www.yunxi.example/nb/1.htm"]


def test_a_year_that_leads_to_a_list_of_its_reports_is_followed(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", '<a href="/nb/2023/">2023年政府信息公开年报</a>', title=COLUMN)
    portal.html("/nb/2023/", _item("a.htm", 2023) + _item("b.htm", 2023) + _item("c.htm", 2023), title=COLUMN)
    for name in "abc":
        portal.article(f"/nb/2023/{name}.htm", "<p>x</p>")
    assert len(fetch_path("/nb/").captures) == 3


def test_the_column_of_another_publisher_is_not_this_ones(portal: Portal, fetch_path: Fetch) -> None:
    links = (
        '<a href="http://up.example/nb/">上级政府信息公开年报</a><a href="http://zw.yunxi.example/nb/">信息公开年报</a>'
    )
    portal.html("/", links, title="云溪县人民政府")
    portal.html("/nb/", _item("1.htm", 2024), title=COLUMN, host="zw.yunxi.example")
    portal.html("/nb/1.htm", "<p>年度报告</p>", title="年度报告", host="zw.yunxi.example")
    assert [capture.url for capture in fetch_path("/").captures] == ["http://zw.yunxi.example/nb/1.htm"]
    assert not [name for name in portal.asked if name.startswith("up.example")]


def test_a_year_that_leads_to_a_list_of_one_report_is_followed_too(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", '<a href="/nb/2023/">2023年政府信息公开年报</a>', title=COLUMN)
    portal.html("/nb/2023/", _item("a.htm", 2023), title=COLUMN)
    portal.article("/nb/2023/a.htm", "<p>x</p>")
    assert [capture.url for capture in fetch_path("/nb/").captures] == ["http://www.yunxi.example/nb/2023/a.htm"]
