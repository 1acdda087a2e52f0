"""Hosts on which something is wrong, each with the outcome that must be reported for it."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from tests.portal.server import Reply, Request, Site
from tests.portal.sites import article, html, report_title

TITLE = report_title("云溪县民政局", 2024)


@dataclass(slots=True)
class Special:
    """``expected``: path -> outcome in the ledger. ``most``: requests at the very most, robots.txt included."""

    name: str
    expected: dict[str, str]
    answer: Callable[[Request], Reply]
    start: str = "/nb/"
    most: int = 60
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.name}{self.start}"

    def site(self) -> Site:
        def answer(request: Request) -> Reply:
            if request.path == "/robots.txt" and not self.name.startswith("robots"):
                return Reply(404, b"none")
            return self.answer(request)

        return answer


def _listed(*paths: str) -> Reply:
    return html("".join(f'<a href="{p}">{report_title("云溪县民政局", 2024 - n)}</a>' for n, p in enumerate(paths)))


def _pages(**pages: Reply) -> Callable[[Request], Reply]:
    """By the name of the page: ``list`` is /nb/, ``a`` is /nb/a.html."""

    def answer(request: Request) -> Reply:
        name = "list" if request.path == "/nb/" else request.path.removeprefix("/nb/").removesuffix(".html")
        page = pages.get(name)
        if page is None:
            return Reply(404, b"none")
        return Reply(
            *(page.status, page.body, dict(page.headers), page.etag, page.announce),
            *(page.cut, page.reset, page.drip, page.raw_headers),
        )

    return answer


def _soft_404(request: Request) -> Reply:
    """Whatever is not there gets the home page, long and with all its words."""
    if request.path == "/nb/":
        return _listed("/nb/a.html", "/nb/gone1.html", "/nb/gone2.html")
    if request.path == "/nb/a.html":
        return article(TITLE)
    news = "".join(f"<li><a href='/n{n}.html'>第{n}条要闻，内容很长很长很长</a></li>" for n in range(60))
    return html(f"<h1>欢迎访问</h1><ul>{news}</ul>政府信息公开 政务服务", "云溪县人民政府门户网站")


def _calendar(request: Request) -> Reply:
    month = int(request.query.get("m", "0"))
    days = "".join(f'<a href="/day/{month}/{day}.html">{month}月{day}日要闻</a>' for day in range(30))
    if request.path == "/nb/a.html":
        return article(TITLE)
    if request.path != "/nb/":
        return html("<p>无</p>", "要闻")
    return html(f'<a href="/nb/a.html">{TITLE}</a>{days}<a href="/nb/?m={month + 1}">下一页</a>')


def _sessions(request: Request) -> Reply:
    number = int(time.monotonic() * 1000)
    path = request.path.partition(";")[0]
    if path == "/nb/":
        links = "".join(
            f'<a href="/nb/{name}.html;jsessionid={number:X}{name}">{report_title("云溪县民政局", 2020 + n)}</a>'
            for n, name in enumerate("abc")
        )
        page = int(request.query.get("page", "1"))
        return html(links + f'<a href="/nb/;jsessionid={number}?page={page + 1}">下一页</a>')
    return article(TITLE)


def _forbidding(request: Request) -> Reply:
    if request.path == "/robots.txt":
        return Reply(200, b"User-agent: *\nDisallow: /nb/secret/\n")
    return _listed("/nb/a.html", "/nb/secret/b.html") if request.path == "/nb/" else article(TITLE)


def _all_forbidding(request: Request) -> Reply:
    return Reply(200, b"User-agent: *\nDisallow: /\n") if request.path == "/robots.txt" else _listed("/nb/a.html")


def _robots_503(request: Request) -> Reply:
    return Reply(503, b"x") if request.path == "/robots.txt" else _listed("/nb/a.html")


def _robots_html(request: Request) -> Reply:
    """An HTML body under 200 is no robots file."""
    if request.path == "/robots.txt":
        return html("User-agent: * Disallow: /")
    return _listed("/nb/a.html") if request.path == "/nb/" else article(TITLE)


class _Limited:
    """Two requests a second; whoever asks faster is told to wait a second."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, request: Request) -> Reply:
        now = time.monotonic()
        if now - self.last < 0.1:
            return Reply(429, b"slow", {"Retry-After": "1"}, etag=False)
        self.last = now
        return _listed(*(f"/nb/{n}.html" for n in range(4))) if request.path == "/nb/" else article(TITLE)


