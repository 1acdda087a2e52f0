"""Where the figures of a table of the form stand, and what does not fit: found from labels and spans alone.

The outcome is a list of steps over numbered cells, to be carried out with the cells of any report of that shape. Steps
are remembered, so nobody changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from nianbao.codebook import Edition, KeySpec
from nianbao.extract.cells import NO_UNIT, read_cell, unit_in
from nianbao.extract.forms.bands import lines_of
from nianbao.extract.forms.bare import bare_header, is_bare
from nianbao.extract.forms.continued import completed
from nianbao.extract.forms.labels import TableLabels
from nianbao.extract.forms.naming import name_lines
from nianbao.extract.forms.parts import Header, Line
from nianbao.extract.forms.placing import Placed, place
from nianbao.extract.forms.recognise import Fragment
from nianbao.extract.forms.shape import FIGURE, Memory, Shape, blank_form
from nianbao.model import Cell, Table
from nianbao.text.fold import short_label

Standing = Literal["printed", "missing", "unaligned"]


@dataclass(slots=True)
class Crossing:
    """The place of one figure. Cells are numbered through all Table blocks of the form's table."""

    spec: KeySpec
    standing: Standing
    """In its cell; nowhere; or in a row nobody can align with its header."""
    cell: int
    """Its cell, or the first one of the row."""
    block: int
    """Which Table block its row stands in."""
    unit: str | None
    printed_unit: str
    """Empty where no unit is printed that changes anything."""
    unit_of_caption: bool
    """Money without a unit of its own: the line above the table may print one."""
    shared: bool
    """One printed cell over several crossings."""
    row: tuple[int, ...]
    """All cells of the row, where it is unaligned."""
    key: str
    """Of the figure."""
    plain: bool
    """Digits alone are the number: in a cell of its own, with no unit that changes it."""


@dataclass(slots=True)
class Remark:
    """Something to be said of a cell. Its text is a label, else the row's, else the cell's own."""

    kind: str
    cell: int
    block: int
    label: str | None = None
    row: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(slots=True)
class Stranger:
    """A line whose label the form does not have: worth a remark when it holds figures."""

    kind: Literal["extra_row", "unplaced_row"]
    cell: int
    block: int
    values: tuple[int, ...]
    row: tuple[int, ...]


Step = Crossing | Remark | Stranger


@dataclass(slots=True)
class Blocks:
    """The Table blocks (or their parts side by side) that hold one table of the form, and which of their rows do."""

    tables: list[Table]
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    """Block and rows, in reading order."""
    indexes: list[int]
    """Which Table blocks of the document they are, or are parts of."""
    labels: TableLabels
    shapes: tuple[Shape, ...]
    """Of the Table blocks."""

    @classmethod
    def of(cls, fragments: Sequence[Fragment]) -> Blocks:
        """From the fragments of one table of the form."""
        firsts = {(fragment.table_index, fragment.part): fragment for fragment in reversed(fragments)}
        keys = sorted(firsts)
        parts = tuple((keys.index((fragment.table_index, fragment.part)), fragment.rows) for fragment in fragments)
        tables, shapes = [firsts[key].table for key in keys], tuple(firsts[key].shape for key in keys)
        return cls(tables, parts, [index for index, _ in keys], fragments[0].labels, shapes)

    @property
    def cells(self) -> list[Cell]:
        """All cells, by their numbers."""
        return list(chain.from_iterable([table.cells for table in self.tables]))


def find_steps(blocks: Blocks, edition: Edition, year: int | None) -> list[Step]:
    """The steps for tables of this shape, found or remembered."""
    key = (id(edition), blocks.labels.table.id, year, blocks.parts, blocks.shapes)
    known = STEPS.recall(key, edition)
    if known is not None:
        return known
    emptied = replace(blocks, tables=[blank_form(table) for table in blocks.tables])
    steps = _Finder(emptied, edition, year, blank=True).find()
    if steps is None:  # it takes the figures themselves, so what is found holds for this report only
        return _Finder(blocks, edition, year, blank=False).find() or []
    return STEPS.keep(key, edition, steps)


STEPS: Memory[list[Step]] = Memory()


