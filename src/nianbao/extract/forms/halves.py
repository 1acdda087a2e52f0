"""A long table printed as two or three columns of lines side by side: each is read as a table of its own.

统计指标 | 单位 | 统计数 | 统计指标 | 单位 | 统计数: the header says it by repeating itself, and the rows of the form
must go on in the next part where they ended in the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from nianbao.extract.forms.headers import distinct
from nianbao.extract.forms.labels import Kind, TableLabels, fold
from nianbao.model import Cell, Table

_HEADER_ROWS = 4
"""Rows among which the header stands: a title and who filled it in may come first."""
_MOST = 4


def side_by_side(table: Table, specs: Sequence[TableLabels]) -> list[Table]:
    """The parts of a table that stand side by side, from left to right; the table itself where it has no parts.

    The cells of a part keep their columns. Cells that reach over several parts (a title, a note) belong to none.
    """
    lists = [spec for spec in specs if spec.table.unit_headers]
    for labels in lists if table.cells else ():
        starts = _starts(table, labels)
        if not starts:
            continue
        parts = [_part(table, *edges) for edges in pairwise([*starts, table.column_count])]
        if _goes_on(parts, labels):
            return parts
    return [table]


def _starts(table: Table, labels: TableLabels) -> list[int]:
    """Where the repeated header begins, each time; empty when no header is repeated."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.row < _HEADER_ROWS and cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        if not any(labels.kind(cell.text) is Kind.COLUMN for cell in cells):
            continue
        cells.sort(key=lambda cell: cell.column)
        texts = [fold(cell.text) for cell in cells]
        for times in range(2, _MOST + 1):
            size = len(texts) // times
            if size >= 2 and texts == texts[:size] * times:
                return [0, *(cells[at].column for at in range(size, len(cells), size))]
    return []


def _part(table: Table, start: int, end: int) -> Table:
    cells = [c for c in table.cells if start <= c.column and c.column + c.column_span <= end]
    return replace(table, cells=cells)


def _goes_on(parts: Sequence[Table], labels: TableLabels) -> bool:
    """Every part has rows of the form, and read one after the other they stand in the order of the form."""
    order = {row.id: at for at, row in enumerate(labels.table.rows)}
    found = [[order[name] for name in _named(part, labels)] for part in parts]
    return all(found) and all(one < other for one, other in pairwise(chain.from_iterable(found)))


def _named(part: Table, labels: TableLabels) -> Iterator[str]:
    """The rows named in a part; a label that several rows share says nothing of the order."""
    for slots in part.grid():
        for cell in distinct(slots):
            match = labels.rows.match(cell.text) if labels.kind(cell.text) in (Kind.ROW, Kind.GROUP) else None
            if match is not None and match.exact and not match.others:
                yield match.spec.id
