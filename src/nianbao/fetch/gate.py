"""Who may be asked next, and when: kept in memory, fair, and by host as well as by address.

Hosts that share an address share a lane: provincial platforms put many portals on one machine. A lane lets one
request through at a time; a request that takes long holds its host, but not for ever the whole machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

MOST_AT_ONE_ADDRESS = 4
BORROWED = -1
"""Holds an address for a request out of turn."""


@dataclass(slots=True)
class _Lane:
    """One address: its waiting hosts by the time they are due."""

    due: float = 0.0
    waiting: list[tuple[float, int, int]] = field(default_factory=list)
    open_requests: int = 0
    held: int | None = None
    """The host whose request keeps the others waiting."""
    listed: float | None = None
    """The time under which the lane stands in the gate's own list."""


class Gate:
    """Waiting hosts. Times in seconds of the epoch; hosts are numbers."""

    def __init__(self, due: dict[str, float] | None = None) -> None:
        self._lanes: dict[str, _Lane] = {name: _Lane(when) for name, when in (due or {}).items()}
        self._times: list[tuple[float, int, str]] = []
        self._turn = 0
        self._in: set[int] = set()

    def put(self, host: int, address: str, due: float) -> None:
        """A host has something to ask from ``due`` on. A host stands here once."""
        if host in self._in:
            return
        self._in.add(host)
        lane = self._lanes.setdefault(address, _Lane())
        self._turn += 1
        heappush(lane.waiting, (due, self._turn, host))
        self._list(address, lane)

    def take(self, now: float) -> tuple[int, str] | None:
        """A host that may be asked now, with its address, which is held from now on; or None."""
        while self._times and self._times[0][0] <= now:
            when, _, address = heappop(self._times)
            lane = self._lanes[address]
            if lane.listed != when:
                continue  # an older listing of the same lane
            lane.listed = None
            if lane.held is not None or not lane.waiting or lane.open_requests >= MOST_AT_ONE_ADDRESS:
                continue
            if max(lane.due, lane.waiting[0][0]) > now:
                self._list(address, lane)
                continue
            _, _, host = heappop(lane.waiting)
            self._in.discard(host)
            lane.held = host
            lane.open_requests += 1
            return host, address
        return None

    def loosen(self, host: int, address: str, due: float) -> None:
        """The request takes long: others at the address may go on from ``due``."""
        lane = self._lanes[address]
        if lane.held == host:
            lane.held = None
        lane.due = max(lane.due, due)
        self._list(address, lane)

    def free(self, host: int, address: str, due: float) -> None:
        """The request has ended; the address may be asked again from ``due``."""
        lane = self._lanes[address]
        lane.open_requests -= 1
        if lane.held == host:
            lane.held = None
        lane.due = max(lane.due, due)
        self._list(address, lane)

    def borrow(self, address: str, now: float) -> bool:
        """Hold an address for one request out of turn, if it may be asked now and nobody else is asking."""
        lane = self._lanes.setdefault(address, _Lane())
        if lane.held is not None or lane.due > now or lane.open_requests >= MOST_AT_ONE_ADDRESS:
            return False
        lane.held = BORROWED
        lane.open_requests += 1
        return True

    def put_off(self, address: str, due: float) -> None:
        """An address may not be asked before ``due``."""
        lane = self._lanes.setdefault(address, _Lane())
        lane.due = max(lane.due, due)

    def due(self, address: str) -> float:
        """When an address may be asked again."""
        return self._lanes[address].due if address in self._lanes else 0.0

    def next_due(self) -> float | None:
        """When to look again, or None when nobody waits."""
        while self._times:
            when, _, address = self._times[0]
            if self._lanes[address].listed == when:
                return when
            heappop(self._times)
        return None

    def _list(self, address: str, lane: _Lane) -> None:
        if lane.held is not None or not lane.waiting or lane.open_requests >= MOST_AT_ONE_ADDRESS:
            return
        when = max(lane.due, lane.waiting[0][0])
        if lane.listed is None or when != lane.listed:
            self._turn += 1
            lane.listed = when
            heappush(self._times, (when, self._turn, address))
