"""The order of the steps for one document: load -> read -> extract -> check -> grade -> second look if in doubt."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from nianbao.check import DEFAULT, Settings, assess, give_verdicts, needs_second_reading
from nianbao.errors import DocumentError
from nianbao.extract import Extracted, extract, second_reading
from nianbao.model import Capture, Document, Grade, Report, SourceRef
from nianbao.read import load, read
from nianbao.read.again import read_again
from nianbao.read.joining import join

__all__ = ["examine", "parse", "parse_capture"]


def parse(path: str | Path, settings: Settings = DEFAULT) -> Report:
    """The report in a file. Raises a DocumentError that says what is wrong with the file."""
    return parse_capture(load(path), settings)


def parse_capture(capture: Capture, settings: Settings = DEFAULT, converted: bytes | None = None) -> Report:
    """The report in a capture. Raises a DocumentError that says what is wrong with it.

    ``converted`` is the DOCX that LibreOffice has made of it already, in a batch of many.
    """
    return examine(capture, settings, converted).report


def examine(
    capture: Capture, settings: Settings = DEFAULT, converted: bytes | None = None, further: Sequence[Capture] = ()
) -> Extracted:
    """The report in a capture, checked and graded, and its running text. Raises a DocumentError.

    ``further`` are the other pages of an article that goes over several.
    """
    collecting = gc.isenabled()
    # A document makes many objects, keeps them, and ties none into cycles: looking for cycles meanwhile, again and
    # again at all of them, took a fifth of the time of an HTML page.
    gc.disable()
    try:
        return _examine(capture, settings, converted, further)
    finally:
        if collecting:
            gc.enable()


def _examine(capture: Capture, settings: Settings, converted: bytes | None, further: Sequence[Capture]) -> Extracted:
    document = read(capture, converted)
    if further:
        document = join([document, *map(read, further)])
    extracted = extract(document, _source(capture, document.media_type), capture.declared)
    report = extracted.report
    assessment = assess(report, extracted.passages, settings, extracted.sentences)
    report.findings, report.not_assessed = assessment.findings, assessment.not_assessed
    _apply_grades(report, assessment.grades)
    if needs_second_reading(report) and report.edition:
        _second_look(capture, document, report, report.edition, converted)
    return extracted


def _second_look(capture: Capture, document: Document, report: Report, edition: str, converted: bytes | None) -> None:
    """Who is responsible for what does not balance; what a second reading does not reach stays unclear."""
    try:
        again = read_again(capture, document, converted)
    except DocumentError:
        again = None
    give_verdicts(report, second_reading(document, again, edition, report.year))


def _source(capture: Capture, media_type: str) -> SourceRef:
    return SourceRef(capture.path, capture.url, capture.sha256, media_type, capture.fetched_at)


def _apply_grades(report: Report, grades: dict[str, Grade]) -> None:
    """A figure that was doubtful when it was read stays so unless the ties prove it."""
    for figure in report.figures:
        if figure.origin != "prose" and figure.value is not None:
            figure.grade = grades.get(figure.key, figure.grade)
