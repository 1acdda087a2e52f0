"""The rows of a sheet -> paragraphs and tables.

A sheet has no marks between its prose and its tables. Rows without any content part it into runs; in a run, a row
with a single text in it is prose when it reads or stands like prose, and a row of the table otherwise: a label
whose figures are blank must never lose its place.
"""

from __future__ import annotations

from nianbao.errors import TooLarge
from nianbao.model import Block, Cell, Paragraph, Place, Table
from nianbao.read.limits import MAX_CELLS, MAX_SLOTS
from nianbao.read.lines import is_prose
from nianbao.read.sheet.values import Sheet
from nianbao.read.words import line_words
from nianbao.text.fold import width as folded

_HEADER = 12
"""Characters. A longer lone text directly above a table is its title and no part of it."""


class Writer:
    """Collects the blocks of all sheets."""

    def __init__(self, path: str) -> None:
        self.blocks: list[Block] = []
        self._path = path
        self._offset = 0
        self._cells = 0

    def write(self, number: int, sheet: Sheet) -> None:
        """Append the blocks of one sheet."""
        merged = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in sheet.merges)
        self._refuse_size("slots", MAX_SLOTS, merged)
        grid = _Grid(sheet, f"sheet[{number}]")
        for start, end in grid.runs():
            rows: list[int] = []
            for row in range(start, end):
                if grid.is_prose(row, start, end):
                    self._table(grid, rows)
                    rows = []
                    self._paragraphs(grid, row)
                else:
                    rows.append(row)
            self._table(grid, rows)

    def _paragraphs(self, grid: _Grid, row: int) -> None:
        column = grid.printed(row)[0]
        place = Place(element=grid.name(row, column))
        for line in grid.text(row, column).split("\n"):
            text = line.strip()
            if text:
                self.blocks.append(Paragraph(text, self._offset, place))
                self._offset += len(text) + 1

    def _table(self, grid: _Grid, rows: list[int]) -> None:
        if not rows:
            return
        table = grid.table(rows[0], rows[-1] + 1)
        self._cells += len(table.cells)
        self._refuse_size("cells", MAX_CELLS, self._cells)
        self.blocks.append(table)

    def _refuse_size(self, what: str, limit: int, actual: int) -> None:
        if actual > limit:
            raise TooLarge(self._path, what=what, limit=limit, actual=actual)


class _Grid:
    """A sheet with its merged cells laid out."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: dict[tuple[int, int], tuple[int, int]] = {}
        for (top, left), (bottom, right) in sheet.merges:
            slots = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            if not any(slot in self._covered for slot in slots):
                self._spans[top, left] = (bottom + 1 - top, right + 1 - left)
                self._covered |= dict.fromkeys(slots, (top, left))
        self._reached = {row for row, _ in self._covered}
        self._printed = [self._columns(row) for row in range(len(sheet.rows))]

    def _columns(self, row: int) -> list[int]:
        """Columns of the row in which a printed cell begins, or into which one reaches from above."""
        found: list[int] = []
        if row not in self._reached and not any(self._sheet.rows[row]):
            return found
        for column in range(len(self._sheet.rows[row])):
            owner = self._covered.get((row, column), (row, column))
            if owner[1] == column and self._sheet.rows[owner[0]][column]:
                found.append(column)
        return found

    def printed(self, row: int) -> list[int]:
        """Columns in which something is printed."""
        return self._printed[row]

    def text(self, row: int, column: int) -> str:
        """What stands in the cell that covers a slot."""
        top, left = self._covered.get((row, column), (row, column))
        return self._sheet.rows[top][left]

    def name(self, row: int, column: int) -> str:
        """The place of a cell: ``sheet[1]/B5``."""
        return f"{self._name}/{self._label(row, column)}"

    def _label(self, row: int, column: int) -> str:
        letters, number = "", self._sheet.columns[column]
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self._sheet.numbers[row]}"

    def runs(self) -> list[tuple[int, int]]:
        """Stretches of rows (first, end) in which something is printed."""
        found: list[tuple[int, int]] = []
        for row, columns in enumerate(self._printed):
            if not columns:
                continue
            if found and found[-1][1] == row:
                found[-1] = (found[-1][0], row + 1)
            else:
                found.append((row, row + 1))
        return found

    def is_prose(self, row: int, start: int, end: int) -> bool:
        """Whether a row is running text, a heading or a title rather than a row of a table."""
        if not self._is_lone(row):
            return False
        text = self.text(row, self._printed[row][0])
        tabular = [other for other in range(start, end) if not self._is_lone(other)]
        if not tabular or is_prose(text):
            return True
        heading = bool(line_words().section.match(text))
        if row < tabular[0]:
            return heading or row + 1 < tabular[0] or len(text) > _HEADER
        return self._is_wide(row, start, end) and (heading or row > tabular[-1])

    def _is_lone(self, row: int) -> bool:
        """A single text and nothing else, which no cell from above shares the row with."""
        columns = self._printed[row]
        if len(columns) != 1 or self._covered.get((row, columns[0]), (row, 0))[0] != row:
            return False
        if self._spans.get((row, columns[0]), (1, 1))[0] > 1:
            return False
        return not line_words().value.fullmatch(folded(self.text(row, columns[0])).strip())

    def _is_wide(self, row: int, start: int, end: int) -> bool:
        """Merged over all columns that are printed in its run."""
        column = self._printed[row][0]
        left, right = self._extent(start, end)
        return column <= left and column + self._spans.get((row, column), (1, 1))[1] >= right > left + 1

    def _extent(self, start: int, end: int) -> tuple[int, int]:
        """First column and end of what is printed in some rows."""
        rows = range(start, end)
        left = min(self._printed[row][0] for row in rows)
        return left, max(column + self._span(row, column)[1] for row in rows for column in self._printed[row])

    def _span(self, row: int, column: int) -> tuple[int, int]:
        return self._spans.get(self._covered.get((row, column), (row, column)), (1, 1))

    def table(self, start: int, end: int) -> Table:
        """The rows as a table, every slot of it in a cell."""
        left, right = self._extent(start, end)
        cells = []
        for row in range(start, end):
            for column in range(left, right):
                top, first = self._covered.get((row, column), (row, column))
                if (max(top, start), max(first, left)) == (row, column):
                    height, width = self._spans.get((top, first), (1, 1))
                    cells.append(
                        Cell(
                            row - start,
                            column - left,
                            self._sheet.rows[top][first],
                            Place(element=self.name(row, column)),
                            min(top + height, end) - row,
                            min(first + width, right) - column,
                        )
                    )
        place = Place(element=f"{self.name(start, left)}:{self._label(end - 1, right - 1)}")
        return Table(cells, end - start, right - left, place)
