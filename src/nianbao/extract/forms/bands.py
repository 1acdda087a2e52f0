"""Cutting a table into header bands and lines: which rows head columns, which carry figures.

A table of the form may hold several header bands (table two has one per block of article 20), may begin in the
middle of a group (a page break), and may print either dimension on either side (table four stands as fifteen
columns, as three rows of five, or as a list). So each row is judged by the labels it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nianbao.extract.forms.headers import build_header, distinct
from nianbao.extract.forms.labels import Kind, TableLabels
from nianbao.extract.forms.parts import Grid, Header, Line
from nianbao.model import Cell, Table
from nianbao.text.dates import find_years


class _RowFacts:
    """How many cells of each kind a row holds."""

    __slots__ = ("_cells", "_kinds")

    def __init__(self, cells: Sequence[Cell], labels: TableLabels) -> None:
        self._cells = cells
        self._kinds = [labels.kind(cell.text) for cell in cells]

    def __getitem__(self, kind: Kind) -> int:
        return self._kinds.count(kind)

    @property
    def furniture_after_row(self) -> bool:
        """行政复议 | 行政诉讼 heads columns, whatever its corner says; 行政诉讼 | 复议后起诉 begins a line."""
        if Kind.ROW not in self._kinds:
            return False
        at = self._kinds.index(Kind.ROW)
        behind = self._kinds[at:]
        # Over several columns it heads them, whatever column somebody put in beside.
        return Kind.FURNITURE in behind and (Kind.STRANGER not in behind or self._cells[at].column_span > 1)


def lines_of(
    table: Table, grid: Grid, table_index: int, rows: Sequence[int], labels: TableLabels, year: int | None
) -> Iterator[Line]:
    """The lines of one table (of its rows ``rows``), each with the header band above it."""
    header: Header | None = None
    band: list[int] = []
    for number in rows:
        cells = distinct(grid[number])
        facts = _RowFacts(cells, labels)
        if _is_header(facts, bare_order=labels.table.bare_order):
            band.append(number)
            continue
        if band:
            header = build_header(table, grid, band, labels, year) or header
            band = []
        if _is_line(facts, header) and not _is_other_years(cells, header, year):
            yield Line(table_index, number, cells, header, number in table.ragged_rows, table.ruled, table.column_count)
    if band:
        # A header whose lines follow on the next page: hand it on as a line without cells.
        built = build_header(table, grid, band, labels, year)
        if built is not None:
            yield Line(table_index, band[-1], [], built, False, table.ruled)


def _is_header(facts: _RowFacts, *, bare_order: bool) -> bool:
    if facts[Kind.NUMBER]:
        return False
    if facts[Kind.COLUMN] + facts[Kind.EITHER] >= 2 or facts[Kind.ROW] >= 2:
        return True
    if facts[Kind.COLUMN] and not facts[Kind.ROW] and not facts[Kind.GROUP]:
        return True
    if facts.furniture_after_row:
        return True
    if facts[Kind.ROW] and not facts[Kind.STRANGER]:
        # 行政复议 alone over its five columns, in a table that holds one block of table four only.
        return not facts[Kind.BLANK] and (facts[Kind.EITHER] > 0 or bare_order)
    return facts[Kind.FURNITURE] > 0 and not (facts[Kind.ROW] or facts[Kind.GROUP] or facts[Kind.EITHER])


def _is_other_years(cells: Sequence[Cell], header: Header | None, year: int | None) -> bool:
    """A line below a header that says all, named after another year (2022年 | 0 | 1 ... in the report for 2023)."""
    if header is None or not header.says_all or year is None:
        return False
    named = {found for cell in cells if cell.column < header.value_start for found, _, _ in find_years(cell.text)}
    return bool(named) and year not in named


def _is_line(facts: _RowFacts, header: Header | None) -> bool:
    if facts[Kind.ROW] or facts[Kind.GROUP] or facts[Kind.EITHER] or facts[Kind.NUMBER]:
        return True
    if header is not None and header.says_all:
        return facts[Kind.BLANK] > 0 and not facts[Kind.STRANGER]
    return facts[Kind.STRANGER] > 0 and facts[Kind.BLANK] > 0
