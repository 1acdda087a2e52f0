"""The grid of a table from the spans of its cells, as the HTML standard forms it ("forming a table").

Every format that stores rows of cells with spans lays them out here, so that a wrong span means the same
everywhere: a span never leaves its section or the table, and no two cells ever share a slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.read.limits import MAX_COLUMNS

Span = tuple[int, int]
"""(rows, columns) as the document states them; 0 rows means down to the end of the section."""

Position = tuple[int, int, int, int]
"""(row, column, row_span, column_span) in the grid, counted from 0."""

SINGLE: Span = (1, 1)


@dataclass(slots=True)
class Layout:
    """Where each cell lies."""

    positions: list[Position]
    """One per cell, in the order the cells were given."""
    row_count: int
    column_count: int
    ragged: frozenset[int]
    """Grid rows that their cells did not fill exactly, or that hold a cell whose span was wrong."""


def lay_out(rows: Sequence[Sequence[Span]], section_ends: Sequence[int] = ()) -> Layout:
    """Lay out rows of cells.

    ``section_ends`` are the indices behind the last row of each row group (thead, tbody ...); none means one
    section. Rows without a cell, into which no cell from above reaches, are not rows of the grid.
    """
    builder = _Builder()
    for row, below in zip(rows, _rows_below(len(rows), section_ends), strict=True):
        builder.add_row(row, below)
    return builder.finish()


def _rows_below(count: int, section_ends: Sequence[int]) -> list[int]:
    """Per row, how many rows its section still has, the row itself included."""
    below: list[int] = []
    begin = 0
    for end in sorted({*section_ends, count}):
        below.extend(range(end - begin, 0, -1))
        begin = end
    return below


class _Builder:
    """The state of the standard's algorithm: the row being filled and the cells growing down into it."""

    def __init__(self) -> None:
        self.positions: list[Position] = []
        self.row = 0
        self.busy: list[int] = []
        """Per column, the first row that the cell growing down in it leaves free again."""
        self.owner: list[int] = []
        """Per column, the row in which that cell begins."""
        self.growing = 0
        """The first row that no cell from above reaches into."""
        self.ragged: set[int] = set()

    def add_row(self, row: Sequence[Span], below: int) -> None:
        """Place one row. No span is higher than ``below``, so none outlives its section."""
        reached = self.growing > self.row
        if not row and not reached:
            return
        number, column = self.row, 0
        busy = self.busy if reached else []
        place = self.positions.append
        for span in row:
            while column < len(busy) and busy[column] > number:
                column += 1
            if span == SINGLE:
                place((number, column, 1, 1))
                column += 1
            else:
                column = self._place(column, *span, below)
        self.row += 1

    def _place(self, column: int, row_span: int, column_span: int, below: int) -> int:
        """Put a cell at a free column; the column behind it is returned."""
        wanted = min(max(column_span, 1), max(MAX_COLUMNS - column, 1))
        height = min(row_span, below) if row_span > 0 else below
        width = self._room(column, wanted)
        if height < row_span or wanted != column_span:
            self.ragged.add(self.row)
        self.positions.append((self.row, column, height, width))
        if height > 1:
            self._grow(column, width, self.row + height)
        return column + wanted

    def _room(self, column: int, wanted: int) -> int:
        """Columns up to the next slot that a cell from above covers; a collision marks the rows of both."""
        busy = self.busy
        for taken in range(column, min(column + wanted, len(busy))):
            if busy[taken] > self.row:
                self.ragged |= {self.row, self.owner[taken]}
                return taken - column
        return wanted

    def _grow(self, column: int, width: int, until: int) -> None:
        missing = column + width - len(self.busy)
        if missing > 0:
            self.busy.extend([0] * missing)
            self.owner.extend([0] * missing)
        self.busy[column : column + width] = [until] * width
        self.owner[column : column + width] = [self.row] * width
        self.growing = max(self.growing, until)

    def finish(self) -> Layout:
        """The grid as wide as its rows need it."""
        covered, reached, begun = self._extent()
        columns = self._columns(covered, reached, begun)
        self.ragged.update(row for row, count in enumerate(covered) if count != columns)
        return Layout(self.positions, self.row, columns, frozenset(self.ragged))

    def _extent(self) -> tuple[list[int], int, int]:
        """The slots covered in each row, the columns that any cell reaches, and those that one begins in."""
        covered = [0] * self.row
        reached = begun = 0
        for row, column, height, width in self.positions:
            if height == 1:
                covered[row] += width
            else:
                for below in range(row, row + height):
                    covered[below] += width
            if column >= begun:
                begun = column + 1
            if column + width > reached:
                reached = column + width
        return covered, reached, begun

    def _columns(self, covered: list[int], reached: int, begun: int) -> int:
        """The number of columns, without those that only a too large span reaches into.

        Such columns hold the beginning of no cell, and most rows do not reach them. The cells that do are
        cut, and their rows are ragged.
        """
        usual = sorted(covered)[(len(covered) - 1) // 2] if covered else 0
        keep = max(begun, min(reached, usual))
        if keep < reached:
            self.positions = [self._cut(position, keep, covered) for position in self.positions]
        return keep

    def _cut(self, position: Position, keep: int, covered: list[int]) -> Position:
        row, column, height, width = position
        surplus = column + width - keep
        if surplus <= 0:
            return position
        self.ragged.add(row)
        for below in range(row, row + height):
            covered[below] -= surplus
        return row, column, height, width - surplus
