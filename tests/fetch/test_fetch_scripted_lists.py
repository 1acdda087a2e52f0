"""Lists whose further pages, entries or addresses a script puts together out of what is written in it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nianbao.fetch.answers import read_answer
from nianbao.fetch.entries import way_of
from nianbao.fetch.flavours import Sheet, begin
from nianbao.fetch.links import Link, absolute, kind_of
from nianbao.fetch.pages import understand

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
COLUMN = "云溪县政府信息公开年报"
SITE = "http://www.yunxi.example"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"


def _name(year: int) -> str:
    return NAME.replace("2024", str(year))


def _entries(*years: int) -> str:
    return "".join(f"<li><a href='/a/{year}.html'>{_name(year)}</a></li>" for year in years)


def _articles(portal: Portal, *years: int, path: str = "/a/{}.html") -> None:
    for year in years:
        portal.html(
            path.format(year), "<p>政府信息公开</p>", meta=f'<meta name="ArticleTitle" content="{_name(year)}">'
        )


def _found(found: Fetched) -> list[str]:
    return sorted(str(c.url).removeprefix(SITE) for c in found.captures)


@pytest.mark.parametrize(
    ("path", "script", "following", "declared"),
    [
        ("/nb/1.html", "$('#p').pagination({pageCount:4,callback:function(a){location.href=a.getCurrent()+'.html';}})",
         "/nb/2.html", 4),
        ("/nb/2.html", "$('#p').pagination({pageCount:4,callback:function(a){location.href=a.getCurrent()+'.html';}})",
         "/nb/3.html", 4),
        ("/nb/index.html",
         "var totalPage = 3; x({totalPage: totalPage, callBack:function(n){"
         "window.location.href = n==1?'index.html':'index_'+n+'.html'; }})", "/nb/index_2.html", 3),
        ("/nb/", "paging({pageCount: 3, go: function(i){ location.href = i == 0 ? 'index.html' : `index_${i}.html` }})",
         "/nb/index_1.html", 3),
        ("/nb.aspx?cid=9", "laypage.render({count:14,limit:5,jump:function(obj,first){"
         "if(!first){location.href='nb.aspx?cid=9&page='+obj.curr+'&kw=';}}})", "/nb.aspx?cid=9&page=2&kw=", 3),
    ],
    ids=["names that are numbers", "of the second page", "a choice for the first", "from zero", "a parameter"],
)  # fmt: skip
def test_a_pager_that_a_script_draws_is_turned(path: str, script: str, following: str, declared: int) -> None:
    paging = begin(Sheet(SITE + path, f"<script>{script}</script>", 2 if path == "/nb/2.html" else 1, 5))
    assert paging is not None and paging.following is not None
    assert (paging.following.url.removeprefix(SITE), paging.declared) == (following, declared)


@pytest.mark.parametrize(
    "script",
    [
        "pager({pageCount:1, go:function(n){location.href='index_'+n+'.html'}})",
        "pager({pageCount:4, go:function(n){location.href='/search?q='+n}})",
        "pager({pageCount:4, go:function(n){location.href='http://other.example/nb/index_'+n+'.html'}})",
        "pager({pageCount:4, go:function(n){location.href='index_'+f(n)+'.html'}})",
        "pager({pageCount:4, go:function(n){location.href='index_'+a+'_'+n+'.html'}})",
    ],
    ids=["one page", "another page", "another site", "computed", "two numbers"],
)
def test_an_address_that_may_not_be_the_next_page_is_not_asked(script: str) -> None:
    assert begin(Sheet(f"{SITE}/nb/index.html", f"<script>{script}</script>", 1, 5)) is None


def test_a_pager_that_cannot_be_read_leaves_the_list_partial(portal: Portal, fetch_path: Fetch) -> None:
    script = "<script>pager({pageCount:4, go:function(n){location.href='index_'+f(n)+'.html'}})</script>"
    portal.html("/nb/", _entries(2024) + script, title=COLUMN)
    _articles(portal, 2024)
    assert fetch_path("/nb/").rows[0].list_state.startswith("partial")


@pytest.mark.parametrize(
    "call",
    [
        '$.ajax({url:"/list/"+id+"?_isJson=true&page="+n, dataType:"json"})',
        "$.getJSON(`/list/${id}?_isJson=true&page=${n}`, show)",
        '$.get("/list/" + id + "?_isJson=true&page=" + n, function(d){})',
        'var s=document.createElement("script"); s.src="/list/"+id+"?_isJson=true&page="+n+"&callback=show";',
    ],
    ids=["ajax", "a template", "get", "a callback"],
)
def test_an_interface_whose_address_is_joined_is_asked_page_by_page(
    portal: Portal, fetch_path: Fetch, call: str
) -> None:
    portal.html("/nb/", f"<ul id=l></ul><script>var id='c7'; function show(n){{ {call} }}</script>", title=COLUMN)
    ending = "&callback=show" if "callback" in call else ""
    for page, years in ((1, (2024, 2023)), (2, (2022,)), (3, ())):
        entries = [{"title": _name(year), "url": f"/a/{year}.html"} for year in years]
        answer = json.dumps({"data": {"total": 3, "results": entries}})
        portal.gives(
            f"www.yunxi.example/list/c7?_isJson=true&page={page}{ending}",
            (f"show({answer});" if ending else answer).encode(),
        )
    _articles(portal, 2022, 2023, 2024)
    assert _found(fetch_path("/nb/")) == ["/a/2022.html", "/a/2023.html", "/a/2024.html"]


def test_the_number_of_the_page_may_stand_in_the_path_and_the_column_in_the_pages_own_address(
    portal: Portal, fetch_path: Fetch
) -> None:
    script = '<script>var item = getQueryString("item"); $http.get("/d/list_item="+item+",page="+p+".json")</script>'
    portal.html("/nb.html?item=41", script, title=COLUMN)
    for page, year in ((1, 2024), (2, 2023)):
        answer = json.dumps({"rows": [{"docTitle": _name(year), "docUrl": f"a/{year}.html"}]})
        portal.gives(f"www.yunxi.example/d/list_item=41,page={page}.json", answer.encode())
    _articles(portal, 2023, 2024)
    assert _found(fetch_path("/nb.html?item=41")) == ["/a/2023.html", "/a/2024.html"]


def test_more_entries_behind_a_button_are_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    button = "<a href='javascript:;' onclick='more()'>加载更多</a>"
    script = "<script>var p=1; function more(){ p++; $.get('/nb/more.jsp',{cid:77,p:p},function(d){}) }</script>"
    portal.html("/nb/", _entries(2024) + button + script, title=COLUMN)
    for page, year in ((1, 2024), (2, 2023), (3, 2022)):
        portal.gives(f"www.yunxi.example/nb/more.jsp?cid=77&p={page}", _entries(year).encode())
    portal.gives("www.yunxi.example/nb/more.jsp?cid=77&p=4", b"")
    _articles(portal, 2022, 2023, 2024)
    found = fetch_path("/nb/")
    assert len(found.captures) == 3
    assert found.skipped == [], "nothing more, said twice, is the end"


def test_a_button_that_brings_more_and_says_not_from_where_leaves_the_list_partial(
    portal: Portal, fetch_path: Fetch
) -> None:
    portal.html("/nb/", _entries(2024) + "<button onclick='more()'>加载更多</button>", title=COLUMN)
    _articles(portal, 2024)
    assert fetch_path("/nb/").rows[0].list_state.startswith("partial")


@pytest.mark.parametrize(
    ("script", "method", "asked"),
    [
        ("new Vue({data:{columnId:'8',pageNum:1,base:'/api'},methods:{get(p){axios.get(this.base+'/page',"
         "{params:{columnId:this.columnId,pageNum:this.pageNum}})}}})", "GET", "columnId=8&pageNum=1"),
        ("table.render({elem:'#t',url:'/api/page',where:{cid:'5'},page:true,limit:6})", "GET", "cid=5&page=1&limit=6"),
        ("table.render({url:'/api/page',page:{theme:'x'},request:{pageName:'p',limitName:'n'}})", "GET", "p=1&n=10"),
        ("$('#t').datagrid({url:'/api/page',pagination:true,pageSize:20})", "POST", "page=1&rows=20"),
        ("$('#t').bootstrapTable({url:'/api/page?siteId=3',pagination:true})", "GET", "siteId=3"),
        ("var params={catId:'77',page:1}; $.get('/api/page', params, function(d){})", "GET", "catId=77&page=1"),
        ("var c=Request('c'); var pn=1; $.post('/api/page','c='+c+'&pn='+pn,f)", "POST", "c=12&pn=1"),
    ],
    ids=["of an object", "a table", "a table with its names", "a grid", "all at once", "a variable", "a text"],
)  # fmt: skip
def test_a_question_is_read_however_the_script_writes_it(script: str, method: str, asked: str) -> None:
    paging = begin(Sheet(f"{SITE}/nb.html?c=12", f"<script>{script}</script>", 1, 0, topical=True))
    assert paging is not None and paging.following is not None
    step = paging.following
    assert (step.form or step.url.partition("?")[2], "GET" if step.form is None else "POST") == (asked, method)
    assert step.url.startswith(f"{SITE}/api/page")


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/api/user/info', {page:1})",
        "$.get('http://other.example/api/list', {page:1})",
        "$.get('/api/list', {page:1, sign: md5(key)})",
        "$.get('/api/'+token()+'/list', {page:1})",
        "$.get('/nav.html', function(d){})",
    ],
    ids=["a login", "another host", "a signature", "a token", "a piece of the page"],
)
def test_what_is_computed_or_no_list_is_not_asked(script: str) -> None:
    assert begin(Sheet(f"{SITE}/nb.html", f"<script>{script}</script>", 1, 0, topical=True)) is None


def test_a_list_in_xml_is_read_field_by_field() -> None:
    answer = f"<?xml version='1.0'?><rss><item><title><![CDATA[{NAME}]]></title><link>/a.html</link></item></rss>"
    assert read_answer(f"{SITE}/nb/", answer.encode()).links == [Link(f"{SITE}/a.html", NAME)]


@pytest.mark.parametrize(
    ("body", "following"),
    [
        ("<a class='next' href='/nb/p2.html'><i class='icon'></i></a>", "/nb/p2.html"),
        ("<a aria-label='下一页' href='/nb/p2.html'></a>", "/nb/p2.html"),
        ("<a class='next' href='#'><i></i></a>", ""),
    ],
)
def test_an_arrow_without_words_is_known_by_its_class(body: str, following: str) -> None:
    page = understand(f"{SITE}/nb/", f"<html><title>{COLUMN}</title><body>{body}</body></html>".encode())
    assert (page.next_anchor or "").removeprefix(SITE) == following


def test_a_column_may_be_a_place_of_a_picture() -> None:
    body = "<img usemap='#m'><map name='m'><area href='/nb/' alt='政府信息公开年报'></map>"
    assert [link.url for link in understand(f"{SITE}/", f"<html>{body}</html>".encode()).columns] == [f"{SITE}/nb/"]


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("<a href='javascript:;' data-file='/f/1.pdf'>年报</a>", "/f/1.pdf"),
        ("<a onclick=\"dl('f22')\">附件</a><script>function dl(id){location.href='/attach/get?fid='+id;}</script>",
         "/attach/get?fid=f22"),
        ("<a href='..\\f\\1.pdf'>年报</a>", "/f/1.pdf"),
        ("<iframe src='https://office.example/op/view.aspx?src=http%3A%2F%2Fwww.yunxi.example%2Ff%2F1.docx'></iframe>",
         "/f/1.docx"),
    ],
    ids=["an attribute", "a function", "backslashes", "another host's viewer"],
)  # fmt: skip
def test_a_file_is_found_however_it_is_handed_out(link: str, file: str) -> None:
    page = (
        f"<html><head><meta name='ArticleTitle' content='{NAME}'></head><body><div id=zoom>{link}</div></body></html>"
    )
    attached = understand(f"{SITE}/a/1.html", page.encode()).attachments
    assert [found.url.removeprefix(SITE) for found in attached] == [file]


def test_a_list_that_says_it_has_more_than_it_gave_is_partial(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<script>$('#t').bootstrapTable({url:'/api/list'})</script>", title=COLUMN)
    rows = [{"title": NAME, "url": "/a/2024.html"}]
    portal.gives("www.yunxi.example/api/list", json.dumps({"total": 30, "rows": rows}).encode())
    _articles(portal, 2024)
    found = fetch_path("/nb/")
    assert _found(found) == ["/a/2024.html"]
    assert found.rows[0].list_state.startswith("partial")


@pytest.mark.parametrize(
    ("script", "way"),
    [
        ("""'<li><a href="/d.html?id='+o.id+'">'+o.title""", "/d.html?id={id}"),
        ("""'<a href="/'+d.list[i].infoUrl+'">'""", "/{infoUrl}"),
        ("`<a href='/a/${o.id}.html'>`", "/a/{id}.html"),
        ("""<a :href="'/d?id='+item.id+'&c='+item.cid">""", "/d?id={id}&c={cid}"),
        ("""<a ng-href="d.html?id={{x.docId}}">""", "d.html?id={docId}"),
        ("""axios.get("/api/article/"+id)""", "/api/article/{id}"),
        ("""<a href="/">首页</a>""", ""),
    ],
)
def test_how_a_script_makes_the_address_of_an_entry_is_read(script: str, way: str) -> None:
    assert way_of(script) == way


def test_entries_that_say_only_their_number_get_the_address_the_page_gives_them() -> None:
    answer = json.dumps([{"id": 7, "title": NAME}, {"title": "无号"}])
    assert read_answer(f"{SITE}/nb/", answer.encode(), "d.html?id={id}").links == [Link(f"{SITE}/nb/d.html?id=7", NAME)]


def test_a_page_that_is_drawn_by_a_script_is_read_by_way_of_it(portal: Portal, fetch_path: Fetch) -> None:
    portal.html(
        "/x/", "<div id='app'></div><script src='/x/js/vendor.js'></script><script src='/x/js/app.1.js'></script>"
    )
    portal.gives(
        "www.yunxi.example/x/js/app.1.js",
        b'n={list:function(p){return axios.get("/api/article/list?code=zfxxgknb&pageNum="+p+"&pageSize=9")},'
        b'one:function(id){return axios.get("/api/article/"+id)}}',
    )
    answer = {"data": {"total": 1, "rows": [{"id": 24, "title": NAME}]}}
    portal.gives("www.yunxi.example/api/article/list?code=zfxxgknb&pageNum=1&pageSize=9", json.dumps(answer).encode())
    portal.gives("www.yunxi.example/api/article/24", json.dumps({"title": NAME, "content": "<p>x</p>"}).encode())
    assert _found(fetch_path("/x/")) == ["/api/article/24"]


def test_entries_of_a_data_file_are_relative_to_the_page_that_shows_them(portal: Portal, fetch_path: Fetch) -> None:
    """The page's own entry in its menu says that it is the column."""
    menu = "<a href='?gk=1'>指南</a><a href='?gk=3'>政府信息公开年报</a>"
    script = "<script>$.getJSON('./nb/list.json',function(d){ $('#x').append('<a href='+o.URL+'>'+o.TITLE) })</script>"
    portal.html("/x/?gk=3", menu + script, title="政府信息公开")
    portal.gives(
        "www.yunxi.example/x/nb/list.json", json.dumps([{"TITLE": NAME, "URL": "./nb/1/t20250120_1.html"}]).encode()
    )
    _articles(portal, 2024, path="/x/nb/1/t20250120_1.html")
    assert _found(fetch_path("/x/?gk=3")) == ["/x/nb/1/t20250120_1.html"]


