"""Hostile answers cost neither memory nor time without bound; measured on a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from nianbao.fetch import Ledger
from tests.portal.server import Reply, Simulator, private_service
from tests.portal.sites import html, report_title
from tests.portal.special import bomb, special_hosts

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ("bomb", "drip", "loop", "huge", "calendar", "sessions")
DEADLINE = 8.0
MEGABYTES = 200


def _also() -> dict[str, Reply]:
    """Twenty-four megabytes, which is allowed, six times at once; a bomb for robots.txt; a bomb for a list."""
    big = Reply(200, b"%PDF-1.4" + bytes(24_000_000))
    link = html(f'<a href="/a.pdf">{report_title("云溪县财政局", 2024)}</a>')
    sites = {f"big{n}.example/": link for n in range(6)} | {f"big{n}.example/a.pdf": big for n in range(6)}
    packed = Reply(200, bomb(), {"Content-Encoding": "gzip"})
    return sites | {"bombed.example/robots.txt": packed, "bombed.example/": link, "bomb-list.example/": packed}


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory of a process from /proc")
def test_bombs_drips_loops_and_endless_lists_are_bounded(tmp_path: Path) -> None:
    more = _also()
    with private_service() as (port, _):
        specials = [special for special in special_hosts(port) if special.name.split(".")[0] in HOSTILE]
        sites = {special.name: special.site() for special in specials}
        for name in {name.partition("/")[0] for name in more}:
            sites[name] = lambda request: more.get(request.host + request.path, Reply(404, b"none", etag=False))
        with Simulator(sites) as simulator:
            urls = [special.url for special in specials]
            urls += [f"http://{name}/" for name in sorted({name.partition("/")[0] for name in more})]
            command = [sys.executable, "-m", "tests.portal.child", "--peak", str(tmp_path), simulator.resolve]
            started = time.monotonic()
            done = subprocess.run(
                [*command, "0.01", str(DEADLINE), *urls], cwd=ROOT, check=True, capture_output=True, text=True
            )
            seconds = time.monotonic() - started
    assert float(done.stdout) < MEGABYTES
    # The dripping page is tried twice; everything else goes on meanwhile.
    assert seconds < 20 * DEADLINE
    with Ledger(tmp_path) as ledger:
        outcomes = {row.url: row.outcome for row in ledger.rows()}
    assert [outcomes[f"http://big{n}.example/a.pdf"] for n in range(6)] == ["ok"] * 6
    assert outcomes["http://bomb-list.example/"] == "too_large"
    assert outcomes["http://bombed.example/"] == "robots_unreachable"
    assert outcomes["http://bomb.example/nb/a.html"] == "too_large"
