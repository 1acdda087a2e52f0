"""Figures behind a group's label: its subtotal, or those of a row of it whose own label was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nianbao.codebook import Edition, RowSpec, TableSpec
from nianbao.model import Figure


def doubt_subtotals(figures: Sequence[Figure], edition: Edition) -> None:
    """Where some rows of a group are printed and others are not, the figures of its line must be the sum, in place.

    If they are not, they may be those of a row that seems to be missing: both are unreadable.
    """
    if edition.optional.isdisjoint([figure.key for figure in figures if figure.value is not None]):
        return
    known = {figure.key: figure for figure in figures}
    for table in edition.tables:
        _doubt(table, known)


def _doubt(table: TableSpec, known: Mapping[str, Figure]) -> None:
    for group in (row for row in table.rows if row.is_group and row.subtotal):
        own = _line(group.subtotal or "", group, table, known)
        rows = [_line(row.id, row, table, known) for row in table.rows if row.group == group.id and not row.local]
        missing = [row for row in rows if all(figure.state == "missing" for figure in row.values())]
        if not any(figure.value is not None for figure in own.values()) or not 0 < len(missing) < len(rows):
            continue
        if not _is_sum(own, rows):
            for figure in (figure for row in (own, *missing) for figure in row.values()):
                figure.value, figure.state = None, "unreadable"


def _line(name: str, row: RowSpec, table: TableSpec, known: Mapping[str, Figure]) -> dict[str, Figure]:
    """The figures of a row by their columns."""
    keys = ((column.id, table.figure_key(name, column.id)) for column in table.columns_of(row))
    return {column: known[key] for column, key in keys if key in known}


def _is_sum(own: Mapping[str, Figure], rows: Sequence[Mapping[str, Figure]]) -> bool:
    """The line adds up the rows in every column; nothing but zeros says nothing."""
    sums = {column: sum(row[column].value or 0 for row in rows if column in row) for column in own}
    return any(sums.values()) and all(figure.value == sums[column] for column, figure in own.items())
