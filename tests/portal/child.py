"""A harvest in a process of its own, to be killed: ``python -m tests.portal.child FOLDER RESOLVE DELAY URL...``."""

from __future__ import annotations

import sys
from pathlib import Path

from nianbao.fetch import Policy, crawl, parse_resolve
from nianbao.model import Source


def main() -> None:
    folder, resolve, delay, *urls = sys.argv[1:]
    policy = Policy(resolve=parse_resolve([resolve]), delay=float(delay), deadline=5.0)
    crawl([Source(url=url) for url in urls], Path(folder) / "archive", policy)


if __name__ == "__main__":
    main()
