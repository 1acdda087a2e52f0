"""Pages turned by a function of the page, by a menu, and columns that show only the newest of each part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from nianbao.fetch.flavours import Sheet, Step, begin
from tests.fetch.conftest import HOST

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"
SITE = f"http://{HOST}"


def _entry(year: int) -> str:
    return f"<li><a href='/a/{year}.html'>{NAME.replace('2024', str(year))}</a></li>"


def _following(source: str, url: str = f"{SITE}/nb/list?id=3", page: int = 1) -> Step | None:
    paging = begin(Sheet(url, source, page, 4))
    return paging.following if paging else None


@pytest.mark.parametrize(
    "script",
    [
        "function goPage(n){window.location.href='/nb/list?id=3&p='+n;}",
        'var goPage = function(n){ location.replace("/nb/list?id=3&p=" + n) }',
        "function goPage(n, size){ if(n<1){return;} location = '/nb/list?id=3&p=' + n + ''; }",
    ],
)
@pytest.mark.parametrize(
    "pager",
    [
        "<a href='javascript:goPage(1)'>1</a><a href='javascript:goPage(2)'>2</a>",
        "<a href='#' onclick='goPage(2)'>下一页</a>",
        "<span onclick=\"return goPage('2')\">[2]</span>",
    ],
    ids=["numbers", "a word", "a span"],
)
def test_a_function_that_joins_an_address_is_read(script: str, pager: str) -> None:
    step = _following(f"<html><script>{script}</script>{pager}</html>")
    assert step == Step(f"{SITE}/nb/list?id=3&p=2", 2, None, "turning")


@pytest.mark.parametrize(
    "body",
    [
        "document.f.pageNo.value=n;document.f.submit();",
        "document.getElementById('pn').value = n; document.forms[0].submit();",
        "$('#pn').val(n); $('#f').submit();",
        "$(\"input[name='pageNo']\").val(n); $('#f').submit();",
    ],
    ids=["by name", "by id", "jquery", "jquery by name"],
)
@pytest.mark.parametrize("method", ["post", "get"])
def test_a_function_that_sends_a_form_is_read(body: str, method: str) -> None:
    search = "<form action='/search'><input type=text name=q></form>"
    fields = "<input type=hidden name=id value=3><input id=pn type='hidden' name='pageNo' value='1'>"
    form = f"<form name=f id=f method={method} action='list'>{fields}<a href='#' onclick='turn(2)'>2</a></form>"
    step = _following(f"<html>{search}{form}<script>function turn(n){{{body}}}</script></html>", f"{SITE}/nb/list?id=3")
    asked = urlencode({"id": "3", "pageNo": "2"})
    expected = (f"{SITE}/nb/list", asked) if method == "post" else (f"{SITE}/nb/list?{asked}", None)
    assert step == Step(*(expected[0], 2, expected[1], "turning"))


@pytest.mark.parametrize(
    "script",
    [
        "function goPage(n){location.href='/nb/list?p='+n+'&t='+sign(n);}",
        "function goPage(n){location.href=base+n;}",
        "function goPage(n){location.href='http://b.example/list?p='+n;}",
        "function goPage(n){load(n);}",
        "",
    ],
    ids=["computed", "a variable", "another site", "no address", "not defined"],
)
def test_a_function_that_cannot_be_read_is_not_guessed_and_its_column_is_partial(
    portal: Portal, fetch_path: Fetch, script: str
) -> None:
    pager = "<a href='javascript:goPage(2)'>2</a><a href='javascript:goPage(2)'>下一页</a>"
    portal.html("/nb/", f"<script>{script}</script>{_entry(2024)}{pager}", title=COLUMN)
    portal.article("/a/2024.html", "<p>政府信息公开</p>")
    found = fetch_path("/nb/")
    assert portal.paths() == ["/nb/", "/a/2024.html"]
    assert [row.list_state[:7] for row in found.rows if row.list_state] == ["partial"]


def test_on_the_last_page_a_word_that_leads_to_it_again_turns_nothing() -> None:
    script = "function goPage(n){location.href='/nb/list?id=3&p='+n;}"
    pager = "".join(f"<a href='javascript:goPage({n})'>{name}</a>" for n, name in ((2, "2"), (3, "3"), (3, "下一页")))
    assert _following(f"<script>{script}</script>{pager}", page=3) is None


def test_pages_in_a_menu_are_turned_to_the_last(portal: Portal, fetch_path: Fetch) -> None:
    names = {1: "index.html", 2: "index_2.html", 3: "index_3.html"}
    menu = "".join(f"<option value='{name}'>第{number}页</option>" for number, name in names.items())
    for number, name in names.items():
        portal.html(f"/nb/{name}", f"{_entry(2025 - number)}<select>{menu}</select>", title=COLUMN)
        portal.article(f"/a/{2025 - number}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/index.html").captures) == 3


@pytest.mark.parametrize("way", ["<a href='bm/'>更多&gt;&gt;</a>", "<h3><a href='bm/'>县直部门</a></h3>"])
def test_a_part_of_which_a_column_shows_the_newest_is_gone_through(portal: Portal, fetch_path: Fetch, way: str) -> None:
    portal.html("/nb/", f"{way}<ul>{_entry(2024)}</ul><a href='/news/'>更多&gt;&gt;</a>", title=COLUMN)
    portal.html("/nb/bm/", f"{_entry(2024)}{_entry(2023)}", title="栏目")
    for year in (2023, 2024):
        portal.article(f"/a/{year}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/").captures) == 2
    assert "/news/" not in portal.paths()


@pytest.mark.parametrize(
    "menu",
    [
        "<form action='/nb/list'><input type=hidden name=id value=3><select name='dept'>{}</select></form>",
        "<select onchange=\"location.href='/nb/list?id=3&dept='+this.value\">{}</select>",
        "<select onchange=\"location='/nb/list?id=3&dept='+this.options[this.selectedIndex].value;\">{}</select>",
    ],
    ids=["a form", "a handler", "a longer handler"],
)
def test_bodies_in_a_menu_are_asked_for_as_the_menu_asks(portal: Portal, fetch_path: Fetch, menu: str) -> None:
    bodies = {"001": "云溪县教育局", "002": "云溪县水务局"}
    options = "".join(f"<option value='{code}'>{name}</option>" for code, name in bodies.items())
    portal.html("/nb/", menu.format(f"<option value=''>请选择</option>{options}"), title=COLUMN)
    for code, name in bodies.items():
        report = f"<a href='/a/{code}.html'>{name}2024年政府信息公开工作年度报告</a>"
        portal.html(f"/nb/list?id=3&dept={code}", report, title=COLUMN)
        portal.article(f"/a/{code}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/nb/").captures) == 2


@pytest.mark.parametrize(
    "form",
    [
        "<form method=post action='/nb/list'><select name='dept'>{}</select></form>",
        "<form action='/search'><input type=text name=q><select name='dept'>{}</select></form>",
        "<form action='/search'><select name='year'></select><select name='dept'>{}</select></form>",
        "<select id='dept'>{}</select>",
        "<select>{}<option value='http://www.other.example/'>云溪县水务局</option></select>",
    ],
    ids=["sent", "a search", "two menus", "no form", "other sites"],
)
def test_a_menu_that_asks_more_than_it_says_is_left_alone(portal: Portal, fetch_path: Fetch, form: str) -> None:
    portal.html("/nb/", form.format("<option value='001'>云溪县教育局</option>"), title=COLUMN)
    fetch_path("/nb/")
    assert [name for name in portal.asked if not name.endswith("/robots.txt")] == [f"{HOST}/nb/"]
