"""Serve fixtures/portal on loopback, on a port the system chooses, and print the port.

python scripts/serve_portal.py [FOLDER]
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PORTAL = Path(__file__).resolve().parents[1] / "fixtures" / "portal"


class _Quiet(SimpleHTTPRequestHandler):
    """Files as they are: no charset is claimed, as on servers that keep pages in several encodings."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: stdout carries the port."""


def server(folder: Path = PORTAL) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; whatever host name is asked for, it answers."""
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PORTAL
    with server(folder) as running:
        print(running.server_address[1], flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
