"""The pictures of an OFD page as pixels: laid on white paper where their objects put them.

A scan saved as OFD is a page of image objects, often one, sometimes strips. Text and paths are not drawn: they are
read from the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nianbao.errors import Damaged
from nianbao.read.limits import MAX_PICTURE_PIXELS
from nianbao.read.ofd.geometry import Matrix
from nianbao.read.pdf.sheet import Box
from nianbao.read.sniff import sniff

if TYPE_CHECKING:
    from nianbao.read.scan.engine import Image
    from nianbao.read.scan.raster import Raster

COARSEST, FINEST = 100.0, 200.0
"""Dots per inch: as pages of PDF are drawn."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An image object: its resource, and where it lies."""

    resource: str
    matrix: Matrix
    """From the unit square of the picture to points of the page."""
    box: Box


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures of a document, page by page."""

    where: str
    pages: dict[int, tuple[float, float, Sequence[Placed]]]
    """Page number -> width and height in points, and its pictures from the lowest to the topmost."""
    data: Callable[[str], bytes | None]
    """The bytes of a resource."""

    def raster(self, number: int, box: Box | None) -> Raster:
        """A page (or a box of it, in points) at the resolution of its finest picture.

        Raises Damaged when a picture is missing, or in a format that is not known here (JBIG2).
        """
        from nianbao.read.scan.raster import Raster

        width, height, placed = self.pages[number]
        images = [(self._pixels(each), each) for each in placed if _overlaps(each.box, box)]
        finest = max((_dots(image, each.box) for image, each in images), default=FINEST)
        scale = min(max(finest, COARSEST), FINEST) / 72
        scale = min(scale, (MAX_PICTURE_PIXELS / max(1.0, width * height)) ** 0.5)
        page = _paper(width, height, scale)
        for image, each in images:
            _lay(page, image, each, scale)
        x0, top, x1, bottom = (max(0, round(side * scale)) for side in box or (0.0, 0.0, width, height))
        return Raster(page[top:bottom, x0:x1].copy(), scale, scale)

    def _pixels(self, placed: Placed) -> Image:
        from nianbao.read.scan.raster import pictures_in

        data = self.data(placed.resource)
        if data is None:
            raise Damaged(self.where, format="ofd", reason="a picture that is not there")
        return _in_colour(next(pictures_in(data, self.where, sniff(data))))


def _in_colour(image: Image) -> Image:
    import numpy as np

    return image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)


def _overlaps(one: Box, other: Box | None) -> bool:
    return other is None or (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def _dots(image: Image, box: Box) -> float:
    """Dots per inch of a picture on the page, whichever way it is turned."""
    sides = [side for side in (box[2] - box[0], box[3] - box[1]) if side > 1]
    return max(image.shape[:2]) * 72 / max(sides) if sides else 0.0


def _paper(width: float, height: float, scale: float) -> Image:
    import numpy as np

    return np.full((max(1, round(height * scale)), max(1, round(width * scale)), 3), 255, np.uint8)


def _lay(page: Image, image: Image, placed: Placed, scale: float) -> None:
    """Put a picture on the page; one of more pixels than it takes up there is made smaller first."""
    import cv2
    import numpy as np

    shrink = min(1.0, scale * 72 / max(1.0, _dots(image, placed.box)))
    if shrink < 0.9:
        image = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA).astype(np.uint8)
    height, width = image.shape[:2]
    a, b, c, d, e, f = (side * scale for side in placed.matrix)
    # Middles of pixels: (i + 0.5) / width of the unit square lies at x + 0.5 on the page.
    across, down = (a / width, b / width), (c / height, d / height)
    move = np.array(
        [
            [across[0], down[0], e + (across[0] + down[0]) / 2 - 0.5],
            [across[1], down[1], f + (across[1] + down[1]) / 2 - 0.5],
        ]
    )
    size = (page.shape[1], page.shape[0])
    cv2.warpAffine(image, move, size, dst=page, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
