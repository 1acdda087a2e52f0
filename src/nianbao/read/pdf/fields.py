"""Values of form fields and notes that stand in a PDF without being drawn on the page.

The page shows a field or a free-text note by its appearance stream, which is made part of the page before it is read.
Where that is missing or empty, some programs draw the value themselves and others show nothing (a form filled by a
program and never opened, ISO 32000-1, 12.7.3.3). Such a cell is not blank, and its value is not printed either: it is
unreadable. Only where the file obliges every program to draw the values (NeedAppearances) is the value what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from ctypes import create_string_buffer
from typing import NamedTuple

from nianbao.read.pdf.frame import Frame
from nianbao.read.pdf.raw import Buffer, Handle, pdfium
from nianbao.read.pdf.sheet import UNMAPPED, Box, Glyphs

_FREE_TEXT, _STAMP, _WIDGET = 3, 13, 20
FILLED_IN = frozenset({_FREE_TEXT, _STAMP, _WIDGET})
"""Annotations that put text on the page: typed over it, stamped, a field of a form (FPDF_ANNOT_*)."""
_HIDDEN, _NO_VIEW = 2, 32
_WRITTEN = frozenset({4, 5, 6})
"""Form fields with a text for a value: combo box, list box, text (FPDF_FORMFIELD_*)."""
_MUST_DRAW = re.compile(rb"/NeedAppearances\s+true\b")
_NEED_NOT = re.compile(rb"/NeedAppearances\s+false\b")
_TYPE, _SHARE, _EM, _HALF = 12.0, 0.8, 1.0, 0.5
"""Points of the usual type; share of a field's height that it fills; widths of characters by the height of the type."""
_MOST = 40
"""Characters; a longer value has line breaks that nobody knows."""


class Value(NamedTuple):
    """What a field or note says."""

    rectangle: Box
    """Left, bottom, right, top in page coordinates."""
    text: str
    drawn: bool
    """There is an appearance stream."""
    field: bool
    """It is no note, but a field of a form."""


def must_draw(data: bytes) -> bool:
    """Whether the file says so in plain bytes; where it says so elsewhere, nobody knows."""
    return _MUST_DRAW.search(data) is not None and not _NEED_NOT.search(data)


def value_of(note: Handle, kind: int, form: Handle | None, buffer: Buffer) -> Value | None:
    """The value of an annotation that is shown, if it has one."""
    lib = pdfium()
    if lib.Annot_GetFlags(note) & (_HIDDEN | _NO_VIEW) or not lib.Annot_GetRect(note, buffer.number_slots[0]):
        return None
    left, top, right, bottom = buffer.numbers[:4]
    if kind == _FREE_TEXT:
        size = lib.Annot_GetStringValue(note, b"Contents", None, 0)
        text = _text(size, lambda memory: lib.Annot_GetStringValue(note, b"Contents", memory, size))
    elif kind == _WIDGET and form and lib.Annot_GetFormFieldType(form, note) in _WRITTEN:
        size = lib.Annot_GetFormFieldValue(form, note, None, 0)
        text = _text(size, lambda memory: lib.Annot_GetFormFieldValue(form, note, memory, size))
    else:
        return None
    if not text.strip() or right - left < 1 or top - bottom < 1:
        return None
    drawn = bool(lib.Annot_HasKey(note, b"AP"))
    return Value((left, bottom, right, top), text.strip(), drawn, kind == _WIDGET)


def _text(size: int, fill: Callable[[object], object]) -> str:
    memory = create_string_buffer(size)
    fill(memory)
    return memory.raw[: max(0, size - 2)].decode("utf-16-le", "replace")


def add_undrawn(glyphs: Glyphs, values: Sequence[Value], frame: Frame, due: bool) -> list[tuple[Box, str]]:
    """Put the values that are not drawn on the page, or unknown characters for them; box and text of the latter.

    ``due``: every program has to draw the values of fields, and these.
    """
    unknown: list[tuple[Box, str]] = []
    for value in values:
        box = frame.box(*value.rectangle)
        seen = "".join(_seen(glyphs, box))
        if seen == "".join(value.text.split()) or (seen and value.drawn and not (due and value.field)):
            continue
        certain = due and value.field and not seen and len(value.text) <= _MOST and value.text.isprintable()
        _write(glyphs, box, value.text if certain else UNMAPPED * min(_MOST, len(value.text)))
        if not certain:
            unknown.append((box, value.text))
    return unknown


def _seen(glyphs: Glyphs, box: Box) -> Iterator[str]:
    """The characters in a box, but for white space."""
    left, top, right, bottom = box
    sides = zip(glyphs.text, glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, strict=True)
    for char, x0, y0, x1, y1 in sides:
        if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom and not char.isspace():
            yield char


def _write(glyphs: Glyphs, box: Box, text: str) -> None:
    """One line in the middle of a field."""
    left, top, right, bottom = box
    size = min(_TYPE, _SHARE * (bottom - top))
    widths = [size * (_HALF if char.isascii() else _EM) for char in text]
    narrow = min(1.0, (right - left) / sum(widths))
    at, middle = left, (top + bottom) / 2
    for width in (0.0, *widths):  # of the white space before it, and of the characters
        glyphs.x0.append(at)
        at += width * narrow
        glyphs.x1.append(at)
        glyphs.top.append(middle - size / 2)
        glyphs.bottom.append(middle + size / 2)
        glyphs.size.append(size)
    glyphs.say(glyphs.text + " " + text)
