"""``python -m benchmarks.batch_child FOLDER OUTPUT JOBS`` makes one run and prints what it cost, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.processes import children_seconds, resident_megabytes
from nianbao.run import Options, run
from nianbao.run.progress import Log
from nianbao.run.task import Lost


class Meter(Log):
    """Notes the memory of this process when a tenth, and when all of the documents have been read."""

    def __init__(self) -> None:
        self._marks: dict[int, str] = {}
        self._done = 0
        self.megabytes: dict[str, float | None] = {}

    def begin(self, total: int, reused: int) -> None:
        self._marks = {total: "read", max(1, total // 10): "tenth"}

    def done(self, path: str, lost: Lost | None) -> None:
        self._done += 1
        mark = self._marks.get(self._done)
        if mark:
            self.megabytes[mark] = resident_megabytes()


def batch(folder: str, output: str, jobs: str) -> dict[str, object]:
    """Documents, failures, seconds, and the memory of this process in MB at the marks and after all is written."""
    meter = Meter()
    start, busy = time.perf_counter(), time.process_time()
    summary = run([folder], Path(output), Options(jobs=int(jobs)), meter)
    return {
        "documents": summary.documents,
        "failed": summary.failed,
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - busy + (children_seconds() or 0.0),
        "megabytes": {**meter.megabytes, "written": resident_megabytes()},
    }


if __name__ == "__main__":
    print(json.dumps(batch(*sys.argv[1:])))
