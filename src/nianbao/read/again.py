"""Reading a document a second, independent way, when something in the first reading is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from nianbao.model import Capture, Document

SECOND_READERS = {"pdf": "nianbao.read.pdf:read_pdf_again", "scan": "nianbao.read.scan:read_picture_again"}
"""Reader of the first reading -> module:function of another. Formats with an explicit grid need none: their
cells can be followed in printed order instead, which is independent of spans and columns."""


def read_again(capture: Capture, reader: str) -> Document | None:
    """The document read another way, or None where the format has no second reader. Raises as the first reader."""
    if reader not in SECOND_READERS:
        return None
    module, _, function = SECOND_READERS[reader].partition(":")
    again: Callable[[Capture], Document] = getattr(import_module(module), function)
    return again(capture)
