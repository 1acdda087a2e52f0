"""The order of the steps for one document: load -> read -> extract -> check -> grade."""

from __future__ import annotations

from pathlib import Path

from nianbao.check import assess
from nianbao.extract import extract
from nianbao.model import Capture, Grade, Report, SourceRef
from nianbao.read import load, read

__all__ = ["parse", "parse_capture"]


def parse(path: str | Path) -> Report:
    """The report in a file. Raises a DocumentError that says what is wrong with the file."""
    return parse_capture(load(path))


def parse_capture(capture: Capture) -> Report:
    """The report in a capture. Raises a DocumentError that says what is wrong with it."""
    document = read(capture)
    report = extract(document, _source(capture, document.media_type))
    report.findings, grades = assess(report)
    _apply_grades(report, grades)
    return report


def _source(capture: Capture, media_type: str) -> SourceRef:
    return SourceRef(capture.path, capture.url, capture.sha256, media_type, capture.fetched_at)


def _apply_grades(report: Report, grades: dict[str, Grade]) -> None:
    for figure in report.figures:
        if figure.origin != "prose" and figure.value is not None:
            figure.grade = grades.get(figure.key, "read")
