"""A draft as PDF: ruled tables, cut at the foot of the page as word processors cut them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.model import Draft, Emitted, Grid, Paragraph, layout

FONT = "STSong-Light"
_LEFT, _RIGHT, _TOP, _FOOT = 56.0, 539.0, 780.0, 64.0
_WEIGHTS = {10: [3.0, 3.5, 9.0, *[3.2] * 7], 4: [9.0, 5.0, 5.0, 5.0], 3: [14.0, 3.0, 4.0]}
_NUMBERINGS = ("- {} -", "{}", "第{}页", "— {} —")
_Box = tuple[float, float, float, float]


def pdf(draft: Draft, *, start: float | None = None, numbering: str | None = None) -> bytes:
    """The report on A4. ``start`` points are left free on top, which decides where tables are cut."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(draft.title)
    spread = sum(map(ord, draft.title)) + len(draft.truth)
    page = _Page(canvas, numbering or _NUMBERINGS[spread % 4], _TOP - (spread % 230 if start is None else start))
    for part in draft.parts:
        page.paragraph(part) if isinstance(part, Paragraph) else page.table(part)
    page.end()
    canvas.save()
    return buffer.getvalue()


class _Page:
    def __init__(self, canvas: Any, numbering: str, y: float) -> None:
        self.canvas, self.numbering, self.y, self.number = canvas, numbering, y, 1

    def end(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString((_LEFT + _RIGHT) / 2, 36, self.numbering.format(self.number))
        self.canvas.showPage()
        self.number += 1
        self.y = _TOP

    def paragraph(self, part: Paragraph) -> None:
        title = part.kind == "title"
        for line in wrapped(part.text if title else "　　" + part.text, _RIGHT - _LEFT, 16 if title else 12):
            if self.y < _FOOT:
                self.end()
            self.canvas.setFont(FONT, 16 if title else 12)
            if title:
                self.canvas.drawCentredString((_LEFT + _RIGHT) / 2, self.y, line)
            else:
                self.canvas.drawString(_LEFT, self.y, line)
            self.y -= 32 if title else 20

    def table(self, grid: Grid) -> None:
        """Rows until the page is full; merged cells go on over the page end."""
        cells = _placed(grid)
        edges, size = _edges(grid.width), 6.5 if grid.width > 12 else 9
        heights = _heights(cells, len(grid.slots), edges, size)
        first = 0
        while first < len(heights):
            last = self._last(grid, heights, first)
            if last > first:
                self._rows(cells, edges, heights, size, first, last)
            first = last
            if first < len(heights):
                self.end()
        self.y -= 24

    def _last(self, grid: Grid, heights: list[float], first: int) -> int:
        """The row before which the page ends; header rows stay with the first row of figures."""
        last, room = first, self.y - _FOOT
        stop = grid.break_before if grid.break_before is not None and grid.break_before > first else len(heights)
        while last < stop and heights[last] <= room:
            room -= heights[last]
            last += 1
        if grid.break_before is None and first == 0 and last <= grid.header and self.y < _TOP:
            return 0
        return last

    def _rows(
        self, cells: _Cells, edges: list[float], heights: list[float], size: float, first: int, last: int
    ) -> None:
        tops = [self.y - sum(heights[first:row]) for row in range(first, last + 1)]
        for row, column, cell in cells:
            begin, stop = max(row, first), min(row + cell.rows, last)
            if begin < stop:
                box = (edges[column], tops[stop - first], edges[column + cell.columns], tops[begin - first])
                self._cell(box, size, _share(cell, row, begin, stop))
        self.y = tops[-1]

    def _cell(self, box: _Box, size: float, text: str) -> None:
        x0, bottom, x1, top = box
        # A number never runs over the rule of its cell.
        widest = max((pdfmetrics.stringWidth(piece, FONT, size) for piece in _pieces(text)), default=0)
        size = min(size, size * (x1 - x0 - 2) / widest) if widest else size
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(x0, bottom, x1 - x0, top - bottom)
        lines = wrapped(text, x1 - x0 - 4, size)
        y = (top + bottom) / 2 + (len(lines) - 1) * size * 0.6 - size * 0.35
        self.canvas.setFont(FONT, size)
        for line in lines:
            self.canvas.drawCentredString((x0 + x1) / 2, y, line)
            y -= size * 1.2


_Cells = list[tuple[int, int, Emitted]]


def _placed(grid: Grid) -> _Cells:
    """Row, column and cell; columns found by walking over what the rows above have taken."""
    found: _Cells = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(layout(grid)):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
    return found


def _share(cell: Emitted, row: int, begin: int, stop: int) -> str:
    """A label whose cell is cut at a page end is cut too, in proportion; a figure stays whole in its first part."""
    text = cell.cell.text
    if cell.cell.key is not None:
        return text if begin == row else ""
    return text[len(text) * (begin - row) // cell.rows : len(text) * (stop - row) // cell.rows]


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``; Chinese breaks anywhere, a number nowhere."""
    lines: list[str] = []
    for forced in text.split("\n") if text else []:
        line = ""
        for piece in _pieces(forced):
            if line and pdfmetrics.stringWidth(line + piece, FONT, size) > width:
                lines.append(line)
                line = piece
            else:
                line += piece
        lines.append(line)
    return lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        if pieces and _joins(char) and _joins(pieces[-1][-1]):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joins(char: str) -> bool:
    return char.isascii() or char.isdigit() or char in "，．－"


def _edges(count: int) -> list[float]:
    """Column edges: wide columns for labels, narrow ones for figures."""
    weights = _WEIGHTS.get(count, [1.0] * count)
    unit = (_RIGHT - _LEFT) / sum(weights)
    return [_LEFT + unit * sum(weights[:index]) for index in range(count + 1)]


def _heights(cells: _Cells, count: int, edges: list[float], size: float) -> list[float]:
    heights = [size * 2.2] * count
    for row, column, cell in cells:
        lines = len(wrapped(cell.cell.text, edges[column + cell.columns] - edges[column] - 4, size))
        for covered in range(row, row + cell.rows):
            heights[covered] = max(heights[covered], (lines * size * 1.2 + size) / cell.rows)
    return heights
