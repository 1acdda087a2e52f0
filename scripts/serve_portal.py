"""Serve fixtures/portal on loopback by the simulator of the tests, on a port the system chooses, and print the port.

python scripts/serve_portal.py [FOLDER]
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "fixtures" / "portal"
sys.path.insert(0, str(ROOT))

from tests.portal.server import ANY_HOST, Reply, Request, Simulator, Site  # noqa: E402


def files_of(folder: Path) -> Site:
    """Files as they are: no charset is claimed, as on servers that keep pages in several encodings."""

    def answer(request: Request) -> Reply:
        path = (folder / request.path.lstrip("/")).resolve()
        if path.is_dir():
            path = path / "index.html"
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return Reply(404, b"<html><title>404</title>nothing here</html>", etag=False)
        return Reply(200, path.read_bytes())

    return answer


def server(folder: Path = PORTAL) -> Simulator:
    """A server on 127.0.0.1, running within a ``with`` block; whatever host name is asked for, it answers."""
    return Simulator({ANY_HOST: files_of(folder)})


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PORTAL
    with server(folder) as running:
        print(running.port, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