def test_what_a_script_has_yet_to_put_together_is_no_address() -> None:
    assert [absolute(SITE, text) for text in ("+o.URL+", "{{x.url}}", "/a/${id}.html", "<%=url%>")] == [None] * 4
    assert absolute(SITE, "/c++/1.html") is not None


_CODED = b64encode(json.dumps([{"title": NAME, "url": "/a/2024.html"}]).encode()).decode()


@pytest.mark.parametrize(
    "body",
    [
        f"<a href='#' onclick=\"show('2024')\">{NAME}</a>"
        "<script>function show(id){location.href='/a/'+id+'.html'}</script>",
        f"<li onclick='show(2024)'>{NAME}</li>"
        "<script>var show=function(id,x){window.open('/a/'+id+'.html','_blank')}</script>",
        f"<script>var d=JSON.parse(Base64.decode('{_CODED}'))</script>",
        f"<a href='javascript:;' onclick=\"location.href='/a/2024.jhtml';\">{NAME}</a>",
    ],
    ids=["a function of the page", "window.open", "base64", "another ending"],
)  # fmt: skip
def test_an_address_that_is_written_out_in_pieces_is_found(body: str) -> None:
    page = understand(f"{SITE}/nb/", f"<html><head><title>{COLUMN}</title></head><body>{body}</body></html>".encode())
    assert [link.url.removeprefix(SITE).rpartition(".")[0] for link in page.reports] == ["/a/2024"]