class _Finder:
    """Finds the steps of one table of the form."""

    def __init__(self, blocks: Blocks, edition: Edition, year: int | None, *, blank: bool) -> None:
        self._blocks = blocks
        self._labels = blocks.labels
        self._edition = edition
        self._year = year
        self._blank = blank
        self._numbers = {id(cell): number for number, cell in enumerate(blocks.cells)}
        self._headers: list[Header] = []

    def find(self) -> list[Step] | None:
        """The steps in reading order; None when a figure taken out has a say in where figures stand."""
        lines = name_lines(_carry_headers(self._lines()), self._labels)
        if self._blank and any(self._needs_figures(line) for line in lines):
            return None
        steps: list[Step] = []
        for line in lines:
            if is_bare(line, self._labels.table):
                line.header = self._bare_header(line)
            if line.cells:
                steps.extend(self._steps(line))
        return None if self._blank and any(_is_unit_lost(step) for step in steps) else steps

    def _bare_header(self, line: Line) -> Header | None:
        """A header for a line of figures alone, from the labels that stand on the table all the same."""
        texts = [cell.text for cell in self._blocks.cells if cell.text.strip()]
        rows = [match.spec for text in texts if (match := self._labels.rows.match(text))]
        columns = [found.spec for text in texts if (found := self._labels.columns.match(text))]
        printed = list({row.id: row for row in rows}.values())
        return bare_header(line, self._labels.table, self._edition, printed, columns)

    def _lines(self) -> Iterator[Line]:
        grids = [table.grid() for table in self._blocks.tables]
        for block, rows in self._blocks.parts:
            yield from lines_of(self._blocks.tables[block], grids[block], block, rows, self._labels, self._year)

    def _needs_figures(self, line: Line) -> bool:
        """A figure stands among the labels, or the figures alone can tell what they are."""
        return any(label.text == FIGURE for label in line.labels) or is_bare(line, self._labels.table)

    def _steps(self, line: Line) -> Iterator[Step]:
        if not line.address and not (line.header is not None and line.header.says_all):
            yield self._stranger(line)
            return
        yield from self._of_header(line)
        placement = place(line, self._labels)
        if line.address and not line.address.exact:
            yield self._remark("damaged_label", line, line.labels[-1], line.label_text)
        yield from self._of_variant(line)
        for cell in placement.surplus:
            yield self._remark("extra_column", line, cell)
        if not placement.fits:
            yield replace(self._remark("ragged_row", line, line.cells[0]), row=self._row(line))
        row_unit = unit_in(line.label_text)
        for placed in placement.placed:
            yield from self._crossing(placed, line, row_unit or placed.unit, placement.fits)

    def _of_variant(self, line: Line) -> Iterator[Remark]:
        """A label that is known and yet not the official one (规范性文件 for 行政规范性文件)."""
        row, table = line.address.row, self._labels.table
        if row is None or not line.labels or not line.address.exact or row.local:
            return
        named = self._labels.rows.match(line.label_text)  # a list's last label names a column
        if named is not None and short_label(line.label_text) != short_label(row.zh):
            key = table.figure_key(row.subtotal or row.id, next(table.columns_of(row)).id)
            yield replace(self._remark("variant_label", line, line.labels[-1], line.label_text), keys=(key,))

    def _of_header(self, line: Line) -> Iterator[Remark]:
        """Mistyped column labels, once for each header."""
        if line.header is None or any(line.header is known for known in self._headers):
            return
        self._headers.append(line.header)
        for leaf in line.header.leaves:
            if leaf.address and not leaf.address.exact:
                yield self._remark("damaged_label", line, line.cells[0], leaf.text)

    def _stranger(self, line: Line) -> Stranger:
        kind: Literal["extra_row", "unplaced_row"] = "extra_row" if line.labels else "unplaced_row"
        at = line.labels[-1] if line.labels else line.cells[0]
        return Stranger(kind, self._number(at), line.table_index, self._all(line.values), self._row(line))

    def _crossing(self, placed: Placed, line: Line, printed: str, fits: bool) -> Iterator[Step]:
        spec = self._spec(placed)
        if spec is None:
            if placed.cell is not None and read_cell(placed.cell.text, "money")[0] in ("value", "unreadable"):
                yield self._remark("misplaced_figure", line, placed.cell)
            return
        standing: Standing = "printed" if placed.cell is not None else "missing" if fits else "unaligned"
        printed_unit = "" if printed in (spec.unit, *NO_UNIT) else printed
        shared = placed.shared or _is_taller_than_its_row(placed.cell, line)
        yield Crossing(
            spec,
            standing,
            self._number(placed.cell or line.cells[0]),
            line.table_index,
            spec.unit or placed.unit or None,
            printed_unit,
            spec.type == "money" and printed in NO_UNIT,
            shared,
            () if placed.cell is not None or fits else self._row(line),
            spec.key,
            standing == "printed" and spec.type != "money" and not printed_unit and not shared,
        )

    def _spec(self, placed: Placed) -> KeySpec | None:
        row, column = placed.address.row, placed.address.column
        if row is None or column is None:
            return None
        return self._edition.crossings.get((self._labels.table.id, row.id, column.id))

    def _remark(self, kind: str, line: Line, cell: Cell, label: str | None = None) -> Remark:
        return Remark(kind, self._number(cell), line.table_index, label)

    def _row(self, line: Line) -> tuple[int, ...]:
        return self._all(line.cells)

    def _all(self, cells: Iterable[Cell]) -> tuple[int, ...]:
        return tuple(map(self._number, cells))

    def _number(self, cell: Cell) -> int:
        return self._numbers[id(cell)]


def _is_taller_than_its_row(cell: Cell | None, line: Line) -> bool:
    """The cell is merged over rows that its label is not: drifting borders may cut a row of the grid in two."""
    if cell is None or cell.row_span == 1:
        return False
    label = line.labels[-1] if line.labels else None
    return label is None or (label.row, label.row_span) != (cell.row, cell.row_span)


def _is_unit_lost(step: Step) -> bool:
    """A figure stands where the unit should."""
    return isinstance(step, Crossing) and FIGURE in (step.unit, step.printed_unit)


def _carry_headers(lines: Iterable[Line]) -> list[Line]:
    """Give lines of a fragment without a header the header of the fragment before.

    Grid columns of two fragments need not agree (a page break drops the merged corner). Where the reader gives boxes
    the header is applied by position on the page; else by column when the grids are equally wide, or by order with
    an exact count: the line is marked ragged for that.
    """
    carried: Header | None = None
    made: dict[int, Header] = {}
    result: list[Line] = []
    for line in lines:
        if line.header is not None:
            if carried is not None and line.header is not carried and id(line.header) not in made:
                made[id(line.header)] = completed(line.header, carried)
            carried = line.header = made.get(id(line.header), line.header)
        elif carried is not None:
            line.header, line.carried = carried, True
            line.ragged = line.ragged or line.width != carried.width or _on_page(line)
        result.append(line)
    return result


def _on_page(line: Line) -> bool:
    return any(cell.place.bbox for cell in line.cells)
