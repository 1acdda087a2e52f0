"""Goldens: what `parse` gives for a fixture, as lines a person can read, beside the fixture itself.

A missing golden is written and the test fails until someone has read it. A changed result fails with the
difference; `pytest --overwrite-goldens` accepts it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from nianbao.model import Evidence, Figure, Report


def check_golden(report: Report, golden: Path, *, overwrite: bool) -> None:
    """Compare a report with its golden; write the golden when there is none, or when asked to."""
    lines = list(render(report))
    text = "\n".join(lines) + "\n"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8", newline="\n")
        raise AssertionError(f"{golden.name} was missing and has been written: read it, then run the tests again")
    known = golden.read_text(encoding="utf-8")
    if known == text:
        return
    if overwrite:
        golden.write_text(text, encoding="utf-8", newline="\n")
        return
    difference = "\n".join(difflib.unified_diff(known.splitlines(), lines, "golden", "now", lineterm="", n=0))
    raise AssertionError(f"{golden.name} differs (accept with --overwrite-goldens):\n{difference}")


def render(report: Report) -> Iterator[str]:
    """The report as lines: identity, sections, figures, findings, observations."""
    issuer = report.issuer
    yield f"issuer      {issuer.name} ({issuer.kind}, {issuer.level}, {issuer.division})"
    yield f"year        {report.year}   edition {report.edition}   scope {report.scope}"
    yield f"title       {report.title}"
    yield f"published   {report.published}"
    yield f"period      {report.period.start} to {report.period.end}" if report.period else "period      -"
    for section in report.sections:
        yield f"section {section.number}   {section.printed if section.found else '(not found)'}"
    yield ""
    yield from (_figure(figure) for figure in report.figures)
    yield ""
    for finding in report.findings:
        yield f"{finding.severity:8s}{finding.code:28s}{finding.message.zh}"
        yield f"{'':36s}{finding.message.en}"
        for other in finding.consequences:
            yield f"{'':8s}> {other.code:26s}{other.message.zh}"
    for gap in report.not_assessed:
        yield f"{'open':8s}{gap.code:28s}{gap.message.zh}"
    for observation in report.observations:
        yield f"observed {observation.kind}: {' '.join(observation.text.split())}"


def _figure(figure: Figure) -> str:
    value = "" if figure.value is None else f"{figure.value}"
    extra = "".join(f" {text}" for text in (figure.label, figure.scope, *figure.candidates) if text)
    words = f"{figure.key:52s} {value:>14s} {figure.unit or '':4s} {figure.state:14s} {figure.origin:6s}"
    return f"{words} {figure.qualifier:8s} {figure.grade:8s} {_place(figure.evidence)}{extra}".rstrip()


def _place(evidence: Evidence | None) -> str:
    if evidence is None:
        return "-"
    page = f"p{evidence.page} " if evidence.page else ""
    if evidence.table is not None:
        return f"{page}table {evidence.table} row {evidence.row} column {evidence.column}"
    return f"{page}[{evidence.start}:{evidence.end}]"
