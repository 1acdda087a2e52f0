"""Findings do not cascade: what follows from a cause already told is put beneath it."""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.check.view import Number, ReportView, exact
from nianbao.model import Consequence, Finding

_IMPOSSIBLE_COUNTS = ("TABLE.negative", "TABLE.not_whole")
_PROSE_SUMS = ("PROSE.balance", "PROSE.parts", "PROSE.incomplete", "PROSE.nearly")
"""Sums of sentences that one wrong number breaks."""


def add_consequence(cause: Finding, other: Finding) -> None:
    """Put a finding beneath the one whose cause it shares."""
    cause.consequences.append(
        Consequence(other.code, other.severity, other.keys, other.message, other.expected, other.actual)
    )
    cause.keys += [key for key in other.keys if key not in cause.keys]
    if other.severity == "error":
        cause.severity = "error"


def group_by_cause(findings: Sequence[Finding], view: ReportView) -> list[Finding]:
    """The findings without those that another explains.

    A sentence says what the wrong cell should have said; a sum of sentences fails by what one of their numbers differs
    from its table.
    """
    told: list[Finding] = []
    for finding in findings:
        cause = next((other for other in findings if _explains(other, finding, view)), None)
        if cause is None:
            told.append(finding)
        else:
            add_consequence(cause, finding)
    return told


def _explains(cause: Finding, other: Finding, view: ReportView) -> bool:
    """The likeliest repair gives the cell what the sentence says, or the cell could not be read for what it prints."""
    if cause is other:
        return False
    if other.code == "READ.unreadable_cell":
        return cause.code in _IMPOSSIBLE_COUNTS and cause.keys[:1] == other.keys[:1]
    if other.code in _PROSE_SUMS:
        return cause.code == "PROSE.table" and cause.keys[0] in other.keys and _gap(cause) == _gap(other) != 0
    if other.code != "PROSE.table" or not cause.suggestions:
        return False
    best = cause.suggestions[0]
    if best.key == other.keys[0]:
        return best.value == other.actual
    return _mends_sum(best.key, best.value, other, view)


def _gap(finding: Finding) -> Number:
    """By how much the two sides differ; 0 when a side is no number."""
    sides = (finding.expected, finding.actual)
    if any(not isinstance(side, int | float) for side in sides):
        return 0
    return exact(abs(sides[0] - sides[1]))  # type: ignore[operator]


def _mends_sum(key: str, value: Number, other: Finding, view: ReportView) -> bool:
    """The sentence gives a sum of cells, and the repair of one of them makes it so."""
    printed = view.value(key)
    behind = {cell for each in other.keys for cell in view.keys_behind(each)}
    if printed is None or key not in behind or not isinstance(other.expected, int | float):
        return False
    return exact(other.expected + value - printed) == other.actual
