"""Report -> findings: doubts about a report, each with a stable code and the cells it concerns. Changes no figure.

The recipe is ``CHECKS``: generators of findings (and of checks that could not be made), run in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nianbao.check.arithmetic import check_ties
from nianbao.check.cascade import group_by_cause
from nianbao.check.cells import check_counts
from nianbao.check.grading import grades
from nianbao.check.identity import check_identity
from nianbao.check.language import check_language
from nianbao.check.plausible import check_plausible
from nianbao.check.prose import check_prose
from nianbao.check.prose_bounds import check_bounds
from nianbao.check.reading import check_reading
from nianbao.check.settings import DEFAULT, Settings
from nianbao.check.structure import check_structure
from nianbao.check.timing import check_time
from nianbao.check.verdict import give_verdicts, needs_second_reading
from nianbao.check.view import ReportView
from nianbao.model import Finding, Grade, NotAssessed, Passage, Report, Sentence

CHECKS: tuple[Callable[[ReportView], Iterator[Finding | NotAssessed]], ...] = (
    check_ties,
    check_counts,
    check_plausible,
    check_prose,
    check_bounds,
    check_structure,
    check_identity,
    check_time,
    check_language,
    check_reading,
)

__all__ = ["CHECKS", "DEFAULT", "Assessment", "Settings", "assess", "give_verdicts", "needs_second_reading"]


@dataclass(slots=True)
class Assessment:
    """What came of checking one report."""

    findings: list[Finding] = field(default_factory=list)
    not_assessed: list[NotAssessed] = field(default_factory=list)
    grades: dict[str, Grade] = field(default_factory=dict)
    """Grade of every figure of the tables that takes part in a known tie."""


def assess(
    report: Report,
    passages: Sequence[Passage] = (),
    settings: Settings = DEFAULT,
    sentences: Sequence[Sentence] = (),
) -> Assessment:
    """Run the checks on one report, its running text and its sentences; one cause is one finding."""
    view = ReportView(report, passages, settings, sentences)
    raised = [each for check in CHECKS for each in check(view)]
    found = (each for each in raised if isinstance(each, Finding) and settings.is_on(each.code))
    findings = list(settings.apply(group_by_cause(list(found), view), report))
    gaps = [each for each in raised if isinstance(each, NotAssessed) and settings.is_on(each.code)]
    return Assessment(findings, gaps, grades(view))
