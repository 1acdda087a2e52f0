"""Styles of an XLSX workbook with which a cell prints something else than its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_ANY = "{*}"
_PERCENT = frozenset({"9", "10"})
"""Numbers of the formats 0% and 0.00%, which no workbook spells out."""
_OFF = ("0", "false")
_NO_FILL = ("0",)
"""The first fill of every workbook is none."""

_TAKEN_AS_IT_IS = re.compile(r'"([^"]*)"|[\\!](.)')
_NO_TEXT = re.compile(r"\[[^\]]*\]|[_*].")
_SCALED = re.compile(r"[0#?],+(?![0#?,])|%|‰")
_SCALE_WORD = re.compile(r"[\d.%‰十百千万亿]")


@dataclass(frozen=True, slots=True)
class OddStyles:
    """Numbers of cell styles, as cells name them."""

    struck: frozenset[str] = frozenset()
    scaled: frozenset[str] = frozenset()
    """The number is printed in another scale (50%, 5万 for 50000), or not at all."""


def odd_styles(root: Any | None) -> OddStyles:
    """Which styles of ``styles.xml`` are odd; without it none is."""
    if root is None:
        return OddStyles()
    looks = list(root.iterfind(f"{_ANY}fonts/{_ANY}font"))
    fonts, white = [is_struck(font) for font in looks], [_is_white(font) for font in looks]
    formats = {
        node.get("numFmtId"): node.get("formatCode", "") for node in root.iterfind(f"{_ANY}numFmts/{_ANY}numFmt")
    }
    struck, scaled = set(), set()
    for number, style in enumerate(root.iterfind(f"{_ANY}cellXfs/{_ANY}xf")):
        font, form = style.get("fontId", ""), style.get("numFmtId", "")
        if font.isascii() and font.isdecimal() and any(fonts[int(font) : int(font) + 1]):
            struck.add(str(number))
        if style.get("fillId", "0") in _NO_FILL and font.isdecimal() and any(white[int(font) : int(font) + 1]):
            scaled.add(str(number))
        if (form in formats and prints_another_number(formats[form])) or (form in _PERCENT and form not in formats):
            scaled.add(str(number))
    return OddStyles(frozenset(struck), frozenset(scaled))


def is_struck(look: Any) -> bool:
    """Whether a font, or a run of a text, is struck out."""
    return any(mark.get("val", "1") not in _OFF for mark in look.iter(f"{_ANY}strike"))


def _is_white(font: Any) -> bool:
    """Printed in white, which on paper without a fill is not printed at all."""
    return any((colour.get("rgb") or "")[-6:].upper() == "FFFFFF" for colour in font.iter(f"{_ANY}color"))


def prints_another_number(code: str) -> bool:
    """Whether a number format scales, hides or adds to the number.

    >>> [prints_another_number(code) for code in ('#,##0.00_ ', '0;-0;"-"', '0!.0,', '0.0%', '0"万"', ';;;')]
    [False, False, True, True, True, True]
    """
    literals = "".join(found[1] or found[2] or "" for found in _TAKEN_AS_IT_IS.finditer(code))
    bare = _NO_TEXT.sub("", _TAKEN_AS_IT_IS.sub("", code))
    hides = ";" in bare and not bare.split(";")[0].strip()
    return hides or bool(_SCALED.search(bare) or _SCALE_WORD.search(literals))