def test_bodies_are_asked_for_in_a_form_that_asks_for_years_too(portal: Portal, fetch_path: Fetch) -> None:
    form = (
        "<form action='nb.jsp'><input name=key><select name='dept'><option value=''>请选择</option>"
        "<option value='1'>云溪县教育局</option></select>"
        "<select name='year'><option value=''>全部</option><option value='2024'>2024年</option></select></form>"
    )
    portal.html("/nb.jsp", form, title=COLUMN)
    portal.html("/nb.jsp?key=&year=&dept=1", form + _entries(2024), title=COLUMN)
    _articles(portal, 2024)
    found = fetch_path("/nb.jsp")
    assert _found(found) == ["/a/2024.html"]
    assert portal.paths() == ["/nb.jsp", "/nb.jsp?key=&year=&dept=1", "/a/2024.html"], "years alone are not asked"


def test_pages_that_repeat_under_changing_links_end_the_list(portal: Portal, fetch_path: Fetch) -> None:
    for page in range(1, 31):
        years = {1: (2024, 2023), 2: (2022, 2021)}.get(page, (2024, 2023))
        onward = f"<a href='/cal?m={page}'>日历</a> 共99页 <a href='/nb?page={page + 1}'>下一页</a>"
        portal.html(f"/nb{f'?page={page}' if page > 1 else ''}", _entries(*years) + onward, title=COLUMN)
    _articles(portal, 2021, 2022, 2023, 2024)
    found = fetch_path("/nb")
    assert len(found.captures) == 4
    assert len([path for path in portal.paths() if path.startswith("/nb")]) <= 6
    assert found.rows[0].list_state.startswith("partial")


