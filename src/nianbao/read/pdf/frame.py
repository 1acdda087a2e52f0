"""From the coordinates of a PDF page to the page as displayed."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.read.pdf.raw import Buffer, Handle, pdfium
from nianbao.read.pdf.sheet import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in its own coordinates (y upwards) and its quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        """Displayed width."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Displayed height."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def displayed(
        self, left: list[float], top: list[float], right: list[float], bottom: list[float]
    ) -> tuple[list[float], list[float], list[float], list[float]]:
        """Parallel lists of box sides in page coordinates -> (x0, top, x1, bottom) lists as displayed."""
        if self.turns == 0:
            return (
                _less(left, self.left),
                _from(self.top, top),
                _less(right, self.left),
                _from(self.top, bottom),
            )
        if self.turns == 1:
            return (
                _less(bottom, self.bottom),
                _less(left, self.left),
                _less(top, self.bottom),
                _less(right, self.left),
            )
        if self.turns == 2:
            return (
                _from(self.right, right),
                _less(bottom, self.bottom),
                _from(self.right, left),
                _less(top, self.bottom),
            )
        return (
            _from(self.top, top),
            _from(self.right, right),
            _from(self.top, bottom),
            _from(self.right, left),
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """One box as displayed."""
        if self.turns == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        x0, y0, x1, y1 = self.displayed([left], [top], [right], [bottom])
        return x0[0], y0[0], x1[0], y1[0]


def _less(values: list[float], origin: float) -> list[float]:
    return [value - origin for value in values] if origin else values


def _from(origin: float, values: list[float]) -> list[float]:
    return [origin - value for value in values]


def frame_of(page: Handle, buffer: Buffer) -> Frame:
    """The frame of a loaded page; an unreadable visible box counts as A4."""
    lib = pdfium()
    if not lib.GetPageBoundingBox(page, buffer.number_slots[0]):
        return Frame(0.0, 0.0, 595.0, 842.0, 0)
    left, top, right, bottom = buffer.numbers[:4]
    return Frame(left, bottom, right, top, lib.Page_GetRotation(page) % 4)
