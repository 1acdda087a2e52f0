"""Pages and pictures of PDF and OFD whose text is only to be seen: handed to ``nianbao.read.scan``, or said unread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nianbao.errors import Damaged
from nianbao.model import Picture, Place, ReaderNote, Table
from nianbao.read.limits import MAX_PICTURES
from nianbao.read.pdf.lines import Line
from nianbao.read.pdf.page import Column, Item
from nianbao.read.pdf.sheet import Box, Sheet, rounded
from nianbao.read.pdf.turned import Undo

if TYPE_CHECKING:
    from nianbao.read.scan.raster import Raster

WHOLE, FEW = 0.6, 60
"""Share of the page, and characters beside it: a picture so large with so little text is the page itself."""


@dataclass(slots=True)
class Scans:
    """The pictures of one document, counted against the bound."""

    raster: Callable[[int, Box | None], Raster]
    """Page number and a box of it in points (None: all of it) -> pixels. Raises Damaged."""
    notes: list[ReaderNote]
    again: bool = False
    """The second, independent reading."""
    straightened: dict[int, Undo] = field(default_factory=dict)
    """Pages that were laid level before they were read."""
    count: int = 0

    def page(self, sheet: Sheet) -> Column:
        """A page that is a picture: what it says, or one Picture."""
        place = Place(page=sheet.number, bbox=rounded((0.0, 0.0, sheet.width, sheet.height)))
        if not self._may_read():
            text = sheet.glyphs.text.strip()
            reason = "text behind a picture" if sheet.covered else "no known characters" if text else "no characters"
            self.notes.append(ReaderNote("read.needs_ocr", place, reason))
            return Column(sheet.number, sheet.height, 0.0, sheet.width, [Picture(place)])
        try:
            column, undo = self._read(sheet.number, None)
        except Damaged:
            column = Column(sheet.number, sheet.height, 0.0, sheet.width)
        if not column.items:
            self.notes.append(ReaderNote("read.illegible", place))
            return Column(sheet.number, sheet.height, 0.0, sheet.width, [Picture(place)])
        self.straightened[sheet.number] = undo
        self.notes.append(ReaderNote("read.recognised", place))
        return column

    def with_pictures(self, columns: list[Column]) -> list[Column]:
        """Columns of text in which pictures of tables are replaced by the tables."""
        for column in columns:
            if any(isinstance(item, Picture) for item in column.items):
                column.items = [read for item in column.items for read in self._replaced(item, column)]
        return columns

    def _replaced(self, item: Item, column: Column) -> list[Item]:
        """A picture without a ruled table stays a picture: words in a photograph are no part of the report.

        They are where the picture is nearly all there is on the page.
        """
        if not isinstance(item, Picture) or item.place.bbox is None:
            return [item]
        if not self._may_read():
            self.notes.append(ReaderNote("read.needs_ocr", item.place, "a picture"))
            return [item]
        try:
            inner, undo = self._read(column.page, item.place.bbox)
        except Damaged:
            self.notes.append(ReaderNote("read.illegible", item.place))
            return [item]
        words = inner.items and _is_page(item.place.bbox, column)
        if not words and not any(isinstance(found, Table) for found in inner.items):
            return [item]
        self.notes.append(ReaderNote("read.recognised", item.place))
        return [_moved(found, undo, item.place.bbox) for found in inner.items]

    def _read(self, number: int, box: Box | None) -> tuple[Column, Undo]:
        from nianbao.read.scan.page import read_scan

        return read_scan(self.raster(number, box), number, again=self.again)

    def _may_read(self) -> bool:
        self.count += 1
        return self.count <= MAX_PICTURES and self._is_installed()

    @staticmethod
    def _is_installed() -> bool:
        from nianbao.read.scan.installed import is_installed

        return is_installed()


def _is_page(box: Box, column: Column) -> bool:
    """The picture fills the page, and hardly any text stands on it: a page number, a stamp of the archive."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    beside = sum(len(item.text) for item in column.items if isinstance(item, Line))
    tables = any(isinstance(item, Table) for item in column.items)
    return area >= WHOLE * column.height * (column.end - column.start) and beside < FEW and not tables


def _moved(item: Item, undo: Undo, box: Box) -> Item:
    """From the picture onto the page it stands on."""
    if isinstance(item, Line):
        x0, top, x1, bottom = _onto(item.box, undo, box)
        return replace(item, x0=x0, top=top, x1=x1, bottom=bottom, runs=())
    item.place = _placed(item.place, undo, box)
    if isinstance(item, Table):
        for cell in item.cells:
            cell.place = _placed(cell.place, undo, box)
    return item


def _placed(place: Place, undo: Undo, box: Box) -> Place:
    return place._replace(bbox=rounded(_onto(place.bbox, undo, box))) if place.bbox else place


def _onto(inner: Box, undo: Undo, box: Box) -> Box:
    x0, top, x1, bottom = undo.undo(inner)
    return x0 + box[0], top + box[1], x1 + box[0], bottom + box[1]
