"""One document from its bytes to its share of the outputs. Runs in a worker process, or in ours."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nianbao.errors import Damaged, NianbaoError
from nianbao.export.published import to_json
from nianbao.export.tables import csv_text, figure_rows, finding_rows
from nianbao.model import Filing, Observation, Report
from nianbao.run.members import capture_of
from nianbao.run.task import Lost, Outcome, Tally, Task, passages_text, text_bytes

if TYPE_CHECKING:
    from nianbao.check import Settings

T = TypeVar("T")
Worker = Callable[..., Report | Filing]
"""From a task, and the settings where a command has some, to the report; a Filing has its running text beside it."""

PARSE_DOCUMENT = "nianbao.run.worker:parse_document"


def load_worker(dotted: str) -> Worker:
    """The function named by ``package.module:function``; ``package.module:maker:argument`` makes one."""
    module, _, name = dotted.partition(":")
    name, is_made, argument = name.partition(":")
    found = getattr(import_module(module), name)
    worker: Worker = found(argument) if is_made else found
    return worker


def parse_document(task: Task, settings: Settings | None = None) -> Report:
    """The report of one document, checked by the catalogue or as configured. Raises DocumentError."""
    return parse_filing(task, settings).report


def parse_filing(task: Task, settings: Settings | None = None) -> Filing:
    """As :func:`parse_document`, with the running text beside the report."""
    from nianbao import pipeline
    from nianbao.check import DEFAULT
    from nianbao.read import load

    converted = Path(task.converted).read_bytes() if task.converted else None
    further = [load(part) for part in task.parts]
    extracted = pipeline.examine(capture_of(task), settings or DEFAULT, converted, further)
    if task.parent:
        extracted.report.observations.append(Observation("attachment_of", task.parent))
    return Filing(extracted.report, extracted.passages)


def attempt(worker: Worker, task: Task, finish: Callable[[Any], T]) -> T | Lost:
    """What ``finish`` makes of the report, or why there is none. What goes wrong here stays here."""
    try:
        result = worker(task)
        report = result.report if isinstance(result, Filing) else result
        if report.source.sha256 != task.sha256:
            raise Damaged(task.path, format="file", reason="changed")
        report.source.path, report.source.url = task.path, task.url
        return finish(result)
    except NianbaoError as error:
        return Lost(task.path, error.code, error.details, task.url)
    except Exception as error:  # noqa: BLE001 - the one boundary: our fault costs one document, not the batch
        return Lost(task.path, "crashed", {"kind": type(error).__name__, "place": _place(error)}, task.url)


def _place(error: Exception) -> str:
    """File and line of the innermost frame below us that is ours, else of the innermost; no folders."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    ours = [frame for frame in frames if "nianbao" in Path(frame.filename).parts] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""


def outcome(result: Report | Filing) -> Outcome:
    """What this report adds to the output files."""
    from nianbao.codebook import codebook

    report, passages = (result.report, result.passages) if isinstance(result, Filing) else (result, None)
    return Outcome(
        passages=text_bytes(passages_text(passages)) if passages is not None else b"",
        report=text_bytes(to_json(report) + "\n"),
        figures=text_bytes(csv_text(figure_rows(report, codebook()))),
        findings=text_bytes(csv_text(finding_rows(report))),
        tally=tally(report),
    )


def tally(report: Report) -> Tally:
    """Counts for the summary."""
    return Tally(
        edition=report.edition,
        year=report.year,
        figures=dict(Counter(figure.state for figure in report.figures)),
        findings=dict(Counter(finding.severity for finding in report.findings)),
    )


def work(worker: Worker, task: Task) -> bytes:
    """The outcome of one document, packed."""
    result = attempt(worker, task, outcome)
    return (Outcome(lost=result) if isinstance(result, Lost) else result).pack()