def test_the_column_of_another_annual_report_does_not_hide_the_way_to_ours(portal: Portal, fetch_path: Fetch) -> None:
    menu = "<a href='/fz/'>法治政府建设年度报告</a><a href='/tj/'>统计工作年报</a><a href='/xxgk/'>政府信息公开</a>"
    portal.html("/", menu, title="云溪县")
    portal.html("/xxgk/", "<a href='/nb/' title='政府信息公开年报'><i></i></a>", title="政府信息公开")
    portal.html("/nb/", _entries(2024), title=COLUMN)
    _articles(portal, 2024)
    assert _found(fetch_path("/")) == ["/a/2024.html"]
    assert "/fz/" not in portal.paths()


def test_an_article_that_sends_to_the_front_page_is_gone(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", _entries(2024), title=COLUMN)
    portal.gives("www.yunxi.example/a/2024.html", status=302, headers={"Location": "/"})
    portal.html("/", "<a href='/nb/'>政府信息公开年报</a> 欢迎", title="首页")
    found = fetch_path("/nb/")
    assert found.captures == []
    assert found.outcomes()["/a/2024.html"] == "soft_404"


def test_an_attachment_is_its_pages_bodys_and_other_documents_are_left(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", _entries(2024), title=COLUMN)
    body = "<div id='zoom'><a href='/f/1.pdf'>附件1：年报.pdf</a><a href='/f/2.pdf'>附件2：部门预算公开表.pdf</a></div>"
    portal.html("/a/2024.html", body, meta=f'<meta name="ArticleTitle" content="{NAME}">')
    portal.gives("www.yunxi.example/f/1.pdf", b"%PDF-1.4 x")
    found = fetch_path("/nb/")
    attached = next(row for row in found.rows if row.url.endswith("/f/1.pdf"))
    assert (attached.issuer, attached.year) == ("云溪县人民政府", 2024)
    assert found.outcomes()["/f/2.pdf"] == "not_a_report"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("云溪县财政局2023年度政府信息公开报告", "report"),
        ("云溪县财政局2011年政府信息公开工作总结", "report"),
        ("关于报送2023年度政府信息公开工作年度报告的通知", "关于报送"),
        ("政府信息公开工作年度报告格式（模板）", "模板"),
        ("2023年政府信息公开年度报告网址汇总", "网址汇总"),
    ],
)
def test_what_a_name_in_a_column_says(text: str, kind: str) -> None:
    assert kind_of(Link(f"{SITE}/a/t20240120_1.html", text), in_column=True) == kind


