"""One scanned page -> what the layout of pages is made of: tables, lines of text, and the way back to the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.model import Cell, Place, Table
from nianbao.read.pdf.lattice import Grid
from nianbao.read.pdf.lines import Line, lines
from nianbao.read.pdf.page import Column, Item
from nianbao.read.pdf.sheet import Box, rounded
from nianbao.read.scan.body import read_body
from nianbao.read.scan.cells import Reading, read_cells
from nianbao.read.scan.ink import dusted
from nianbao.read.scan.raster import Raster
from nianbao.read.scan.ruling import grids_of, rules_of
from nianbao.read.scan.straighten import Level, flat, grey_of, level


@dataclass(frozen=True, slots=True)
class Straightened:
    """How a page was laid level for reading: turns boxes of the level page into boxes of the page as displayed."""

    level: Level
    letters: float
    scale: float

    def undo(self, box: Box) -> Box:
        """A box of the page as read, on the page as displayed."""
        x0, top, x1, bottom = self.level.box(*(side * self.letters for side in box))
        return rounded((x0 / self.scale, top / self.scale, x1 / self.scale, bottom / self.scale))


def read_scan(raster: Raster, number: int, *, again: bool = False) -> tuple[Column, Straightened]:
    """Tables and lines of a page in points of the level page, and the way back to the page as displayed.

    ``again`` reads its figures in another way, for whoever doubts the first.
    """
    scale = raster.letters
    page = level(dusted(flat(grey_of(raster.image)), scale))
    found = grids_of(rules_of(page.grey, scale))
    readings = read_cells(page.grey, scale, found, again=again)
    tables = [table for pair in zip(found, readings, strict=True) if (table := _table(*pair, number)) is not None]
    boxes = [grid.box for grid in found]
    items: list[Item] = [*lines(read_body(page.grey, scale, boxes)), *tables]
    height, width = (side / scale for side in page.grey.shape)
    column = Column(number, height, 0.0, width, sorted(items, key=_upper_edge))
    return column, Straightened(page, scale, raster.scale)


def _upper_edge(item: Item) -> tuple[float, float]:
    if isinstance(item, Line):
        return (item.top + item.bottom) / 2, item.x0
    assert item.place.bbox is not None, "what was cut from a page has a place"
    return item.place.bbox[1], item.place.bbox[0]


def _table(grid: Grid, readings: Sequence[Reading], number: int) -> Table | None:
    if not any(reading.text for reading in readings):
        return None
    xs, ys = [round(x, 1) for x in grid.xs], [round(y, 1) for y in grid.ys]
    cells = [
        Cell(
            row,
            column,
            reading.text,
            Place(page=number, bbox=(xs[column], ys[row], xs[column + width], ys[row + height])),
            height,
            width,
            reading.candidates,
        )
        for (row, column, height, width), reading in zip(grid.spans, readings, strict=True)
    ]
    return Table(cells, len(ys) - 1, len(xs) - 1, Place(page=number, bbox=(xs[0], ys[0], xs[-1], ys[-1])), grid.ragged)
