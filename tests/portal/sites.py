"""Hosts in every flavour, each with the reports it publishes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from tests.portal.server import Reply, Request, Site

PER_PAGE = 4
COLUMN = "政府信息公开年报"


@dataclass(slots=True)
class Host:
    """A virtual host: its pages, what a harvester is given, and the addresses it must come back with."""

    name: str
    flavour: str
    start: str
    reports: list[str] = field(default_factory=list)
    """Paths of the report pages."""
    pages: dict[str, Reply | Callable[[Request], Reply]] = field(default_factory=dict)
    lists: int = 0
    """Requests for list pages that an omniscient harvester would make."""

    @property
    def url(self) -> str:
        return f"http://{self.name}{self.start}"

    @property
    def expected(self) -> set[str]:
        return {f"http://{self.name}{path}" for path in self.reports}

    def site(self) -> Site:
        def answer(request: Request) -> Reply:
            page = self.pages.get(request.target) or self.pages.get(request.path)
            if page is None:
                return Reply(404, b"<html><title>404</title>none</html>", etag=False)
            found = page(request) if callable(page) else page
            return Reply(found.status, found.body, dict(found.headers), found.etag)

        return answer


def html(body: str, title: str = COLUMN, *, charset: str = "utf-8", meta: str = "") -> Reply:
    head = f'<meta charset="{charset}"><title>{title}</title>{meta}'
    return Reply(200, f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(charset))


def article(title: str, *, charset: str = "utf-8", extra: str = "") -> Reply:
    meta = f'<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="2025-01-20 10:00">'
    text = "".join(f"<p>{n}、本年度按照政府信息公开条例开展工作。</p>" for n in "一二三四五六")
    return html(f'<div class="TRS_Editor"><h1>{title}</h1>{text}{extra}</div>', title, charset=charset, meta=meta)


def report_title(issuer: str, year: int) -> str:
    return f"{issuer}{year}年政府信息公开工作年度报告"


def _item(path: str, title: str) -> str:
    return f'<li><a href="{path}" target="_blank">{escape(title)}</a><span>2025-01-20</span></li>'


@dataclass(slots=True)
class _Plan:
    """What a flavour has to list: (path, title) of every report, in order."""

    host: Host
    charset: str
    entries: list[tuple[str, str]]

    def pages(self) -> list[list[tuple[str, str]]]:
        return [self.entries[at : at + PER_PAGE] for at in range(0, len(self.entries), PER_PAGE)]

    def put(self, path: str, body: str, **settings: str) -> None:
        self.host.pages[path] = html(f'<div><a href="/">首页</a>{body}</div>', charset=self.charset, **settings)
        self.host.lists += 1


def _items(entries: Sequence[tuple[str, str]]) -> str:
    return "<ul>" + "".join(_item(path, title) for path, title in entries) + "</ul>"


def _trs(plan: _Plan) -> str:
    pages = plan.pages()
    for number, entries in enumerate(pages):
        name = "index.html" if number == 0 else f"index_{number}.html"
        script = f'<script>createPageHTML({len(pages)}, {number}, "index", "html");</script>'
        plan.put(f"/zwgk/zfxxgknb/{name}", _items(entries) + script)
    return "/zwgk/zfxxgknb/index.html"


def _trs_variable(plan: _Plan) -> str:
    """``var countPage``, and a count that promises more than there is."""
    pages = plan.pages()
    for number, entries in enumerate(pages):
        name = "index.html" if number == 0 else f"index_{number}.html"
        script = f"<script>var countPage = {len(pages) + 2};var currentPage = {number};</script>"
        plan.put(f"/xxgk/nb/{name}", _items(entries) + script)
    return "/xxgk/nb/index.html"


def _hunan(plan: _Plan) -> str:
    pages = plan.pages()
    for number, entries in enumerate(pages, start=1):
        name = "index.html" if number == 1 else f"index_{number}.html"
        script = f"<script>createPageHTML('paging',{len(pages)},{number},'index','html',{len(plan.entries)});</script>"
        plan.put(f"/xxgk/zfxxgknb/{name}", _items(entries) + script)
    return "/xxgk/zfxxgknb/index.html"


def _jpage(plan: _Plan) -> str:
    """The page has the first records; the proxy honours ``page`` on some hosts, ``startrecord`` on others."""
    by_page = int(plan.host.name[4:6]) % 2 == 0

    def record(entry: tuple[str, str]) -> str:
        return f"<record><![CDATA[{_item(*entry)}]]></record>"

    def proxy(request: Request) -> Reply:
        asked = {**request.query, **request.form}
        if request.method != "POST" or asked.get("columnid") != "77":
            return Reply(405, b"POST only", etag=False)
        start = (int(asked["page"]) - 1) * PER_PAGE if by_page else int(asked["startrecord"]) - 1
        some = "".join(map(record, plan.entries[start : start + PER_PAGE]))
        total = len(plan.entries)
        text = f"<datastore><totalrecord>{total}</totalrecord><recordset>{some}</recordset></datastore>"
        return Reply(200, text.encode(), {"Content-Type": "text/xml"}, etag=False)

    first = "".join(map(record, plan.entries[:PER_PAGE]))
    script = (
        f'<div id="5"><script type="text/xml"><datastore><recordset>{first}</recordset></datastore></script></div>'
        f"<script>$('#5').jpage({{totalRecord:{len(plan.entries)},perPage:{PER_PAGE},"
        "proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{col:1,webid:3,columnid:77,unitid:'5'}});</script>"
    )
    plan.put("/col/col77/index.html", script)
    plan.host.pages["/module/web/jpage/dataproxy.jsp"] = proxy
    plan.host.lists += len(plan.pages()) - 1
    return "/col/col77/index.html"


def _jpaas(plan: _Plan) -> str:
    address = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def unit(request: Request) -> Reply:
        asked = request.query
        if asked.get("parseType") != "bulidstatic" or asked.get("pageId") != "p1":
            return Reply(400, b"which unit?", etag=False)
        number = int(json.loads(asked["paramJson"])["pageNo"])
        some = plan.entries[(number - 1) * PER_PAGE : number * PER_PAGE]
        return Reply(200, json.dumps({"success": True, "data": {"html": _items(some) if some else ""}}).encode())

    query = "{'webId':'w1','pageId':'p1','parseType':'bulidstatic','pageType':'column','tagId':'t1','tplSetId':'s1'}"
    plan.put("/zfxxgk/annual.html", f'<script url="{address}" queryData="{query}" pageSize: {PER_PAGE}></script>')
    plan.host.pages["/zfxxgk/annual.html"] = html(
        f'<script url="{address}" queryData="{query}"></script><script>var o={{pageSize:{PER_PAGE}}};</script>'
    )
    plan.host.pages[address] = unit
    plan.host.lists += len(plan.pages())
    return "/zfxxgk/annual.html"


def _gkmlpt(plan: _Plan) -> str:
    config = {"SID": "755041", "TREE": [{"id": 2600, "name": "机构职能"}, {"id": 2629, "name": "政府信息公开年报"}]}

    def api(request: Request) -> Reply:
        number = int(request.query["page"])
        some = plan.entries[(number - 1) * PER_PAGE : number * PER_PAGE]
        articles = [
            {"id": n, "title": title, "url": f"http://{plan.host.name}{path}"} for n, (path, title) in enumerate(some)
        ]
        good = request.query.get("sid") == "755041"
        return Reply(200, json.dumps({"articles": articles if good else [], "total": len(plan.entries)}).encode())

    plan.put("/gkmlpt/annualreport", f"<script>window._CONFIG = {json.dumps(config)};</script>")
    plan.host.pages["/gkmlpt/api/all/2629"] = api
    plan.host.lists += len(plan.pages())
    return "/gkmlpt/annualreport#2629"


def _longxun(plan: _Plan) -> str:
    pages = plan.pages()

    def column(request: Request) -> Reply:
        number = int(request.query.get("pageIndex", "1"))
        some = pages[number - 1] if number <= len(pages) else []
        script = f"<script>Ls.pagination({{pageCount: {len(pages)}, pageIndex: {number}}})</script>"
        return html(_items(some) + script, charset=plan.charset)

    plan.host.pages["/public/column/6601"] = column
    plan.host.lists = len(pages)
    return "/public/column/6601?type=4&action=list"


def _vsb(plan: _Plan) -> str:
    pages = plan.pages()
    for number, entries in enumerate(pages):
        path = "/zfxxgknb.htm" if number == 0 else f"/zfxxgknb/{len(pages) - number}.htm"
        script = f"<script>_simple_list_gotopage_fun({len(pages)},'u_goto',2)</script>"
        plan.put(path, _items(entries) + script)
    return "/zfxxgknb.htm"


def _kpcms(plan: _Plan) -> str:
    """The list can only be had by POST."""

    def listing(request: Request) -> Reply:
        if request.method != "POST" or request.form.get("channelId") != "c112289":
            return Reply(405, b"POST only", etag=False)
        number, size = int(request.form["page"]), int(request.form["size"])
        some = plan.entries[(number - 1) * size : number * size]
        rows = [{"title": title, "url": path, "publishedTimeStr": "2025-01-20"} for path, title in some]
        return Reply(200, json.dumps({"data": {"results": rows, "total": len(plan.entries)}}).encode(), etag=False)

    plan.put(
        "/c112289/list.shtml",
        f"<script>var size={PER_PAGE}; post('/getFileListByCodeId')</script>",
        meta='<meta name="channelId" content="c112289">',
    )
    plan.host.pages["/c112289/list.shtml"] = html(
        f"<script>var page={{size:{PER_PAGE}}}; $.post('/getFileListByCodeId')</script>",
        meta='<meta name="channelId" content="c112289">',
    )
    plan.host.pages["/getFileListByCodeId"] = listing
    plan.host.lists += len(plan.pages())
    return "/c112289/list.shtml"


def _plain(plan: _Plan) -> str:
    pages = plan.pages()
    for number, entries in enumerate(pages, start=1):
        following = f'<a href="?page={number + 1}">下一页</a> <a href="?page={len(pages)}">尾页</a>'
        path = "/nb/list.aspx" if number == 1 else f"/nb/list.aspx?page={number}"
        plan.put(path, _items(entries) + (following if number < len(pages) else "<span>下一页</span>"))
    return "/nb/list.aspx"


def _framed(plan: _Plan) -> str:
    """A frame, in it a folder for every two years, and a menu for the others."""
    half = len(plan.entries) // 2
    plan.put("/zfxxgknb/", '<iframe src="/zfxxgknb/inner.html"></iframe>')
    plan.put(
        "/zfxxgknb/inner.html",
        '<a href="/zfxxgknb/2023/">2023年</a><select onchange="go(this.value)"><option value="">请选择</option>'
        '<option value="/zfxxgknb/2024/">2024年</option></select>',
    )
    plan.put("/zfxxgknb/2023/", _items(plan.entries[:half]))
    plan.put("/zfxxgknb/2024/", _items(plan.entries[half:]))
    return "/zfxxgknb/"


def _inlined(plan: _Plan) -> str:
    """All nodes in a script of the page."""
    nodes = ",".join(f'{{id:{n},name:"{title}",url:"{path}"}}' for n, (path, title) in enumerate(plan.entries))
    plan.put("/zfxxgknb/tree.html", f"<script>var zNodes=[{nodes}];</script>")
    return "/zfxxgknb/tree.html"


def _root(plan: _Plan) -> str:
    """Only the root of the site is known; the column is two clicks away."""
    _trs(plan)
    plan.put("/", '<a href="/zfxxgk/">政府信息公开</a><a href="/news/">要闻</a>', title="门户网站")
    plan.put("/zfxxgk/", '<a href="/zwgk/zfxxgknb/index.html">政府信息公开年报</a>', title="政府信息公开")
    return "/"


FLAVOURS: dict[str, Callable[[_Plan], str]] = {
    "trs": _trs,
    "trs-variable": _trs_variable,
    "hunan": _hunan,
    "jpage": _jpage,
    "jpaas": _jpaas,
    "gkmlpt": _gkmlpt,
    "longxun": _longxun,
    "vsb": _vsb,
    "kpcms": _kpcms,
    "plain": _plain,
    "framed": _framed,
    "inlined": _inlined,
    "root": _root,
}
_ADDRESSES = {
    "trs": "/zwgk/zfxxgknb/202501/t20250120_{n}.html",
    "jpage": "/art/2025/1/20/art_77_{n}.html",
    "kpcms": "/c112289/202501/c01_{n}.shtml",
    "gkmlpt": "/gkmlpt/content/1/{n}/post_{n}.html",
    "vsb": "/info/1011/{n}.htm",
}


def normal_host(number: int, reports: int) -> Host:
    """The host of that number: flavours in turn, UTF-8 and GB18030 in turn."""
    flavour = list(FLAVOURS)[number % len(FLAVOURS)]
    host = Host(f"host{number:02}.example", flavour, "/")
    charset = "gb18030" if number % 3 == 1 and flavour not in {"jpage"} else "utf-8"
    pattern = _ADDRESSES.get(flavour, "/content/2025/{n}.html")
    entries = []
    for n in range(reports):
        issuer, year = f"云溪县{'财政教育水利民政'[n % 4 * 2 : n % 4 * 2 + 2]}局", 2024 - n // 4
        path = pattern.format(n=1000 + n)
        title = report_title(issuer, year)
        host.pages[path] = article(title, charset=charset)
        entries.append((path, title))
        host.reports.append(path)
    host.pages["/robots.txt"] = Reply(200, b"User-agent: *\nDisallow: /admin/\n")
    host.start = FLAVOURS[flavour](_Plan(host, charset, entries))
    return host


def normal_hosts(count: int, reports: int) -> list[Host]:
    return [normal_host(number, reports) for number in range(count)]
