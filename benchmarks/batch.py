"""A whole run over many documents: throughput, and what the main process keeps in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.documents import write_copies
from benchmarks.processes import python
from benchmarks.rows import Row, Target
from benchmarks.timing import ratio, spread

JOBS = (1, 2)
FULL = 10_000
GROWTH_TARGET = Target(below=50, unit=" MB")


@dataclass(slots=True)
class Batch:
    """All repetitions with one number of processes."""

    jobs: int
    results: list[dict[str, Any]]

    def rates(self, seconds: str) -> list[float]:
        return [result["documents"] / result[seconds] for result in self.results]

    def megabytes(self, mark: str) -> list[float]:
        return [result["megabytes"][mark] for result in self.results]

    def growth(self) -> list[float]:
        """From the first tenth to the most that was seen after it."""
        return [
            max(now, written) - tenth
            for tenth, now, written in zip(*(self.megabytes(m) for m in ("tenth", "read", "written")), strict=True)
        ]


def measure(count: int, repeat: int) -> Iterator[Row]:
    """Runs over ``count`` documents, ``repeat`` times with each number of processes, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        documents.mkdir()
        size = write_copies(documents, count)
        batches = [Batch(jobs, []) for jobs in JOBS]
        for turn in range(repeat):
            for batch in batches:
                output = Path(folder) / f"output-{batch.jobs}-{turn}"
                job = (str(documents), str(output), str(batch.jobs))
                batch.results.append(json.loads(python("-m", "benchmarks.batch_child", *job)))
    name = f"{count} copies of the bundled reports ({size / count / 1024:.0f} KB each)"
    for batch in batches:
        yield from _rate_rows(name, batch, batches[0])
    for batch in batches:
        yield from _memory_rows(name, batch, count)


def _rate_rows(name: str, batch: Batch, single: Batch) -> Iterator[Row]:
    rates = batch.rates("seconds")
    failed = batch.results[-1]["failed"]
    yield Row(
        area="run",
        document=name,
        what=f"nianbao run --jobs {batch.jobs}",
        amount=spread(rates),
        unit="documents/s",
        ratio=None if batch is single else ratio(rates, single.rates("seconds")),
        relation="" if batch is single else f"the rate of --jobs {single.jobs}:",
        remark=f"{spread(batch.rates('cpu_seconds')).middle:.0f} per second of CPU time; {failed} failed",
    )


def _memory_rows(name: str, batch: Batch, count: int) -> Iterator[Row]:
    if None in batch.megabytes("tenth"):
        return
    tenth, end = (spread(batch.megabytes(mark)).middle for mark in ("tenth", "written"))
    yield Row(
        area="run memory",
        document=name,
        what=f"growth of the main process, --jobs {batch.jobs}",
        amount=spread(batch.growth()),
        unit="MB",
        target=GROWTH_TARGET if count >= FULL else None,
        remark=f"{tenth:.0f} MB at document {max(1, count // 10)}, {end:.0f} MB at the end"
        + ("" if count >= FULL else f" (target {GROWTH_TARGET}, judged from {FULL} documents on)"),
    )
