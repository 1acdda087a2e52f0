"""Rows of cells as grids."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nianbao.errors import TooLarge
from nianbao.model import Cell, Place, Table
from nianbao.read.grid import Layout, Span, lay_out
from nianbao.read.html.flow import Grid
from nianbao.read.html.regular import Head, RegularTable
from nianbao.read.limits import MAX_SLOTS


def regular_grid(table: RegularTable, number: int, order: int, path: str) -> Grid:
    """The grid of a table that was read off the source; ``number`` is its number among the tables of the page."""
    heads, texts = table.heads, table.texts
    _check_slots(len(heads), max(map(len, heads)), path)
    layout, places = _stand(heads, number)
    _check_slots(layout.row_count, layout.column_count, path)
    cells = [
        Cell(row, column, text, place, row_span, column_span)
        for text, place, (row, column, row_span, column_span) in zip(texts, places, layout.positions, strict=True)
    ]
    place = Place(element=f"table[{number}]")
    laid_out = Table(cells, layout.row_count, layout.column_count, place, layout.ragged)
    return Grid(laid_out, order, 0, sum(map(len, texts)))


@lru_cache(maxsize=256)
def _stand(heads: tuple[tuple[Head, ...], ...], number: int) -> tuple[Layout, list[Place]]:
    """Where the cells of a table of one section stand: the same in every report that prints the form alike."""
    said = [[head.split() for head in row] for row in heads]
    layout = lay_out([[(int(rows), int(columns)) for _, rows, columns in row] for row in said], [len(said)])
    places = [
        place_of(f"table[{number}]/tr[{at}]/{name}[{column}]")
        for at, row in enumerate(said, 1)
        for column, (name, _, _) in enumerate(row, 1)
    ]
    return layout, places


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
