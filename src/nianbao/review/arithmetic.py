"""The ties a figure takes part in, with their numbers filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.check.ties import Verdict, verdicts
from nianbao.check.view import ReportView
from nianbao.codebook import Term, codebook
from nianbao.export.messages import Language, text
from nianbao.model import Report


@dataclass(slots=True)
class Addend:
    """One term: its sign, label and value as shown; ``own`` is the figure that was asked about."""

    sign: str
    label: str
    shown: str
    own: bool


@dataclass(slots=True)
class Sum:
    """One tie: ``state`` is ``holds``, ``fails`` or ``unknown``."""

    state: str
    left: list[Addend]
    relation: str
    right: list[Addend]
    total_left: str
    total_right: str
    note: str


_ORDER = {"fails": 0, "unknown": 1, "holds": 2}


def sums_of(report: Report, key: str, language: Language) -> list[Sum]:
    """Every tie with ``key`` in it, failing ones first, then those that could not be assessed."""
    view = ReportView(report)
    found = [
        _sum(verdict, key, view, language)
        for verdict in verdicts(view)
        if key in verdict.keys or any(term.key == key for term in verdict.tie.terms)
    ]
    return sorted(found, key=lambda each: _ORDER[each.state])


def _sum(verdict: Verdict, key: str, view: ReportView, language: Language) -> Sum:
    state = "holds" if verdict.holds else "fails" if verdict.known else "unknown"
    tie = verdict.tie
    return Sum(
        state,
        _addends(tie.left, key, view, language),
        {">=": "≥", "<=": "≤"}.get(tie.relation, tie.relation if state != "fails" else "≠"),
        _addends(tie.right, key, view, language),
        _shown(verdict.left, language),
        _shown(verdict.right, language),
        tie.id,
    )


def _addends(terms: Sequence[Term], key: str, view: ReportView, language: Language) -> list[Addend]:
    book = codebook()
    return [
        Addend(
            "-" if term.sign < 0 else "+" if at else "",
            book.label(term.key)[language == "en"],
            _shown(view.value(term.key), language),
            term.key == key,
        )
        for at, term in enumerate(terms)
    ]


def _shown(value: int | float | None, language: Language) -> str:
    return text("text", "total_unknown", language) if value is None else f"{value:,}"
