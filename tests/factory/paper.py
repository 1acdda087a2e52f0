"""A draft as PDF: ruled tables, cut at the foot of the page as word processors cut them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.model import Draft, Emitted, Grid, Paragraph, layout

FONT = "STSong-Light"
_LEFT, _RIGHT, _TOP, _FOOT = 56.0, 539.0, 780.0, 64.0
_WEIGHTS = {10: [3.0, 3.5, 9.0, *[3.2] * 7], 4: [9.0, 5.0, 5.0, 5.0], 3: [14.0, 3.0, 4.0]}
_STRIP = 3.5
"""Points between cells parted by white."""
_NUMBERINGS = ("- {} -", "{}", "第{}页", "— {} —")
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is set on paper."""

    rules: str = "full"
    """``full``, ``horizontal`` (no rule between columns), ``three`` (above and below the table), ``none``; of white on
    shading ``strips`` (rectangles over it) and ``gaps`` (nothing between the fills)."""
    glyphwise: bool = False
    """Every character is an operation of its own."""
    upright: bool = False
    """Short labels of columns have one character a line."""
    repeat_header: bool = False
    watermark: str = ""
    turns: int = 0
    """Quarter turns of /Rotate; the page is displayed upright all the same."""
    encrypt: Any = None
    figures_at: str = "centre"
    """Side of their cell on which figures stand: ``left``, ``centre``, ``right``."""
    level: str = "middle"
    """Height of their cell at which figures stand: ``top``, ``middle``, ``bottom``."""
    padding: float = 1.0
    """Of the type size, between the text of one row and that of the next."""
    figures: str = ""
    """Another font for cells of figures: one of the fourteen every PDF reader has, or the path of a TrueType file."""
    cramped: bool = False
    """Figures stand on the rule below them, or against the rule on their left."""


PLAIN = Style()


