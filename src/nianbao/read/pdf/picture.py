"""A page of a PDF as a picture, for people to look at."""

from __future__ import annotations

import io
from dataclasses import dataclass

from nianbao.errors import Damaged

_MAX_PIXELS = 4000
"""On the longer side: a page that claims to be a wall is shown smaller."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """PNG bytes, and the size of the page in points as displayed: boxes of places are measured in these."""

    png: bytes
    width: float
    height: float


def page_sizes(data: bytes, path: str) -> list[tuple[float, float]]:
    """(width, height) of every page in points, as displayed (after /Rotate). Raises Damaged."""
    with _opened(data, path) as document:
        return [document.get_page_size(index) for index in range(len(document))]


def page_picture(data: bytes, page: int, path: str, scale: float = 1.6) -> PagePicture:
    """Page ``page`` (from 1) drawn at ``scale`` pixels a point. Raises Damaged, IndexError for no such page.

    pdfium is not thread-safe: the caller sees to it that one picture is drawn at a time.
    """
    with _opened(data, path) as document:
        if not 1 <= page <= len(document):
            raise IndexError(page)
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(scale, _MAX_PIXELS / max(width, height, 1))
        image = sheet.render(scale=scale, may_draw_forms=False).to_pil()
        buffer = io.BytesIO()
        image.convert("RGB").quantize(colors=64).save(buffer, "PNG")
    return PagePicture(buffer.getvalue(), width, height)


def _opened(data: bytes, path: str):  # type: ignore[no-untyped-def]  # pypdfium2 has no types
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Damaged(path, format="pdf", reason=str(error)) from error
