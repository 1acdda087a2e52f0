"""The frontier under load, in a process of its own: ``python -m benchmarks.frontier_child HOSTS URLS TURNS``.

Fills a frontier with HOSTS x URLS addresses, then takes a host from the gate, claims its next address, finishes it
with a child, and frees the host, TURNS times: what a harvest does around each request. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.processes import peak_megabytes
from nianbao.fetch.frontier import Child, Ending, Frontier
from nianbao.fetch.gate import Gate
from nianbao.fetch.state import State
from nianbao.model import Source


def main() -> None:
    hosts, urls, turns = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder))
        frontier = Frontier(state)
        frontier.begin([Source(url="http://host0.example/")], 0.0)
        with state.transaction():
            for number in range(hosts * urls):
                url = f"http://host{number % hosts}.example/nb/202501/t20250120_{number}.html"
                frontier.add(None, 0, Child(url, "article", f"云溪县{number}号单位2024年政府信息公开工作年度报告"))
        rate, spread = _turns(state, frontier, turns)
        state.close()
    print(json.dumps({"rate": rate, "peak": peak_megabytes(), "spread": spread}))


def _turns(state: State, frontier: Frontier, turns: int) -> tuple[float, int]:
    """(claims and finishes a second of CPU time, most turns of one host minus least)."""
    gate = Gate()
    for host in frontier.hosts.values():
        gate.put(host.id, f"10.0.{host.id >> 8}.{host.id & 255}", 0.0)
    asked = dict.fromkeys(frontier.hosts, 0)
    started = time.process_time()
    for number in range(turns):
        taken = gate.take(float(number))
        assert taken is not None
        host, address = frontier.hosts[taken[0]], taken[1]
        entry = frontier.peek(host.id)
        assert entry is not None
        host.due = number + 5.0
        with state.transaction():
            frontier.claim(entry)
            frontier.reserve(host, address, host.due)
        with state.transaction():
            frontier.finish(entry, Ending("ok", 200, 20_000, "0" * 64, what="html"))
            frontier.release(host, address, host.due)
        gate.free(host.id, address, float(number))
        gate.put(host.id, address, float(number))
        asked[host.id] += 1
    seconds = time.process_time() - started
    return turns / seconds, max(asked.values()) - min(asked.values())


if __name__ == "__main__":
    main()
