"""Rows of cells as grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nianbao.errors import TooLarge
from nianbao.model import Cell, Place, Table
from nianbao.read.grid import Layout, Span, lay_out
from nianbao.read.html.flow import Grid
from nianbao.read.html.regular import Head, RegularTable
from nianbao.read.limits import MAX_SLOTS


def regular_grid(table: RegularTable, number: int, order: int, path: str) -> Grid:
    """The grid of a table that was read off the source; ``number`` is its number among the tables of the page."""
    _check_slots(len(table.rows), max(table.rows), path)
    stand = _stand(table.rows, table.heads, number)
    layout = stand.layout
    _check_slots(layout.row_count, layout.column_count, path)
    cells = list(map(Cell, stand.rows, stand.columns, table.texts, stand.places, stand.row_spans, stand.column_spans))
    laid_out = Table(cells, layout.row_count, layout.column_count, stand.place, layout.ragged)
    return Grid(laid_out, order)


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the cells of a table stand: fact by fact, each for all cells in order."""

    layout: Layout
    place: Place
    places: tuple[Place, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_spans: tuple[int, ...]
    column_spans: tuple[int, ...]


@lru_cache(maxsize=256)
def _stand(rows: tuple[int, ...], heads: tuple[Head, ...], number: int) -> _Stand:
    """The same in every report that prints the form alike; the table has one section."""
    said = [head.split() for head in heads]
    spans = [(int(height), int(width)) for _, height, width in said]
    ends = [*accumulate(rows)]
    layout = lay_out([spans[end - count : end] for count, end in zip(rows, ends, strict=True)], [len(rows)])
    places = tuple(
        place_of(f"table[{number}]/tr[{at}]/{said[end - count + column][0]}[{column + 1}]")
        for at, (count, end) in enumerate(zip(rows, ends, strict=True), 1)
        for column in range(count)
    )
    return _Stand(layout, Place(element=f"table[{number}]"), places, *zip(*layout.positions, strict=True))


def lay_out_rows(rows: Sequence[Sequence[Span]], section_ends: Sequence[int], path: str) -> Layout:
    """The grid. Its slots are counted before and after, since a later ``Table.grid`` allocates them."""
    _check_slots(len(rows), max(map(len, rows)), path)
    layout = lay_out(rows, section_ends)
    _check_slots(layout.row_count, layout.column_count, path)
    return layout


def _check_slots(rows: int, columns: int, path: str) -> None:
    if rows * columns > MAX_SLOTS:
        raise TooLarge(path, what="table slots", limit=MAX_SLOTS, actual=rows * columns)


@lru_cache(maxsize=4096)
def place_of(element: str) -> Place:
    """The same few hundred cells occur in every report; a place is never changed, so they share it."""
    return Place(element=element)
