"""Files and PDF pages -> pixels, bounded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nianbao.errors import Damaged, TooLarge
from nianbao.read.limits import MAX_PICTURE_PIXELS, MAX_PICTURES
from nianbao.read.scan.engine import Image

FINEST, USUAL = 200.0, 200.0
"""Dots per inch. Scans finer than the first gain nothing; pages that are no pictures are drawn at the second."""
COARSEST = 100.0
_LETTER = 10.0
"""Points: the size of type, taken for granted where a picture does not say its resolution."""
_MORE = 2.0
"""Pixels per point below which a picture is enlarged."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as pixels."""

    image: Image
    scale: float
    """Pixels per unit of the page's own coordinates."""
    letters: float
    """Pixels per point, as far as sizes of type go; the same where the page is measured in points."""


def pictures_in(data: bytes, where: str, form: str) -> Iterator[Image]:
    """The pages of a picture file (several in a TIFF), upright as their camera says, in colour or grey.

    Raises Damaged, TooLarge.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(io.BytesIO(data)) as file:
                count = min(getattr(file, "n_frames", 1), MAX_PICTURES) if form == "tiff" else 1
                for number in range(count):
                    file.seek(number)
                    pixels = file.size[0] * file.size[1]
                    if pixels > MAX_PICTURE_PIXELS:
                        raise TooLarge(where, what="pixels", limit=MAX_PICTURE_PIXELS, actual=pixels)
                    yield _pixels(ImageOps.exif_transpose(file))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Pillow.DecompressionBombError) as error:
        raise Damaged(where, format=form, reason=type(error).__name__) from error


def _pixels(picture: object) -> Image:
    from PIL import Image as Pillow

    assert isinstance(picture, Pillow.Image)
    if picture.mode in ("1", "L", "I", "I;16", "F"):
        return np.array(picture.convert("L"), np.uint8)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Pillow.new("RGBA", clear.size, "white")
        return np.array(Pillow.alpha_composite(paper, clear).convert("RGB"), np.uint8)
    return np.array(picture.convert("RGB"), np.uint8)


def picture_raster(image: Image) -> Raster:
    """A picture of unknown resolution, brought to a size at which its type can be read."""
    import cv2

    letters = _letter_size(image) / _LETTER
    wanted = min(max(letters, _MORE), FINEST / 72)
    factor = wanted / letters
    largest = (MAX_PICTURE_PIXELS / (image.shape[0] * image.shape[1])) ** 0.5
    factor = min(factor, largest)
    if not 0.95 < factor < 1.05:
        method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=method).astype(np.uint8)
    else:
        factor = 1.0
    return Raster(image, factor, letters * factor)


def _letter_size(image: Image) -> float:
    """The height of most characters in pixels; Chinese fills it, figures three quarters."""
    import cv2

    grey = image if image.ndim == 2 else image.mean(axis=2).astype(np.uint8)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if ink.mean() > 127:
        ink = 255 - ink
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = [
        float(height)
        for _, _, width, height, area in stats[1:].tolist()
        if height >= 5 and width <= 3 * height <= 200 * 3 and area >= 8
    ]
    return float(np.quantile(sizes, 0.75)) if len(sizes) >= 8 else 20.0


def page_raster(data: bytes, number: int, where: str, box: tuple[float, float, float, float] | None = None) -> Raster:
    """A page of a PDF as displayed (or a box of it, in points), at the resolution of the pictures on it.

    ``number`` counts from 1. Raises Damaged.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1]
            scale = _resolution(page) / 72
            width, height = page.get_size()
            scale = min(scale, (MAX_PICTURE_PIXELS / max(1.0, width * height)) ** 0.5)
            x0, top, x1, bottom = (round(side * scale) for side in box or (0.0, 0.0, width, height))
            drawn = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False).to_numpy()
            return Raster(drawn[max(0, top) : bottom, max(0, x0) : x1, :3].copy(), scale, scale)
    except pypdfium2.PdfiumError as error:
        raise Damaged(where, format="pdf", reason=type(error).__name__, page=number) from error


def _resolution(page: object) -> float:
    """Dots per inch of the largest picture on the page, within bounds."""
    import pypdfium2.raw as raw

    finest = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):  # type: ignore[attr-defined]
        x0, bottom, x1, top = picture.get_bounds()
        width, height = picture.get_px_size()
        across, up = (x1 - x0) / 72, (top - bottom) / 72
        if across > 1 and up > 1:
            finest = max(finest, min(max(width, height) / max(across, up), max(width, height) / min(across, up)))
    return min(max(finest, COARSEST), FINEST) if finest else USUAL
