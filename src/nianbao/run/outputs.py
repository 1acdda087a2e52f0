"""The files of a run: ``reports.jsonl``, ``figures.csv``, ``findings.csv``, ``errors.csv``, ``summary.json``.

And ``harvest.csv`` when addresses were among the sources. All UTF-8; each appears whole at the end, or the
one of the run before stays.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from nianbao.export.atomic import atomic_stream
from nianbao.export.messages import error_message
from nianbao.export.tables import ERROR_COLUMNS, FIGURE_COLUMNS, FINDING_COLUMNS, Row, csv_text, error_row
from nianbao.run.summary import Summary
from nianbao.run.task import Lost, Outcome, text_bytes

_CSV = {"figures": FIGURE_COLUMNS, "findings": FINDING_COLUMNS, "errors": ERROR_COLUMNS}


class Outputs:
    """Open for one run; feed it the outcomes in the order of the input."""

    def __init__(self, folder: Path, *, bom: bool = False) -> None:
        self._folder = folder
        self._bom = bom
        self._stack = ExitStack()
        self._files: dict[str, IO[bytes]] = {}

    def __enter__(self) -> Outputs:
        with ExitStack() as stack:
            for name in ("reports.jsonl", "summary.json"):
                self._files[Path(name).stem] = stack.enter_context(atomic_stream(self._folder / name))
            for name, columns in _CSV.items():
                file = stack.enter_context(atomic_stream(self._folder / f"{name}.csv", bom=self._bom))
                file.write(text_bytes(csv_text([columns])))
                self._files[name] = file
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, outcome: Outcome) -> None:
        """One document's share."""
        if outcome.lost:
            self._files["errors"].write(text_bytes(csv_text([lost_row(outcome.lost)])))
            return
        self._files["reports"].write(outcome.report)
        self._files["figures"].write(outcome.figures)
        self._files["findings"].write(outcome.findings)

    def finish(self, summary: Summary) -> None:
        """The counts, when all documents are in."""
        self._files["summary"].write(text_bytes(summary.to_json()))


def lost_row(lost: Lost) -> Row:
    """One row of ``errors.csv``."""
    return error_row(lost.path, lost.url, lost.code, error_message(lost.code, lost.details), lost.details)
