"""A second reading of the tables, independent of spans and grids: labels and figures in the order they are printed.

Used when a tie fails: if this reading gives the same figures, the report itself does not balance; if it differs,
the reading is in doubt. It answers only for rows whose figures are exactly as many as the form has columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nianbao.codebook import Edition, RowSpec, TableSpec
from nianbao.extract.cells import is_value_like, read_cell
from nianbao.extract.forms.labels import TableLabels
from nianbao.extract.forms.recognise import find_fragments
from nianbao.model import Cell, Document

Number = int | float


def read_by_flow(document: Document, edition: Edition, year: int | None) -> dict[str, Number]:
    """Value by key for every row this way of reading can answer for."""
    values: dict[str, Number] = {}
    fragments = find_fragments(document, edition, year)
    for table in edition.tables:
        own = [f for f in fragments if f.labels.table is table]
        if own:
            cells = [cell for f in own for cell in f.table.cells if cell.row in f.rows]
            values.update(_read(cells, own[0].labels))
    return values


def _read(cells: Sequence[Cell], labels: TableLabels) -> Iterator[tuple[str, Number]]:
    table = labels.table
    if table.bare_order:
        yield from _line(cells, table)
        return
    for row, texts in _rows(cells, labels):
        columns = list(table.columns_of(row))
        name = row.subtotal if row.is_group else row.id
        if name is None or len(texts) != len(columns):
            continue
        for column, text in zip(columns, texts, strict=True):
            state, value = read_cell(text, row.type or column.type)
            if state == "value" and value is not None:
                yield table.figure_key(name, column.id), value


def _rows(cells: Sequence[Cell], labels: TableLabels) -> Iterator[tuple[RowSpec, list[str]]]:
    """Each row label with the cells between it and the next label."""
    row: RowSpec | None = None
    texts: list[str] = []
    for cell in cells:
        if is_value_like(cell.text):
            texts.append(cell.text)
            continue
        if row is not None:
            yield row, texts
        match = labels.rows.match(cell.text)
        row, texts = (match.spec if match else None), []
    if row is not None:
        yield row, texts


def _line(cells: Sequence[Cell], table: TableSpec) -> Iterator[tuple[str, Number]]:
    """A table printed as one line: its figures in the order of the form."""
    texts = [cell.text for cell in cells if is_value_like(cell.text) and cell.text.strip()]
    keys = [table.figure_key(row.id, column.id) for row in table.rows for column in table.columns]
    if len(texts) != len(keys):
        return
    for key, text in zip(keys, texts, strict=True):
        state, value = read_cell(text, "count")
        if state == "value" and value is not None:
            yield key, value
