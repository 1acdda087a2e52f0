"""Source or reading? The verdict of a second, independent reading on the findings about arithmetic."""

from __future__ import annotations

from collections.abc import Mapping

from nianbao.check.view import Number
from nianbao.codebook import rules
from nianbao.model import Finding, Report, Responsibility

_ARITHMETIC = ("arithmetic", "stock")
"""Kinds of rules that compare figures inside a table."""


def needs_second_reading(report: Report) -> bool:
    """Some finding is about arithmetic inside a table, so it matters whether the table was read right."""
    return any(_is_arithmetic(finding) for finding in report.findings)


def give_verdicts(report: Report, second: Mapping[str, Number]) -> None:
    """Set who is responsible on each arithmetic finding, and doubt the figures on which the readings differ.

    Both readings agree on every figure of the tie: the source is wrong. They differ on one: the reading is in
    doubt. The second reading says nothing of some figure: unclear.
    """
    first = {f.key: f for f in report.figures if f.origin != "prose" and f.value is not None}
    differing = {key for key, value in second.items() if key in first and first[key].value != value}
    for finding in report.findings:
        if _is_arithmetic(finding):
            finding.responsibility = _verdict(finding, set(second), differing)
    for key in differing:
        first[key].grade = "doubtful"


def _verdict(finding: Finding, read: set[str], differing: set[str]) -> Responsibility:
    keys = set(finding.keys)
    if keys & differing:
        return "reading"
    return "source" if keys <= read else "unclear"


def _is_arithmetic(finding: Finding) -> bool:
    return rules()[finding.code].kind in _ARITHMETIC
