"""Findings do not cascade: what follows from a cause already told is put beneath it."""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.model import Consequence, Finding

_IMPOSSIBLE_COUNTS = ("TABLE.negative", "TABLE.not_whole")


def add_consequence(cause: Finding, other: Finding) -> None:
    """Put a finding beneath the one whose cause it shares."""
    cause.consequences.append(
        Consequence(other.code, other.severity, other.keys, other.message, other.expected, other.actual)
    )
    cause.keys += [key for key in other.keys if key not in cause.keys]
    if other.severity == "error":
        cause.severity = "error"


def group_by_cause(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those that one wrong cell explains: the sentence says what the cell should have said."""
    told: list[Finding] = []
    for finding in findings:
        cause = next((other for other in findings if _explains(other, finding)), None)
        if cause is None:
            told.append(finding)
        else:
            add_consequence(cause, finding)
    return told


def _explains(cause: Finding, other: Finding) -> bool:
    """The likeliest repair gives the cell what the sentence says, or the cell could not be read for what it prints."""
    if cause is other:
        return False
    if other.code == "READ.unreadable_cell":
        return cause.code in _IMPOSSIBLE_COUNTS and cause.keys[:1] == other.keys[:1]
    if other.code != "PROSE.table" or not cause.suggestions:
        return False
    best = cause.suggestions[0]
    return best.key == other.keys[0] and best.value == other.actual