@pytest.mark.parametrize(
    "body",
    [
        "<input type='button' value='下一页' onclick=\"location.href='p2.html'\">",
        "<a href='javascript:go();'>下一页</a>"
        "<script>var cur=1; function go(){ location.href='p'+(cur+1)+'.html' }</script>",
    ],
    ids=["a button", "a function that counts"],
)  # fmt: skip
def test_the_next_page_may_be_a_button_or_one_more_than_this(portal: Portal, fetch_path: Fetch, body: str) -> None:
    portal.html("/nb/p1.html", _entries(2024) + body, title=COLUMN)
    portal.html("/nb/p2.html", _entries(2023), title=COLUMN)
    _articles(portal, 2023, 2024)
    assert _found(fetch_path("/nb/p1.html")) == ["/a/2023.html", "/a/2024.html"]


def test_entries_that_come_as_the_reader_scrolls_are_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    script = (
        "<script>var page=1; $(window).scroll(function(){ if($(window).scrollTop()>$(document).height()-9){"
        "$.get('/nb/more?page='+(++page), function(d){ $('#l').append(d) }) } })</script>"
    )
    portal.html("/nb/", _entries(2024) + script, title=COLUMN)
    for page, entries in ((1, _entries(2024)), (2, _entries(2023)), (3, "<i></i>")):
        portal.gives(f"www.yunxi.example/nb/more?page={page}", entries.encode())
    _articles(portal, 2023, 2024)
    assert _found(fetch_path("/nb/")) == ["/a/2023.html", "/a/2024.html"]


