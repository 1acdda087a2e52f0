"""Reading: Capture -> Document. The format is told by the bytes, and one reader per format does the rest.

Readers know formats and nothing of the form: no row, column or section of the report is named here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from nianbao.errors import EmptyFile, Encrypted, UnknownFormat, Unsupported
from nianbao.model import Capture, Document, ReaderNote
from nianbao.read.load import load
from nianbao.read.sniff import sniff

__all__ = ["READERS", "REMEDIES", "load", "read", "sniff"]

Reader = Callable[[Capture], Document]

READERS = {
    "pdf": "nianbao.read.pdf:read_pdf",
    "html": "nianbao.read.html:read_html",
    "docx": "nianbao.read.docx:read_docx",
    "text": "nianbao.read.text:read_text",
    "markdown": "nianbao.read.markdown:read_markdown",
}
"""Format -> module:function, imported when the first document of that format turns up."""

REMEDIES = {
    "doc": "save_as_docx",
    "wps": "save_as_docx",
    "rtf": "save_as_docx",
    "odt": "save_as_docx",
    "office_xml": "save_as_docx",
    "ole2": "save_as_docx",
    "xls": "save_as_pdf",
    "xlsx": "save_as_pdf",
    "et": "save_as_pdf",
    "ppt": "save_as_pdf",
    "pptx": "save_as_pdf",
    "ofd": "save_as_pdf",
    "xml": "save_as_html",
    "mhtml": "save_as_html",
    "eml": "save_as_html",
    "png": "recognise_text",
    "jpeg": "recognise_text",
    "gif": "recognise_text",
    "tiff": "recognise_text",
    "bmp": "recognise_text",
    "webp": "recognise_text",
    "zip": "unpack",
    "rar": "unpack",
    "7z": "unpack",
    "gzip": "unpack",
    "bzip2": "unpack",
    "xz": "unpack",
    "tar": "unpack",
}
"""Recognised formats that no reader takes -> what a person can do about it."""

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
} | {f".{name}": name for name in REMEDIES}
_PROMISES |= {".jpg": "jpeg", ".tif": "tiff", ".gz": "gzip"}


def read(capture: Capture) -> Document:
    """The document in the capture.

    Raises EmptyFile, UnknownFormat, Unsupported (details: format, remedy), Encrypted, and whatever
    DocumentError the reader of the format raises (Damaged, TooLarge ...).
    """
    name = sniff(capture.data)
    document = _reader(name, capture.path)(capture)
    promised = _broken_promise(capture.path, name)
    if promised:
        document.notes.append(ReaderNote("read.wrong_suffix", detail=f"{promised} -> {name}"))
    return document


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
    promised = _PROMISES.get(PurePath(path).suffix.lower())
    found = "text" if name == "markdown" else name
    return PurePath(path).suffix.lower().lstrip(".") if promised not in (None, found) else None
