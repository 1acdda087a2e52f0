"""Peak memory of one document, in a fresh process each."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contestants import CONTESTANTS, PARSE, Contestant
from benchmarks.documents import Specimen
from benchmarks.processes import python
from benchmarks.rows import Row
from benchmarks.timing import Spread, ratio, spread

BARE = Contestant("Python, nothing loaded", "floor", lambda _: 0, "json")


def measure(specimen: Specimen, repeat: int) -> Iterator[Row]:
    """A row for each contestant that is installed and for a bare Python; none where the system does not tell."""
    present = [BARE, *(c for c in CONTESTANTS[specimen.format] if c.installed and c.role != "read")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{specimen.format}"
        path.write_bytes(specimen.capture.data)
        peaks: dict[str, list[float]] = {c.name: [] for c in present}
        for _ in range(repeat):
            for contestant in present:
                peaks[contestant.name] += _peak(contestant, path)
    if peaks[PARSE.name]:
        yield from (_row(specimen, contestant, peaks) for contestant in present)


def _peak(contestant: Contestant, path: Path) -> list[float]:
    job = [] if contestant is BARE else [contestant.name, str(path)]
    megabytes: float | None = json.loads(python("-m", "benchmarks.peak_child", *job))
    return [] if megabytes is None else [megabytes]


def _row(specimen: Specimen, contestant: Contestant, peaks: dict[str, list[float]]) -> Row:
    return Row(
        area=f"{specimen.format} memory",
        document=str(specimen),
        what=contestant.name,
        amount=spread(peaks[contestant.name]),
        unit="MB",
        ratio=_ratio(contestant, peaks),
        relation="" if contestant is PARSE else "the peak of",
    )


def _ratio(contestant: Contestant, peaks: dict[str, list[float]]) -> Spread | None:
    return None if contestant is PARSE else ratio(peaks[PARSE.name], peaks[contestant.name])
