"""Pages whose text runs up or down the paper: read with the head tilted, placed as displayed.

A wide table is often set sideways on an upright page. Read as it stands, its figures would be columns of digits,
some of them from the last to the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from nianbao.model import Block, Place, Table
from nianbao.read.pdf.sheet import Box, rounded


class Undo(Protocol):
    """A page that was not read as it is displayed."""

    def undo(self, box: Box) -> Box:
        """A box of the page as read, on the page as displayed."""


@dataclass(frozen=True, slots=True)
class Tilt:
    """How a page was turned for reading: quarter turns clockwise, and its size after that."""

    quarters: int
    width: float
    height: float

    def undo(self, box: Box) -> Box:
        """A box of the page as read, on the page as displayed."""
        x0, top, x1, bottom = box
        if self.quarters == 0:
            return rounded(box)
        if self.quarters == 1:
            return rounded((top, self.width - x1, bottom, self.width - x0))
        if self.quarters == 2:
            return rounded((self.width - x1, self.height - bottom, self.width - x0, self.height - top))
        return rounded((self.height - bottom, x0, self.height - top, x1))


def place_as_displayed(blocks: Iterable[Block], tilts: Mapping[int, Undo]) -> None:
    """Turn the places of everything on tilted pages (by page number) back, in place."""
    for block in blocks:
        tilt = tilts.get(block.place.page or 0)
        if tilt is None:
            continue
        block.place = _undone(block.place, tilt)
        if isinstance(block, Table):
            for cell in block.cells:
                cell.place = _undone(cell.place, tilt)


def _undone(place: Place, tilt: Undo) -> Place:
    return place._replace(bbox=tilt.undo(place.bbox)) if place.bbox else place
