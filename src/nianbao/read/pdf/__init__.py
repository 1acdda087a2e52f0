"""PDF -> Document: ruled tables by geometry, sentences whole across lines and pages.

The recipe: pdfium gives the characters and rules of each page (a *sheet*); touching rules make grids, grids
make tables; what stands outside becomes lines, lines become paragraphs. Pages whose characters pdfium misreads are
read again with pdfplumber; pages that are pictures are read by ``nianbao.read.scan``. Tables cut by a page break are
given in parts, one per page.

pdfium is not thread-safe: read several documents at once in several processes, never in threads.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from nianbao.errors import TooLarge
from nianbao.model import Capture, Document, Paragraph, Place, ReaderNote
from nianbao.read.pdf import fallback, raw
from nianbao.read.pdf.fields import FILLED_IN, Value, add_undrawn, must_draw, value_of
from nianbao.read.pdf.frame import frame_of
from nianbao.read.pdf.furniture import strip_furniture
from nianbao.read.pdf.glyphs import read_glyphs
from nianbao.read.pdf.hidden import Sight, blank_hidden
from nianbao.read.pdf.marks import Marks, read_marks
from nianbao.read.pdf.page import Column, columns
from nianbao.read.pdf.paragraphs import aligned, flow
from nianbao.read.pdf.scanned import Scans
from nianbao.read.pdf.sheet import UNMAPPED, Box, Glyphs, Sheet, rounded
from nianbao.read.pdf.soundness import refuse_damaged_streams
from nianbao.read.pdf.tiles import Tiles
from nianbao.read.pdf.turned import Tilt, Undo, place_as_displayed

if TYPE_CHECKING:
    from nianbao.read.scan.raster import Raster

MAX_PAGES = 400

__all__ = ["MAX_PAGES", "read_pdf", "read_pdf_again"]


def read_pdf(capture: Capture) -> Document:
    """Read a PDF.

    Places carry page and bbox. Notes: ``read.pdf_fallback`` for a page read by pdfplumber; for a page whose text is
    a picture or has no known characters ``read.recognised``, or ``read.needs_ocr`` where the extra is not installed;
    for text that is covered or cut off ``read.covered_text``; for the value of a field that not every program draws,
    and which counts as unreadable, ``read.undrawn_value``.

    Raises Damaged (truncated or corrupt), Encrypted (a password is needed to open it), TooLarge (more than
    MAX_PAGES pages, or a page with an absurd number of objects).
    """
    return _read(capture, always_pdfplumber=False)


def read_pdf_again(capture: Capture) -> Document:
    """Read a PDF a second way: characters and lines of every page from pdfplumber instead of pdfium.

    An order of magnitude slower, and independent of the first reading up to the grid: for doubts, not for bulk.
    Raises as :func:`read_pdf`.
    """
    return _read(capture, always_pdfplumber=True)


def _read(capture: Capture, *, always_pdfplumber: bool) -> Document:
    notes: list[ReaderNote] = []
    parts: list[Column] = []
    tilts: dict[int, Undo] = {}
    scans = Scans(partial(_raster, capture), notes, again=always_pdfplumber)
    buffer, tiles = raw.Buffer(), Tiles()
    with raw.opened(capture.data, capture.path) as document, raw.Pages(document, capture.path) as pages:
        if not raw.is_encrypted(document) and refuse_damaged_streams(capture.data, capture.path):
            notes.append(ReaderNote("read.damaged_bytes", detail="checksum"))
        title, count = raw.title_of(document), raw.pdfium().GetPageCount(document)
        if count > MAX_PAGES:
            raise TooLarge(capture.path, what="pages", limit=MAX_PAGES, actual=count)
        for index in range(count):
            if always_pdfplumber:
                sheet = fallback.read_sheet(capture.data, index + 1, capture.path)
            else:
                sheet = _second_opinion(_sheet(pages, index, buffer, capture, tiles), capture, notes)
            notes += sheet.notes
            if _is_legible(sheet):
                parts += scans.with_pictures(columns(sheet))
                if sheet.tilt:
                    tilts[sheet.number] = Tilt(sheet.tilt, sheet.width, sheet.height)
            elif sheet.glyphs.text.strip() or sheet.drawn:
                parts.append(scans.page(sheet))
    strip_furniture(parts)
    words = [] if tilts or scans.straightened else aligned(parts)
    blocks = flow(parts)
    place_as_displayed(blocks, tilts | scans.straightened)
    return Document(
        reader="pdf",
        media_type="application/pdf",
        text="\n".join(block.text for block in blocks if isinstance(block, Paragraph)),
        blocks=blocks,
        metadata={"title": title} if title else {},
        notes=notes,
        page_count=count,
        aligned=words,
    )


def _raster(capture: Capture, number: int, box: Box | None) -> Raster:
    from nianbao.read.scan.raster import page_raster

    return page_raster(capture.data, number, capture.path, box)


def _sheet(pages: raw.Pages, index: int, buffer: raw.Buffer, capture: Capture, tiles: Tiles) -> Sheet:
    page = pages.open(index)
    values = _values(pages, page, buffer, capture)
    if values is not None:
        page = pages.flattened(index)
    frame = frame_of(page, buffer)
    with raw.text_opened(page) as text_page:
        glyphs, upright, doubtful = read_glyphs(text_page, frame, buffer, capture.path)
        marks = read_marks(page, upright, buffer, capture.path)
        hidden = blank_hidden(Sight(pages.document, page, text_page, glyphs, marks, upright, buffer), doubtful.clipped)
    between = tiles.rules(glyphs, marks)
    marks.rules.horizontal += between.horizontal
    marks.rules.vertical += between.vertical
    if doubtful.white and not marks.covered:
        glyphs.blank(each for each in doubtful.white if not _is_on_paint(glyphs, each[0], marks))
    undrawn = add_undrawn(glyphs, values, upright, must_draw(capture.data)) if values else []
    suspect = ""
    if marks.nameless_font:
        suspect = "nameless font in a form"
    elif marks.has_text and not glyphs.text.strip():
        suspect = "no characters"
    return Sheet(
        index + 1,
        upright.width,
        upright.height,
        glyphs,
        marks.rules,
        marks.pictures,
        marks.drawn,
        (upright.turns - frame.turns) % 4,
        marks.covered,
        suspect,
        [
            *([ReaderNote("read.covered_text", Place(page=index + 1), hidden)] if hidden else []),
            *(ReaderNote("read.undrawn_value", Place(index + 1, rounded(box)), text) for box, text in undrawn),
        ],
    )


def _values(pages: raw.Pages, page: raw.Handle, buffer: raw.Buffer, capture: Capture) -> list[Value] | None:
    """What fields and notes over the page say; None where nothing can be filled in."""
    filled_in = False
    values: list[Value] = []
    for kind, note in raw.laid_over(page):
        if kind in FILLED_IN:
            filled_in = True
            value = value_of(note, kind, pages.form(), buffer)
            values += [value] if value else []
    return values if filled_in else None


def _is_on_paint(glyphs: Glyphs, index: int, marks: Marks) -> bool:
    """White letters on a dark ground, or on a picture, can be seen."""
    x, y = (glyphs.x0[index] + glyphs.x1[index]) / 2, (glyphs.top[index] + glyphs.bottom[index]) / 2
    grounds = (*marks.shades, *marks.pictures)
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in grounds)


def _second_opinion(sheet: Sheet, capture: Capture, notes: list[ReaderNote]) -> Sheet:
    """The sheet, or pdfplumber's reading of it where pdfium's is suspect and the other finds characters."""
    if not sheet.suspect:
        return sheet
    other = fallback.read_sheet(capture.data, sheet.number, capture.path)
    if not other.glyphs.text.strip():
        return sheet
    notes.append(ReaderNote("read.pdf_fallback", Place(page=sheet.number), sheet.suspect))
    return other


def _is_legible(sheet: Sheet) -> bool:
    """The page has text whose characters are known, and it is not merely laid behind a scan of the whole page."""
    text = "".join(sheet.glyphs.text.split())
    return bool(text) and 2 * text.count(UNMAPPED) <= len(text) and not sheet.covered
