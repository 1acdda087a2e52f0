"""Reading a document a second, independent way, when something in the first reading is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from nianbao.model import Capture, Document
from nianbao.read import read

SECOND_READERS = {"pdf": "nianbao.read.pdf:read_pdf_again", "scan": "nianbao.read.scan:read_picture_again"}
"""Reader of the first reading -> module:function of another. Formats with an explicit grid need none: their
cells can be followed in printed order instead, which is independent of spans and columns."""

PICTURED = {"ofd": "nianbao.read.ofd:read_ofd_again"}
"""Readers that read the pictures in their documents themselves -> another reading of these."""


def read_again(capture: Capture, first: Document, converted: bytes | None = None) -> Document | None:
    """The document read another way, or None where there is no second reading. Raises as the first reader.

    Where single pages or tables were recognised in pictures, these alone are given.
    """
    if first.reader in SECOND_READERS:
        return _reader(SECOND_READERS[first.reader])(capture)
    recognised = {(note.place.page, note.place.element) for note in first.notes if note.code == "read.recognised"}
    if not recognised:
        return None
    named = PICTURED.get(first.reader)
    second = _reader(named)(capture) if named else read(capture, converted, again=True)
    second.blocks = [block for block in second.blocks if (block.place.page, block.place.element) in recognised]
    return second


def _reader(name: str) -> Callable[[Capture], Document]:
    module, _, function = name.partition(":")
    again: Callable[[Capture], Document] = getattr(import_module(module), function)
    return again
