"""OFD (GB/T 33190), the fixed-layout format of Chinese administrations: zip and XML, no library.

container -> pages with their templates -> characters and rules of each (a *sheet*) -> the layout of the PDF reader:
grids, tables, lines, paragraphs. Pictures are read as scans are. Signatures are not verified; annotations, seals and
attachments are not read.
"""

from __future__ import annotations

from typing import Any

from nianbao.errors import EmptyFile, TooLarge
from nianbao.model import Capture, Document, Paragraph, Picture, Place, ReaderNote
from nianbao.read.ofd.budget import Budget
from nianbao.read.ofd.content import Artist, paper
from nianbao.read.ofd.geometry import POINTS, Matrix
from nianbao.read.ofd.images import Album
from nianbao.read.ofd.structure import Structure
from nianbao.read.pdf.furniture import strip_furniture
from nianbao.read.pdf.page import Column, columns
from nianbao.read.pdf.paragraphs import flow
from nianbao.read.pdf.scanned import Scans
from nianbao.read.pdf.sheet import UNMAPPED, Sheet, rounded
from nianbao.read.pdf.turned import place_as_displayed

__all__ = ["read_ofd", "read_ofd_again"]

_ANY = "{*}"
_A4: tuple[Matrix, float, float] = ((POINTS, 0.0, 0.0, POINTS, 0.0, 0.0), 210 * POINTS, 297 * POINTS)


def read_ofd(capture: Capture) -> Document:
    """Read an OFD document.

    Places carry page and bbox in points. Notes: ``read.recognised`` for a page or table that is a picture, or
    ``read.needs_ocr`` where the extra is not installed; ``read.needs_ocr`` for a page whose text has no known
    characters or does not stand upright; ``read.part_left_out`` when the container holds further documents.

    Raises Damaged (a part is missing or makes no sense), Encrypted, TooLarge (bombs, pages, objects, nesting),
    EmptyFile.
    """
    return _bounded(capture, again=False)


def read_ofd_again(capture: Capture) -> Document:
    """Read an OFD document, its pictures a second way. Raises as :func:`read_ofd`."""
    return _bounded(capture, again=True)


def _bounded(capture: Capture, *, again: bool) -> Document:
    try:
        return _read(capture, again=again)
    except RecursionError as error:
        raise TooLarge(capture.path, what="nesting") from error


def _read(capture: Capture, *, again: bool) -> Document:
    structure = Structure(capture)
    notes = [ReaderNote("read.part_left_out", detail=f"{structure.more} documents")] if structure.more else []
    units, budget, parts = structure.units(), Budget(capture.path), list[Column]()
    pages = structure.pages()
    album = Album(capture.path, {}, structure.picture)
    scans = Scans(album.raster, notes, again=again)
    for number, page in enumerate(pages, 1):
        try:
            artist = Artist(units, budget)
            sheet, upright = _sheet(structure, page, number, artist)
        except ValueError as error:
            raise structure.container.damaged(f"page {number}", str(error)) from error
        album.pages[number] = sheet.width, sheet.height, artist.pictures
        parts += _readable(sheet, upright, scans)
    strip_furniture(parts)
    blocks = flow(parts)
    place_as_displayed(blocks, scans.straightened)
    if not blocks:
        raise EmptyFile(capture.path)
    return Document(
        reader="ofd",
        media_type="application/ofd",
        text="\n".join(block.text for block in blocks if isinstance(block, Paragraph)),
        blocks=blocks,
        metadata={"title": structure.title} if structure.title else {},
        notes=notes,
        page_count=len(pages),
    )


def _sheet(structure: Structure, page: Any, number: int, artist: Artist) -> tuple[Sheet, bool]:
    """The page, and whether most of its text stands upright."""
    artist.budget.turn_page()
    matrix, width, height = paper(page.find(f"{_ANY}Area")) or paper(structure.area) or _A4
    for source in [*structure.templates(page), page]:
        for content in source.iterfind(f"{_ANY}Content"):
            artist.draw(content, matrix)
    return artist.sheet(number, width, height), 2 * artist.letters.turned <= len(artist.letters.text)


def _readable(sheet: Sheet, upright: bool, scans: Scans) -> list[Column]:
    """The columns of a sheet; a page whose text cannot be known is given as one picture."""
    text = "".join(sheet.glyphs.text.split())
    if upright and text and 2 * text.count(UNMAPPED) <= len(text):
        return scans.with_pictures(columns(sheet))
    if not text and not sheet.drawn:
        return []
    if not text and sheet.pictures:
        return [scans.page(sheet)]
    place = Place(page=sheet.number, bbox=rounded((0.0, 0.0, sheet.width, sheet.height)))
    reason = "no characters" if not text else "no known characters" if upright else "turned text"
    scans.notes.append(ReaderNote("read.needs_ocr", place, reason))
    return [Column(sheet.number, sheet.height, 0.0, sheet.width, [Picture(place)])]
