"""The ties of the edition (勾稽关系), per column and row. A null makes a tie unknown; it never counts as 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nianbao.check.catalogue import finding, rules
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook import Edition, Term, Tie
from nianbao.model import Finding, Severity

_OPERATORS = {
    "=": lambda left, right: left == right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}


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

    A tie between subtotals that are not printed says nothing that their parts' own ties do not say.
    """
    if view.edition is None:
        return []
    return [
        _apply(tie, view)
        for tie in view.edition.ties
        if not tie.spans_years
        and not (tie.unless and view.is_printed(tie.unless))
        and any(view.is_printed(term.key) for term in tie.terms)
    ]


def check_ties(view: ReportView) -> Iterator[Finding]:
    """A finding for every tie that is known and does not hold, for derived sums printed wrong, for blank totals."""
    for verdict in verdicts(view):
        if verdict.known and not verdict.holds:
            yield _broken(verdict, view)
    yield from _derived(view)
    yield from _blank_totals(view)


def _apply(tie: Tie, view: ReportView) -> Verdict:
    left, right = _side(tie.left, view), _side(tie.right, view)
    keys = tuple(k for term in tie.terms for k in view.keys_behind(term.key))
    return Verdict(tie, left, right, keys)


def _side(terms: Sequence[Term], view: ReportView) -> Number | None:
    total: Number = 0
    for term in terms:
        value = view.value(term.key)
        if value is None:
            return None
        total += term.sign * value
    return exact(total)


def _broken(verdict: Verdict, view: ReportView) -> Finding:
    tie, left, right = verdict.tie, verdict.left, verdict.right
    if left is None or right is None:
        raise ValueError(tie.id)
    code = tie.id if tie.id in rules() else "TIE.other"
    zh, en = _where(tie, view)
    expected, actual = (left, right) if tie.kind == "balance" else (right, left)
    return finding(
        code,
        verdict.keys,
        expected=expected,
        actual=actual,
        severity=_severity(tie, verdict, view),
        evidence=[view.printed[k].evidence for k in verdict.keys[:4] if k in view.printed],
        left=left,
        right=right,
        difference=exact(abs(left - right)),
        tie=tie.id,
        equation=_equation(tie),
        zh=zh,
        en=en,
    )


def _severity(tie: Tie, verdict: Verdict, view: ReportView) -> Severity:
    """A rule or a row that nobody has confirmed from its source never makes an error by itself."""
    edition = view.edition
    unconfirmed = edition is not None and any(
        edition.keys[key].basis == "unconfirmed" for key in verdict.keys if key in edition.keys
    )
    return "error" if tie.strength == "hard" and not unconfirmed else "warning"


def _where(tie: Tie, view: ReportView) -> tuple[dict[str, object], dict[str, object]]:
    """The row and column a tie speaks of, in both languages."""
    edition = view.edition
    spec = edition.keys.get(tie.left[0].key) if edition else None
    if edition is None or spec is None:
        return {"row": "", "column": ""}, {"row": "", "column": ""}
    table = edition.table(spec.table)
    row = next(r for r in table.rows if r.id == spec.row)
    column = next(c for c in table.columns if c.id == spec.column)
    return {"row": row.zh, "column": column.zh}, {"row": row.en, "column": column.en}


def _equation(tie: Tie) -> str:
    def side(terms: Sequence[Term]) -> str:
        return "".join(f" {'+' if t.sign > 0 else '-'} {t.key}" for t in terms).removeprefix(" + ").strip()

    return f"{side(tie.left)} {tie.relation} {side(tie.right)}"


def _derived(view: ReportView) -> Iterator[Finding]:
    """A subtotal that is printed although its parts are too must be their sum."""
    edition: Edition | None = view.edition
    if edition is None:
        return
    for key, derived in edition.derived.items():
        printed = view.printed.get(key)
        parts = [view.value(part) for part in derived.parts]
        if printed is None or printed.value is None or any(part is None for part in parts):
            continue
        total = exact(sum(part for part in parts if part is not None))
        if total != printed.value:
            zh, en = view.labels(key)
            yield finding(
                "TIE.derived",
                [key, *derived.parts],
                expected=total,
                actual=printed.value,
                left=printed.value,
                right=total,
                difference=exact(abs(total - printed.value)),
                evidence=[printed.evidence],
                zh={"label": zh},
                en={"label": en},
            )


def _blank_totals(view: ReportView) -> Iterator[Finding]:
    """Parts are filled in and the total is blank: not 0, and worth saying."""
    for verdict in verdicts(view):
        tie = verdict.tie
        if tie.id != "T3.row_total" or verdict.left is not None:
            continue
        total = view.printed.get(tie.left[0].key)
        filled = [t.key for t in tie.right if view.value(t.key) is not None]
        if total is not None and total.state in ("blank", "not_applicable") and filled:
            zh, en = _where(tie, view)
            yield finding("T3.blank_total", [total.key, *filled], evidence=[total.evidence], zh=zh, en=en)
