"""Lists that stand in scripts, handlers, frames and interfaces, and names that say less than they should."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nianbao.fetch.answers import read_answer
from nianbao.fetch.links import Link, kind_of
from nianbao.fetch.pages import understand

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"
SITE = "http://www.yunxi.example"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"


def _reports(body: str, head: str = "") -> list[str]:
    page = f"<html><head><title>{COLUMN}</title>{head}</head><body>{body}</body></html>"
    return [link.url.removeprefix(SITE) for link in understand(f"{SITE}/nb/index.html", page.encode()).reports]


@pytest.mark.parametrize(
    "body",
    [
        f"<a href=\"javascript:openUrl('/a/2024.html')\">{NAME}</a>",
        f"<a href='#' onclick=\"showDoc('/a/2024.html', 1); return false;\">{NAME}</a>",
        f"<li onclick=\"location.href='/a/2024.html'\"><b>{NAME}</b></li>",
        f"<span data-href='/a/2024.html'>{NAME}</span>",
        f"<a data-url='/a/2024.html' href='javascript:;'>{NAME}</a>",
        f'<script>document.write("<li><a href=\\"/a/2024.html\\">{NAME}<\\/a></li>");</script>',
        f"<script>var list={json.dumps([{'title': NAME, 'url': '/a/2024.html'}])};</script>",
        f"<script>var arr=[['{NAME}', '/a/2024.html', '2025-01-20']];</script>",
        f"<script>var d=[{{'t':'{NAME}','u':'/a/2024.html'}}];</script>",
        f"<a href='/a/2024.html'><img src='x.png' alt='{NAME}'></a>",
        f"<li><a href='/a/2024.html'><img src='x.png'></a><p>{NAME}</p></li>",
        f"<table><tr><td>{NAME}</td><td>2025-01-20</td><td><a href='/a/2024.html'>查看</a></td></tr></table>",
    ],
    ids=[
        "javascript:",
        "onclick",
        "a row",
        "data-href",
        "data-url",
        "document.write",
        "escaped",
        "array",
        "unknown fields",
        "picture's name",
        "picture in an entry",
        "a word that says nothing",
    ],
)
def test_an_address_that_is_written_out_is_found_wherever_it_stands(body: str) -> None:
    assert _reports(body) == ["/a/2024.html"]


def test_relative_addresses_are_relative_to_the_base_the_page_names() -> None:
    assert _reports(f"<a href='files/2024.html'>{NAME}</a>", "<base href='/gov/'>") == ["/gov/files/2024.html"]


@pytest.mark.parametrize(
    ("text", "url", "kind"),
    [
        ("云溪县水务局2024年政府信息公...", "/a/t20250120_1.html", "report"),
        ("关于印发云溪县水务局2024年工作要点的...", "/a/t20250120_1.html", None),
        ("云溪县水务局", "/nb2024/3.html", "report"),
        ("云溪县水务局", "/swj/", None),
        ("云溪县2024年信访工作年度报告", "/a/1.html", "信访"),
        ("云溪县2024年生态环境状况年报", "/a/1.html", "生态环境状况"),
        ("云溪县2024年度水务局年度报告", "/a/1.html", "report"),
        ("2024年政府信息公开年报专题", "/zt/2024/", "column"),
        ("云溪县政府信息公开工作年度报告", "/down/2024.pdf", "report"),
        ("云溪县政府信息公开工作年度报告", "/common/download?id=7", "report"),
    ],
)
def test_what_a_name_in_a_column_is(text: str, url: str, kind: str | None) -> None:
    assert kind_of(Link(SITE + url, text), in_column=True) == kind


def test_groups_of_pages_beside_the_records_of_an_answer_are_no_entries() -> None:
    record = f"<record><![CDATA[<li><a href='/a/1.html'>{NAME}</a></li>]]></record>"
    answer = f"<datastore><nextgroup><![CDATA[<a href='/x?page=2'>]]></nextgroup><recordset>{record}</recordset>"
    assert [link.url for link in read_answer(SITE, answer.encode()).links] == [f"{SITE}/a/1.html"]


def test_a_weak_name_is_kept_only_when_the_page_behind_it_is_a_report(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<a href='1.html'>云溪县水务局</a><a href='2.html'>云溪县财政局</a>", title=COLUMN)
    portal.html("/nb/1.html", f"<h1>{NAME}</h1><p>{'政府信息公开。' * 90}</p>", title="云溪县")
    portal.html("/nb/2.html", f"<h1>云溪县财政局简介</h1><p>{'本局内设机构若干。' * 90}</p>", title="云溪县")
    found = fetch_path("/nb/")
    assert [capture.url for capture in found.captures] == [f"{SITE}/nb/1.html"]
    assert found.outcomes()["/nb/2.html"] == "not_a_report"


@pytest.mark.parametrize(
    "call",
    [
        "$.ajax({url:'/api/list',type:'POST',data:{channelId:'8',pageNo:p,pageSize:2},success:function(r){}})",
        "var cid='8'; $.post('/api/list', {channelId: cid, pageNo: p, pageSize: 2}, function(r){})",
        "$.ajax({url:'/api/list',type:'get',data:{channelId:'8',pageNo:1,pageSize:2}})",
        "axios.post('/api/x', {page: 1}); fetch('/api/list?channelId=8&pageNo=1&pageSize=2').then(show)",
    ],
    ids=["post", "a variable", "get", "fetch, beside another interface"],
)
def test_a_list_that_a_script_asks_for_is_asked_for_to_its_end(portal: Portal, fetch_path: Fetch, call: str) -> None:
    portal.html("/nb/", f"<ul id='l'></ul><script>function load(p){{{call}}} load(1);</script>", title=COLUMN)
    for page in (1, 2, 3):
        years = (2025 - page * 2 + 1, 2025 - page * 2)
        rows = [{"title": NAME.replace("2024", str(y)), "url": f"/a/{y}.html"} for y in years] if page < 3 else []
        answer = json.dumps({"data": {"list": rows}}).encode()
        portal.gives(f"www.yunxi.example/api/list?channelId=8&pageNo={page}&pageSize=2", answer)
    for year in range(2021, 2025):
        portal.article(f"/a/{year}.html", "<p>政府信息公开</p>")
    found = fetch_path("/nb/")
    assert sorted((c.url or "")[-9:] for c in found.captures) == [f"{y}.html" for y in range(2021, 2025)]


def test_an_interface_that_cannot_be_read_off_the_page_is_not_guessed(portal: Portal, fetch_path: Fetch) -> None:
    call = "$.ajax({url:'/api/list',data:{token:sign(t),pageNo:p}}); $.post('/api/visitcount',{page:1})"
    portal.html("/nb/", f"<script>{call}</script>", title=COLUMN)
    fetch_path("/nb/")
    assert portal.paths() == ["/nb/"]


def test_entries_in_a_script_file_of_the_column_are_read(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<script src='/js/jquery.min.js'></script><script src='data.js'></script>", title=COLUMN)
    portal.gives("www.yunxi.example/nb/data.js", f"var arr=[['{NAME}','/a/2024.html']];".encode())
    portal.article("/a/2024.html", "<p>政府信息公开</p>")
    assert [c.url for c in fetch_path("/nb/").captures] == [f"{SITE}/a/2024.html"]
    assert "/js/jquery.min.js" not in portal.paths()


def test_entries_in_a_data_file_that_a_script_loads_are_read(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<script>$.getJSON('./nb.json', show)</script>", title=COLUMN)
    portal.gives("www.yunxi.example/nb/nb.json", json.dumps([{"title": NAME, "url": "/a/2024.html"}]).encode())
    portal.article("/a/2024.html", "<p>政府信息公开</p>")
    assert [c.url for c in fetch_path("/nb/").captures] == [f"{SITE}/a/2024.html"]


@pytest.mark.parametrize(
    "ways",
    [
        "<a href='bm/1/'>云溪县教育局</a><a href='bm/2/'>云溪县水务局</a>",
        "<select><option value='/nb/bm/1/'>教育局</option><option value='/nb/bm/2/'>水务局</option></select>",
    ],
    ids=["folders", "a menu"],
)
def test_the_bodies_below_a_column_are_gone_through(portal: Portal, fetch_path: Fetch, ways: str) -> None:
    portal.html("/nb/", f"{ways}<a href='/jyj/'>云溪县教育局</a>", title=COLUMN)
    for number in (1, 2):
        portal.html(f"/nb/bm/{number}/", f"<a href='/a/{number}.html'>{NAME}</a>", title="云溪县")
        portal.article(f"/a/{number}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/").captures) == 2
    assert "/jyj/" not in portal.paths()


def test_numbers_lead_on_where_no_word_does_and_days_of_a_calendar_do_not(portal: Portal, fetch_path: Fetch) -> None:
    for page in (1, 2, 3):
        pages = "".join(f"<a href='/list?id=9&amp;page={n}'>{n}</a>" for n in (1, 2, 3) if n != page)
        days = "".join(f"<a href='/day?date=2024-01-0{n}'>{n}</a>" for n in (1, 2, 3))
        year = 2025 - page
        entry = f"<a href='/c?id={year}1'>{NAME.replace('2024', str(year))}</a>"
        portal.html(f"/list?id=9&page={page}", entry + days + pages, title=COLUMN)
        portal.article(f"/c?id={year}1", "<p>政府信息公开</p>")
    found = fetch_path("/list?id=9&page=1")
    assert len(found.captures) == 3
    assert not [path for path in portal.paths() if path.startswith("/day")]


def test_a_frame_below_the_deepest_column_is_still_read(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives("www.yunxi.example/", b"<html><frameset><frame src='/main.htm'></frameset></html>")
    portal.html("/main.htm", "<a href='/xxgk/'>政府信息公开</a>")
    portal.html("/xxgk/", "<a href='/xxgk/nb.htm'>信息公开年度报告</a>")
    portal.html("/xxgk/nb.htm", "<iframe src='list.htm'></iframe>", title=COLUMN)
    portal.html("/xxgk/list.htm", "<a href='2024.htm'>2024年度</a>")
    portal.article("/xxgk/2024.htm", "<p>政府信息公开</p>")
    assert [c.url for c in fetch_path("/").captures] == [f"{SITE}/xxgk/2024.htm"]


def test_one_years_topic_page_does_not_hide_the_column_of_all_years(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/", "<a href='/zt/'>2024年政府信息公开年报专题</a><a href='/xxgk/'>政府信息公开</a>")
    portal.html("/zt/", f"<a href='/a/2024.html'>{NAME}</a>", title="2024年政府信息公开年报专题")
    portal.html("/xxgk/", "<a href='/xxgk/nb/'>政府信息公开年报</a>")
    portal.html("/xxgk/nb/", f"<a href='/a/2023.html'>{NAME.replace('2024', '2023')}</a>", title=COLUMN)
    for year in (2023, 2024):
        portal.article(f"/a/{year}.html", "<p>政府信息公开</p>")
    found = fetch_path("/")
    assert sorted((c.url or "")[-9:] for c in found.captures) == ["2023.html", "2024.html"]


def test_a_page_drawn_by_its_scripts_is_no_report_and_says_so(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/", "<div id='app'></div><script src='/static/app.js'></script>", title="云溪县")
    found = fetch_path("/")
    assert found.captures == []
    assert found.rows[0].detail == "nothing to read without its scripts"


def test_a_file_that_a_viewer_script_shows_is_the_report(portal: Portal, fetch_path: Fetch) -> None:
    portal.article("/a.htm", "<div id='zoom'></div><script>PDFObject.embed('/f/r.pdf', '#zoom');</script>")
    portal.gives("www.yunxi.example/f/r.pdf", b"%PDF-1.4 x")
    assert [c.url for c in fetch_path("/a.htm").captures][1:] == [f"{SITE}/f/r.pdf"]
