"""A second reading of the tables, independent of spans and grids: labels and figures in the order they are printed.

Used when a tie fails: if this reading gives the same figures, the report itself does not balance; if it differs,
the reading is in doubt. It answers only for rows whose figures are exactly as many as the table has columns. A table
that stands in running text is followed word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nianbao.codebook import ColumnSpec, Edition, RowSpec, TableSpec
from nianbao.extract.cells import is_value_like, read_cell, units
from nianbao.extract.forms.flattened import loose_text
from nianbao.extract.forms.labels import TableLabels, table_labels
from nianbao.extract.forms.recognise import find_fragments
from nianbao.model import Cell, Document, Place
from nianbao.text.fold import squeeze

Number = int | float
_WORD = re.compile(r"\S+")


def read_by_flow(document: Document, edition: Edition, year: int | None) -> dict[str, Number]:
    """Value by key for every row this way of reading can answer for."""
    values: dict[str, Number] = {}
    fragments = find_fragments(document, edition, year)
    words: list[Cell] | None = None
    for table in edition.tables:
        own = [f for f in fragments if f.labels.table is table]
        if own:
            cells = [cell for f in own for cell in f.table.cells if cell.row in f.rows]
            values.update(_read(cells, own[0].labels, ruled=all(f.table.ruled for f in own)))
        else:
            words = words if words is not None else _words(document)
            values.update(_read(words, table_labels(table), ruled=False))
    return values


def _words(document: Document) -> list[Cell]:
    """The running text as cells in a row, one for each word."""
    found = enumerate(_WORD.finditer(loose_text(document)))
    return [Cell(0, at, word[0], Place(start=word.start(), end=word.end())) for at, word in found]


def _read(cells: Sequence[Cell], labels: TableLabels, *, ruled: bool) -> Iterator[tuple[str, Number]]:
    table = labels.table
    if table.bare_order:
        yield from _line(cells, table, labels)
        return
    printed = _printed_columns(cells, labels) if ruled or not table.complete else []
    for row, unit, texts in _rows(cells, labels):
        columns = _columns_of(row, table, printed)
        name = row.subtotal if row.is_group else row.id
        texts = _without_blank_ends(texts, len(columns))
        if name is None or len(texts) != len(columns):
            continue
        for column, text in zip(columns, texts, strict=True):
            kind = row.type or column.type
            due = row.unit or column.unit
            state, value = read_cell(text, kind, unit if kind == "money" and unit != due else "")
            if state == "value" and value is not None:
                yield table.figure_key(name, column.id), value


def _columns_of(row: RowSpec, table: TableSpec, printed: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    """The columns of a row in the order their labels stand beside each other; else in that of the form."""
    own = list(table.columns_of(row))
    seen = [column for column in printed if column in own]
    if not table.complete and len(own) > 1:
        return seen
    return seen if len(seen) == len(own) else own


def _printed_columns(cells: Sequence[Cell], labels: TableLabels) -> list[ColumnSpec]:
    """The columns that have a label on the table, from left to right, each once."""
    found: dict[str, tuple[int, ColumnSpec]] = {}
    for cell in cells:
        match = labels.columns.match(cell.text) if cell.text.strip() and not is_value_like(cell.text) else None
        if match is not None and cell.column_span == 1:
            found.setdefault(match.spec.id, (cell.column, match.spec))
    return [spec for _, spec in sorted(found.values(), key=lambda pair: pair[0])]


def _without_blank_ends(texts: list[str], wanted: int) -> list[str]:
    """Without the empty cells that a label merged over several columns leaves, where there are too many."""
    while len(texts) > wanted and not texts[0].strip():
        texts = texts[1:]
    while len(texts) > wanted and not texts[-1].strip():
        texts = texts[:-1]
    return texts


def _rows(cells: Sequence[Cell], labels: TableLabels) -> Iterator[tuple[RowSpec, str, list[str]]]:
    """Each row label with the unit behind it and the cells between it and the next label."""
    row: RowSpec | None = None
    unit = ""
    texts: list[str] = []
    seen: set[str] = set()
    for cell in cells:
        if is_value_like(cell.text):
            texts.append(cell.text)
        elif row is not None and not texts and squeeze(cell.text) in units():
            unit = squeeze(cell.text)
        else:
            if row is not None:
                yield row, unit, texts
            row, unit, texts = _named(cell.text, labels, seen), "", []
    if row is not None:
        yield row, unit, texts


def _named(text: str, labels: TableLabels, seen: set[str]) -> RowSpec | None:
    """The row a label names; of rows with the very same label the next one that has not been named yet."""
    match = labels.rows.match(text)
    if match is None:
        return None
    row = next((spec for spec in (match.spec, *match.others) if spec.id not in seen), match.spec)
    seen.add(row.id)
    return row


def _line(cells: Sequence[Cell], table: TableSpec, labels: TableLabels) -> Iterator[tuple[str, Number]]:
    """A table printed as one line: its figures behind the last of its labels, in the order the blocks are named."""
    last = max((at for at, cell in enumerate(cells) if _is_column(cell, labels)), default=-1)
    texts = _values_after(cells, last)
    named = [match.spec for cell in cells[: last + 1] if (match := labels.rows.match(cell.text)) and match.exact]
    blocks = list({row.id: row for row in reversed(named)}.values())[::-1]
    rows = blocks if len(blocks) == len(table.rows) else list(table.rows)
    keys = [table.figure_key(row.id, column.id) for row in rows for column in table.columns]
    if len(texts) != len(keys):
        return
    for key, text in zip(keys, texts, strict=True):
        state, value = read_cell(text, "count")
        if state == "value" and value is not None:
            yield key, value


def _is_column(cell: Cell, labels: TableLabels) -> bool:
    return not is_value_like(cell.text) and labels.columns.match(cell.text) is not None


def _values_after(cells: Sequence[Cell], last: int) -> list[str]:
    """The figures that follow each other behind a place, blanks left out."""
    found: list[str] = []
    for cell in cells[last + 1 :]:
        if not is_value_like(cell.text):
            break
        if cell.text.strip():
            found.append(cell.text)
    return found
