"""A harvest in a process of its own: ``python -m benchmarks.harvest_child RESOLVE URL...``; prints JSON.

The CPU time is that of the crawl alone, after everything was imported by a first small one; ``floor`` is what it
takes to fetch as many of the same pages by bare sockets and throw them away.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.processes import peak_megabytes
from nianbao.fetch import Ledger, Policy, crawl, parse_resolve
from nianbao.model import Source


def main() -> None:
    resolve, *urls = sys.argv[1:]
    policy = Policy(resolve=parse_resolve([resolve]), delay=0.0)
    with tempfile.TemporaryDirectory() as folder:
        crawl([Source(url=urls[0])], Path(folder) / "warm", policy)
        started = time.process_time()
        crawl([Source(url=url) for url in urls[1:]], Path(folder) / "archive", policy)
        seconds = time.process_time() - started
        with Ledger(Path(folder)) as ledger:
            pages = [row.url for row in ledger.rows() if row.is_document]
    (target,) = policy.resolve.values()
    started = time.process_time()
    asyncio.run(_fetch(pages, target.port))
    floor = time.process_time() - started
    print(json.dumps({"seconds": seconds, "floor": floor, "pages": len(pages), "peak": peak_megabytes()}))


async def _fetch(urls: list[str], port: int) -> None:
    for url in urls:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        await reader.read(-1)
        writer.close()


if __name__ == "__main__":
    main()