@lru_cache(maxsize=1)
def bomb() -> bytes:
    """200 MB of spaces, packed."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()


def _later(location: str = "", raw: bytes = b"") -> Reply:
    return Reply(302, b"", {"Location": location} if location else {}, raw_headers=raw)


def special_hosts(private_port: int) -> list[Special]:
    one = _listed("/nb/a.html")
    waf_412 = Reply(412, b"<html><script>$_ts=window['$_ts'];</script></html>", etag=False)
    waf_521 = Reply(521, b"<script>document.cookie='__jsl_clearance=1'</script>", etag=False)
    challenge = html("<p>请完成安全验证</p>", "安全验证")
    gbk = "/nb/年报.html".encode("gbk")
    gbk_url = "/nb/" + "".join(f"%{byte:02X}" for byte in "年报".encode("gbk")) + ".html"
    short = article(TITLE)
    ok = {"/nb/": "ok", "/nb/a.html": "ok"}

    def gbk_answer(request: Request) -> Reply:
        if request.path == "/nb/":
            return one
        if request.path == "/nb/a.html":
            return _later(raw=b"Location: " + gbk + b"\r\n")
        return article(TITLE) if request.target.upper() == gbk_url.upper() else Reply(404, b"none")

    return [
        Special("waf412.example", {"/nb/": "waf_412"}, lambda r: waf_412, most=2),
        Special("waf521.example", {"/nb/": "waf_521"}, lambda r: waf_521, most=2),
        Special("challenge.example", {"/nb/": "challenge"}, lambda r: challenge, most=2),
        Special(
            "waf-late.example",
            {"/nb/": "ok", "/nb/a.html": "waf_412", "/nb/b.html": "waf_412"},
            _pages(list=_listed("/nb/a.html", "/nb/b.html"), a=waf_412, b=waf_412),
            most=3,
        ),
        Special("forbidden.example", {"/nb/": "http_403"}, lambda r: Reply(403, b"no"), most=2),
        Special("soft404.example", {**ok, "/nb/gone1.html": "soft_404", "/nb/gone2.html": "soft_404"}, _soft_404),
        Special("robots-some.example", {**ok, "/nb/secret/b.html": "robots_disallowed"}, _forbidding),
        Special("robots-all.example", {"/nb/": "robots_disallowed"}, _all_forbidding, most=1),
        Special("robots-503.example", {"/nb/": "robots_unreachable"}, _robots_503, most=3),
        Special("robots-html.example", ok, _robots_html),
        Special("calendar.example", ok, _calendar, most=12),
        Special("sessions.example", {f"/nb/{n}.html": "ok" for n in "abc"}, _sessions, most=6),
        Special("limited.example", {f"/nb/{n}.html": "ok" for n in range(4)}, _Limited(), most=20),
        Special("limited-always.example", {"/nb/": "rate_limited"}, lambda r: Reply(429, b"x", etag=False), most=6),
        Special(
            "bomb.example",
            {"/nb/": "ok", "/nb/a.html": "too_large"},
            _pages(list=one, a=Reply(200, bomb(), {"Content-Encoding": "gzip"})),
            most=3,
        ),
        Special(
            "drip.example",
            {"/nb/": "ok", "/nb/a.html": "deadline"},
            _pages(list=one, a=Reply(200, short.body, drip=0.1)),
            most=4,
        ),
        Special(
            "loop.example", {"/nb/": "ok", "/nb/a.html": "redirect_refused"}, _pages(list=one, a=_later("/nb/a.html"))
        ),
        Special(
            "inward.example",
            {"/nb/": "ok", "/nb/a.html": "redirect_refused"},
            _pages(list=one, a=_later(f"http://127.0.0.1:{private_port}/secret")),
            most=3,
        ),
        Special(
            "inward-meta.example",
            {"/nb/": "ok", "/nb/a.html": "redirect_refused"},
            _pages(
                list=one,
                a=html(f'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{private_port}/secret">', ""),
            ),
            most=3,
        ),
        Special(
            "huge.example",
            {"/nb/": "ok", "/nb/a.html": "too_large"},
            _pages(list=one, a=Reply(200, b"<html>" + b" " * 30_000_000)),
            most=3,
        ),
        Special(
            "meta.example",
            ok,
            _pages(list=one, a=html('<meta http-equiv="refresh" content="0; url=b.html">', ""), b=short),
        ),
        Special(
            "script.example",
            ok,
            _pages(list=one, a=html('<script>window.location.href="/nb/b.html";</script>', ""), b=short),
        ),
        Special(
            "script-computed.example",
            {"/nb/": "ok"},
            _pages(list=one, a=html('<script>location.href="/nb/"+name+".html";</script>', ""), b=short),
            most=6,
        ),
        Special("gbk.example", ok, gbk_answer),
        Special(
            "longer.example", ok, _pages(list=one, a=Reply(200, short.body + b" " * 300, announce=len(short.body)))
        ),
        Special(
            "types.example",
            {**ok, "/nb/x.doc": "ok", "/nb/y.pdf": "ok"},
            _pages(
                **{
                    "list": one,
                    "a": article(
                        TITLE, extra='<a href="x.doc">附件1</a><a href="/nb/viewer.html?file=/nb/y.pdf">附件2</a>'
                    ),
                    "x.doc": Reply(200, b"%PDF-1.4 x", {"Content-Type": "application/msword"}),
                    "y.pdf": Reply(200, b"PK\x03\x04word/document.xml", {"Content-Type": "text/html"}),
                }
            ),
        ),
        Special("gone.example", {"/nb/": "ok", "/nb/a.html": "http_404"}, _pages(list=one)),
        Special(
            "packed.example",
            ok,
            _pages(list=one, a=Reply(200, gzip.compress(short.body), {"Content-Encoding": "gzip"})),
        ),
    ]
