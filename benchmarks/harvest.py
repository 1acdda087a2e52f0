"""What the harvester itself costs: its queue under load, and its CPU time for a page, the network left out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.documents import BUNDLED
from benchmarks.processes import python
from benchmarks.rows import Row, Target
from benchmarks.timing import Spread, spread

HOSTS, URLS, TURNS = 5_000, 60, 20_000
_PAGES = (BUNDLED / "html-2021-plain.html", BUNDLED / "html-2021-word-paste.html")
_MILLI = 1000.0
_DELAY = 0.05


def measure(repeat: int, *, hosts: int = HOSTS, urls: int = URLS, turns: int = TURNS) -> Iterator[Row]:
    """The queue, then a harvest of the simulator."""
    yield from _campaign()
    yield from _frontier(repeat, hosts, urls, turns)
    yield from _pages(repeat)


def _campaign() -> Iterator[Row]:
    """What comes of 44 hosts of every flavour, 704 reports, when one first request in five is answered badly."""
    import tempfile
    from pathlib import Path

    from tests.portal.judging import expected, found, harvest, policy_for, smallest_gap
    from tests.portal.server import Simulator
    from tests.portal.sites import normal_hosts

    hosts = normal_hosts(44, 16)
    with Simulator({h.name: h.site() for h in hosts}, {h.name for h in hosts}) as simulator:
        with tempfile.TemporaryDirectory() as folder:
            rows = harvest([h.url for h in hosts], Path(folder), policy_for(simulator, delay=_DELAY))
        log = simulator.log
    wanted = expected(hosts)
    ideal = sum(len(host.reports) + host.lists for host in hosts)
    name = f"{len(hosts)} hosts, {len(wanted)} reports, {sum(bool(seen.fault) for seen in log)} faults"
    share = 100 * len(wanted & found(rows)) / len(wanted)
    gap = smallest_gap(log) / _DELAY
    yield Row("harvest", name, "reports found", _just(share), "%", target=Target(at_least=99.5, unit="%"))
    yield Row("harvest", name, "requests to the ideal", _just(len(log) / ideal), "x", target=Target(below=2))
    yield Row("harvest", name, "smallest gap of a host to the delay", _just(gap), "x", target=Target(at_least=0.9))


def _just(value: float) -> Spread:
    return Spread(value, value, value)


def _frontier(repeat: int, hosts: int, urls: int, turns: int) -> Iterator[Row]:
    name = f"{hosts:,} hosts, {hosts * urls:,} addresses"
    found = [
        json.loads(python("-m", "benchmarks.frontier_child", str(hosts), str(urls), str(turns)))
        for _ in range(max(1, min(repeat, 3)))
    ]
    full = (hosts, urls) == (HOSTS, URLS)
    fair = max(each["spread"] for each in found)
    yield Row(
        area="harvest",
        document=name,
        what="claim and finish, each committed",
        amount=spread([each["rate"] for each in found]),
        unit="/s",
        target=Target(at_least=2000, unit="/s") if full else None,
        remark=f"turns of two hosts differ by {fair} at most",
    )
    peaks = [each["peak"] for each in found if each["peak"] is not None]
    if peaks:
        target = Target(below=200, unit=" MB") if full else None
        yield Row("harvest memory", name, "peak of the process", spread(peaks), "MB", target=target)


def _pages(repeat: int) -> Iterator[Row]:
    """Fourteen hosts of every flavour, thirty reports each, all of them one page: a plain one, one pasted from Word."""
    from tests.portal.server import Reply, Simulator
    from tests.portal.sites import normal_hosts

    for path in _PAGES:
        hosts = normal_hosts(14, 30)
        article = Reply(200, path.read_bytes())
        for host in hosts:
            host.pages |= dict.fromkeys(host.reports, article)
        found, floors = [], []
        with Simulator({host.name: host.site() for host in hosts}) as simulator:
            for _ in range(max(1, min(repeat, 3))):
                before = len(simulator.log)
                child = json.loads(python("-m", "benchmarks.harvest_child", simulator.resolve, *(h.url for h in hosts)))
                # All requests but the warm-up's and the bare ones: robots.txt and lists count as pages.
                asked = len(simulator.log) - before - child["pages"] - len(hosts[0].reports) - hosts[0].lists - 2
                floors.append(child["floor"] / child["pages"])
                found.append(child["seconds"] / asked - floors[-1])
        yield Row(
            area="harvest",
            document=f"simulator, every flavour, pages of {len(article.body) // 1000} KB",
            what="CPU time of the harvester for a page, a bare socket's left out",
            amount=spread(found).times(_MILLI),
            unit="ms",
            target=Target(below=5, unit=" ms"),
            remark=f"the bare socket takes {spread(floors).middle * _MILLI:.1f} ms",
        )
