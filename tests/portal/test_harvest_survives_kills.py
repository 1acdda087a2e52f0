"""kill -9 at any moment: nothing is lost, hardly anything is asked twice, and no delay is violated."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from nianbao.fetch import Ledger
from tests.portal.judging import CLOCK_GRAIN, expected, found, repeated, smallest_gap
from tests.portal.server import Simulator
from tests.portal.sites import normal_hosts

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
DELAY = 0.05


def test_twenty_kills_lose_nothing_and_violate_no_delay(tmp_path: Path) -> None:
    hosts = normal_hosts(26, 6)
    seed = random.Random(20250331)
    with Simulator({host.name: host.site() for host in hosts}) as simulator:
        command = [sys.executable, "-m", "tests.portal.child", str(tmp_path), simulator.resolve, str(DELAY), "5"]
        command += [host.url for host in hosts]
        for _ in range(KILLS):
            _run_and_kill(command, simulator, seed.uniform(0.0, 0.5))
        subprocess.run(command, cwd=ROOT, check=True)
        log = simulator.log
    with Ledger(tmp_path) as ledger:
        rows = list(ledger.rows())
        assert expected(hosts) - found(rows) == set()
        for row in rows:
            if row.is_document:
                ledger.body(row.records[-1][1])  # raises where a record is damaged
    assert repeated(log) <= KILLS
    assert smallest_gap(log) >= DELAY - CLOCK_GRAIN


def _run_and_kill(command: list[str], simulator: Simulator, after: float) -> None:
    """Kill the harvest that long after its first request."""
    before = len(simulator.log)
    with subprocess.Popen(command, cwd=ROOT) as child:
        while len(simulator.log) == before and child.poll() is None:
            time.sleep(0.005)
        time.sleep(after)
        assert child.poll() is None, "it must be killed while it works"
        child.kill()
