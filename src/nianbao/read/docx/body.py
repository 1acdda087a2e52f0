"""From the body of a Word document to blocks in reading order."""

from __future__ import annotations

from typing import Any

from nianbao.errors import TooLarge
from nianbao.model import Block, Paragraph, Picture, Place, ReaderNote, Table
from nianbao.read.docx.grid import Row, RowCell, lay_out_rows
from nianbao.read.docx.inline import Inline, read_inline
from nianbao.read.docx.names import ALT_CHUNK, SUB_DOC, TBL, P
from nianbao.read.docx.styles import Styles
from nianbao.read.docx.table import CellElement, RowElement, is_frame, read_rows, unwrapped
from nianbao.read.limits import MAX_CELLS, MAX_NESTING, MAX_SLOTS
from nianbao.read.unknown import UNKNOWN

_LEFT_OUT = frozenset({ALT_CHUNK, SUB_DOC})


class BodyReader:
    """Walks containers (body, text box, cell of a frame) and appends blocks.

    Paragraphs and tables are numbered as they are walked, which is document order with a text box after the
    paragraph that anchors it.
    """

    def __init__(self, styles: Styles, targets: dict[str, str], path: str) -> None:
        self.blocks: list[Block] = []
        self.lines: list[str] = []
        """The text of all paragraphs; ``Document.text`` joins them by ``\\n``."""
        self._styles = styles
        self._targets = targets
        self._path = path
        self._offset = 0
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0
        self._depth = 0
        self._notes: dict[str, ReaderNote] = {}

    @property
    def notes(self) -> list[ReaderNote]:
        """Each kind of note once, at the first place that gave rise to it."""
        return list(self._notes.values())

    def read(self, container: Any) -> None:
        """Append the blocks of a container."""
        held = ""
        for node in unwrapped(container):
            if node.tag == P:
                held = self._paragraph(node, held)
            elif node.tag == TBL:
                self._table(node)
            elif node.tag in _LEFT_OUT:
                self._note("read.part_left_out", Place(), "embedded document")
        if held:
            self._append_lines(held, Place(element=f"p[{self._paragraphs}]"), False)

    def _paragraph(self, node: Any, held: str) -> str:
        """Append a paragraph and what hangs on it; returns text that belongs to the next paragraph."""
        inline, place = self._inline(node)
        text = held + inline.text
        if inline.style.contents:
            self._note("read.contents_left_out", place)
            return ""
        if not inline.joined:
            self._append_lines(text, place, inline.heading)
            text = ""
        self._attachments(inline, place)
        return text

    def _inline(self, node: Any) -> tuple[Inline, Place]:
        self._paragraphs += 1
        return read_inline(node, self._styles), Place(element=f"p[{self._paragraphs}]")

    def _append_lines(self, text: str, place: Place, heading: bool) -> None:
        for line in text.split("\n"):
            line = line.strip()
            if line:
                self.blocks.append(Paragraph(line, self._offset, place, heading))
                self.lines.append(line)
                self._offset += len(line) + 1

    def _attachments(self, inline: Inline, place: Place) -> None:
        for relation in inline.pictures:
            self.blocks.append(Picture(place, self._targets.get(relation, relation)))
        for box in inline.boxes:
            self.read(box)

    def _table(self, node: Any) -> None:
        self._depth += 1
        self._refuse_size("nesting", MAX_NESTING, self._depth)
        self._read_table(node)
        self._depth -= 1

    def _read_table(self, node: Any) -> None:
        self._tables += 1
        name = f"table[{self._tables}]"
        rows = read_rows(node)
        if is_frame(rows):
            for row in rows:
                for cell in row.cells:
                    self.read(cell.node)
            return
        later: list[tuple[Inline, Place] | Any] = []
        grid = lay_out_rows([self._row(row, name, later) for row in rows])
        self._refuse_size("slots", MAX_SLOTS, grid.row_count * grid.column_count)
        place = Place(element=name)
        if grid.covered_text:
            self._note("read.covered_text", place)
        self.blocks.append(Table(grid.cells, grid.row_count, grid.column_count, place, grid.ragged_rows))
        self._append_later(later)

    def _append_later(self, later: list[tuple[Inline, Place] | Any]) -> None:
        """What stands in or hangs on cells as a block of its own comes after the table."""
        for item in later:
            if isinstance(item, tuple):
                self._attachments(*item)
            else:
                self._table(item)

    def _row(self, row: RowElement, table: str, later: list[tuple[Inline, Place] | Any]) -> Row:
        self._cells += len(row.cells)
        self._refuse_size("cells", MAX_CELLS, self._cells)
        name = f"{table}/tr[{row.number}]"
        return Row([self._cell(cell, name, later) for cell in row.cells], row.before, row.after)

    def _cell(self, cell: CellElement, row: str, later: list[tuple[Inline, Place] | Any]) -> RowCell:
        text = self._cell_text(cell.node, later)
        place = Place(element=f"{row}/td[{cell.number}]")
        return RowCell(text, place, cell.span, cell.vertical, cell.horizontal, cell.sound)

    def _cell_text(self, cell: Any, later: list[tuple[Inline, Place] | Any]) -> str:
        lines: list[str] = []
        held, hung = "", len(later)
        symbols = False
        for node in unwrapped(cell):
            if node.tag == P:
                inline, place = self._inline(node)
                held += inline.text
                symbols = symbols or inline.symbols
                if inline.pictures or inline.boxes:
                    later.append((inline, place))
                if not inline.joined:
                    lines.append(held)
                    held = ""
            elif node.tag == TBL:
                bordered = _single_cell(node)
                if bordered is None:
                    later.append(node)
                else:
                    lines.append(held + self._bordered(bordered, later))
                    held = ""
        text = "\n".join([*lines, held]).strip("\n")
        # A picture, a box or a table in a cell without text is printed, so the cell is not blank.
        return text if text.strip() or not (symbols or len(later) > hung) else UNKNOWN

    def _bordered(self, cell: Any, later: list[tuple[Inline, Place] | Any]) -> str:
        """The text of a table of one cell in a cell: a border around it."""
        self._depth += 1
        self._refuse_size("nesting", MAX_NESTING, self._depth)
        self._tables += 1
        text = self._cell_text(cell, later)
        self._depth -= 1
        return text

    def _refuse_size(self, what: str, limit: int, actual: int) -> None:
        if actual > limit:
            raise TooLarge(self._path, what=what, limit=limit, actual=actual)

    def _note(self, code: str, place: Place, detail: str = "") -> None:
        self._notes.setdefault(code, ReaderNote(code, place, detail))


def _single_cell(table: Any) -> Any | None:
    """The cell of a table that has but one."""
    rows = read_rows(table)
    return rows[0].cells[0].node if len(rows) == 1 and len(rows[0].cells) == 1 else None
