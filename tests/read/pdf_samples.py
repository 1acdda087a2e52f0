"""Writes small PDF files for the tests: text and lines exactly where a test wants them.

Coordinates are points from the top left, as in the places the reader gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from nianbao.model import Capture, Document, Table
from nianbao.read.pdf import read_pdf

WIDTH, HEIGHT = 595.0, 842.0
SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


class Paper:
    """A PDF in the making."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, **options: Any) -> None:
        self.buffer = BytesIO()
        self.width, self.height = width, height
        self.canvas = Canvas(self.buffer, pagesize=(width, height), invariant=1, **options)

    def text(self, x: float, top: float, text: str, size: float = 12, font: str = SONG) -> None:
        """One line; ``top`` is the upper edge of the type."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - top - size * 0.85, text)

    def paragraph(
        self, top: float, lines: Sequence[str], left: float = 72, size: float = 16, indent: float = 2
    ) -> None:
        """Lines of a paragraph of which the first is indented by ``indent`` characters."""
        for number, line in enumerate(lines):
            self.text(left + (indent * size if number == 0 else 0), top + 28 * number, line, size)

    def line(self, x0: float, top: float, x1: float, bottom: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - top, x1, self.height - bottom)

    def box(self, x0: float, top: float, x1: float, bottom: float, fill: Any = None, stroke: bool = False) -> None:
        if fill is not None:
            self.canvas.setFillColor(fill)
        self.canvas.rect(
            x0, self.height - bottom, x1 - x0, bottom - top, stroke=int(stroke), fill=int(fill is not None)
        )
        self.canvas.setFillColorRGB(0, 0, 0)

    def grid(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        rows: Sequence[Sequence[str]],
        merges: Sequence[Merge] = (),
        size: float = 10,
        draw: Any = None,
    ) -> None:
        """A ruled table; the text of a merged cell stands in its first slot, ``\\n`` begins a new line."""
        for line in sides(len(ys) - 1, len(xs) - 1, merges):
            (row, column), (end_row, end_column) = line
            (draw or self.line)(xs[column], ys[row], xs[end_column], ys[end_row])
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                for number, part in enumerate(text.split("\n")):
                    self.text(xs[column] + 4, ys[row] + 4 + number * (size + 2), part, size)

    def next_page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

    def read(self) -> Document:
        return read(self.data())


def sides(rows: int, columns: int, merges: Sequence[Merge]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The sides of all slots except those inside a merged cell."""
    inner = set()
    for top, left, bottom, right in merges:
        inner |= {("h", row, column) for row in range(top + 1, bottom + 1) for column in range(left, right + 1)}
        inner |= {("v", row, column) for row in range(top, bottom + 1) for column in range(left + 1, right + 1)}
    flat = [
        ((row, column), (row, column + 1))
        for row in range(rows + 1)
        for column in range(columns)
        if ("h", row, column) not in inner
    ]
    steep = [
        ((row, column), (row + 1, column))
        for row in range(rows)
        for column in range(columns + 1)
        if ("v", row, column) not in inner
    ]
    return flat + steep


def read(data: bytes, path: str = "sample.pdf") -> Document:
    """The document of these bytes."""
    return read_pdf(Capture(data, path, hashlib.sha256(data).hexdigest()))


def texts(table: Table) -> list[list[str | None]]:
    """The text of every slot, spanned ones repeated, white space folded; None where no cell is."""
    return [[None if cell is None else "".join(cell.text.split()) for cell in line] for line in table.grid()]


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    """Text of each cell -> (row, column, rows, columns)."""
    return {
        "".join(cell.text.split()): (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.text
    }


def encryption(user: str, owner: str) -> StandardEncryption:
    """Protection with a password to open (may be empty) and one to change."""
    return StandardEncryption(user, owner, canModify=0)
