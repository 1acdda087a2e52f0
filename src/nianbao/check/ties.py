"""The ties of the edition (勾稽关系), per column and row. A null makes a tie unknown; it never counts as 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nianbao.check.catalogue import finding, rules
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook import Term, Tie, load_edition
from nianbao.model import Finding, Severity

_OPERATORS = {
    "=": lambda left, right: left == right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}
_DERIVED = "TIE.derived"
_PLACES = 4
"""The first terms of a tie are its totals; a column of table three has two dozen more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One tie applied to one report: both sides, or None where a figure is unknown."""

    tie: Tie
    left: Number | None
    right: Number | None
    keys: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Every figure of the tie is known."""
        return self.left is not None and self.right is not None

    @property
    def holds(self) -> bool:
        """The tie is known and true."""
        if self.left is None or self.right is None:
            return False
        return bool(_OPERATORS[self.tie.relation](self.left, self.right))


@lru_cache(maxsize=1)
def verdicts(view: ReportView) -> list[Verdict]:
    """Every tie of the edition that stays within one report, applied; once for all checks of a report.

    A tie between subtotals that are not printed says nothing that their parts' own ties do not say. A subtotal that
    is printed although its parts are too is one tie more.
    """
    if view.edition is None:
        return []
    ties = [_apply(tie, view) for tie in _own_ties(view.edition.id) if _applies(tie, view)]
    printed = (tie for tie in subtotal_ties(view.edition.id) if view.has_value(tie.left[0].key))
    return ties + [_apply(tie, view) for tie in printed]


def _applies(tie: Tie, view: ReportView) -> bool:
    if tie.unless and view.is_printed(tie.unless):
        return False
    return any(view.is_printed(term.key) for term in tie.terms)


@lru_cache(maxsize=8)
def _own_ties(edition_id: str) -> tuple[Tie, ...]:
    """The ties of an edition that stay within one report."""
    return tuple(tie for tie in load_edition(edition_id).ties if not tie.spans_years)


@lru_cache(maxsize=8)
def subtotal_ties(edition_id: str) -> tuple[Tie, ...]:
    """Derived sums as ties, for the reports that print them."""
    return tuple(
        Tie(_DERIVED, "sum", "hard", "inferred", "=", (Term(key),), tuple(Term(part) for part in derived.parts))
        for key, derived in load_edition(edition_id).derived.items()
    )


def _apply(tie: Tie, view: ReportView) -> Verdict:
    left, right = _side(tie.left, view), _side(tie.right, view)
    keys: list[str] = []
    for term in tie.terms:
        keys += view.keys_behind(term.key)
    return Verdict(tie, left, right, tuple(keys))


def _side(terms: Sequence[Term], view: ReportView) -> Number | None:
    total: Number = 0
    for term in terms:
        value = view.value(term.key)
        if value is None:
            return None
        total += term.sign * value
    return exact(total)


def broken(verdict: Verdict, view: ReportView) -> Finding:
    """The finding for a tie that is known and does not hold."""
    tie, left, right = verdict.tie, verdict.left, verdict.right
    if left is None or right is None:
        raise ValueError(tie.id)
    zh, en = where(tie, view)
    expected, actual = (left, right) if tie.kind == "balance" else (right, left)
    return finding(
        code_of(tie),
        verdict.keys,
        expected=expected,
        actual=actual,
        severity=_severity(tie, verdict, view),
        evidence=[view.printed[k].evidence for k in verdict.keys[:_PLACES] if k in view.printed],
        left=left,
        right=right,
        difference=exact(abs(left - right)),
        tie=tie.id,
        zh=zh | {"equation": _equation(tie, view, 0)},
        en=en | {"equation": _equation(tie, view, 1)},
    )


def code_of(tie: Tie) -> str:
    """The rule of the catalogue that speaks of a tie."""
    return tie.id if tie.id in rules() else "TIE.other"


def _severity(tie: Tie, verdict: Verdict, view: ReportView) -> Severity:
    """A rule or a row that nobody has confirmed from its source never makes an error by itself."""
    edition = view.edition
    unconfirmed = edition is not None and any(
        edition.keys[key].basis == "unconfirmed" for key in verdict.keys if key in edition.keys
    )
    return "error" if tie.strength == "hard" and not unconfirmed else "warning"


def where(tie: Tie, view: ReportView) -> tuple[dict[str, object], dict[str, object]]:
    """The row, the column and the whole label a tie speaks of, in both languages."""
    edition, key = view.edition, tie.left[0].key
    label_zh, label_en = view.labels(key)
    zh: dict[str, object] = {"row": "", "column": "", "label": label_zh}
    en: dict[str, object] = {"row": "", "column": "", "label": label_en}
    spec = edition.keys.get(key) if edition else None
    if edition is None or spec is None:
        return zh, en
    table = edition.table(spec.table)
    row = next(r for r in table.rows if r.id == spec.row)
    column = next(c for c in table.columns if c.id == spec.column)
    return zh | {"row": row.zh, "column": column.zh}, en | {"row": row.en, "column": column.en}


def _equation(tie: Tie, view: ReportView, language: int) -> str:
    """The equation in the words of the form."""

    def side(terms: Sequence[Term]) -> str:
        signed = (f" {'+' if t.sign > 0 else '-'} {view.labels(t.key)[language]}" for t in terms)
        return "".join(signed).removeprefix(" + ").strip()

    return f"{side(tie.left)} {tie.relation} {side(tie.right)}"
