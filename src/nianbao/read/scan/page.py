"""One scanned page -> what the layout of pages is made of: tables, lines of text, and the way back to the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nianbao.model import Cell, Place, Table
from nianbao.read.pdf.lattice import Grid
from nianbao.read.pdf.lines import Line, lines
from nianbao.read.pdf.page import Column, Item
from nianbao.read.pdf.sheet import Box, rounded
from nianbao.read.pdf.turned import Tilt
from nianbao.read.scan.body import read_body
from nianbao.read.scan.cells import Reading, read_cells, read_some
from nianbao.read.scan.ink import dusted
from nianbao.read.scan.raster import Raster
from nianbao.read.scan.ruling import grids_of, rules_of
from nianbao.read.scan.spelling import Legibility
from nianbao.read.scan.straighten import Level, flat, grey_of, level


@dataclass(frozen=True, slots=True)
class Straightened:
    """How a page was turned and laid level for reading: turns boxes of it into boxes of the page as displayed."""

    level: Level
    tilt: Tilt
    """Quarter turns, in pixels."""
    letters: float
    scale: float

    def undo(self, box: Box) -> Box:
        """A box of the page as read, on the page as displayed."""
        x0, top, x1, bottom = self.tilt.undo(self.level.box(*(side * self.letters for side in box)))
        return rounded((x0 / self.scale, top / self.scale, x1 / self.scale, bottom / self.scale))


def read_scan(raster: Raster, number: int, *, again: bool = False) -> tuple[Column, Straightened]:
    """Tables and lines of a page in points of the level page, and the way back to the page as displayed.

    A page on which little can be read with certainty is read the way up in which a sample of it is most legible.
    ``again`` reads its figures in another way, for whoever doubts the first.
    """
    column, straightened, legibility = _read_turned(raster, number, 0, again=again)
    if legibility.is_upright or not column.items:
        return column, straightened
    legible = {quarters: _legible(raster, quarters) for quarters in range(4)}
    best = max(legible, key=lambda quarters: legible[quarters])
    if legible[best] <= legible[0]:
        return column, straightened
    column, straightened, _ = _read_turned(raster, number, best, again=again)
    return column, straightened


def _legible(raster: Raster, quarters: int) -> int:
    """Ideographs read with certainty in a sample of the page after some quarter turns."""
    legibility = Legibility()
    page = _turned(raster, quarters)
    found = grids_of(rules_of(page.grey, raster.letters))
    if found:
        read_some(page.grey, raster.letters, found, legibility)
    else:
        read_body(page.grey, raster.letters, [], legibility)
    return legibility.certain


def _turned(raster: Raster, quarters: int) -> Level:
    image = np.ascontiguousarray(np.rot90(raster.image, -quarters))
    return level(dusted(flat(grey_of(image)), raster.letters))


def _read_turned(raster: Raster, number: int, quarters: int, *, again: bool) -> tuple[Column, Straightened, Legibility]:
    """The page after some quarter turns clockwise."""
    legibility = Legibility()
    scale = raster.letters
    page = _turned(raster, quarters)
    found = grids_of(rules_of(page.grey, scale))
    readings = read_cells(page.grey, scale, found, legibility, again=again)
    tables = [table for pair in zip(found, readings, strict=True) if (table := _table(*pair, number)) is not None]
    boxes = [grid.box for grid in found]
    items: list[Item] = [*lines(read_body(page.grey, scale, boxes, legibility)), *tables]
    height, width = (side / scale for side in page.grey.shape)
    column = Column(number, height, 0.0, width, sorted(items, key=_upper_edge))
    sides = raster.image.shape[:2][:: 1 if quarters % 2 else -1]
    tilt = Tilt(quarters, float(sides[0]), float(sides[1]))
    return column, Straightened(page, tilt, scale, raster.scale), legibility


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
