"""The sentences against the tables, and against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nianbao.check.catalogue import finding
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook.measures import measures
from nianbao.model import Figure, Finding

_RECEIVED = "requests.received@total"
_BROUGHT = "requests.brought_forward@total"
_CARRIED = "requests.carried_forward@total"
_RESULTS = "results.total@total"
_CLOSED_LIST = 4
"""This many outcome classes beside what is carried forward are a full account, not examples."""


def check_prose(view: ReportView) -> Iterator[Finding]:
    """Findings from the sentences: against the tables, among themselves, parts against totals."""
    yield from _against_tables(view)
    yield from _conflicts(view)
    yield from _balance(view)
    yield from _parts(view)


def _against_tables(view: ReportView) -> Iterator[Finding]:
    known = measures()
    for key, figures in view.prose.items():
        measure = known.get(key)
        if measure is None or not measure.agrees_with:
            continue
        table = _table_value(measure.agrees_with, view)
        if table is None:
            continue
        for figure in figures:
            if figure.value is not None and not _agrees(figure, table, view):
                yield _disagreement(figure, table, measure.agrees_with, view)


def _labels(key: str, view: ReportView) -> tuple[str, str]:
    """What sentences call the quantity, rather than the row and column of a table."""
    measure = measures().get(key)
    return (measure.zh, measure.en) if measure else view.labels(key)


def _table_value(expression: str, view: ReportView) -> Number | None:
    """The table's side of a measure: a key, or keys joined by +; None when any of them is unknown."""
    values = [view.value(key.strip()) for key in expression.split("+")]
    if any(value is None for value in values):
        return None
    return exact(sum(value for value in values if value is not None))


def _agrees(figure: Figure, table: Number, view: ReportView) -> bool:
    value = figure.value
    if value is None:
        return True
    if figure.qualifier == "at_least":
        return table >= value
    if figure.qualifier == "approx":
        # 余 rounds down to the printed digits, 近 rounds up: neither moves the figure by more than a tenth.
        return abs(table - value) <= 0.1 * abs(value)
    if value == table:
        return True
    if figure.key == _RECEIVED:
        # 共办理/受理 may include what was brought forward.
        brought = view.value(_BROUGHT)
        return brought is not None and value == table + brought
    return figure.key == "results.unavailable.subtotal@total" and value == view.value(
        "results.unavailable.not_held@total"
    )


def _disagreement(figure: Figure, table: Number, expression: str, view: ReportView) -> Finding:
    zh, en = _labels(figure.key, view)
    keys = [figure.key, *(k.strip() for k in expression.split("+") if k.strip() != figure.key)]
    quote = figure.evidence.quote if figure.evidence else figure.raw
    code = "PROSE.scope" if figure.scope else "PROSE.table"
    return finding(
        code,
        keys,
        expected=table,
        actual=figure.value,
        responsibility="source",
        evidence=[figure.evidence, *(view.printed[k].evidence for k in keys if k in view.printed)],
        quote=quote,
        scope=figure.scope,
        zh={"label": zh},
        en={"label": en},
    )


def _conflicts(view: ReportView) -> Iterator[Finding]:
    """The same quantity stated twice with different exact values, for the same body."""
    for key, figures in view.prose.items():
        if key == "prose.unmapped":
            continue
        stated = [f for f in figures if f.value is not None and f.qualifier == "exact" and not f.scope]
        if len({f.value for f in stated}) > 1:
            first = stated[0]
            other = next(f for f in stated if f.value != first.value)
            zh, en = _labels(key, view)
            yield finding(
                "PROSE.conflict",
                [key],
                expected=first.value,
                actual=other.value,
                responsibility="source",
                evidence=[first.evidence, other.evidence],
                zh={"label": zh},
                en={"label": en},
            )


def _balance(view: ReportView) -> Iterator[Finding]:
    """New + brought forward against outcomes + carried forward, when the text gives a full account of them."""
    received, carried = _one(view, _RECEIVED), _one(view, _CARRIED)
    if received is None or carried is None:
        return
    brought = _one(view, _BROUGHT)
    outcomes = _outcomes(view)
    if len(outcomes) < _CLOSED_LIST:
        return
    spent = exact(sum(f.value for f in outcomes if f.value is not None) + (carried.value or 0))
    due = exact((received.value or 0) + (brought.value or 0 if brought else 0))
    if spent == due:
        return
    figures = [received, *([brought] if brought else []), *outcomes, carried]
    yield finding(
        "PROSE.balance",
        [f.key for f in figures],
        expected=due,
        actual=spent,
        responsibility="source",
        evidence=[f.evidence for f in figures],
        received=received.value,
        brought=brought.value if brought else 0,
        difference=exact(abs(due - spent)),
    )


def _one(view: ReportView, key: str) -> Figure | None:
    """The exact figure the text gives for a key, when it gives one value only."""
    stated = [f for f in view.prose.get(key, []) if f.value is not None and f.qualifier == "exact"]
    return stated[0] if stated and len({f.value for f in stated}) == 1 else None


def _outcomes(view: ReportView) -> list[Figure]:
    """Outcome classes of the first level that the text states, merged classes included."""
    known = measures()
    keys = [
        k
        for k in view.prose
        if k in known and known[k].part_of == _RESULTS and k.startswith(("results.", "prose.outcome"))
    ]
    return [figure for key in keys if (figure := _one(view, key)) is not None]


def _parts(view: ReportView) -> Iterator[Finding]:
    """Parts that exceed their total are wrong whether or not the list is complete."""
    known = measures()
    groups: dict[str, list[Figure]] = defaultdict(list)
    for key in view.prose:
        measure = known.get(key)
        if measure is not None and measure.part_of and key.startswith(("reconsideration.", "litigation.")):
            figure = _one(view, key)
            if figure is not None:
                groups[measure.part_of].append(figure)
    for total_key, parts in groups.items():
        total = _one(view, total_key)
        own = _same_kind(total_key, parts)
        spent = exact(sum(f.value for f in own if f.value is not None))
        if total is not None and total.value is not None and spent > total.value:
            zh, en = _labels(total_key, view)
            yield finding(
                "PROSE.parts",
                [total_key, *(f.key for f in own)],
                expected=total.value,
                actual=spent,
                responsibility="source",
                evidence=[total.evidence, *(f.evidence for f in own)],
                zh={"label": zh},
                en={"label": en},
            )


def _same_kind(total_key: str, parts: Sequence[Figure]) -> list[Figure]:
    """Parts by result only: 未经复议直接起诉 and 维持 cut the same total in two different ways."""
    stem = total_key.removesuffix("total")
    return [f for f in parts if f.key.startswith(stem) and "." not in f.key.removeprefix(stem)]
