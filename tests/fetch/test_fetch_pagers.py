"""How lists go on where no anchor does: forms, interfaces in JSON, islands; and what is said where they cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from nianbao.fetch.answers import read_answer
from nianbao.fetch.links import Link
from tests.fetch.conftest import HOST

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"


def _entry(year: int) -> str:
    return f"<li><a href='/a/{year}.html'>{NAME.replace('2024', str(year))}</a></li>"


def _articles(portal: Portal, *years: int) -> None:
    for year in years:
        portal.article(f"/a/{year}.html", "<p>政府信息公开</p>")


def _list_state(found: Fetched) -> str:
    return next(row.list_state for row in found.rows if row.list_state)


def test_the_pages_of_a_form_that_is_sent_back_are_turned_to_the_last(portal: Portal, fetch_path: Fetch) -> None:
    def page(number: int, year: int) -> str:
        hidden = f"<input type='hidden' name='__VIEWSTATE' value='dDw{number}='>"
        turns = "".join(f"<a href=\"javascript:__doPostBack('P1','{n}')\">{n}</a>" for n in (1, 2, 3) if n != number)
        onward = f"<a href=\"javascript:__doPostBack('P1','{min(number + 1, 3)}')\">下一页</a>"
        return f"<form method='post' action='list.aspx'>{hidden}<ul>{_entry(year)}</ul>{turns}{onward}</form>"

    portal.html("/list.aspx", page(1, 2024), title=COLUMN)
    for number in (2, 3):
        form = {"__VIEWSTATE": f"dDw{number - 1}=", "__EVENTTARGET": "P1", "__EVENTARGUMENT": str(number)}
        portal.html(f"/list.aspx?{urlencode(form)}", page(number, 2025 - number), title=COLUMN)
    _articles(portal, 2022, 2023, 2024)
    found = fetch_path("/list.aspx")
    assert len(found.captures) == 3
    assert len(portal.paths()) == 6, "no page is asked for twice"


@pytest.mark.parametrize(
    "call",
    [
        "fetch('/api/list',{method:'POST',headers:{'Content-Type':'application/json'},"
        'body:JSON.stringify({columnId:"8",current:1,size:2})})',
        "$.ajax({url:'/api/list',type:'post',contentType:'application/json',"
        "data:JSON.stringify({columnId:'8',current:1,size:2})})",
        "axios.post('/api/list', {columnId:'8',current:1,size:2}).then(show)",
        "axios({url:'/api/list',method:'post',data:{columnId:'8',current:1,size:2}})",
    ],
    ids=["fetch", "ajax", "axios.post", "axios"],
)
def test_a_list_that_is_asked_for_in_json_is_asked_for_in_json(portal: Portal, fetch_path: Fetch, call: str) -> None:
    portal.html("/nb/", f"<ul id='l'></ul><script>{call}</script>", title=COLUMN)
    for number, years in ((1, (2024, 2023)), (2, (2022,)), (3, ())):
        rows = [{"title": NAME.replace("2024", str(year)), "url": f"/a/{year}.html"} for year in years]
        asked = json.dumps({"columnId": "8", "current": number, "size": 2})
        portal.gives(f"{HOST}/api/list?{asked}", json.dumps({"result": {"records": rows}}).encode())
    _articles(portal, 2022, 2023, 2024)
    assert len(fetch_path("/nb/").captures) == 3


def test_entries_of_the_menu_are_not_counted_as_records_of_the_list(portal: Portal, fetch_path: Fetch) -> None:
    def store(*years: int) -> str:
        return "<datastore>" + "".join(f"<record><![CDATA[{_entry(y)}]]></record>" for y in years) + "</datastore>"

    menu = "".join(f"<a href='/menu/{n}/'>栏目{n}</a>" for n in range(6))
    call = "$('#1').jpage({perPage:1,totalRecord:4,proxyUrl:'/proxy.jsp'});"
    island = f"<script type='text/xml'>{store(2024, 2023)}</script><script>{call}</script>"
    portal.html("/col/", f"{menu}{island}", title=COLUMN)
    for start, year in ((3, 2022), (4, 2021)):
        part = f"startrecord={start}&endrecord={start}&perpage=1&page={start}"
        portal.gives(f"{HOST}/proxy.jsp?{part}?{part}", store(year).encode())
    _articles(portal, 2021, 2022, 2023, 2024)
    assert len(fetch_path("/col/").captures) == 4


def test_a_column_whose_pages_cannot_be_turned_is_partial(portal: Portal, fetch_path: Fetch) -> None:
    pager = "<a href='javascript:go(2)'>2</a><a href='javascript:go(2)'>下一页</a>"
    portal.html("/nb/", f"<ul>{_entry(2024)}</ul>{pager}", title=COLUMN)
    _articles(portal, 2024)
    assert _list_state(fetch_path("/nb/")).startswith("partial")


def test_a_column_of_one_page_whose_pager_leads_nowhere_is_complete(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", f"<ul>{_entry(2024)}</ul><a href='javascript:;'>1</a><a href='#'>下一页</a>", title=COLUMN)
    _articles(portal, 2024)
    assert _list_state(fetch_path("/nb/")).startswith("complete")


def test_pages_that_break_off_for_ever_keep_no_other_page_waiting(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "".join(map(_entry, range(2019, 2025))), title=COLUMN)
    _articles(portal, *range(2019, 2025))
    for year in (2019, 2020):
        portal.gives(
            f"{HOST}/a/{year}.html", write=lambda wire: wire.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
        )
    found = fetch_path("/nb/")
    assert len(found.captures) == 4
    assert {row.outcome for row in found.skipped} == {"connection_error"}


@pytest.mark.parametrize(("said", "asked"), [("您的访问过于频繁，请稍后再试", 1), ("无权查看本页", 3)])
def test_a_refusal_of_the_asking_ends_it_and_a_refusal_of_a_page_does_not(
    portal: Portal, fetch_path: Fetch, said: str, asked: int
) -> None:
    portal.html("/nb/", "".join(map(_entry, (2022, 2023, 2024))), title=COLUMN)
    for year in (2022, 2023, 2024):
        portal.gives(f"{HOST}/a/{year}.html", f"<html><h1>{said}</h1></html>".encode(), 403)
    found = fetch_path("/nb/")
    assert len([path for path in portal.paths() if path.startswith("/a/")]) == asked
    assert {row.outcome for row in found.skipped} == {"http_403"}


@pytest.mark.parametrize("names", [("contentTitle", "contentUrl"), ("docTitle", "linkUrl"), ("xxbt", "pageHref")])
def test_entries_of_an_interface_are_known_by_how_their_fields_names_end(names: tuple[str, str]) -> None:
    rows = [{"id": "7", "imageUrl": "", names[0]: NAME, names[1]: "/a/2024.html", "time": "2025-01-20"}]
    answer = read_answer(f"http://{HOST}/api", json.dumps({"data": rows}).encode())
    assert answer.links == [Link(f"http://{HOST}/a/2024.html", NAME)]
