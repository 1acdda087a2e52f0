"""From Word's rows to a grid: explicit spans, vertical merges, and rows that do not fill it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from nianbao.model import Cell, Place

Merge = Literal["", "restart", "continue"]


@dataclass(slots=True)
class RowCell:
    """One ``w:tc`` with what its properties say; ``text`` as printed."""

    text: str
    place: Place
    span: int = 1
    vertical: Merge = ""
    horizontal: Merge = ""
    sound: bool = True
    """False when a property could not be read, as a span that is no number."""


@dataclass(slots=True)
class Row:
    """One ``w:tr``: cells in order, with the grid columns left out before and after them."""

    cells: list[RowCell]
    before: int = 0
    after: int = 0


@dataclass(slots=True)
class Grid:
    """What ``Table`` needs, and whether merged-away cells held text that Word does not show."""

    cells: list[Cell] = field(default_factory=list)
    row_count: int = 0
    column_count: int = 0
    ragged_rows: frozenset[int] = frozenset()
    covered_text: bool = False


class _Layout:
    def __init__(self) -> None:
        self.grid = Grid()
        self.open: dict[int, Cell] = {}
        self.widths: list[int] = []
        self.ragged: set[int] = set()

    def add(self, row: Row) -> None:
        number = len(self.widths)
        column = row.before
        above, self.open = self.open, {}
        for cell in self._joined(row.cells):
            if not cell.sound:
                self.ragged.add(number)
            self._place(cell, number, column, above)
            column += cell.span
        self.widths.append(column + row.after)

    def _joined(self, cells: list[RowCell]) -> list[RowCell]:
        """Cells of the old ``hMerge`` folded into the cell they continue."""
        joined: list[RowCell] = []
        for cell in cells:
            if cell.horizontal == "continue" and joined and joined[-1].horizontal:
                joined[-1].span += cell.span
                self._cover(cell)
            else:
                joined.append(cell)
        return joined

    def _place(self, cell: RowCell, row: int, column: int, above: dict[int, Cell]) -> None:
        upper = above.get(column) if cell.vertical == "continue" else None
        if upper is not None and upper.column_span == cell.span:
            upper.row_span += 1
            self.open[column] = upper
            self._cover(cell)
            return
        if cell.vertical == "continue":
            self.ragged.add(row)
        placed = Cell(row, column, cell.text, cell.place, 1, cell.span)
        self.grid.cells.append(placed)
        if cell.vertical:
            self.open[column] = placed

    def _cover(self, cell: RowCell) -> None:
        if cell.text.strip():
            self.grid.covered_text = True


def lay_out_rows(rows: list[Row]) -> Grid:
    """The grid of a table.

    A row is ragged when its width is not the usual one of the table, or when a merge goes on from a cell that
    is not above it; then the cell stands for itself.
    """
    layout = _Layout()
    for row in rows:
        layout.add(row)
    grid, widths = layout.grid, layout.widths
    usual = _usual(widths)
    ragged = layout.ragged | {number for number, width in enumerate(widths) if width != usual}
    grid.row_count = len(widths)
    grid.column_count = max(widths, default=0)
    grid.ragged_rows = frozenset(ragged)
    return grid


def _usual(widths: list[int]) -> int:
    """The most frequent width; of two equally frequent ones the larger."""
    return max(Counter(widths).items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]
