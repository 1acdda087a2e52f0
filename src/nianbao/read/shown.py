"""Picture files as pictures for people: their pages, upright, bounded. Nothing is read off them here."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nianbao.errors import Damaged, TooLarge
from nianbao.read.limits import MAX_PICTURE_PIXELS, MAX_PICTURES

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDEST = 2400


def picture_sizes(data: bytes, path: str) -> list[tuple[float, float]]:
    """(width, height) of every page in pixels, upright as the camera says. Raises Damaged, TooLarge."""
    with _opened(data, path) as file:
        return [(float(page.width), float(page.height)) for page in _pages(file, path)]


def picture_png(data: bytes, page: int, path: str) -> bytes:
    """Page ``page`` (from 1) as PNG, made smaller where it is very large. Raises Damaged, TooLarge, IndexError."""
    with _opened(data, path) as file:
        for number, image in enumerate(_pages(file, path), 1):
            if number == page:
                shown = image.convert("RGB")
                shown.thumbnail((_WIDEST, _WIDEST))
                buffer = io.BytesIO()
                shown.save(buffer, "PNG")
                return buffer.getvalue()
    raise IndexError(page)


def _pages(file: Image, path: str) -> Iterator[Image]:
    from PIL import ImageOps

    for number in range(min(getattr(file, "n_frames", 1), MAX_PICTURES)):
        file.seek(number)
        if file.width * file.height > MAX_PICTURE_PIXELS:
            raise TooLarge(path, what="pixels", limit=MAX_PICTURE_PIXELS, actual=file.width * file.height)
        yield ImageOps.exif_transpose(file)


@contextmanager
def _opened(data: bytes, path: str) -> Iterator[Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a decompression bomb is bounded by pixels here
            with Image.open(io.BytesIO(data)) as file:
                yield file
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Damaged(path, format="picture", reason=type(error).__name__) from error
