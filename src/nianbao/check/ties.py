"""The ties of the edition (勾稽关系), per column and row. A null makes a tie unknown; it never counts as 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain
from operator import eq, ge, itemgetter, le

from nianbao.check.catalogue import finding, rules
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook import Edition, Term, Tie, load_edition
from nianbao.model import Finding, Severity

_OPERATORS: dict[str, Callable[[Number, Number], bool]] = {"=": eq, ">=": ge, "<=": le}
_DERIVED = "TIE.derived"
_PLACES = 4
"""The first terms of a tie are its totals; a column of table three has two dozen more."""


@dataclass(slots=True)
class Verdict:
    """One tie applied to one report: both sides, or None where a figure is unknown."""

    tie: Tie
    left: Number | None
    right: Number | None
    keys: tuple[str, ...]
    known: bool = field(init=False)
    """Every figure of the tie is known."""
    holds: bool = field(init=False)
    """The tie is known and true."""

    def __post_init__(self) -> None:
        left, right = self.left, self.right
        if left is None or right is None:
            self.known = self.holds = False
        else:
            self.known, self.holds = True, _OPERATORS[self.tie.relation](left, right)


def verdicts(view: ReportView) -> list[Verdict]:
    """Every tie of the edition that stays within one report, applied; once for all checks of a report.

    A tie between subtotals that are not printed says nothing that their parts' own ties do not say. A subtotal that
    is printed although its parts are too is one tie more.
    """
    if view.verdicts is None:
        view.verdicts = _verdicts(view)
    return view.verdicts


def _verdicts(view: ReportView) -> list[Verdict]:
    edition = view.edition
    if edition is None:
        return []
    applied = [_at_once(tie, view) or _slowly(tie.tie, view) for tie in _compiled(edition.id)]
    found = [verdict for verdict in applied if verdict is not None]
    if not edition.derived.keys().isdisjoint(view.printed_values):
        found += [_apply(tie, view) for tie in subtotal_ties(edition.id) if view.has_value(tie.left[0].key)]
    return found


def _slowly(tie: Tie, view: ReportView) -> Verdict | None:
    """The verdict whatever is printed; None where the tie does not apply to the report."""
    if (tie.unless and view.is_printed(tie.unless)) or not view.is_any_printed(tie.keys):
        return None
    return _apply(tie, view)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A tie down to the cells that the form prints, as reports with all of them in whole numbers need it."""

    tie: Tie
    keys: tuple[str, ...]
    values: Callable[[Mapping[str, Number]], Sequence[Number]]
    """Of its cells: those added on the left, taken off there, added on the right, taken off there."""
    parts: tuple[int, int, int]
    """Where the second, third and fourth of them begin."""
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    """Its cells with those taken off brought to the other side: sums to be compared."""
    other_than: frozenset[str]
    """Where a report prints one of these, the tie is another: sums that the form does not print, its exception."""
    between_sums: bool
    """None of its keys is itself a cell of the form."""


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

    def signed(terms: Sequence[Term], sign: int) -> list[str]:
        return [cell for term in terms if term.sign == sign for cell in cells(term.key)]

    lists = [signed(terms, sign) for terms in (tie.left, tie.right) for sign in (1, -1)]
    first, second, third, _ = accumulate(map(len, lists))
    keys = tuple(cell for term in tie.terms for cell in cells(term.key))
    other_than = derived | {tie.unless} if tie.unless else derived
    values = itemgetter(*chain(*lists))
    between_sums = derived.issuperset(tie.keys)
    sides = (*lists[0], *lists[3]), (*lists[2], *lists[1])
    return _Compiled(tie, keys, values, (first, second, third), sides, frozenset(other_than), between_sums)


def _at_once(compiled: _Compiled, view: ReportView) -> Verdict | None:
    """The verdict where every cell of the tie is printed as a whole number, and nothing else that it speaks of."""
    if compiled.between_sums or view.is_any_printed(compiled.other_than):
        return None
    try:
        values = compiled.values(view.printed_values)
    except KeyError:
        return None
    first, second, third = compiled.parts
    left = sum(values[:first]) - sum(values[first:second])
    right = sum(values[second:third]) - sum(values[third:])
    return Verdict(compiled.tie, left, right, compiled.keys) if type(left) is type(right) is int else None


@dataclass(frozen=True, slots=True)
class _Form:
    """All ties of an edition as one, for the reports that print every cell of them as a whole number."""

    values: Callable[[Mapping[str, Number]], Sequence[Number]]
    """Of the cells of every tie, side by side."""
    ties: tuple[tuple[Callable[[Number, Number], bool], int, int, int], ...]
    """Of each tie the relation, and where its left side begins, its right side begins and ends."""
    other_than: frozenset[str]
    """Where a report prints one of these, some tie is another."""
    proved: frozenset[str]
    """The cells that stand in an equation."""


@lru_cache(maxsize=8)
def _form(edition_id: str) -> _Form:
    """The ties that are not between sums only, which say nothing of a report that does not print sums."""
    told = [compiled for compiled in _compiled(edition_id) if not compiled.between_sums]
    cells: list[str] = []
    ties = []
    for compiled in told:
        begin = len(cells)
        cells += compiled.sides[0]
        middle = len(cells)
        cells += compiled.sides[1]
        ties.append((_OPERATORS[compiled.tie.relation], begin, middle, len(cells)))
    other_than = {*load_edition(edition_id).derived, *chain(*(compiled.other_than for compiled in told))}
    proved = frozenset(chain(*(compiled.keys for compiled in told if compiled.tie.relation == "=")))
    return _Form(itemgetter(*cells), tuple(ties), frozenset(other_than), proved)


def proved_at_once(view: ReportView) -> frozenset[str]:
    """The cells that stand in equations, where every tie of the edition is known and holds; else none.

    Asked before the ties one by one, which most reports need not; once for all checks of a report.
    """
    if view.proved is None:
        view.proved = _proved(view)
    return view.proved


def _proved(view: ReportView) -> frozenset[str]:
    form = _form(view.edition.id) if view.edition else None
    if form is None or view.is_any_printed(form.other_than):
        return frozenset()
    try:
        values = form.values(view.printed_values)
    except KeyError:
        return frozenset()
    for holds, begin, middle, end in form.ties:
        left, right = sum(values[begin:middle]), sum(values[middle:end])
        if not (type(left) is type(right) is int and holds(left, right)):
            return frozenset()
    return form.proved


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
