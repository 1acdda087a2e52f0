"""Report -> findings: doubts about a report, each with a stable code and the cells it concerns. Changes no figure.

The recipe is ``CHECKS``: generators of findings, run in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nianbao.check.grading import grades
from nianbao.check.prose import check_prose
from nianbao.check.reading import check_reading
from nianbao.check.structure import check_structure
from nianbao.check.suggest import add_suggestions
from nianbao.check.ties import check_ties
from nianbao.check.verdict import give_verdicts, needs_second_reading
from nianbao.check.view import ReportView
from nianbao.model import Finding, Grade, Report

CHECKS: tuple[Callable[[ReportView], Iterator[Finding]], ...] = (
    check_ties,
    check_prose,
    check_structure,
    check_reading,
)

__all__ = ["CHECKS", "assess", "check", "give_verdicts", "needs_second_reading"]


def check(report: Report) -> list[Finding]:
    """All findings of a report read from one document, in the order of the checks and of the form."""
    return assess(report)[0]


def assess(report: Report) -> tuple[list[Finding], dict[str, Grade]]:
    """Findings, and the grade of every figure of the tables that takes part in a known tie."""
    view = ReportView(report)
    findings = [finding for each in CHECKS for finding in each(view)]
    add_suggestions(view, findings)
    return findings, grades(view)
