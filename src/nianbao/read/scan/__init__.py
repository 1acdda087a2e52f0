"""Scans and pictures: pixels -> the same tables and paragraphs that other formats give, with every doubt kept.

The recipe of a page: paper made white and level -> rules -> grids -> each cell read by itself, doubtful ones twice ->
the text outside read line by line. Needs the extra ``nianbao[ocr]``; without it, pictures stay pictures and are said
to be unread. Nothing is fetched: the models are those in the wheel.
"""

from __future__ import annotations

from nianbao.errors import EmptyFile, Unsupported
from nianbao.model import Capture, Document, Paragraph
from nianbao.read.pdf.furniture import strip_furniture
from nianbao.read.pdf.page import Column
from nianbao.read.pdf.paragraphs import flow
from nianbao.read.pdf.turned import Undo, place_as_displayed
from nianbao.read.scan.installed import is_installed
from nianbao.read.sniff import sniff

__all__ = ["is_installed", "read_picture", "read_picture_again", "read_pixels"]

_MEDIA_TYPES = {"bmp": "image/bmp", "gif": "image/gif", "jpeg": "image/jpeg", "png": "image/png", "tiff": "image/tiff"}


def read_picture(capture: Capture) -> Document:
    """The document in a picture file. Places carry the page (of a TIFF) and the bbox in *pixels* of the picture.

    Raises Unsupported where the extra is not installed, Damaged, TooLarge, EmptyFile when nothing is printed.
    """
    form = sniff(capture.data)
    if not is_installed():
        raise Unsupported(capture.path, format=form, remedy="install_ocr")
    document = read_pixels(capture.data, capture.path, form)
    if not document.blocks:
        raise EmptyFile(capture.path, what="blank page")
    return document


def read_picture_again(capture: Capture) -> Document:
    """Read a picture file a second way. Raises as :func:`read_picture`."""
    return read_pixels(capture.data, capture.path, sniff(capture.data), again=True)


def read_pixels(data: bytes, where: str, form: str, *, again: bool = False) -> Document:
    """As :func:`read_picture`, with the format known; an empty picture gives a document without blocks."""
    from nianbao.read.scan.page import read_scan
    from nianbao.read.scan.raster import picture_raster, pictures_in

    parts: list[Column] = []
    undoing: dict[int, Undo] = {}
    for number, image in enumerate(pictures_in(data, where, form), 1):
        column, undoing[number] = read_scan(picture_raster(image), number, again=again)
        parts.append(column)
    strip_furniture(parts)
    blocks = flow(parts)
    place_as_displayed(blocks, undoing)
    return Document(
        reader="scan",
        media_type=_MEDIA_TYPES.get(form, f"image/{form}"),
        text="\n".join(block.text for block in blocks if isinstance(block, Paragraph)),
        blocks=blocks,
        page_count=len(parts),
    )
