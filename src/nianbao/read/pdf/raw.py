"""pdfium without its object layer: function addresses taken once, arguments plain integers, buffers reused.

The helper classes of pypdfium2 cost more than everything else a text page needs, so the few functions used here
are bound by address; a handle is the integer value of a pointer. pdfium is not thread-safe: read documents in
parallel from several *processes*, never from several threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import (
    PYFUNCTYPE,
    addressof,
    c_char_p,
    c_double,
    c_float,
    c_int,
    c_size_t,
    c_uint,
    c_ulong,
    c_void_p,
    cast,
    create_string_buffer,
)
from functools import cache
from types import SimpleNamespace

from nianbao.errors import Damaged, DocumentError, Encrypted

TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
"""Page object types (FPDF_PAGEOBJ_*)."""
LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2
"""Path segment types (FPDF_SEGMENT_*)."""
_PASSWORD, _SECURITY = 4, 5
_END = re.compile(rb"%%EOF|startxref\s+\d+\s")

_P, _I, _U = c_void_p, c_int, c_uint
_SIGNATURES: dict[str, tuple[object, ...]] = {
    "FPDF_LoadMemDocument64": (_P, c_char_p, c_size_t, c_char_p),
    "FPDF_CloseDocument": (None, _P),
    "FPDF_GetLastError": (c_ulong,),
    "FPDF_GetPageCount": (_I, _P),
    "FPDF_GetMetaText": (c_ulong, _P, c_char_p, _P, c_ulong),
    "FPDF_LoadPage": (_P, _P, _I),
    "FPDF_ClosePage": (None, _P),
    "FPDF_GetPageBoundingBox": (_I, _P, _P),
    "FPDFPage_GetRotation": (_I, _P),
    "FPDFPage_CountObjects": (_I, _P),
    "FPDFPage_GetObject": (_P, _P, _I),
    "FPDFFormObj_CountObjects": (_I, _P),
    "FPDFFormObj_GetObject": (_P, _P, c_ulong),
    "FPDFPageObj_GetType": (_I, _P),
    "FPDFPageObj_GetBounds": (_I, _P, _P, _P, _P, _P),
    "FPDFPageObj_GetMatrix": (_I, _P, _P),
    "FPDFPageObj_GetStrokeColor": (_I, _P, _P, _P, _P, _P),
    "FPDFPageObj_GetFillColor": (_I, _P, _P, _P, _P, _P),
    "FPDFPath_GetDrawMode": (_I, _P, _P, _P),
    "FPDFPath_CountSegments": (_I, _P),
    "FPDFPath_GetPathSegment": (_P, _P, _I),
    "FPDFPathSegment_GetPoint": (_I, _P, _P, _P),
    "FPDFPathSegment_GetType": (_I, _P),
    "FPDFPathSegment_GetClose": (_I, _P),
    "FPDFTextObj_GetFont": (_P, _P),
    "FPDFTextObj_GetTextRenderMode": (_I, _P),
    "FPDFFont_GetBaseFontName": (c_size_t, _P, _P, c_size_t),
    "FPDFText_LoadPage": (_P, _P),
    "FPDFText_ClosePage": (None, _P),
    "FPDFText_CountChars": (_I, _P),
    "FPDFText_GetText": (_I, _P, _I, _I, _P),
    "FPDFText_GetUnicode": (_U, _P, _I),
    "FPDFText_GetLooseCharBox": (_I, _P, _I, _P),
    "FPDFText_GetCharBox": (_I, _P, _I, _P, _P, _P, _P),
    "FPDFText_GetMatrix": (_I, _P, _I, _P),
    "FPDFText_GetFontSize": (c_double, _P, _I),
}


@cache
def pdfium() -> SimpleNamespace:
    """The bound functions under their names without ``FPDF_`` / ``FPDF`` prefix, e.g. ``lib.Text_GetText``."""
    import pypdfium2.raw as library

    bound = {}
    for name, (result, *arguments) in _SIGNATURES.items():
        address = cast(getattr(library, name), c_void_p).value
        bound[name.removeprefix("FPDF_").removeprefix("FPDF")] = PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]
    return SimpleNamespace(**bound)


class Buffer:
    """Memory that calls write into; what is kept is copied out.

    ``floats`` grows with the page; the small ones take the few numbers of a single call, whose addresses are
    the tuple beside it.
    """

    def __init__(self) -> None:
        self.integers = (c_uint * 4)()
        self.doubles = (c_double * 4)()
        self.numbers = (c_float * 6)()
        self.integer_slots = tuple(range(addressof(self.integers), addressof(self.integers) + 16, 4))
        self.double_slots = tuple(range(addressof(self.doubles), addressof(self.doubles) + 32, 8))
        self.number_slots = tuple(range(addressof(self.numbers), addressof(self.numbers) + 24, 4))
        self.floats = (c_float * 8192)()

    def boxes(self, count: int) -> range:
        """Addresses of ``count`` records of four floats in ``floats``."""
        if 4 * count > len(self.floats):
            self.floats = (c_float * (8 * count))()
        start = addressof(self.floats)
        return range(start, start + 16 * count, 16)


@contextmanager
def opened(data: bytes, where: str) -> Iterator[int]:
    """The document handle of a PDF in memory.

    Raises Encrypted when a password is needed (an owner password alone is no obstacle), Damaged when the file
    is cut off or is no PDF that can be opened.
    """
    lib = pdfium()
    handle = lib.LoadMemDocument64(data, len(data), None)
    if not handle:
        raise _load_error(lib.GetLastError(), where)
    try:
        if not _is_complete(data):
            raise Damaged(where, format="pdf", reason="truncated")
        yield handle
    finally:
        lib.CloseDocument(handle)


def _load_error(code: int, where: str) -> DocumentError:
    if code in (_PASSWORD, _SECURITY):
        return Encrypted(where, format="pdf")
    return Damaged(where, format="pdf", reason="cannot be opened")


def _is_complete(data: bytes) -> bool:
    """Whether the file's end marker stands after its last object.

    pdfium repairs a truncated file by leaving out what is gone, which would lose figures in silence. A
    linearized file has an end marker near its beginning too, so the mere presence of one proves nothing.
    """
    return _END.search(data, max(0, data.rfind(b"endobj"))) is not None


@contextmanager
def page_opened(document: int, index: int, where: str) -> Iterator[int]:
    """The handle of one page, counted from 0. Raises Damaged when the page tree is broken there."""
    lib = pdfium()
    handle = lib.LoadPage(document, index)
    if not handle:
        raise Damaged(where, format="pdf", reason="page cannot be loaded", page=index + 1)
    try:
        yield handle
    finally:
        lib.ClosePage(handle)


@contextmanager
def text_opened(page: int) -> Iterator[int]:
    """The handle of a page's text; 0 when pdfium gives none."""
    lib = pdfium()
    handle = lib.Text_LoadPage(page)
    try:
        yield handle or 0
    finally:
        if handle:
            lib.Text_ClosePage(handle)


def title_of(document: int) -> str:
    """The title in the document information dictionary, or nothing."""
    lib = pdfium()
    size = lib.GetMetaText(document, b"Title", None, 0)
    if size <= 2:
        return ""
    buffer = create_string_buffer(size)
    lib.GetMetaText(document, b"Title", buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()
