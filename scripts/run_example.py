"""The main job on the example: the files of fixtures/reports and the example portal, into output/.

Then a panel of it: the run fills output/store.sqlite, and output/panel is built from that. Then an audit of
fixtures/audit, a county and its units in two years, into output/audit.

    python scripts/run_example.py [-o FOLDER] [more options of `nianbao run`]

Serves the portal on loopback for as long as the run takes. Downloads are dated by SOURCE_DATE_EPOCH, so that
two runs give the same bytes. A document that cannot be read, and there are some on purpose, makes the run end
with exit code 3 and all others exported: that is what the example is to show, and counts as success here. So do the
errors that the audit finds (exit code 1).
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.serve_portal import server  # noqa: E402

_EPOCH = "1743379200"  # 31 March 2025, the last day to publish
_FOUND_ERRORS = 1
_SOME_UNREADABLE = 3


def main() -> int:
    with server() as portal:
        code = subprocess.run(_command(portal.port), cwd=ROOT, env=_environment(), check=False)
    if code.returncode not in (0, _SOME_UNREADABLE):
        return code.returncode
    panel = subprocess.run(_panel_command(), cwd=ROOT, check=False).returncode
    audit = subprocess.run(_audit_command(), cwd=ROOT, env=_environment(), check=False).returncode
    return panel or (0 if audit == _FOUND_ERRORS else audit)


def _output() -> Path:
    options = sys.argv[1:]
    named = [value for name, value in itertools.pairwise(options) if name in {"-o", "--output"}]
    return Path(named[-1] if named else "output")


def _language() -> list[str]:
    return ["--lang", sys.argv[sys.argv.index("--lang") + 1]] if "--lang" in sys.argv[1:-1] else []


def _panel_command() -> list[str]:
    store, panel = str(_output() / "store.sqlite"), str(_output() / "panel")
    nianbao = [sys.executable, "-m", "nianbao", *_language()]
    return [*nianbao, "panel", "--store", store, "-o", panel, "--versions", "latest"]


def _audit_command() -> list[str]:
    """The audit of the example, as an office would ask for it; waivers judged on the day its letters bear."""
    example = "fixtures/audit"
    return [
        *(sys.executable, "-m", "nianbao", *_language(), "audit", f"{example}/2024"),
        *("--last-year", f"{example}/2023", "--tree", f"{example}/tree.toml"),
        *("--config", f"{example}/nianbao.toml", "--today", "2025-03-20", "-o", str(_output() / "audit")),
    ]


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
        "--store",
        str(_output() / "store.sqlite"),
        *output,
        *options,
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH)}


if __name__ == "__main__":
    raise SystemExit(main())
