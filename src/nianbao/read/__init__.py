"""Reading: Capture -> Document. The format is told by the bytes, and one reader per format does the rest.

Readers know formats and nothing of the form: no row, column or section of the report is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from nianbao.errors import DocumentError, EmptyFile, Encrypted, UnknownFormat, Unsupported
from nianbao.model import Capture, Document, Picture, ReaderNote
from nianbao.read.load import load
from nianbao.read.sniff import sniff

if TYPE_CHECKING:
    from nianbao.read.office import Converted

__all__ = ["READERS", "REMEDIES", "load", "members", "read", "sniff"]

Reader = Callable[[Capture], Document]

READERS = {
    "pdf": "nianbao.read.pdf:read_pdf",
    "html": "nianbao.read.html:read_html",
    "docx": "nianbao.read.docx:read_docx",
    "text": "nianbao.read.text:read_text",
    "markdown": "nianbao.read.markdown:read_markdown",
    "doc": "nianbao.read.office:read_office",
    "wps": "nianbao.read.office:read_office",
    "rtf": "nianbao.read.office:read_office",
    "odt": "nianbao.read.office:read_office",
    "office_xml": "nianbao.read.office:read_office",
    "ole2": "nianbao.read.office:read_compound",
    "xlsx": "nianbao.read.sheet:read_sheet",
    "xls": "nianbao.read.sheet:read_sheet",
    "et": "nianbao.read.sheet:read_sheet",
    "ofd": "nianbao.read.ofd:read_ofd",
    "mhtml": "nianbao.read.saved:read_saved",
    "eml": "nianbao.read.saved:read_saved",
    "zip": "nianbao.read.archive:read_archive",
    "rar": "nianbao.read.archive:read_archive",
    "7z": "nianbao.read.archive:read_archive",
    "png": "nianbao.read.scan:read_picture",
    "jpeg": "nianbao.read.scan:read_picture",
    "gif": "nianbao.read.scan:read_picture",
    "tiff": "nianbao.read.scan:read_picture",
    "bmp": "nianbao.read.scan:read_picture",
    "webp": "nianbao.read.scan:read_picture",
}
"""Format -> module:function, imported when the first document of that format turns up."""

REMEDIES = {
    "xlsb": "save_as_xlsx",
    "ods": "save_as_xlsx",
    "odp": "save_as_pdf",
    "ppt": "save_as_pdf",
    "pptx": "save_as_pdf",
    "xml": "save_as_html",
    "gzip": "unpack",
    "bzip2": "unpack",
    "xz": "unpack",
    "tar": "unpack",
}
"""Recognised formats that no reader takes -> what a person can do about it."""

ILLUSTRATED = frozenset({"html", "docx"})
"""Readers whose documents may hold pictures of tables as files of their own."""

OFFICE = frozenset({"doc", "wps", "rtf", "odt", "office_xml"})
"""Formats that are read as the DOCX they are converted to."""

# Suffixes that promise a format. Names of programs (.jsp, .aspx) and unknown suffixes promise nothing.
_PROMISES = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".doc": "doc",
    ".wps": "wps",
    ".rtf": "rtf",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".et": "et",
    ".ofd": "ofd",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".eml": "eml",
    ".zip": "zip",
    ".rar": "rar",
    ".7z": "7z",
    ".png": "png",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".tiff": "tiff",
    ".bmp": "bmp",
    ".webp": "webp",
} | {f".{name}": name for name in REMEDIES}
_PROMISES |= {".jpg": "jpeg", ".tif": "tiff", ".gz": "gzip"}

# Formats that are one and the same to a person: programs save the one under the suffix of the other.
_KIN = {"markdown": "text", "wps": "doc", "et": "xls", "eml": "mhtml"}


def read(capture: Capture, converted: bytes | None = None, *, again: bool = False) -> Document:
    """The document in the capture; ``converted`` is the DOCX that an office document was converted to already.

    ``again`` reads the pictures in a page or Word document another way; see ``nianbao.read.again``.

    Raises EmptyFile, UnknownFormat, Unsupported (details: format, remedy), Encrypted, and whatever
    DocumentError the reader of the format raises (Damaged, TooLarge ...).
    """
    name = sniff(capture.data)
    if name in OFFICE and converted is None:
        converted = _convert(capture)
    office = None if converted is None else _converted(capture, name, converted)
    document = _reader(name, capture.path)(capture) if office is None else office.document()
    if document.reader in ILLUSTRATED and any(isinstance(block, Picture) for block in document.blocks):
        from nianbao.read.pictures import read_pictures

        read_pictures(document, capture if office is None else office.capture, again=again)
    promised = _broken_promise(capture.path, name)
    if promised:
        document.notes.append(ReaderNote("read.wrong_suffix", detail=f"{promised} -> {name}"))
    return document


def members(capture: Capture) -> Iterator[Capture | DocumentError]:
    """The documents in an archive or a mail, or the capture itself; see ``nianbao.read.archive.members``."""
    from nianbao.read.archive import members as found

    return found(capture)


def _convert(capture: Capture) -> bytes:
    """One office document as DOCX, a batch of one. Raises as ``nianbao.read.office.read_office``."""
    from nianbao.read.office import convert

    outcome = convert([capture])[capture]
    if isinstance(outcome, DocumentError):
        raise outcome
    return outcome.docx


def _converted(capture: Capture, name: str, docx: bytes) -> Converted:
    from nianbao.read.office import Converted

    return Converted(capture, name, docx)


def _reader(name: str, path: str) -> Reader:
    if name == "empty":
        raise EmptyFile(path)
    if name == "encrypted_ooxml":
        raise Encrypted(path, format="docx")
    if name in REMEDIES:
        raise Unsupported(path, format=name, remedy=REMEDIES[name])
    if name not in READERS:
        raise UnknownFormat(path)
    module, _, function = READERS[name].partition(":")
    reader: Reader = getattr(import_module(module), function)
    return reader


def _broken_promise(path: str, name: str) -> str | None:
    """The suffix of the path, when it promises another format than the bytes are in."""
    if path.lower().endswith(f".{name}"):
        return None
    promised = _PROMISES.get(PurePath(path).suffix.lower())
    kept = promised is None or _KIN.get(promised, promised) == _KIN.get(name, name)
    return None if kept else PurePath(path).suffix.lower().lstrip(".")