@pytest.mark.parametrize(
    "held",
    [
        f"<div data-page='{json.dumps({'list': [{'title': NAME, 'url': '/a/2024.html'}]})}'></div>",
        f"<input type=hidden value='{json.dumps([{'t': NAME, 'u': '/a/2024.html'}])}'>",
        f"<textarea style='display:none'>&lt;a href='/a/2024.html'&gt;{NAME}&lt;/a&gt;</textarea>",
    ],
    ids=["an attribute", "a hidden field", "a text area"],
)
def test_entries_that_a_page_keeps_in_its_markup_are_found(held: str) -> None:
    assert [link.url for link in understand(f"{SITE}/nb/", _column(held)).reports] == [f"{SITE}/a/2024.html"]


def _column(body: str) -> bytes:
    return f"<html><head><title>{COLUMN}</title></head><body>{body}</body></html>".encode()


def test_bodies_of_a_menu_that_a_function_loads_are_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    script = "<script>function show(id){ $.get('/nb/list?dept='+id, function(d){ $('#l').html(d) }) }</script>"
    menu = "<select onchange='show(this.value)'><option value='d1'>云溪县教育局</option></select>"
    portal.html("/nb/", menu + script, title=COLUMN)
    portal.gives("www.yunxi.example/nb/list?dept=d1", _entries(2024).encode())
    _articles(portal, 2024)
    assert _found(fetch_path("/nb/")) == ["/a/2024.html"]


def test_bodies_that_an_interface_names_lead_to_their_reports(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/nb/", "<script>$.ajax({url:'/tree/getNodes',data:{pid:'0'},type:'get'})</script>", title=COLUMN)
    nodes = [{"name": "云溪县教育局", "url": "/nb/d1.html"}]
    portal.gives("www.yunxi.example/tree/getNodes?pid=0", json.dumps(nodes).encode())
    portal.html("/nb/d1.html", _entries(2024), title="云溪县教育局")
    _articles(portal, 2024)
    assert _found(fetch_path("/nb/")) == ["/a/2024.html"]


def test_a_page_of_bodies_that_the_user_gave_leads_to_their_columns(portal: Portal, fetch_path: Fetch) -> None:
    bodies = {1: "云溪县教育局", 2: "云溪县水务局", 3: "云溪县民政局"}
    portal.html("/bm.html", "".join(f"<a href='/gk/{k}.html'>{name}</a>" for k, name in bodies.items()), title="部门")
    for k, name in bodies.items():
        portal.html(f"/gk/{k}.html", f"<a href='/gk/{k}-nb.html'>公开年报</a>", title=name)
        portal.html(f"/gk/{k}-nb.html", f"<a href='/a/{k}.html'>{name}2024年政府信息公开工作年度报告</a>", title=name)
        portal.article(f"/a/{k}.html", "<p>政府信息公开</p>")
    assert len(fetch_path("/bm.html").captures) == 3


def test_a_picture_that_is_shown_late_is_kept(portal: Portal, fetch_path: Fetch) -> None:
    portal.article("/a.html", "<div id='zoom'><img src='/i/loading.gif' data-original='/p/1.png'></div>")
    portal.gives("www.yunxi.example/p/1.png", b"\x89PNG\r\n\x1a\n")
    assert fetch_path("/a.html").outcomes()["/p/1.png"] == "ok"


@pytest.mark.parametrize(
    "body", ["", "<a href='/zn/'>办事大厅</a><div id='list'></div>"], ids=["empty", "a frame of menus"]
)
def test_a_column_on_which_nothing_can_be_seen_is_not_called_complete(
    portal: Portal, fetch_path: Fetch, body: str
) -> None:
    portal.html("/nb/", body + "<p>本栏目公开本县各单位历年年报</p>", title=COLUMN)
    assert fetch_path("/nb/").rows[0].list_state == "partial: 1 pages (no report on it)"
