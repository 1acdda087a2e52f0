"""From ``w:tbl`` to rows of cell elements, and the question whether a table only arranges the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nianbao.read.docx.grid import Merge
from nianbao.read.docx.inline import chosen
from nianbao.read.docx.names import (
    ALTERNATE,
    BLOCK_WRAPPERS,
    CELL_DEL,
    DEL,
    GRID_AFTER,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    HIDDEN_ROW,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TC_PR,
    TR,
    TR_PR,
    V_MERGE,
    VAL,
    T,
)
from nianbao.read.docx.styles import is_on
from nianbao.read.limits import MAX_COLUMNS

_FRAME_CELLS = 6
_PROSE_LENGTH = 300


@dataclass(slots=True)
class CellElement:
    """One ``w:tc``; ``number`` counts from 1 within its row as written in the file."""

    node: Any
    number: int
    span: int
    vertical: Merge
    horizontal: Merge
    sound: bool


@dataclass(slots=True)
class RowElement:
    """One ``w:tr``; ``number`` counts from 1 within its table as written in the file."""

    cells: list[CellElement]
    number: int
    before: int
    after: int


def unwrapped(container: Any) -> Iterator[Any]:
    """The children of a container, with content controls, insertions and alternatives opened."""
    for child in container:
        tag = child.tag
        inside: Any | None = None
        if tag == SDT:
            inside = child.find(SDT_CONTENT)
        elif tag == ALTERNATE:
            inside = chosen(child)
        elif tag in BLOCK_WRAPPERS:
            inside = child
        else:
            yield child
        if inside is not None:
            yield from unwrapped(inside)


def read_rows(table: Any) -> list[RowElement]:
    """The rows that are printed: deleted and hidden rows, and deleted cells, are left out."""
    rows = []
    for number, node in enumerate((row for row in unwrapped(table) if row.tag == TR), 1):
        properties = node.find(TR_PR)
        if properties is not None and _is_gone(properties):
            continue
        row = RowElement(list(_cells(node)), number, 0, 0)
        if properties is not None:
            row.before = _count(properties.find(GRID_BEFORE), 0)[0]
            row.after = _count(properties.find(GRID_AFTER), 0)[0]
        if row.cells:
            rows.append(row)
    return rows


def is_frame(rows: list[RowElement]) -> bool:
    """Whether the table only arranges the page: a few cells that hold tables or long prose, or one cell."""
    cells = [cell.node for row in rows for cell in row.cells]
    if len(cells) <= 1:
        return True
    if len(cells) > _FRAME_CELLS and any(len(row.cells) > 1 for row in rows):
        return False
    return any(_holds_table(cell) or _prose_length(cell) > _PROSE_LENGTH for cell in cells)


def _is_gone(properties: Any) -> bool:
    hidden = properties.find(HIDDEN_ROW)
    return properties.find(DEL) is not None or (hidden is not None and is_on(hidden))


def _cells(row: Any) -> Iterator[CellElement]:
    for number, node in enumerate((cell for cell in unwrapped(row) if cell.tag == TC), 1):
        cell = CellElement(node, number, 1, "", "", True)
        properties = node[0] if len(node) and node[0].tag == TC_PR else node.find(TC_PR)
        if properties is None or _read_properties(properties, cell):
            yield cell


def _read_properties(properties: Any, cell: CellElement) -> bool:
    """Set spans and merges; False when the cell is a tracked deletion."""
    for node in properties:
        tag = node.tag
        if tag == GRID_SPAN:
            cell.span, cell.sound = _count(node, 1)
        elif tag == V_MERGE:
            cell.vertical = _merge(node)
        elif tag == H_MERGE:
            cell.horizontal = _merge(node)
        elif tag == CELL_DEL:
            return False
    return True


def _count(node: Any | None, least: int) -> tuple[int, bool]:
    """A count such as ``gridSpan``, and whether it is one; nonsense counts as ``least``."""
    if node is None:
        return least, True
    value = node.get(VAL, "")
    if not (value.isascii() and value.isdigit() and least <= int(value[:8]) <= MAX_COLUMNS):
        return least, False
    return int(value), True


def _merge(node: Any) -> Merge:
    return "restart" if node.get(VAL) == "restart" else "continue"


def _holds_table(cell: Any) -> bool:
    return next(cell.iter(TBL), None) is not None


def _prose_length(cell: Any) -> int:
    return sum(len(text) for text in cell.itertext(T))
