"""A report as PDF: ruled tables, cut at the foot of the page as word processors cut them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from scripts.fixture_kit.describe import Report
from scripts.fixture_kit.grids import Cell, Grid, placed, width_of
from scripts.fixture_kit.web import parts_of

FONT = "STSong-Light"
_LEFT, _RIGHT, _TOP, _FOOT = 56.0, 539.0, 780.0, 64.0


def pdf(report: Report, *, start: float = 0.0, password: str = "") -> bytes:
    """The report on A4. ``start`` points are left free at the top, which decides where tables are cut."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    encryption = StandardEncryption(password, ownerPassword=password, strength=128) if password else None
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=encryption)
    canvas.setTitle(report.title)
    page = _Page(canvas, _TOP - start)
    page.centred(report.title, 16)
    for part in parts_of(report):
        page.paragraph(part) if isinstance(part, str) else page.table(part)
    for line in report.signature:
        page.paragraph(line)
    page.end()
    canvas.save()
    return buffer.getvalue()


@dataclass(slots=True)
class _Page:
    canvas: Any
    y: float
    number: int = 1
    _open: list[int] = field(default_factory=list)

    def end(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString((_LEFT + _RIGHT) / 2, 36, f"- {self.number} -")
        self.canvas.showPage()
        self.number += 1
        self.y = _TOP

    def centred(self, text: str, size: int) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawCentredString((_LEFT + _RIGHT) / 2, self.y, text)
        self.y -= 2 * size

    def paragraph(self, text: str) -> None:
        for line in wrapped("　　" + text, _RIGHT - _LEFT, 12):
            if self.y < _FOOT:
                self.end()
            self.canvas.setFont(FONT, 12)
            self.canvas.drawString(_LEFT, self.y, line)
            self.y -= 20

    def table(self, grid: Grid) -> None:
        """Rows from ``first`` on until the page is full; merged cells go on over the page end."""
        edges, size = _edges(grid), 6.5 if width_of(grid) > 12 else 9
        heights = _heights(grid, edges, size)
        first = 0
        while first < len(grid):
            last, room = first, self.y - _FOOT
            while last < len(grid) and heights[last] <= room:
                room -= heights[last]
                last += 1
            if last > first:
                self._rows(grid, edges, heights, size, first, last)
            first = last
            if first < len(grid):
                self.end()
        self.y -= 24

    def _rows(self, grid: Grid, edges: list[float], heights: list[float], size: float, first: int, last: int) -> None:
        tops = [self.y - sum(heights[first:row]) for row in range(first, last + 1)]
        for row, column, cell in placed(grid):
            begin, stop = max(row, first), min(row + cell.rows, last)
            if begin < stop:
                box = (edges[column], tops[stop - first], edges[column + cell.columns], tops[begin - first])
                self._cell(cell, box, size, self._share(cell, row, begin, stop))
        self.y = tops[-1]

    @staticmethod
    def _share(cell: Cell, row: int, begin: int, stop: int) -> str:
        """A label whose cell is cut at a page end is cut too, in proportion."""
        length = len(cell.text)
        return cell.text[length * (begin - row) // cell.rows : length * (stop - row) // cell.rows]

    def _cell(self, cell: Cell, box: tuple[float, float, float, float], size: float, text: str) -> None:
        x0, bottom, x1, top = box
        self.canvas.setLineWidth(0.5)
        self.canvas.rect(x0, bottom, x1 - x0, top - bottom)
        lines = wrapped(text, x1 - x0 - 4, size)
        y = (top + bottom) / 2 + (len(lines) - 1) * size * 0.6 - size * 0.35
        self.canvas.setFont(FONT, size)
        for line in lines:
            self.canvas.drawCentredString((x0 + x1) / 2, y, line)
            y -= size * 1.2


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``; Chinese breaks anywhere, a number nowhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and pdfmetrics.stringWidth(line + piece, FONT, size) > width:
            lines.append(line)
            line = piece
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        if pieces and char.isascii() and pieces[-1][-1].isascii():
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _edges(grid: Grid) -> list[float]:
    """Column edges: wide columns for labels, narrow ones for figures."""
    count = width_of(grid)
    weights = {10: [3.0, 3.5, 9.0, *[3.2] * 7], 4: [9.0, 5.0, 5.0, 5.0], 3: [14.0, 3.0, 4.0]}.get(count)
    weights = weights or [1.0] * count
    unit = (_RIGHT - _LEFT) / sum(weights)
    return [_LEFT + unit * sum(weights[:index]) for index in range(count + 1)]


def _heights(grid: Grid, edges: list[float], size: float) -> list[float]:
    heights = [size * 2.2] * len(grid)
    for row, column, cell in placed(grid):
        lines = len(wrapped(cell.text, edges[column + cell.columns] - edges[column] - 4, size))
        heights[row] = max(heights[row], (lines * size * 1.2 + size) / cell.rows)
    return heights
