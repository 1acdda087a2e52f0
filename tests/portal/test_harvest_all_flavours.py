"""Forty-four hosts in every flavour, one first request in five answered badly, and the hosts that are odd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from nianbao.fetch import Row
from tests.portal.judging import CLOCK_GRAIN, at_once, expected, found, harvest, policy_for, smallest_gap
from tests.portal.server import Seen, Simulator, private_service
from tests.portal.sites import FLAVOURS, Host, normal_hosts
from tests.portal.special import Special, special_hosts

DELAY = 0.02


@dataclass(slots=True)
class Campaign:
    hosts: list[Host]
    specials: list[Special]
    rows: list[Row]
    log: list[Seen]
    private: list[bytes]

    def of(self, name: str) -> list[Seen]:
        return [seen for seen in self.log if seen.host == name]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    hosts = normal_hosts(44, 6)
    with private_service() as (port, private):
        specials = special_hosts(port)
        sites = {host.name: host.site() for host in hosts} | {host.name: host.site() for host in specials}
        with Simulator(sites, {host.name for host in hosts}) as simulator:
            urls = [host.url for host in hosts] + [special.url for special in specials]
            rows = harvest(urls, tmp_path_factory.mktemp("harvest"), policy_for(simulator, delay=DELAY, deadline=4.0))
        yield Campaign(hosts, specials, rows, simulator.log, private)


def test_nearly_every_report_of_every_flavour_is_found(campaign: Campaign) -> None:
    wanted = expected(campaign.hosts)
    missing = wanted - found(campaign.rows)
    assert len(missing) <= 0.005 * len(wanted), sorted(missing)[:20]
    assert {host.flavour for host in campaign.hosts} == set(FLAVOURS)
    assert sum(bool(seen.fault) for seen in campaign.log) > 60, "the faults did happen"


def test_the_requests_stay_within_twice_the_ideal(campaign: Campaign) -> None:
    names = {host.name for host in campaign.hosts}
    ideal = sum(len(host.reports) + host.lists for host in campaign.hosts)
    assert sum(seen.host in names for seen in campaign.log) <= 2 * ideal


def test_no_host_is_asked_before_its_delay_is_over(campaign: Campaign) -> None:
    assert smallest_gap(campaign.log) >= DELAY - CLOCK_GRAIN
    assert at_once(campaign.log) == 1


def test_nothing_goes_to_a_private_address(campaign: Campaign) -> None:
    assert campaign.private == []


def test_every_odd_host_ends_as_intended(campaign: Campaign) -> None:
    outcomes = {row.url: row.outcome for row in campaign.rows}
    wrong = {
        f"{special.name}{path}": (outcome, outcomes.get(f"http://{special.name}{path}"))
        for special in campaign.specials
        for path, outcome in special.expected.items()
        if outcomes.get(f"http://{special.name}{path}") != outcome
    }
    assert wrong == {}


def test_no_odd_host_is_asked_more_than_it_must_be(campaign: Campaign) -> None:
    asked = {special.name: len(campaign.of(special.name)) for special in campaign.specials}
    assert {n: c for (n, c), s in zip(asked.items(), campaign.specials, strict=True) if c > s.most} == {}


@pytest.mark.parametrize("name", ["waf412", "waf521", "challenge", "waf-late"])
def test_nothing_is_asked_after_a_firewall_has_spoken(campaign: Campaign, name: str) -> None:
    asked = campaign.of(f"{name}.example")
    assert asked[-1].status in {412, 521, 200}
    assert [seen.target for seen in asked].count(asked[-1].target) == 1
    assert len(asked) == (3 if name == "waf-late" else 2)


def test_what_robots_txt_forbids_is_never_asked_for(campaign: Campaign) -> None:
    assert [s.target for s in campaign.of("robots-all.example")] == ["/robots.txt"]
    assert {s.target for s in campaign.of("robots-503.example")} == {"/robots.txt"}
    assert not [s for s in campaign.of("robots-some.example") if "secret" in s.target]


def test_every_address_ends_in_one_outcome(campaign: Campaign) -> None:
    assert len({row.url for row in campaign.rows}) == len(campaign.rows)
    assert all(row.outcome for row in campaign.rows)


def test_a_list_that_breaks_off_is_called_partial_and_the_others_complete(campaign: Campaign) -> None:
    flavours = {host.name: host.flavour for host in campaign.hosts}
    states = {
        (flavours.get(row.url.split("/")[2]), row.list_state.split(":")[0]) for row in campaign.rows if row.list_state
    }
    partial = {flavour for flavour, state in states if state == "partial" and flavour}
    assert partial == {"trs-variable"}, "the one that declares two pages too many"
