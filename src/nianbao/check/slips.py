"""Why an implied value is likely: the slips of the hand that turn it into what is printed. An order, never a proof."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.repair import Repair
from nianbao.check.view import Number, ReportView

WEIGHTS = {
    "text_agrees": 10,
    "exchanged": 8,
    "total_left_zero": 7,
    "transposed": 6,
    "doubled_digit": 5,
    "dropped_digit": 5,
    "extra_digit": 4,
    "neighbour": 4,
    "wrong_digit": 3,
    "total_not_updated": 2,
}
"""Reason -> weight. Names are those of ``[slip]`` in the messages."""


def reason_of(repair: Repair, view: ReportView) -> str | None:
    """The best reason for a repair, or None when nothing speaks for it."""
    parts = [(key, value) for key, value in repair.values if not is_total(key, view)]
    # A total that only follows its part says nothing of its own.
    found = {reason for key, value in parts or repair.values for reason in _reasons(key, value, view)}
    if len(repair.values) == 2:
        (a, value_a), (b, value_b) = repair.values
        if view.printed[a].value == value_b and view.printed[b].value == value_a:
            found.add("exchanged")
    return max(found, key=lambda name: (WEIGHTS[name], name), default=None)


def weight(reason: str | None) -> int:
    """How much a reason speaks for a repair; 0 without one."""
    return WEIGHTS.get(reason or "", 0)


def _reasons(key: str, implied: Number, view: ReportView) -> Iterator[str]:
    printed = view.printed[key].value
    if printed is None:
        return
    if said_in_text(key, implied, view):
        yield "text_agrees"
    if is_total(key, view):
        yield "total_left_zero" if printed == 0 else "total_not_updated"
    if isinstance(printed, int) and isinstance(implied, int) and printed >= 0 and implied >= 0:
        yield from slips(str(printed), str(implied))
    if printed != 0 and any(printed == value for value in neighbours(key, view)):
        yield "neighbour"


def slips(printed: str, meant: str) -> Iterator[str]:
    """The slips that turn ``meant`` into ``printed``.

    >>> list(slips("21", "12"))
    ['transposed']
    >>> list(slips("1223", "123"))
    ['doubled_digit']
    """
    if len(printed) == len(meant) > 1:
        differing = [at for at in range(len(meant)) if printed[at] != meant[at]]
        if len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(printed) == sorted(meant):
            yield "transposed"
        if len(differing) == 1:
            yield "wrong_digit"
    if len(printed) == len(meant) + 1:
        without = [at for at in range(len(printed)) if printed[:at] + printed[at + 1 :] == meant]
        doubled = any(printed[at] in (printed[at - 1 : at], printed[at + 1 : at + 2]) for at in without)
        if without:
            yield "doubled_digit" if doubled else "extra_digit"
    if len(printed) + 1 == len(meant) and any(meant[:at] + meant[at + 1 :] == printed for at in range(len(meant))):
        yield "dropped_digit"


def said_in_text(key: str, value: Number, view: ReportView) -> bool:
    """A sentence gives the figure with exactly this value."""
    return any(f.value == value and f.qualifier == "exact" for f in view.prose.get(key, ()))


def is_total(key: str, view: ReportView) -> bool:
    """The figure is the sum of others: it stands alone on the left of a sum."""
    ties = view.edition.ties if view.edition else ()
    return any(len(t.left) == 1 and t.left[0].key == key and t.kind == "sum" and t.relation == "=" for t in ties)


def neighbours(key: str, view: ReportView) -> Iterator[Number]:
    """The values printed beside, above and below a cell of the form."""
    edition = view.edition
    spec = edition.keys.get(key) if edition else None
    if edition is None or spec is None:
        return
    table = edition.table(spec.table)
    rows = [row.id for row in table.rows if not row.is_group]
    columns = [column.id for column in table.columns]
    if spec.row not in rows:
        return
    at, across = rows.index(spec.row), columns.index(spec.column)
    for row, column in ((at - 1, across), (at + 1, across), (at, across - 1), (at, across + 1)):
        if 0 <= row < len(rows) and 0 <= column < len(columns):
            figure = view.printed.get(table.figure_key(rows[row], columns[column]))
            if figure is not None and figure.value is not None:
                yield figure.value
