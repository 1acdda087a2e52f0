"""A harvest in a process of its own: ``python -m tests.portal.child [--peak] FOLDER RESOLVE DELAY DEADLINE URL...``.

With ``--peak`` it prints the most memory it ever held, in megabytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nianbao.fetch import Policy, crawl, parse_resolve
from nianbao.model import Source


def main() -> None:
    arguments = sys.argv[1:]
    peak = arguments[0] == "--peak"
    folder, resolve, delay, deadline, *urls = arguments[int(peak) :]
    policy = Policy(resolve=parse_resolve([resolve]), delay=float(delay), deadline=float(deadline))
    crawl([Source(url=url) for url in urls], Path(folder) / "archive", policy)
    if peak:
        print(_peak())


def _peak() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