def pdf(draft: Draft, *, start: float | None = None, numbering: str | None = None, style: Style = PLAIN) -> bytes:
    """The report on A4. ``start`` points are left free on top, which decides where tables are cut."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    if style.figures.endswith(".ttf"):
        pdfmetrics.registerFont(TTFont(style.figures, style.figures))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=style.encrypt)
    canvas.setTitle(draft.title)
    spread = sum(map(ord, draft.title)) + len(draft.truth)
    top = _TOP - (spread % 230 if start is None else start)
    page = _Page(canvas, numbering or _NUMBERINGS[spread % 4], top, style)
    for part in draft.parts:
        page.paragraph(part) if isinstance(part, Paragraph) else page.table(part)
    page.end()
    canvas.save()
    return buffer.getvalue()


class _Page:
    def __init__(self, canvas: Any, numbering: str, y: float, style: Style) -> None:
        self.canvas, self.numbering, self.y, self.number, self.style = canvas, numbering, y, 1, style
        self._begin()

    def _begin(self) -> None:
        """Turn the paper against /Rotate, so that it is displayed upright."""
        width, height = A4
        if self.style.turns:
            self.canvas.setPageRotation(90 * self.style.turns)
        matrix = {1: (0, 1, -1, 0, height, 0), 2: (-1, 0, 0, -1, width, height), 3: (0, -1, 1, 0, 0, width)}
        if self.style.turns:
            self.canvas.transform(*matrix[self.style.turns])

    def end(self) -> None:
        if self.style.watermark:
            self._watermark()
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString((_LEFT + _RIGHT) / 2, 36, self.numbering.format(self.number))
        self.canvas.showPage()
        self.number += 1
        self.y = _TOP
        self._begin()

    def _watermark(self) -> None:
        """Grey words askew over the middle of the page, on top of everything."""
        self.canvas.saveState()
        self.canvas.setFillGray(0.85)
        self.canvas.setFont(FONT, 40)
        for x, y in ((160, 250), (300, 500)):
            self.canvas.saveState()
            self.canvas.translate(x, y)
            self.canvas.rotate(35)
            self.canvas.drawString(0, 0, self.style.watermark)
            self.canvas.restoreState()
        self.canvas.restoreState()

    def write(self, x: float, y: float, line: str, size: float) -> None:
        """A line centred on ``x``."""
        if not self.style.glyphwise:
            self.canvas.drawCentredString(x, y, line)
            return
        x -= pdfmetrics.stringWidth(line, FONT, size) / 2
        for char in line:
            self.canvas.drawString(x, y, char)
            x += pdfmetrics.stringWidth(char, FONT, size)

    def paragraph(self, part: Paragraph) -> None:
        title = part.kind == "title"
        for line in wrapped(part.text if title else "　　" + part.text, _RIGHT - _LEFT, 16 if title else 12):
            if self.y < _FOOT:
                self.end()
            self.canvas.setFont(FONT, 16 if title else 12)
            if title:
                self.write((_LEFT + _RIGHT) / 2, self.y, line, 16)
            else:
                self.write(_LEFT + pdfmetrics.stringWidth(line, FONT, 12) / 2, self.y, line, 12)
            self.y -= 32 if title else 20

    def table(self, grid: Grid) -> None:
        """Rows until the page is full; merged cells go on over the page end."""
        cells = _upright(_placed(grid), grid) if self.style.upright else _placed(grid)
        edges, size = _edges(grid.width), 6.5 if grid.width > 12 else 9
        heights = _heights(cells, len(grid.slots), edges, size, self.style.padding)
        first = 0
        while first < len(heights):
            if first >= grid.header > 0 and self.style.repeat_header:
                self._rows(cells, edges, heights, size, 0, grid.header)
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
        shown: list[tuple[_Box, str, bool]] = []
        for row, column, cell in cells:
            begin, stop = max(row, first), min(row + cell.rows, last)
            if begin < stop:
                box = (edges[column], tops[stop - first], edges[column + cell.columns], tops[begin - first])
                shown.append((box, _share(cell, row, begin, stop), cell.cell.key is not None))
        if self.style.rules in ("strips", "gaps"):
            self._shade([box for box, _, _ in shown])
        for box, text, figure in shown:
            self._cell(box, size, text, figure)
        if self.style.rules == "three":
            for y in (tops[0], tops[-1]):
                self.canvas.line(_LEFT, y, _RIGHT, y)
        self.y = tops[-1]

    def _shade(self, boxes: list[_Box]) -> None:
        """Fill the cells; what parts them is white."""
        gap = _STRIP if self.style.rules == "gaps" else 0.0
        self.canvas.setFillGray(0.85)
        for x0, bottom, x1, top in boxes:
            self.canvas.rect(x0 + gap / 2, bottom + gap / 2, x1 - x0 - gap, top - bottom - gap, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        for x0, bottom, x1, top in boxes if not gap else []:
            for x in (x0, x1):
                self.canvas.rect(x - _STRIP / 2, bottom, _STRIP, top - bottom, stroke=0, fill=1)
            for y in (bottom, top):
                self.canvas.rect(x0, y - _STRIP / 2, x1 - x0, _STRIP, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def _cell(self, box: _Box, size: float, text: str, figure: bool) -> None:
        x0, bottom, x1, top = box
        # A number never runs over the rule of its cell.
        font = self.style.figures if self.style.figures and text.isascii() else FONT
        widest = max((pdfmetrics.stringWidth(piece, font, size) for piece in _pieces(text)), default=0)
        size = min(size, size * (x1 - x0 - 2) / widest) if widest else size
        self.canvas.setLineWidth(0.5)
        if self.style.rules == "full":
            self.canvas.rect(x0, bottom, x1 - x0, top - bottom)
        elif self.style.rules == "horizontal":
            self.canvas.line(x0, bottom, x1, bottom)
            self.canvas.line(x0, top, x1, top)
        lines = wrapped(text, x1 - x0 - 4, size)
        tall = (len(lines) - 1) * size * 1.2
        y = (top + bottom) / 2 + tall / 2 - size * 0.35
        if figure and self.style.level != "middle":
            y = top - size if self.style.level == "top" else bottom + size * 0.3 + tall
        self.canvas.setFont(font, size)
        if self.style.cramped and text.isascii():
            self.canvas.drawString(*self._crammed(box, text), text)
            return
        for line in lines:
            self.write(self._middle(x0, x1, line, font, size) if figure else (x0 + x1) / 2, y, line, size)
            y -= size * 1.2

    def _crammed(self, box: _Box, text: str) -> tuple[float, float]:
        """Where a figure begins that touches the rule on its left, or that below."""
        x0, bottom, _, top = box
        return (x0 + 0.2, (top + bottom) / 2 - 3) if len(text) % 2 else (x0 + 4, bottom + 0.3)

    def _middle(self, x0: float, x1: float, line: str, font: str, size: float) -> float:
        half: float = pdfmetrics.stringWidth(line, font, size) / 2
        return {"left": x0 + 2 + half, "centre": (x0 + x1) / 2, "right": x1 - 2 - half}[self.style.figures_at]


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


def _upright(cells: _Cells, grid: Grid) -> _Cells:
    """Labels of single columns with one character a line."""
    for row, _, emitted in cells:
        cell = emitted.cell
        if row == grid.header - 1 and emitted.columns == 1 and cell.key is None and 2 <= len(cell.text) <= 8:
            emitted.cell = cell.copy(text="\n".join(cell.text.replace("\n", "")))
    return cells


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


def _heights(cells: _Cells, count: int, edges: list[float], size: float, padding: float) -> list[float]:
    heights = [size * (1.2 + padding)] * count
    for row, column, cell in cells:
        lines = len(wrapped(cell.cell.text, edges[column + cell.columns] - edges[column] - 4, size))
        for covered in range(row, row + cell.rows):
            heights[covered] = max(heights[covered], (lines * size * 1.2 + size * padding) / cell.rows)
    return heights
