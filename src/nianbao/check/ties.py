"""The ties of the edition (勾稽关系), per column and row. A null makes a tie unknown; it never counts as 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nianbao.check.catalogue import finding, rules
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook import Edition, Term, Tie, load_edition
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


def verdicts(view: ReportView) -> list[Verdict]:
    """Every tie of the edition that stays within one report, applied; once for all checks of a report.

    A tie between subtotals that are not printed says nothing that their parts' own ties do not say. A subtotal that
    is printed although its parts are too is one tie more.
    """
    if view.verdicts is None:
        view.verdicts = _verdicts(view)
    return view.verdicts


def _verdicts(view: ReportView) -> list[Verdict]:
    if view.edition is None:
        return []
    ties = [
        _at_once(compiled, view) or _apply(compiled.tie, view)
        for compiled in _compiled(view.edition.id)
        if _applies(compiled.tie, view)
    ]
    printed = (tie for tie in subtotal_ties(view.edition.id) if view.has_value(tie.left[0].key))
    return ties + [_apply(tie, view) for tie in printed]


def _applies(tie: Tie, view: ReportView) -> bool:
    if tie.unless and view.is_printed(tie.unless):
        return False
    return view.is_any_printed(tie.keys)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A tie down to the cells that the form prints, as reports with all of them in whole numbers need it."""

    tie: Tie
    sides: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Left and right: keys that are added, keys that are taken off."""
    keys: tuple[str, ...]
    derived: frozenset[str]
    """Sums that the form does not print; where a report does, the printed one counts."""


@lru_cache(maxsize=8)
def _compiled(edition_id: str) -> tuple[_Compiled, ...]:
    """The ties of an edition that stay within one report."""
    edition = load_edition(edition_id)
    return tuple(_compile(tie, edition) for tie in edition.ties if not tie.spans_years)


def _compile(tie: Tie, edition: Edition) -> _Compiled:
    derived: set[str] = set()

    def cells(key: str) -> list[str]:
        if key not in edition.derived:
            return [key]
        derived.add(key)
        return [cell for part in edition.derived[key].parts for cell in cells(part)]

    def side(terms: Sequence[Term], sign: int) -> tuple[str, ...]:
        return tuple(cell for term in terms if term.sign == sign for cell in cells(term.key))

    sides = tuple((side(terms, 1), side(terms, -1)) for terms in (tie.left, tie.right))
    keys = tuple(cell for term in tie.terms for cell in cells(term.key))
    return _Compiled(tie, sides, keys, frozenset(derived))


def _at_once(compiled: _Compiled, view: ReportView) -> Verdict | None:
    """The verdict where every cell of the tie is printed as a whole number, and nothing else that it speaks of."""
    value_of = view.printed_values.__getitem__
    if not compiled.derived.isdisjoint(view.printed_values):
        return None
    try:
        left, right = [sum(map(value_of, plus)) - sum(map(value_of, minus)) for plus, minus in compiled.sides]
    except KeyError:
        return None
    return (
        Verdict(compiled.tie, left, right, compiled.keys) if isinstance(left, int) and isinstance(right, int) else None
    )


@lru_cache(maxsize=8)
def subtotal_ties(edition_id: str) -> tuple[Tie, ...]:
    """Derived sums as ties, for the reports that print them."""
    return tuple(
        Tie(_DERIVED, "sum", "hard", "inferred", "=", (Term(key),), tuple(Term(part) for part in derived.parts))
        for key, derived in load_edition(edition_id).derived.items()
    )


def _apply(tie: Tie, view: ReportView) -> Verdict:
    keys = tuple([cell for key in tie.keys for cell in view.keys_behind(key)])
    return Verdict(tie, _side(tie.left, view), _side(tie.right, view), keys)


def _side(terms: Sequence[Term], view: ReportView) -> Number | None:
    total: Number = 0
    value_of = view.value
    for term in terms:
        value = value_of(term.key)
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
