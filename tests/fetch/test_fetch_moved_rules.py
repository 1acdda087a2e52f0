"""robots.txt of a site that has moved: RFC 9309 has it followed to other names, and it rules the site that sent us."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nianbao.fetch import parse_resolve
from nianbao.fetch.gate import BORROWED, Gate
from tests.fetch.conftest import HOST

if TYPE_CHECKING:
    from tests.fetch.conftest import Clock, Fetched, Portal

Fetch = Callable[..., "Fetched"]
NEW = "zwgk.yunxi.example"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"


def _move(portal: Portal, path: str, there: str = NEW) -> None:
    portal.gives(HOST + path, b"", 301, {"Location": f"http://{there}{path}"})


def test_a_site_that_sends_everything_to_another_name_is_read_there(portal: Portal, fetch_path: Fetch) -> None:
    _move(portal, "/robots.txt")
    _move(portal, "/nb/")
    portal.html("/nb/", f"<a href='1.htm'>{NAME}</a>", host=NEW)
    portal.html("/nb/1.htm", "<p>政府信息公开</p>", host=NEW, meta='<meta name="ArticleTitle" content="年度报告">')
    found = fetch_path("/nb/")
    assert [capture.url for capture in found.captures] == [f"http://{NEW}/nb/1.htm"]


def test_the_rules_found_there_are_the_rules_of_the_site_that_sent_us(portal: Portal, fetch_path: Fetch) -> None:
    _move(portal, "/robots.txt")
    portal.gives(f"{NEW}/robots.txt", b"User-agent: *\nDisallow: /nb/\n")
    assert fetch_path("/nb/a.htm").outcomes() == {"/nb/a.htm": "robots_disallowed"}
    assert portal.paths() == []


@pytest.mark.parametrize("status", [500, 503])
def test_rules_that_cannot_be_had_there_forbid_everything(portal: Portal, fetch_path: Fetch, status: int) -> None:
    _move(portal, "/robots.txt")
    portal.gives(f"{NEW}/robots.txt", b"", status)
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "robots_unreachable"}
    assert portal.paths() == []


def test_rules_that_are_sent_round_for_ever_forbid_everything(portal: Portal, fetch_path: Fetch) -> None:
    _move(portal, "/robots.txt")
    portal.gives(f"{NEW}/robots.txt", b"", 301, {"Location": f"http://{HOST}/robots.txt"})
    assert fetch_path("/a.htm", max_redirects=4).outcomes() == {"/a.htm": "robots_unreachable"}
    assert len(portal.asked) == 5


def test_rules_at_an_address_that_is_not_public_are_not_asked_for(portal: Portal, fetch_path: Fetch) -> None:
    _move(portal, "/robots.txt", "127.0.0.1")
    found = fetch_path("/a.htm", resolve=parse_resolve([f"{HOST}:80:127.0.0.1:{portal.port}"]))
    assert found.outcomes() == {"/a.htm": "robots_unreachable"}
    assert portal.asked == [f"{HOST}/robots.txt"]


def test_the_delay_stands_between_all_requests_to_the_address_of_both(
    portal: Portal, fetch_path: Fetch, clock: Clock
) -> None:
    _move(portal, "/robots.txt")
    _move(portal, "/a.htm")
    portal.html("/a.htm", "x", host=NEW, meta='<meta name="ArticleTitle" content="年度报告">')
    fetch_path("/a.htm", delay=7.0)
    assert len(portal.asked) == 4, "its rules are asked for once"
    assert clock.slept == [7.0] * 3


def test_a_firewall_before_the_moved_rules_ends_the_asking_of_both(portal: Portal, fetch_path: Fetch) -> None:
    _move(portal, "/robots.txt")
    portal.gives(f"{NEW}/robots.txt", b"x", 412)
    assert fetch_path("/a.htm").outcomes() == {"/a.htm": "waf_412"}
    assert portal.asked == [f"{HOST}/robots.txt", f"{NEW}/robots.txt"]


def test_an_address_is_lent_only_when_due_and_free_and_holds_others_back() -> None:
    gate = Gate({"1.1.1.1": 10.0})
    gate.put(1, "1.1.1.1", 0.0)
    assert not gate.borrow("1.1.1.1", 9.0)
    assert gate.borrow("1.1.1.1", 10.0)
    assert not gate.borrow("1.1.1.1", 10.0)
    assert gate.take(11.0) is None
    gate.free(BORROWED, "1.1.1.1", 15.0)
    assert gate.take(14.0) is None
    assert gate.take(15.0) == (1, "1.1.1.1")
