"""What the server's log says of a harvester, and one harvest against the simulator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nianbao.fetch import Ledger, Policy, Row, crawl, parse_resolve
from nianbao.model import Source
from tests.portal.server import Seen, Simulator
from tests.portal.sites import Host

# What a timer of the system may be off by; the delay itself is kept by the harvester's own clock.
CLOCK_GRAIN = 0.002


def policy_for(simulator: Simulator, **changes: Any) -> Policy:
    given: dict[str, Any] = {
        "resolve": parse_resolve([simulator.resolve]),
        "delay": 0.02,
        "deadline": 2.0,
        "clock": lambda: datetime(2025, 4, 1, tzinfo=UTC),
    }
    return Policy(**{**given, **changes})


def harvest(urls: Iterable[str], folder: Path, policy: Policy) -> list[Row]:
    sources = [Source(url=url) for url in urls]
    crawl(sources, folder / "archive", policy)
    with Ledger(folder) as ledger:
        return list(ledger.rows(sources))


def found(rows: Sequence[Row]) -> set[str]:
    return {row.url for row in rows if row.is_document}


def expected(hosts: Sequence[Host]) -> set[str]:
    return {url for host in hosts for url in host.expected}


def smallest_gap(log: Sequence[Seen]) -> float:
    """Between the end of one answer and the next request, over all hosts."""
    gaps = []
    last: dict[str, float] = {}
    for seen in sorted(log, key=lambda s: s.begin):
        if seen.host in last:
            gaps.append(seen.begin - last[seen.host])
        last[seen.host] = seen.end
    return min(gaps)


def at_once(log: Sequence[Seen]) -> int:
    """Requests of one host under way at the same time, at most."""
    most: Counter[str] = Counter()
    for seen in log:
        together = sum(o.host == seen.host and o.begin <= seen.begin < o.end for o in log if o is not seen)
        most[seen.host] = max(most[seen.host], 1 + together)
    return max(most.values())


def repeated(log: Sequence[Seen]) -> int:
    """Requests sent again although the answer had come whole."""
    good = Counter(seen.url for seen in log if not seen.fault)
    return sum(count - 1 for count in good.values())
