"""Columns that hold their lists at one remove: trees, fragments, bodies elsewhere, tabs, matrices, old encodings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from nianbao.fetch.pages import understand

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"
SITE = "http://www.yunxi.example"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"
FORM = (
    "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    "<p>四、行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p>"
)


def _captured(found: Fetched) -> list[str]:
    return sorted((capture.url or "").removeprefix(SITE) for capture in found.captures)


def _named(year: int) -> str:
    return NAME.replace("2024", str(year))


def test_the_column_is_found_in_a_tree_that_a_script_of_a_frame_builds(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives("www.yunxi.example/", b"<html><frameset><frame src='/x/left.htm'></frameset></html>")
    tree = "d=new dTree('d');d.add(0,-1,'目录');d.add(2,0,'信息公开年报','nb/list.htm','','main');"
    portal.html("/x/left.htm", f"<script>{tree}</script>")
    portal.html("/x/nb/list.htm", f"<a href='2024.htm'>{NAME}</a>")
    portal.article("/x/nb/2024.htm", "<p>政府信息公开</p>")
    assert _captured(fetch_path("/")) == ["/x/nb/2024.htm"]


def test_a_list_that_a_script_loads_into_the_page_is_read(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<div id='l'></div><script>$('#l').load('/nb/part.html #list');</script>", title=COLUMN)
    portal.gives("www.yunxi.example/nb/part.html", f"<li><a href='/a/2024.html'>{NAME}</a></li>".encode())
    portal.article("/a/2024.html", "<p>政府信息公开</p>")
    assert _captured(fetch_path("/nb/")) == ["/a/2024.html"]


def test_bodies_that_a_column_only_names_are_visited_for_their_own_columns(portal: Portal, fetch_path: Fetch) -> None:
    bodies = [("jyj", "教育局"), ("swj", "水务局"), ("lhz", "柳河镇人民政府")]
    menu = "<a href='/news/'>新闻中心</a>"
    portal.html("/nb/", menu + "".join(f"<a href='/bm/{key}/'>{name}</a>" for key, name in bodies), title=COLUMN)
    for key, name in bodies:
        portal.html(f"/bm/{key}/", "<a href='jg/'>机构职能</a><a href='nb/'>信息公开年报</a>", title=name)
        portal.html(f"/bm/{key}/nb/", f"<a href='2024.html'>云溪县{name}2024年政府信息公开工作年度报告</a>")
        portal.article(f"/bm/{key}/nb/2024.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/").captures) == 3
    assert not [path for path in portal.paths() if "/jg/" in path or "/news/" in path]


@pytest.mark.parametrize(
    "row",
    [
        "<table><tr><td>3</td><td>云溪县水务局</td><td><a href='/nb/2024/3.html'>查看</a></td></tr></table>",
        "<ul><li>3. 云溪县水务局 <a href='/nb/2024/3.html'>点击查看</a></li></ul>",
        "<table><tr><td>云溪县水务局</td><td><a href='/nb/2024/3.html'>下载</a>"
        "<a href='/nb/2024/3.html'>查看</a></td></tr></table>",
    ],
    ids=["a numbered row", "an entry", "two words"],
)
def test_a_link_that_says_nothing_is_called_by_the_body_of_its_row(row: str) -> None:
    page = understand(f"{SITE}/nb/2024.html", f"<title>{COLUMN}</title>{row}".encode())
    assert [(link.url, link.text.split()[0]) for link in page.reports] == [(f"{SITE}/nb/2024/3.html", "云溪县水务局")]


@pytest.mark.parametrize("tabs", [(2022, 2023, 2024), (2022, 2023)], ids=["all years", "the years before"])
def test_a_column_that_shows_one_report_and_tabs_of_years_gives_each_year_once(
    portal: Portal, fetch_path: Fetch, tabs: tuple[int, ...]
) -> None:
    links = "".join(f"<a href='nb{year}.html'>{year}</a>" for year in tabs)
    portal.html("/nb/index.html", f"{links}<h2>{NAME}</h2>{FORM}<p>{'政府信息公开。' * 40}</p>", title=COLUMN)
    for year in tabs:
        portal.html(f"/nb/nb{year}.html", f"{links}<h2>{_named(year)}</h2>{FORM}", title=_named(year))
    found = _captured(fetch_path("/nb/index.html"))
    assert found == [
        *([] if 2024 in tabs else ["/nb/index.html"]),
        *(f"/nb/nb{year}.html" for year in tabs),
    ]


@pytest.mark.parametrize("shown", ["[{}]", "第{}页", "<b>{}</b>"])
def test_numbers_of_pages_are_known_in_brackets_and_words(portal: Portal, fetch_path: Fetch, shown: str) -> None:
    for page in (1, 2, 3):
        pages = "".join(f"<a href='/nb/list/{n}'>{shown.format(n)}</a>" for n in (1, 2, 3) if n != page)
        portal.html(f"/nb/list/{page}", f"<a href='/a/{page}.html'>{_named(2025 - page)}</a>{pages}", title=COLUMN)
        portal.article(f"/a/{page}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/list/1").captures) == 3


def test_an_arrow_alone_is_the_next_page_and_an_arrow_after_a_word_is_not(portal: Portal, fetch_path: Fetch) -> None:
    for page in (1, 2):
        pager = "<a href='/news/'>更多 &gt;</a>" + (f"<a href='/nb/b{page + 1}.html'>&gt;</a>" if page < 2 else "")
        portal.html(f"/nb/b{page}.html", f"<a href='/a/{page}.html'>{_named(2025 - page)}</a>{pager}", title=COLUMN)
        portal.article(f"/a/{page}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/b1.html").captures) == 2
    assert "/news/" not in portal.paths()


def test_a_question_in_chinese_is_asked_in_the_encoding_of_its_page() -> None:
    source = f"<title>{COLUMN}</title><a href='?lm=年度报告&amp;page=2'>下一页</a><a href='/年报/1.htm'>{NAME}</a>"
    page = understand(f"{SITE}/list.asp?lm=1", source.encode("gb18030"))
    assert page.next_anchor == f"{SITE}/list.asp?lm={quote('年度报告'.encode('gb18030'))}&page=2"
    assert [link.url for link in page.reports] == [f"{SITE}/{quote('年报')}/1.htm"]


def test_a_question_in_chinese_on_a_page_in_utf8_stays_in_utf8() -> None:
    page = understand(f"{SITE}/l", f"<title>{COLUMN}</title><a href='/l?lm=年报&amp;page=2'>下一页</a>".encode())
    assert page.next_anchor == f"{SITE}/l?lm={quote('年报')}&page=2"


def test_an_attachment_that_opens_on_a_click_is_fetched(portal: Portal, fetch_path: Fetch) -> None:
    link = "<a href='javascript:;' onclick=\"window.open('/f/2024.docx')\">下载</a>"
    portal.article("/a/2024.html", f"<div id='zoom'><p>附件：{link}</p></div>")
    portal.gives("www.yunxi.example/f/2024.docx", b"PK\x03\x04word/document.xml")
    assert "/f/2024.docx" in _captured(fetch_path("/a/2024.html"))


def test_a_page_that_asks_for_a_password_is_said_to_and_not_kept(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", f"<a href='/a/2024.html'>{NAME}</a>", title=COLUMN)
    portal.gives("www.yunxi.example/a/2024.html", b"", 302, {"Location": "/sso/login?to=a"})
    portal.html("/sso/login?to=a", "<form><input name='u'><input type='password' name='p'></form>", title="用户登录")
    found = fetch_path("/nb/")
    assert found.captures == []
    assert found.outcomes()["/a/2024.html"] == "login_required"


@pytest.mark.parametrize(
    "name",
    ["关于做好2024年政府信息公开工作年度报告编制工作的通知", "一图读懂：云溪县2024年政府信息公开工作年度报告"],
)
def test_what_speaks_about_a_report_is_not_asked_for(portal: Portal, fetch_path: Fetch, name: str) -> None:
    portal.html("/nb/", f"<a href='/a/t20250120_1.html'>{name}</a>", title=COLUMN)
    found = fetch_path("/nb/")
    assert portal.paths() == ["/nb/"]
    assert found.outcomes()["/a/t20250120_1.html"] == "not_a_report"
