"""Politeness and bounds: what is not asked for, how long is waited, and how each refusal is named."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from nianbao.errors import UsageError
from nianbao.fetch import Policy, Target, parse_resolve
from nianbao.fetch.addresses import is_public
from nianbao.fetch.robots import parse

if TYPE_CHECKING:
    from tests.fetch.conftest import Clock, Fetched, Portal

Fetch = Callable[..., "Fetched"]
HOST = "www.yunxi.example"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, "http_404"),
        (403, "http_403"),
        (412, "waf_412"),
        (521, "waf_521"),
        (429, "rate_limited"),
        (500, "http_500"),
    ],
)
def test_each_refusal_has_its_name(portal: Portal, fetch_path: Fetch, status: int, outcome: str) -> None:
    portal.gives(HOST + "/a.htm", b"<html>no</html>", status)
    found = fetch_path("/a.htm")
    assert [(s.outcome, s.status) for s in found.skipped] == [(outcome, status)]
    assert found.captures == []


def test_a_page_that_says_404_under_200_is_a_soft_404(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/a.htm", "<p>您访问的页面不存在</p>", title="出错了")
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "soft_404"}


def test_a_firewall_script_is_reported_not_captured(portal: Portal, fetch_path: Fetch) -> None:
    portal.html("/a.htm", "<script>document.cookie='__jsl_clearance=1'</script>")
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "waf_521"}


def test_a_firewall_ends_the_asking_of_that_host(portal: Portal, fetch_path: Fetch) -> None:
    links = "".join(f'<a href="{n}.htm">云溪县{n}年政府信息公开年报</a>' for n in (2023, 2024))
    portal.html("/nb/", links)
    portal.gives(HOST + "/nb/2023.htm", b"x", 412)
    found = fetch_path("/nb/")
    assert found.outcomes() == {"/nb/": "ok", "/nb/2023.htm": "waf_412", "/nb/2024.htm": "waf_412"}
    assert "/nb/2024.htm" not in portal.paths()


def test_what_robots_txt_forbids_is_not_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    portal.article("/private/a.htm", "x")
    assert fetch_path("/private/a.htm").outcomes() == {"/private/a.htm": "robots_disallowed"}
    assert portal.paths() == []


def test_robots_txt_that_cannot_be_had_forbids_everything(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/robots.txt", b"", 503)
    portal.article("/a.htm", "x")
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "robots_unreachable"}
    assert portal.paths() == []


def test_a_host_without_robots_answer_is_asked_a_few_times_and_left_alone(portal: Portal, fetch_path: Fetch) -> None:
    links = "".join(f'<a href="http://b.example/{n}.htm">{n}年政府信息公开年报</a>' for n in (2023, 2024))
    portal.html("/nb/", links)
    portal.gives("b.example/robots.txt", status=500)
    found = fetch_path("/nb/")
    assert [skipped.outcome for skipped in found.skipped] == ["robots_unreachable"] * 2
    assert portal.asked.count("b.example/robots.txt") == 3
    assert not [name for name in portal.asked if name.startswith("b.example/") and "robots" not in name]


def test_robots_txt_that_leads_to_a_private_place_is_no_robots_txt(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/robots.txt", status=302, headers={"Location": "http://127.0.0.1:9/robots.txt"})
    portal.article("/a.htm", "x")
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "robots_unreachable"}


@pytest.mark.parametrize(
    ("robots", "path", "allowed", "why"),
    [
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True, "the longest match wins"),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True, "Allow wins a draw"),
        ("User-agent: nianbao\nDisallow: /\n\nUser-agent: *\nDisallow:", "/x", False, "our own group"),
        ("User-agent: other\nDisallow: /", "/x", True, "a group for someone else"),
        ("User-agent: other\nUser-agent: *\nDisallow: /", "/x", False, "one group under two names"),
        ("User-agent: *\nDisallow: /*.pdf$", "/f/a.pdf", False, "star and end"),
        ("User-agent: *\nDisallow: /*.pdf$", "/f/a.pdf?x", True, "not at the end"),
        ("User-agent: *\nDisallow: /*?id=", "/v?id=3", False, "the query counts"),
        ("User-agent: *\nDisallow:", "/x", True, "an empty rule forbids nothing"),
        ("<html>Disallow: /</html>", "/x", True, "a web page is no robots file"),
    ],
)
def test_robots_rules(robots: str, path: str, allowed: bool, why: str) -> None:
    assert parse(robots.encode()).allows(f"http://a.example{path}") is allowed, why


def test_robots_txt_is_read_under_the_name_we_go_by(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/robots.txt", b"User-agent: harvester\nDisallow: /\n\nUser-agent: *\nDisallow:\n")
    portal.article("/a.htm", "x")
    assert fetch_path("/a.htm", user_agent="harvester/2 (+http://b.example)").outcomes() == {
        "/a.htm": "robots_disallowed"
    }


def test_the_delay_stands_between_all_requests_to_a_host(portal: Portal, fetch_path: Fetch, clock: Clock) -> None:
    portal.html("/nb/", '<a href="1.htm">2024年政府信息公开年报</a>')
    portal.article("/nb/1.htm", "x")
    fetch_path("/nb/", delay=7.0)
    assert len(portal.asked) == 3
    assert clock.slept == [7.0, 7.0]


def test_a_longer_crawl_delay_is_kept_and_an_absurd_one_refused(
    portal: Portal, fetch_path: Fetch, clock: Clock
) -> None:
    portal.article("/a.htm", "x")
    portal.gives(HOST + "/robots.txt", b"User-agent: *\nCrawl-delay: 30\n")
    fetch_path("/a.htm", delay=5.0)
    assert clock.slept == [30.0]
    portal.gives(HOST + "/robots.txt", b"User-agent: *\nCrawl-delay: 86400\n")
    clock.now += 25 * 3600  # a kept robots.txt is good for a day
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "robots_disallowed"}


def test_a_slow_machine_is_given_five_times_its_own_time(portal: Portal, fetch_path: Fetch, clock: Clock) -> None:
    def slow(wfile: Any) -> None:
        clock.now += 3.0
        wfile.write(b"HTTP/1.0 404 Not Found\r\n\r\n")

    portal.gives(HOST + "/robots.txt", write=slow)
    portal.article("/a.htm", "x")
    fetch_path("/a.htm", delay=1.0)
    assert clock.slept == [15.0]


def test_a_body_over_the_bound_is_refused(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/a.pdf", b"%PDF" + b"x" * 5000)
    assert fetch_path("/a.pdf", max_bytes=5000).outcomes() == {"/a.pdf": "too_large"}


def test_a_gzip_bomb_is_refused_before_it_unfolds(portal: Portal, fetch_path: Fetch) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    portal.gives(HOST + "/a.htm", bomb, headers={"Content-Encoding": "gzip"})
    assert len(bomb) < 50_000
    assert fetch_path("/a.htm", max_bytes=50_000).outcomes() == {"/a.htm": "too_large"}


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_page_is_unpacked(portal: Portal, fetch_path: Fetch, pack: Callable[[bytes], bytes]) -> None:
    name = "gzip" if pack is gzip.compress else "deflate"
    portal.gives(HOST + "/a.pdf", pack(b"%PDF-1.4 body"), headers={"Content-Encoding": name})
    assert [capture.data for capture in fetch_path("/a.pdf").captures] == [b"%PDF-1.4 body"]


@pytest.mark.parametrize(("headers", "cut"), [({"Content-Length": "9000"}, 9000), ({"Content-Encoding": "gzip"}, 20)])
def test_a_body_cut_short_is_never_a_capture(
    portal: Portal, fetch_path: Fetch, headers: dict[str, str], cut: int
) -> None:
    body = gzip.compress(b"%PDF" + bytes(range(256)) * 9)[:cut]

    def write(wfile: Any) -> None:
        head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        wfile.write(f"HTTP/1.0 200 OK\r\n{head}\r\n".encode() + body)

    portal.gives(HOST + "/a.pdf", write=write)
    found = fetch_path("/a.pdf")
    assert found.outcomes() == {"/a.pdf": "connection_error"}
    assert found.captures == []


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_ends_at_the_deadline(portal: Portal, fetch_path: Fetch, part: str) -> None:
    def drip(wfile: Any) -> None:
        wfile.write(b"HTTP/1.0 200 OK\r\n" + (b"\r\n" if part == "body" else b"X-Slow: "))
        for _ in range(200):
            wfile.write(b"x")
            wfile.flush()
            time.sleep(0.02)

    portal.gives(HOST + "/a.pdf", write=drip)
    found = fetch_path("/a.pdf", deadline=0.3)
    assert found.outcomes() == {"/a.pdf": "deadline"}
    assert found.captures == []


def test_a_redirect_is_followed_and_named(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/old", status=302, headers={"Location": "/new.pdf"})
    portal.gives(HOST + "/new.pdf", b"%PDF-1.4")
    found = fetch_path("/old")
    assert [capture.url for capture in found.captures] == [f"http://{HOST}/old"]
    assert found.rows[0].detail == f"from http://{HOST}/new.pdf"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:9/secret",
        "http://169.254.169.254/",
        "http://[::1]:9/",
        "file:///etc/passwd",
        "/loop",
    ],
)
def test_a_redirect_to_a_private_place_is_refused(portal: Portal, fetch_path: Fetch, location: str) -> None:
    portal.gives(HOST + "/loop", status=301, headers={"Location": location})
    port = portal.port
    found = fetch_path("/loop", resolve=parse_resolve([f"{HOST}:80:127.0.0.1:{port}"]), max_redirects=3)
    assert found.outcomes() == {"/loop": "redirect_refused"}


def test_robots_txt_is_asked_of_every_host_on_the_way(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/a", status=302, headers={"Location": "http://b.example/x.pdf"})
    portal.gives("b.example/robots.txt", b"User-agent: *\nDisallow: /\n")
    portal.gives("b.example/x.pdf", b"%PDF-1.4")
    assert fetch_path("/a").outcomes() == {"/a": "robots_disallowed"}
    assert "b.example/x.pdf" not in portal.asked


def test_a_loopback_address_needs_resolve(portal: Portal, fetch_path: Fetch) -> None:
    url = f"http://127.0.0.1:{portal.port}/a.pdf"
    portal.gives("127.0.0.1/a.pdf", b"%PDF-1.4")
    assert [s.outcome for s in fetch_path("", url=url, resolve={}).skipped] == ["address_refused"]
    assert portal.asked == []
    # As curl has it: HOST:PORT:ADDRESS, the port staying what it was.
    given = parse_resolve([f"127.0.0.1:{portal.port}:127.0.0.1"])
    assert len(fetch_path("", url=url, resolve=given).captures) == 1


def test_a_name_is_led_to_the_port_of_a_test_double(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/a.pdf", b"%PDF-1.4")
    given = parse_resolve([f"{HOST}:80:127.0.0.1:{portal.port}"])
    assert len(fetch_path("/a.pdf", resolve=given).captures) == 1


@pytest.mark.parametrize(
    ("value", "key", "target"),
    [
        ("a.example:80:10.0.0.1", ("a.example", 80), Target("10.0.0.1", 80)),
        ("*:443:10.0.0.1:8443", ("*", 443), Target("10.0.0.1", 8443)),
        ("A.example:80:[::1]:81", ("a.example", 80), Target("::1", 81)),
        ("a.example:80:::1", ("a.example", 80), Target("::1", 80)),
    ],
)
def test_both_forms_of_resolve(value: str, key: tuple[str, int], target: Target) -> None:
    assert parse_resolve([value]) == {key: target}


@pytest.mark.parametrize(
    "value", ["", "a.example", "a.example:80", "a:x:1.2.3.4", "a:80:host", ":80:1.2.3.4", "a:0:::1"]
)
def test_a_resolve_of_another_shape_is_a_usage_error(value: str) -> None:
    with pytest.raises(UsageError):
        parse_resolve([value])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.1.1",
        "192.168.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "224.0.0.1",
        "not an address",
    ],
)
def test_no_wrapping_makes_a_private_address_public(address: str) -> None:
    assert not is_public(address)


def test_a_server_that_cannot_prove_its_name_is_not_believed(portal: Portal, fetch_path: Fetch) -> None:
    portal.gives(HOST + "/a.pdf", b"%PDF-1.4")
    given = parse_resolve([f"{HOST}:443:127.0.0.1:{portal.port}"])
    found = fetch_path("", url=f"https://{HOST}/a.pdf", resolve=given)
    assert [skipped.outcome for skipped in found.skipped] == ["tls_error"]


def test_the_user_agent_is_the_honest_one(portal: Portal, fetch_path: Fetch) -> None:
    portal.article("/a.htm", "x")
    fetch_path("/a.htm")
    assert portal.agents == {Policy().user_agent}
    assert Policy().user_agent.startswith("nianbao/")


def test_the_date_of_a_capture_can_be_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert Policy().clock().isoformat() == "2025-01-01T00:00:00+00:00"
