"""Other Python processes: what they cost, and how much memory this one takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.documents import ROOT

_MEGA = 1024 * 1024


def python(*arguments: str) -> str:
    """Standard output of a Python process of its own, in the root of the checkout."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout


def cpu_seconds(command: list[str]) -> float:
    """CPU time of a process from start to end; on Windows, which keeps no such account, the time that passed."""
    before = _children()
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    passed = time.perf_counter() - start
    after = _children()
    return passed if before is None or after is None else after - before


def children_seconds() -> float | None:
    """CPU time of all processes started here that have ended; None on Windows."""
    return _children()


def _children() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_megabytes() -> float | None:
    """The most memory this process ever held; None on Windows.

    Linux hands down ``ru_maxrss`` from the process that started this one, so its own account is read there.
    """
    own = _status("VmHWM:")
    if own is not None or sys.platform == "win32":
        return own
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MEGA if sys.platform == "darwin" else peak / 1024


def resident_megabytes() -> float | None:
    """The memory this process holds now; where the system does not say, the most it ever held."""
    now = _status("VmRSS:")
    return peak_megabytes() if now is None else now


def _status(field: str) -> float | None:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), None)


def console_script() -> list[str]:
    """The command ``nianbao`` beside this Python, else the module."""
    name = "nianbao.exe" if os.name == "nt" else "nianbao"
    script = Path(sys.executable).parent / name
    return [str(script)] if script.is_file() else [sys.executable, "-m", "nianbao"]
