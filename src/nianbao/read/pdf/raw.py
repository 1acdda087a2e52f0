"""pdfium without its object layer: function addresses taken once, arguments plain integers, buffers reused.

The helper classes of pypdfium2 cost more than everything else a text page needs, so the few functions used here
are bound by address. Half of the time of a call is ctypes' check of its arguments, so those called once per character
or object go unchecked: their arguments are Handles, addresses of a Buffer, and numbers below 2**31, and nothing else.
pdfium is not thread-safe: read documents in parallel from several *processes*, never from several threads.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import (
    PYFUNCTYPE,
    byref,
    c_char_p,
    c_double,
    c_int,
    c_size_t,
    c_uint,
    c_ulong,
    c_void_p,
    cast,
    create_string_buffer,
    memset,
    string_at,
)
from functools import cache
from struct import unpack_from
from types import SimpleNamespace
from typing import Any

from nianbao.errors import Damaged, DocumentError, Encrypted

TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
"""Page object types (FPDF_PAGEOBJ_*)."""
BLACK = array("I", (0, 0, 0, 255))
"""Nearly all that is painted; red, green, blue and opacity as they come into a Buffer."""
LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2
"""Path segment types (FPDF_SEGMENT_*)."""
_PASSWORD, _SECURITY = 4, 5
_WITH_ALPHA, _ALPHA, _OPAQUE = 4, 3, 255
"""The format of a bitmap with four bytes a pixel (FPDFBitmap_BGRA), the last of them its opacity."""
_AS_DISPLAYED, _FLATTENED = 0, 1
_END = re.compile(rb"%%EOF|startxref\s+\d+\s")


class Handle(c_void_p):
    """A pointer that pdfium gave; false when it gave none."""


_P, _I, _U = c_void_p, c_int, c_uint
_SIGNATURES: dict[str, tuple[object, ...]] = {
    "FPDF_LoadMemDocument64": (Handle, c_char_p, c_size_t, c_char_p),
    "FPDF_CloseDocument": (None, _P),
    "FPDF_GetLastError": (c_ulong,),
    "FPDF_GetPageCount": (_I, _P),
    "FPDF_GetSecurityHandlerRevision": (_I, _P),
    "FPDF_GetMetaText": (c_ulong, _P, c_char_p, _P, c_ulong),
    "FPDF_LoadPage": (Handle, _P, _I),
    "FPDF_ClosePage": (None, _P),
    "FPDFPage_GetAnnotCount": (_I, _P),
    "FPDFPage_GetAnnot": (Handle, _P, _I),
    "FPDFPage_CloseAnnot": (None, _P),
    "FPDFAnnot_GetSubtype": (_I, _P),
    "FPDFAnnot_GetFlags": (_I, _P),
    "FPDFAnnot_GetRect": (_I, _P, _P),
    "FPDFAnnot_HasKey": (_I, _P, c_char_p),
    "FPDFAnnot_GetStringValue": (c_ulong, _P, c_char_p, _P, c_ulong),
    "FPDFAnnot_GetFormFieldType": (_I, _P, _P),
    "FPDFAnnot_GetFormFieldValue": (c_ulong, _P, _P, _P, c_ulong),
    "FPDFDOC_InitFormFillEnvironment": (Handle, _P, _P),
    "FPDFDOC_ExitFormFillEnvironment": (None, _P),
    "FPDFPage_Flatten": (_I, _P, _I),
    "FPDF_GetPageBoundingBox": (_I, _P, _P),
    "FPDFPage_GetRotation": (_I, _P),
    "FPDFFormObj_CountObjects": (_I, _P),
    "FPDFFormObj_GetObject": (_P, _P, c_ulong),
    "FPDFPageObj_GetType": (_I, _P),
    "FPDFFont_GetBaseFontName": (c_size_t, _P, _P, c_size_t),
    "FPDFImageObj_GetRenderedBitmap": (Handle, _P, _P, _P),
    "FPDFBitmap_GetFormat": (_I, _P),
    "FPDFBitmap_GetHeight": (_I, _P),
    "FPDFBitmap_GetStride": (_I, _P),
    "FPDFBitmap_GetBuffer": (_P, _P),
    "FPDFBitmap_Destroy": (None, _P),
    "FPDFText_LoadPage": (Handle, _P),
    "FPDFText_ClosePage": (None, _P),
    "FPDFText_CountChars": (_I, _P),
    "FPDFText_GetText": (_I, _P, _I, _I, _P),
}

_UNCHECKED: dict[str, object] = {
    "FPDFPage_CountObjects": _I,
    "FPDFPage_GetObject": _P,
    "FPDFPageObj_GetBounds": _I,
    "FPDFPageObj_GetMatrix": _I,
    "FPDFPageObj_GetStrokeColor": _I,
    "FPDFPageObj_GetFillColor": _I,
    "FPDFPageObj_HasTransparency": _I,
    "FPDFPageObj_GetClipPath": Handle,
    "FPDFClipPath_CountPaths": _I,
    "FPDFClipPath_CountPathSegments": _I,
    "FPDFClipPath_GetPathSegment": Handle,
    "FPDFPath_GetDrawMode": _I,
    "FPDFPath_CountSegments": _I,
    "FPDFPath_GetPathSegment": Handle,
    "FPDFPathSegment_GetPoint": None,
    "FPDFPathSegment_GetType": _I,
    "FPDFPathSegment_GetClose": _I,
    "FPDFTextObj_GetFont": _P,
    "FPDFTextObj_GetTextRenderMode": _I,
    "FPDFText_GetUnicode": _U,
    "FPDFText_GetLooseCharBox": None,
    "FPDFText_GetCharBox": _I,
    "FPDFText_GetMatrix": _I,
    "FPDFText_GetFontSize": c_double,
    "FPDFText_GetFillColor": _I,
    "FPDFText_GetTextObject": Handle,
}
"""Name -> type of the result, None where it is not looked at. A plain ``_P`` comes as a number, which none of these
functions may be given."""


@cache
def pdfium() -> SimpleNamespace:
    """The bound functions under their names without ``FPDF_`` / ``FPDF`` prefix, e.g. ``lib.Text_GetText``."""
    import pypdfium2.raw as library

    def bound(name: str, result: object, arguments: Sequence[object] | None) -> object:
        function = PYFUNCTYPE(result, *(arguments or ()))(cast(getattr(library, name), c_void_p).value)  # type: ignore[arg-type]
        function.argtypes = arguments  # type: ignore[assignment]
        return function

    checked = {name: bound(name, result, arguments) for name, (result, *arguments) in _SIGNATURES.items()}
    unchecked = {name: bound(name, result, None) for name, result in _UNCHECKED.items()}
    return SimpleNamespace(
        **{name.removeprefix("FPDF_").removeprefix("FPDF"): call for name, call in (checked | unchecked).items()}
    )


class Buffer:
    """Memory that calls write into; what is kept is copied out.

    The boxes grow with the page; the small ones take the few numbers of a single call, whose addresses are the tuple
    beside it.
    """

    def __init__(self) -> None:
        self.integers = array("I", bytes(16))
        self.doubles = array("d", bytes(32))
        self.numbers = array("f", bytes(24))
        self.integer_slots = tuple(_addresses(self.integers, 1))
        self.double_slots = tuple(_addresses(self.doubles, 1))
        self.number_slots = tuple(_addresses(self.numbers, 1))
        self._grow(1024)

    def _grow(self, count: int) -> None:
        self._boxes = array("f", bytes(16 * count))
        self._box_slots = _addresses(self._boxes, 4)

    def boxes(self, count: int) -> list[object]:
        """Addresses of at least ``count`` records of four zeros."""
        if count > len(self._box_slots):
            self._grow(2 * count)
        else:
            memset(self._boxes.buffer_info()[0], 0, 16 * count)
        return self._box_slots

    def sides(self, count: int) -> tuple[list[float], list[float], list[float], list[float]]:
        """What was written into the first ``count`` records, number by number."""
        numbers = list(unpack_from(f"{4 * count}f", self._boxes))
        return numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4]


def address(handle: Handle) -> Any:
    """A handle that is passed hundreds of times, made ready once."""
    return c_void_p.from_param(handle.value)


def _addresses(memory: array[Any], of: int) -> list[object]:
    """Of the records of ``of`` numbers each, ready to be passed."""
    start, count = memory.buffer_info()
    size = memory.itemsize
    return list(map(c_void_p.from_param, range(start, start + count * size, of * size)))


@contextmanager
def opened(data: bytes, where: str) -> Iterator[Handle]:
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


def is_encrypted(document: Handle) -> bool:
    """Locked, if only against changes."""
    return bool(pdfium().GetSecurityHandlerRevision(document) >= 0)


def is_opaque(document: Handle, page: Handle, picture: Handle) -> bool:
    """Nothing can be seen through an image object."""
    lib = pdfium()
    bitmap = lib.ImageObj_GetRenderedBitmap(document, page, picture)
    if not bitmap:
        return False
    try:
        size = lib.Bitmap_GetHeight(bitmap) * lib.Bitmap_GetStride(bitmap)
        if lib.Bitmap_GetFormat(bitmap) != _WITH_ALPHA:
            return True
        return min(string_at(lib.Bitmap_GetBuffer(bitmap), size)[_ALPHA::4], default=0) == _OPAQUE
    finally:
        lib.Bitmap_Destroy(bitmap)


class Pages:
    """The pages of a document, one at a time, and its form."""

    def __init__(self, document: Handle, where: str) -> None:
        self.document, self._where = document, where
        self._page: Handle | None = None
        self._form: tuple[Handle, object] | None = None

    def form(self) -> Handle:
        """The form of the document, for the values of its fields."""
        if self._form is None:
            from pypdfium2.raw import FPDF_FORMFILLINFO

            settings = FPDF_FORMFILLINFO(version=1)
            self._form = pdfium().DOC_InitFormFillEnvironment(self.document, byref(settings)), settings
        return self._form[0]

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if self._form is not None and self._form[0]:
            pdfium().DOC_ExitFormFillEnvironment(self._form[0])

    def open(self, index: int) -> Handle:
        """The handle of a page, counted from 0, until the next one. Raises Damaged where the page tree is broken."""
        self._close()
        self._page = page = _loaded(self.document, index, self._where)
        return page

    def flattened(self, index: int) -> Handle:
        """The page that is open, once more, with the appearances of its annotations as part of it."""
        if pdfium().Page_Flatten(self._page, _AS_DISPLAYED) != _FLATTENED:
            assert self._page is not None, "a page is open"
            return self._page
        return self.open(index)

    def _close(self) -> None:
        if self._page is not None:
            pdfium().ClosePage(self._page)
            self._page = None


def _loaded(document: Handle, index: int, where: str) -> Handle:
    handle: Handle = pdfium().LoadPage(document, index)
    if not handle:
        raise Damaged(where, format="pdf", reason="page cannot be loaded", page=index + 1)
    return handle


def laid_over(page: Handle) -> Iterator[tuple[int, Handle]]:
    """Kind and handle of all that lies over a page."""
    lib = pdfium()
    for index in range(lib.Page_GetAnnotCount(page)):
        note = lib.Page_GetAnnot(page, index)
        try:
            yield lib.Annot_GetSubtype(note), note
        finally:
            lib.Page_CloseAnnot(note)


@contextmanager
def text_opened(page: Handle) -> Iterator[Handle]:
    """The handle of a page's text; a false one when pdfium gives none."""
    lib = pdfium()
    handle = lib.Text_LoadPage(page)
    try:
        yield handle
    finally:
        if handle:
            lib.Text_ClosePage(handle)


def title_of(document: Handle) -> str:
    """The title in the document information dictionary, or nothing."""
    lib = pdfium()
    size = lib.GetMetaText(document, b"Title", None, 0)
    if size <= 2:
        return ""
    buffer = create_string_buffer(size)
    lib.GetMetaText(document, b"Title", buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()
