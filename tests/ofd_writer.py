"""Writes OFD files for tests: a page is a list of objects given as XML, a report is laid out over pages.

The three styles are three ways real producers draw: each border as a stroked line with groups in DeltaX, each cell
as a stroked rectangle with an object per character, and borders as thin filled rectangles with scaled objects.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from nianbao.model import Block, Paragraph, Table

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 25.0, 270.0
SIZE = 3.7
"""Millimetres: 10.5 points."""
LINE = 6.0
STYLES = ("lines", "cells", "fills")


def container(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts(
    pages: Sequence[Sequence[str]],
    *,
    template: Sequence[str] = (),
    resources: str = "",
    area: str = f"0 0 {WIDTH} {HEIGHT}",
    title: str = "",
) -> dict[str, str | bytes]:
    """The members of an OFD file whose pages hold these objects."""
    box = f"<ofd:PageArea><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:PageArea>"
    used = '<ofd:Template TemplateID="t1" ZOrder="Background"/>' if template else ""
    declared = '<ofd:TemplatePage ID="t1" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    declared += "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>" if resources else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    found: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {NAMESPACE} DocType='OFD'><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData>{box}{declared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, objects in enumerate(pages):
        found[f"Doc_0/Pages/Page_{number}/Content.xml"] = page(objects, used)
    if template:
        found["Doc_0/Tpls/Tpl_0/Content.xml"] = page(template)
    if resources:
        found["Doc_0/DocumentRes.xml"] = f"<ofd:Res {NAMESPACE}>{resources}</ofd:Res>"
    return found


def page(objects: Sequence[str], before: str = "") -> str:
    layer = f"<ofd:Content><ofd:Layer ID='9'>{''.join(objects)}</ofd:Layer></ofd:Content>"
    return f"<ofd:Page {NAMESPACE}>{before}{layer}</ofd:Page>"


def ofd(*pages: Sequence[str], **options: object) -> bytes:
    return container(parts(pages, **options))  # type: ignore[arg-type]


def text(x: float, y: float, content: str, size: float = SIZE, *, extra: str = "", delta: str | None = None) -> str:
    """A text object whose box begins at (x, y); digits are half as wide as ideographs."""
    steps = [size if ord(char) > 0x2000 else size / 2 for char in content]
    if delta is None:
        delta = grouped(steps[:-1])
    box = f"{x:.3f} {y:.3f} {sum(steps):.3f} {size * 1.2:.3f}"
    code = f'<ofd:TextCode X="0" Y="{size:.3f}" DeltaX="{delta}">{escape(content)}</ofd:TextCode>'
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{size}" {extra}>{code}</ofd:TextObject>'


def grouped(steps: Sequence[float]) -> str:
    """Distances as the format abbreviates them: runs of equal ones as ``g count distance``."""
    words: list[str] = []
    at = 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        words.append(f"g {end - at} {steps[at]:.4f}" if end - at > 1 else f"{steps[at]:.4f}")
        at = end
    return " ".join(words)


def path(x: float, y: float, width: float, height: float, data: str, extra: str = "") -> str:
    box = f"{x:.3f} {y:.3f} {width:.3f} {height:.3f}"
    return (
        f'<ofd:PathObject ID="2" Boundary="{box}" LineWidth="0.2" {extra}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def rectangle(x0: float, y0: float, x1: float, y1: float, style: str = "cells") -> list[str]:
    """The border of a cell."""
    width, height = x1 - x0, y1 - y0
    if style == "cells":
        return [path(x0, y0, width, height, f"M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C")]
    if style == "lines":
        return [
            path(x0, y0, width, 0.2, f"M 0 0 L {width:.3f} 0"),
            path(x0, y1, width, 0.2, f"M 0 0 L {width:.3f} 0"),
            path(x0, y0, 0.2, height, f"M 0 0 L 0 {height:.3f}"),
            path(x1, y0, 0.2, height, f"M 0 0 L 0 {height:.3f}"),
        ]
    bars = [(x0, y0, width, 0.2), (x0, y1, width, 0.2), (x0, y0, 0.2, height), (x1, y0, 0.2, height)]
    return [
        path(x, y, w, h, f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C", 'Fill="true" Stroke="false"')
        for x, y, w, h in bars
    ]


def written(x: float, y: float, content: str, style: str, size: float = SIZE) -> list[str]:
    """A line of text in the way of a style."""
    if style == "cells":
        objects, at = [], x
        for char in content:
            objects.append(text(at, y, char, size))
            at += size if ord(char) > 0x2000 else size / 2
        return objects
    if style == "fills":
        # In a space of half the scale, as converters write it.
        steps = grouped([size / 2 if ord(char) > 0x2000 else size / 4 for char in content][:-1])
        code = f'<ofd:TextCode X="0" Y="{size / 2:.3f}" DeltaX="{steps}">{escape(content)}</ofd:TextCode>'
        box = f"{x:.3f} {y:.3f} {size * len(content):.3f} {size * 1.2:.3f}"
        shape = f'Boundary="{box}" CTM="2 0 0 2 0 0" Font="1" Size="{size / 2}"'
        return [f'<ofd:TextObject ID="3" {shape}>{code}</ofd:TextObject>']
    return [text(x, y, content, size)]


@dataclass
class Press:
    """Lays blocks out over pages from top to bottom."""

    style: str = "lines"
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.paragraph(block.text)
        elif isinstance(block, Table):
            self.table(block)

    def paragraph(self, content: str) -> None:
        per_line = int((RIGHT - LEFT) / SIZE) - 2
        for start in range(0, len(content), per_line):
            self._room(LINE)
            indent = 2 * SIZE if start == 0 else 0.0
            self.pages[-1] += written(LEFT + indent, self.y, content[start : start + per_line], self.style)
            self.y += LINE

    def table(self, table: Table) -> None:
        """Rows of a height that holds their longest cell, cut where the page ends; cells that span the cut too."""
        column = (RIGHT - LEFT) / table.column_count
        heights = [LINE] * table.row_count
        for cell in table.cells:
            needed = (len(self._wrapped(cell.text, column * cell.column_span)) + 0.5) * LINE / cell.row_span
            for row in range(cell.row, cell.row + cell.row_span):
                heights[row] = max(heights[row], needed)
        row = 0
        while row < table.row_count:
            self._room(heights[row])
            last, used = row, 0.0
            while last < table.row_count and self.y + used + heights[last] <= BOTTOM:
                used += heights[last]
                last += 1
            self._rows(table, row, max(last, row + 1), heights, column)
            row = max(last, row + 1)
        self.y += LINE

    def _rows(self, table: Table, first: int, end: int, heights: list[float], column: float) -> None:
        tops = [self.y + sum(heights[first:row]) for row in range(first, end + 1)]
        for cell in table.cells:
            top, bottom = max(cell.row, first), min(cell.row + cell.row_span, end)
            if top >= bottom:
                continue
            x0, x1 = LEFT + cell.column * column, LEFT + (cell.column + cell.column_span) * column
            y0, y1 = tops[top - first], tops[bottom - first]
            self.pages[-1] += rectangle(x0, y0, x1, y1, self.style)
            if cell.row >= first:
                for number, line in enumerate(self._wrapped(cell.text, x1 - x0)):
                    self.pages[-1] += written(x0 + 0.5, y0 + 0.5 + number * LINE, line, self.style)
        self.y = tops[-1]

    def _wrapped(self, content: str, width: float) -> list[str]:
        """Numbers are never broken."""
        lines = [""]
        for char in content:
            ends = sum(1.0 if ord(other) > 0x2000 else 0.5 for other in lines[-1] + char) * SIZE > width - 1.0
            if char == "\n" or (ends and not char.isdigit()):
                lines.append("")
            if char != "\n":
                lines[-1] += char
        return lines

    def _room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.pages.append([])
            self.y = TOP
