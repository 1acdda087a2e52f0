"""What a page of another site, a hostile document or a careless address may not do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from nianbao.review.app import BodyBound
from nianbao.review.desk import local_path
from tests.review.conftest import REPORTS, Served

HOSTILE = (
    '<script>document.title="owned"</script><img src="http://198.51.100.7/x.png" onerror="top.x=1">'
    '<iframe src="http://198.51.100.7/"></iframe><a href="javascript:top.x=1">链接</a><object data="x"></object>'
    '<form action="http://198.51.100.7/"><input name="a"></form><base href="http://198.51.100.7/">'
    '<link rel="stylesheet" href="http://198.51.100.7/x.css"><meta http-equiv="refresh" content="0;url=http://198.51.100.7/">'
    '<p style="background:url(http://198.51.100.7/y)">文字</p><svg onload="top.x=1"><script>top.x=1</script></svg>'
)


def hostile_copy(folder: Path) -> Path:
    text = (REPORTS / "html-2021-plain.html").read_text(encoding="utf-8")
    path = folder / "hostile.html"
    path.write_text(text.replace("<body>", f"<body>{HOSTILE}", 1).replace("<td", f"{HOSTILE}<td", 1), encoding="utf-8")
    return path


def test_a_hostile_page_is_shown_without_anything_that_runs_or_loads(
    fresh: Callable[..., Served], tmp_path: Path
) -> None:
    served = fresh(hostile_copy(tmp_path))
    response = served.client.get(f"/reports/{served.number('hostile.html')}/frame")
    shown = response.text.lower()
    for word in ("<script", "onerror", "onload", "javascript:", "198.51.100.7", "<iframe", "<form", "<base", "<object"):
        assert word not in shown
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_a_form_from_elsewhere_is_refused(served: Served) -> None:
    token = served.csrf()
    address = "/reports/1/decisions"
    assert served.client.post(address, data={"csrf": "0" * 64, "verdict": "accept"}).status_code == 403
    assert served.client.post(address, data={"verdict": "accept"}).status_code == 403
    for headers in ({"Origin": "http://198.51.100.7"}, {"Sec-Fetch-Site": "cross-site"}):
        response = served.client.post(address, data={"csrf": token, "verdict": "accept"}, headers=headers)
        assert response.status_code == 403
    assert httpx.post(served.address + address, data={"csrf": token, "verdict": "accept"}).status_code == 403


def test_another_host_name_is_refused(served: Served) -> None:
    assert served.client.get("/", headers={"Host": "evil.example"}).status_code == 421


def test_beyond_loopback_the_token_is_asked_for(fresh: Callable[..., Served]) -> None:
    served = fresh(REPORTS / "html-2021-plain.html", token="geheim")
    assert httpx.get(served.address + "/reports").status_code == 401
    assert httpx.get(served.address + "/reports?token=wrong").status_code == 401
    with httpx.Client(base_url=served.address, follow_redirects=True) as client:
        response = client.get("/reports?token=geheim")
        assert response.status_code == 200
        assert "token" not in str(response.url)
        assert client.get("/").status_code == 200


def test_every_page_says_what_a_browser_may_load(served: Served) -> None:
    for address in ("/", "/reports", "/nowhere", "/static/review.js"):
        headers = served.client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_no_file_beside_the_static_ones_is_served(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 404


@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x", "javascript:x", "\\\\evil"])
def test_a_way_back_never_leads_elsewhere(address: str) -> None:
    assert local_path(address).startswith("/")
    assert not local_path(address).startswith("//")


def test_a_name_becomes_text_and_never_markup(served: Served) -> None:
    name = '<script>x</script>"&张三'
    with httpx.Client(base_url=served.address, follow_redirects=True) as client:
        page = client.get("/log").text
        token = page.split('name="csrf" value="')[1].split('"')[0]
        shown = client.post("/person", data={"csrf": token, "name": name, "back": "/log"}).text
    assert "<script>x" not in shown
    assert "&lt;script&gt;x&lt;/script&gt;&#34;&amp;张三" in shown


def test_a_body_over_the_bound_is_refused_before_it_is_read() -> None:
    sent: list[dict[str, object]] = []

    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError("reached the application")

    async def send(message: object) -> None:
        sent.append(message)  # type: ignore[arg-type]

    scope = {"type": "http", "headers": [(b"content-length", b"99999999999")], "method": "POST"}
    asyncio.run(BodyBound(app)(scope, None, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 413
