"""Tables: which of them only frame the page, and the grid of those that hold figures.

A frame is dissolved into its content. A table of figures keeps its grid even when the rest of the page has
slid into one of its cells (an unclosed ``<td>``): what slid in is printed behind the table, and the row is
ragged.
"""

from __future__ import annotations

import re

from nianbao.model import Cell, Place, Table
from nianbao.read.grid import Layout
from nianbao.read.html.flow import Grid, Image, Item, Line, RawCell, RawTable, Settled, is_blank, trim
from nianbao.read.html.grids import lay_out_rows, place_of

_LONG = 150
"""Characters from which a cell with several sentences is running text."""
_LINES = 3
_FIGURE_ROWS = 2
"""So many rows with figures make a table, whatever else is in its cells."""
_FIGURE = re.compile(r"[\s^{}+\-−－—/／.,，%]*(?:\d[\s\d.,，]*)?\D{0,2}|[-—/／]")
_ORDER = {"thead": 0, "tbody": 1, "tfoot": 2}


def settle(items: list[Item], path: str) -> list[Settled]:
    """The items with every table dissolved or laid out, in reading order. Raises TooLarge."""
    settled: list[Settled] = []
    waiting = items[::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, RawTable):
            waiting.extend(reversed(_resolve(item, settled, path)))
        elif isinstance(item, Image | Grid):
            settled.append(item)
        else:
            _settle_line(item, settled)
    return settled


def _settle_line(line: Line, settled: list[Settled]) -> None:
    """Lines of dissolved cells may be blank and indented; those of the page are not."""
    line.text = trim(line.text)
    if line.text:
        settled.append(line)


def _resolve(table: RawTable, settled: list[Settled], path: str) -> list[Item]:
    """Lay the table out, or not; what is returned comes next and may hold tables itself."""
    rows, section_ends = _rows(table)
    cells = [cell for row in rows for cell in row]
    if not table.plain:
        for cell in cells:
            _unframe(cell)
    if _is_frame(table, rows, cells):
        return table.caption + [item for cell in table.cells() for item in cell.items]
    for line in table.caption:
        if isinstance(line, Line):
            _settle_line(line, settled)
    slid_in: list[Item] = [item for item in table.caption if not isinstance(item, Line)]
    layout = lay_out_rows([[cell.span for cell in row] for row in rows], section_ends, path)
    settled.append(_grid(table, cells, layout, slid_in))
    return slid_in


def _rows(table: RawTable) -> tuple[list[list[RawCell]], list[int]]:
    """Rows as printed: head first, foot last; and where the sections end."""
    rows: list[list[RawCell]] = []
    ends: list[int] = []
    for section in sorted(table.sections, key=lambda section: _ORDER[section.kind]):
        rows.extend(section.rows)
        ends.append(len(rows))
    return rows, ends


# -- frames


def _unframe(cell: RawCell) -> None:
    """A table of one cell within a cell is a border, not a table."""
    if not any(isinstance(item, RawTable) for item in cell.items):
        return
    waiting, cell.items = cell.items[::-1], []
    while waiting:
        item = waiting.pop()
        inner = item.cells() if isinstance(item, RawTable) and not item.caption else []
        if len(inner) == 1:
            waiting.extend(reversed(inner[0].items))
        else:
            cell.items.append(item)


def _is_frame(table: RawTable, rows: list[list[RawCell]], cells: list[RawCell]) -> bool:
    """Whether the table only arranges the page: no figures, or one column, or cells full of running text."""
    if max(map(len, rows), default=0) <= 1:
        return True
    if not any(map(_is_flow, _long(cells) if table.plain else cells)):
        return False
    return sum(map(_has_figures, rows)) < _FIGURE_ROWS


def _long(cells: list[RawCell]) -> list[RawCell]:
    """The cells with a long line. In a table of single lines no other cell can be running text."""
    return [cell for cell in cells for item in cell.items if isinstance(item, Line) and len(item.text) > _LONG]


def _is_flow(cell: RawCell) -> bool:
    """Running text: tables, or several sentences, or a heading with lines around it."""
    items = cell.items
    if not items:
        return False
    if len(items) == 1 and isinstance(items[0], Line):
        return _is_running(items[0].text)
    if any(isinstance(item, RawTable) for item in items):
        return True
    lines = [item for item in items if isinstance(item, Line)]
    if len(lines) >= _LINES and any(line.heading for line in lines):
        return True
    return _is_running("".join(line.text for line in lines))


def _is_running(text: str) -> bool:
    return len(text) > _LONG and text.count("。") >= 2


def _has_figures(row: list[RawCell]) -> bool:
    """At least two cells are printed, short, and one of them is a number or a placeholder."""
    texts = [_plain(cell) for cell in row if not _is_flow(cell)]
    printed = [text for text in texts if not is_blank(text)]
    return len(printed) >= 2 and any(_FIGURE.fullmatch(text.strip()) for text in printed)


def _plain(cell: RawCell) -> str:
    return "".join(item.text for item in cell.items if isinstance(item, Line))


# -- grids


def _grid(table: RawTable, raw_cells: list[RawCell], layout: Layout, slid_in: list[Item]) -> Grid:
    """The table as a grid; ``slid_in`` receives what lies in its cells and is no cell's text."""
    texts, ragged = _texts(raw_cells, layout, slid_in)
    cells = [
        Cell(row, column, text, place_of(raw.ref), row_span, column_span)
        for raw, text, (row, column, row_span, column_span) in zip(raw_cells, texts, layout.positions, strict=True)
    ]
    linked = sum([item.linked for raw in raw_cells for item in raw.items if isinstance(item, Line)])
    place = Place(element=f"table[{table.number}]")
    laid_out = Table(cells, layout.row_count, layout.column_count, place, layout.ragged | ragged)
    return Grid(laid_out, table.order, linked)


def _texts(raw_cells: list[RawCell], layout: Layout, slid_in: list[Item]) -> tuple[list[str], set[int]]:
    """The text of each cell, and the rows of the cells from which something slid out."""
    texts: list[str] = []
    ragged: set[int] = set()
    for raw, position in zip(raw_cells, layout.positions, strict=True):
        before = len(slid_in)
        texts.append(_cell_text(raw, slid_in))
        if len(slid_in) > before:
            ragged.add(position[0])
    return texts, ragged


def _cell_text(cell: RawCell, slid_in: list[Item]) -> str:
    """The cell's lines; blank ones only when there is nothing else. Tables and pictures slide out."""
    items = cell.items
    if cell.unprinted or not items:
        return ""
    if len(items) == 1 and isinstance(items[0], Line):
        return items[0].text
    if _is_flow(cell):
        items = _first_lines(items, slid_in)
    lines: list[str] = []
    for item in items:
        if isinstance(item, Line):
            lines.append(item.text)
        else:
            slid_in.append(item)
    return "\n".join([line for line in lines if not is_blank(line)] or lines[:1])


def _first_lines(items: list[Item], slid_in: list[Item]) -> list[Item]:
    """The first line of a cell that the rest of the page has slid into."""
    for index, item in enumerate(items):
        if not (isinstance(item, Line) and is_blank(item.text)):
            keep = index + 1 if isinstance(item, Line) else index
            slid_in.extend(items[keep:])
            return items[:keep]
    return items
