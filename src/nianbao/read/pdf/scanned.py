"""Pages and pictures of a PDF whose text is only to be seen: handed to ``nianbao.read.scan``, or said to be unread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nianbao.model import Capture, Picture, Place, ReaderNote, Table
from nianbao.read.limits import MAX_PICTURES
from nianbao.read.pdf.lines import Line
from nianbao.read.pdf.page import Column, Item
from nianbao.read.pdf.sheet import Box, Sheet, rounded
from nianbao.read.pdf.turned import Undo


@dataclass(slots=True)
class Scans:
    """The pictures of one document, counted against the bound."""

    capture: Capture
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
        column, undo = self._read(sheet.number, None)
        if not column.items:
            self.notes.append(ReaderNote("read.illegible", place))
            return Column(sheet.number, sheet.height, 0.0, sheet.width, [Picture(place)])
        self.straightened[sheet.number] = undo
        self.notes.append(ReaderNote("read.recognised", place))
        return column

    def with_pictures(self, columns: list[Column]) -> list[Column]:
        """Columns of text in which pictures of tables are replaced by the tables."""
        for column in columns:
            if any(isinstance(item, Picture) for item in column.items) and self._is_installed():
                column.items = [read for item in column.items for read in self._replaced(item, column.page)]
        return columns

    def _replaced(self, item: Item, number: int) -> list[Item]:
        """A picture without a ruled table stays a picture: words in a photograph are no part of the report."""
        if not isinstance(item, Picture) or item.place.bbox is None or not self._may_read():
            return [item]
        inner, undo = self._read(number, item.place.bbox)
        if not any(isinstance(found, Table) for found in inner.items):
            return [item]
        self.notes.append(ReaderNote("read.recognised", item.place))
        return [_moved(found, undo, item.place.bbox) for found in inner.items]

    def _read(self, number: int, box: Box | None) -> tuple[Column, Undo]:
        from nianbao.read.scan.page import read_scan
        from nianbao.read.scan.raster import page_raster

        raster = page_raster(self.capture.data, number, self.capture.path, box)
        return read_scan(raster, number, again=self.again)

    def _may_read(self) -> bool:
        self.count += 1
        return self.count <= MAX_PICTURES and self._is_installed()

    @staticmethod
    def _is_installed() -> bool:
        from nianbao.read.scan.installed import is_installed

        return is_installed()


def _moved(item: Item, undo: Undo, box: Box) -> Item:
    """From the picture onto the page it stands on."""
    if isinstance(item, Line):
        x0, top, x1, bottom = _onto(item.box, undo, box)
        return replace(item, x0=x0, top=top, x1=x1, bottom=bottom)
    item.place = _placed(item.place, undo, box)
    if isinstance(item, Table):
        for cell in item.cells:
            cell.place = _placed(cell.place, undo, box)
    return item


def _placed(place: Place, undo: Undo, box: Box) -> Place:
    return replace(place, bbox=rounded(_onto(place.bbox, undo, box))) if place.bbox else place


def _onto(inner: Box, undo: Undo, box: Box) -> Box:
    x0, top, x1, bottom = undo.undo(inner)
    return x0 + box[0], top + box[1], x1 + box[0], bottom + box[1]
