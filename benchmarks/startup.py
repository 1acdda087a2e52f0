"""What a command costs before it has done anything, against a Python that does nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.documents import BUNDLED
from benchmarks.processes import console_script, cpu_seconds
from benchmarks.rows import Row, Target
from benchmarks.timing import ratio, spread

_BARE = "python -c pass"
_SMALL = BUNDLED / "html-2021-plain.html"
_HELP_TARGET = Target(below=10)
_MILLI = 1000.0


def measure(repeat: int) -> Iterator[Row]:
    """CPU time of whole processes, once warmed up, in turn."""
    commands = {
        _BARE: partial(cpu_seconds, [sys.executable, "-c", "pass"]),
        "nianbao --help": partial(cpu_seconds, [*console_script(), "--help"]),
        f"nianbao parse {_SMALL.name}": partial(cpu_seconds, [*console_script(), "parse", str(_SMALL)]),
    }
    samples: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(repeat + 1):
        for name, once in commands.items():
            seconds = once()
            if turn:
                samples[name].append(seconds)
    for name, found in samples.items():
        yield Row(
            area="start",
            document="start-up",
            what=name,
            amount=spread(found).times(_MILLI),
            unit="ms",
            ratio=None if name == _BARE else ratio(found, samples[_BARE]),
            relation="" if name == _BARE else f"the time of {_BARE}:",
            target=_HELP_TARGET if name.endswith("--help") else None,
        )
