"""The main job on the example: the files of fixtures/reports and the example portal, into output/.

    python scripts/run_example.py [-o FOLDER] [more options of `nianbao run`]

Serves the portal on loopback for as long as the run takes. Downloads are dated by SOURCE_DATE_EPOCH, so that
two runs give the same bytes. A document that cannot be read, and there are some on purpose, makes the run end
with exit code 3 and all others exported: that is what the example is to show, and counts as success here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.serve_portal import server  # noqa: E402

_EPOCH = "1743379200"  # 31 March 2025, the last day to publish
_SOME_UNREADABLE = 3


def main() -> int:
    with server() as portal:
        thread = threading.Thread(target=portal.serve_forever, daemon=True)
        thread.start()
        try:
            code = subprocess.run(_command(int(portal.server_address[1])), cwd=ROOT, env=_environment(), check=False)
        finally:
            portal.shutdown()
            thread.join()
    return 0 if code.returncode == _SOME_UNREADABLE else code.returncode


def _command(port: int) -> list[str]:
    options = sys.argv[1:]
    output = [] if {"-o", "--output"} & set(options) else ["-o", "output"]
    return [
        sys.executable,
        "-m",
        "nianbao",
        "run",
        "fixtures/reports",
        "fixtures/portal/sources.toml",
        "--resolve",
        f"*:80:127.0.0.1:{port}",
        "--delay",
        "0",
        *output,
        *options,
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH)}


if __name__ == "__main__":
    raise SystemExit(main())
