"""Every spelling of a list's paging that was met, and the request that must follow from it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from nianbao.fetch.answers import read_answer
from nianbao.fetch.flavours import Sheet, Step, begin, load

SITE = "http://www.yunxi.example"


def _begin(path: str, source: str, *, page: int = 1, entries: int = 5) -> tuple[str, int | None]:
    paging = begin(Sheet(SITE + path, source, page, entries))
    assert paging is not None
    return (paging.following.url.removeprefix(SITE) if paging.following else ""), paging.declared


@pytest.mark.parametrize(
    ("path", "source", "following", "declared", "why"),
    [
        ("/nb/index.html", 'createPageHTML(3, 0, "index", "html");', "/nb/index_1.html", 3, "TRS counts from 0"),
        ("/nb/", 'createPageHTML(3, 0, "index", "html", "black", 45)', "/nb/index_1.html", 3, "six arguments"),
        ("/nb/index_1.html", 'createPageHTML(3,1,"index","html");', "/nb/index_2.html", 3, "the second page"),
        ("/nb/index_2.html", 'createPageHTML(3,2,"index","html");', "/nb/index_3.html", 3, "and one past the last"),
        ("/nb/list.shtml", "createPageHTML(3, 0, 'list', 'shtml')", "/nb/list_1.shtml", 3, "other names"),
        ("/nb/index.html", "var countPage = 3//共多少页", "/nb/index_1.html", 3, "only a variable"),
        ("/nb/index_1.html", "var countPage = 3", "/nb/index_2.html", 3, "the page's own name says which"),
        ("/nb/", 'var countPage=3; createPageHTML(countPage, 0, "index", "htm")', "/nb/index_1.htm", 3, "both"),
        ("/nb/", "createPageHTML('paging',25,1,'index','html',500)", "/nb/index_2.html", 25, "Hunan counts from 1"),
        ("/nb/index_2.html", "createPageHTML('paging',25,2,'index','html',500)", "/nb/index_3.html", 25, ""),
        ("/zfxxgknb.htm", "_simple_list_gotopage_fun(31,'u5','u6')", "/zfxxgknb/30.htm", 31, "VSB goes down"),
        ("/zfxxgknb/30.htm", "_simple_list_gotopage_fun(31,'u5','u6')", "/zfxxgknb/29.htm", 31, ""),
        ("/zfxxgknb/1.htm", "_simple_list_gotopage_fun(31,'u5','u6')", "", 31, "and ends at 1"),
        (
            "/public/column/6601?type=4&action=list",
            "Ls.pagination({el:'#p', pageCount: 7, pageIndex: 1})",
            "/public/column/6601?type=4&action=list&pageIndex=2",
            7,
            "Longxun",
        ),
        (
            "/gkmlpt/annualreport#2629",
            "window._CONFIG = {SID: 755041, TREE: []}",
            "/gkmlpt/api/all/2629?page=1&sid=755041",
            None,
            "the fragment is the category",
        ),
        (
            "/gkmlpt/index",
            'window._CONFIG={"SID":"7","TREE":[{"id":1,"name":"x","children":[{"id":9,"name":"政府信息公开年报"}]}]}',
            "/gkmlpt/api/all/9?page=1&sid=7",
            None,
            "without one the tree knows",
        ),
    ],
)
def test_the_request_for_the_next_page(path: str, source: str, following: str, declared: int | None, why: str) -> None:
    assert _begin(path, f"<script>{source}</script>") == (following, declared), why


def test_a_page_of_another_family_has_no_paging() -> None:
    assert begin(Sheet(SITE + "/a.html", "<p>createPage</p>", 1, 0)) is None


@pytest.mark.parametrize("proxy", ["/module/jpage/dataproxy.jsp", "/module/web/jpage/dataproxy.jsp?x=1"])
def test_jpage_goes_on_after_the_embedded_records_and_says_so_in_both_ways(proxy: str) -> None:
    records = "<record><![CDATA[<li></li>]]></record>" * 30
    source = (
        f"<script type='text/xml'><datastore><recordset>{records}</recordset></datastore></script>"
        f"<script>$('#a').jpage({{totalRecord: 45, perPage: 15, proxyUrl: '{proxy}', "
        "ajaxParam: {columnid: 12, unitid: '5'}, groupSize: 3});</script>"
    )
    paging = begin(Sheet(SITE + "/col/col12/index.html", source, 1, 30))
    assert paging is not None
    assert paging.following is not None
    assert paging.declared_entries == 45
    form = dict(parse_qsl(paging.following.form or ""))
    assert (form["columnid"], form["unitid"]) == ("12", "5")
    for said in (form, dict(parse_qsl(urlsplit(paging.following.url).query))):
        assert (said["startrecord"], said["endrecord"], said["perpage"], said["page"]) == ("31", "45", "15", "3")
    onward = load("jpage").onward(paging.following, 15).following
    assert onward is not None
    assert dict(parse_qsl(onward.form or ""))["startrecord"] == "46"


@pytest.mark.parametrize("spelt", ["bulidstatic", "buildstatic"])
def test_jpaas_copies_what_the_page_says_however_it_is_spelt(spelt: str) -> None:
    source = (
        '<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" '
        f"queryData=\"{{'webId':'w','pageId':'p','parseType':'{spelt}','tplSetId':'s','tagId':'t'}}\"></script>"
    )
    paging = begin(Sheet(SITE + "/col/a.html", source, 1, 0))
    assert paging is not None
    assert paging.following is not None
    asked = dict(parse_qsl(urlsplit(paging.following.url).query))
    assert asked["parseType"] == spelt
    assert json.loads(asked["paramJson"]) == {"pageNo": 1, "pageSize": 15}
    onward = load("jpaas").onward(paging.following, 15).following
    assert onward is not None
    assert json.loads(dict(parse_qsl(urlsplit(onward.url).query))["paramJson"])["pageNo"] == 2


def test_kpcms_is_asked_by_post_from_its_first_page() -> None:
    source = '<meta name="channelId" content="c112289"><script>post("/getFileListByCodeId")</script>'
    paging = begin(Sheet(SITE + "/c112289/list.shtml", source, 1, 0))
    assert paging is not None
    assert paging.following == Step(SITE + "/getFileListByCodeId", 1, "channelId=c112289&page=1&size=15", "kpcms")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ('{"articles":[{"title":"甲2024年年报","url":"/a.html"}],"total":31}', "objects"),
        ('{"data":{"html":"<li><a href=\\"/a.html\\">甲2024年年报</a></li>"},"total":31}', "HTML in JSON"),
        (
            '{"data":"{\\"rows\\":[{\\"docTitle\\":\\"甲2024年年报\\",\\"link\\":\\"/a.html\\"}]}","total":"31"}',
            "JSON in JSON",
        ),
        (
            "<datastore><totalrecord>31</totalrecord><recordset><record><![CDATA[<li><a href='/a.html'>甲2024年年报</a>"
            "</li>]]></record></recordset></datastore>",
            "XML",
        ),
    ],
)
def test_entries_are_found_however_an_interface_wraps_them(answer: str, why: str) -> None:
    listing = read_answer(SITE + "/api", answer.encode())
    assert [(link.url, link.text) for link in listing.links] == [(f"{SITE}/a.html", "甲2024年年报")], why
    assert listing.total == 31, why


def test_an_answer_that_is_nothing_has_no_entries() -> None:
    assert read_answer(SITE + "/api", b"\xff\xfe{broken").links == []
