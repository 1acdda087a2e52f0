"""pdfium text page -> Glyphs: every character with its advance box, in displayed coordinates."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from ctypes import c_ushort
from dataclasses import dataclass, replace
from itertools import groupby, repeat
from math import atan2, hypot, pi
from operator import sub

from nianbao.errors import TooLarge
from nianbao.read.pdf.frame import Frame
from nianbao.read.pdf.raw import BLACK, Buffer, Handle, address, pdfium
from nianbao.read.pdf.sheet import UNMAPPED, Glyphs, Stretch

MAX_CHARACTERS = 200_000
"""Per page; a dense page has 3000."""

_LINE_END_HYPHEN = {0x02: "-", 0xFFFE: "-"}
_WHITE = {0x09: "\t", 0x0A: "\n", 0x0D: "\r"}
_CONTROLS = dict.fromkeys(range(0x20), UNMAPPED) | _WHITE | _LINE_END_HYPHEN
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]")
_NUMBER = re.compile(r"\d[\d,.]*")
_WHITE_INK = 250
_UNPAINTED = (3, 7)
"""Text rendering modes that leave no ink: invisible, and for clipping alone."""
_SAMPLE = 8
_LEVEL = 0.1
"""Of the type size: the feet of characters on one line differ by less."""
_ASKEW = 0.15
"""The slope, at least, of text that is neither along nor across the page: about 9 degrees."""
_HIGH, _LOW, _LAST = 0xD800, 0xDC00, 0xE000


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Numbers that are not to be seen, unless what lies around them says otherwise."""

    white: Sequence[Stretch] = ()
    clipped: Sequence[Stretch] = ()
    """Clipped to something, which is not the same as outside of it."""


def read_glyphs(text_page: Handle, frame: Frame, buffer: Buffer, where: str) -> tuple[Glyphs, Frame, Doubtful]:
    """All characters of a page, the frame they are read in, which makes most of the text upright, and odd numbers.

    Raises TooLarge above MAX_CHARACTERS.
    """
    count = pdfium().Text_CountChars(text_page) if text_page else 0
    if count > MAX_CHARACTERS:
        raise TooLarge(where, what="characters on a page", limit=MAX_CHARACTERS, actual=count)
    if count <= 0:
        return Glyphs("", [], [], [], [], []), frame, Doubtful()
    return _glyphs(text_page, count, frame, buffer)


def _glyphs(text_page: Handle, count: int, frame: Frame, buffer: Buffer) -> tuple[Glyphs, Frame, Doubtful]:
    left, top, right, bottom = _boxes(text_page, count, buffer)
    turns = _upright(text_page, count, frame.turns, buffer)
    heights: list[float] = list(map(sub, right, left) if turns % 2 else map(sub, top, bottom))
    for index in _unscaled(text_page, heights, buffer):
        left[index], top[index], right[index], bottom[index] = _ink(text_page, index, buffer)
        heights[index] = right[index] - left[index] if turns % 2 else top[index] - bottom[index]
    upright = replace(frame, turns=turns)
    glyphs = Glyphs(_characters(text_page, count), *upright.displayed(left, top, right, bottom), heights)
    _blank_watermark(glyphs, text_page, turns, buffer)
    return glyphs, upright, _blank_invisible(glyphs, text_page, buffer)


def _blank_invisible(glyphs: Glyphs, text_page: Handle, buffer: Buffer) -> Doubtful:
    """Put blanks for numbers that are not painted, and find those that may not be seen."""
    lib, page = pdfium(), address(text_page)
    of, mode, colour = lib.Text_GetTextObject, lib.TextObj_GetTextRenderMode, lib.Text_GetFillColor
    clip, paths, is_number = lib.PageObj_GetClipPath, lib.ClipPath_CountPaths, _NUMBER.fullmatch
    ink, (red, green, blue, alpha) = buffer.integers, buffer.integer_slots
    numbers = [(start, end) for start, end, _, _ in glyphs.words if is_number(glyphs.text, start, end)]
    white: list[Stretch] = []
    clipped: list[Stretch] = []
    unpainted: list[Stretch] = []
    unknown: dict[int, str] = {}
    for number in numbers:
        start, last = number[0], number[1] - 1
        text = of(page, start)
        unseen: list[int] | None = None
        if last > start and of(page, last).value != text.value:
            unseen = _unseen(range(*number), text_page, buffer)
            if 0 < len(unseen) <= last - start:
                unknown |= dict.fromkeys(unseen, UNMAPPED)
                continue
        if unseen is None or unseen:
            if colour(page, start, red, green, blue, alpha) and ink != BLACK and _is_white(*ink):
                white.append(number)
            if mode(text) in _UNPAINTED:
                unpainted.append(number)
        if paths(clip(text)) > 0:  # pdfium itself has dropped the clips that leave all of an object
            clipped.append(number)
    glyphs.put(unknown)
    if 2 * len(unpainted) <= len(numbers):  # else it is text laid behind the picture of a page
        glyphs.blank(unpainted)
    return Doubtful(white, clipped)


def _unseen(indices: Iterable[int], text_page: Handle, buffer: Buffer) -> list[int]:
    """Those of some characters that leave no ink, or white: among those of a number that is seen, they are unknown."""
    lib, page = pdfium(), address(text_page)
    of, mode, colour = lib.Text_GetTextObject, lib.TextObj_GetTextRenderMode, lib.Text_GetFillColor
    ink, (red, green, blue, alpha) = buffer.integers, buffer.integer_slots
    found: list[int] = []
    for index in indices:
        inked = colour(page, index, red, green, blue, alpha) and ink != BLACK
        if mode(of(page, index)) in _UNPAINTED or (inked and _is_white(*ink)):
            found.append(index)
    return found


def _is_white(red: int, green: int, blue: int, alpha: int) -> bool:
    return not alpha or (red >= _WHITE_INK and green >= _WHITE_INK and blue >= _WHITE_INK)


def _blank_watermark(glyphs: Glyphs, text_page: Handle, turns: int, buffer: Buffer) -> None:
    """Put blanks for characters set askew: words over the page, whose digits would fall into cells.

    Looked at are the words that may be: single characters, and those that do not keep to a line or run backwards.
    Digits that stand on their side or their head in an upright text cannot be put in order, and count as unknown.
    """
    text, lefts, heights = glyphs.text, glyphs.x0, glyphs.size
    suspects: list[int] = []
    for start, end, _, rise in glyphs.words:
        if end - start == 1:
            suspects.append(start)
        elif rise >= _LEVEL * heights[start] or lefts[start] > lefts[end - 1]:
            suspects += range(start, end)
    changed = {}
    matrix, page, slot, numbers = pdfium().Text_GetMatrix, address(text_page), buffer.number_slots[0], buffer.numbers
    for index in suspects:
        if turns == 0 and matrix(page, index, slot) and not numbers[1] and numbers[0] > 0:
            continue  # nearly all
        if _is_askew(text_page, index, buffer):
            changed[index] = " "
        elif text[index].isdigit() and _turns(buffer) != turns:
            changed[index] = UNMAPPED
    glyphs.put(changed)


def _is_askew(text_page: Handle, index: int, buffer: Buffer) -> bool:
    """Neither along nor across the page; leaves the character's matrix in ``numbers``."""
    numbers = buffer.numbers
    if not pdfium().Text_GetMatrix(text_page, index, buffer.number_slots[0]):
        numbers[0], numbers[1] = 1.0, 0.0
    a, b = numbers[:2]
    return bool(a and b) and min(abs(a), abs(b)) > _ASKEW * max(abs(a), abs(b))


def _boxes(text_page: Handle, count: int, buffer: Buffer) -> tuple[list[float], ...]:
    """(left, top, right, bottom) lists in page coordinates; zeros where pdfium knows no box."""
    page = address(text_page)
    deque(map(pdfium().Text_GetLooseCharBox, repeat(page), range(count), buffer.boxes(count)), maxlen=0)
    return buffer.sides(count)


def _unscaled(text_page: Handle, heights: list[float], buffer: Buffer) -> list[int]:
    """Characters whose advance boxes pdfium forgets to scale.

    In fonts for vertical writing (the label of the results block of real/hongze-2024) it takes the bare font
    size where the text matrix makes a twentieth of it. Looked for are boxes of unusual height; where even the
    usual height is wrong, every box is looked at.
    """
    usual = _usual(heights[::_SAMPLE]) or _usual(heights)
    if not usual:
        return []
    suspects: Iterable[int] = range(len(heights))
    if _is_scaled(text_page, heights.index(usual), usual, buffer):
        if max(heights) < usual * 2 and min(filter(None, heights)) > usual / 2:
            return []
        low, high = usual / 2, usual * 2
        suspects = [index for index, height in enumerate(heights) if height and not low < height < high]
    found: list[int] = []
    for height, alike in groupby(suspects, heights.__getitem__):  # characters of one height in a row are of one font
        indices = list(alike)
        if height and not _is_scaled(text_page, indices[0], height, buffer):
            found += indices
    return found


def _upright(text_page: Handle, count: int, turns: int, buffer: Buffer) -> int:
    """The quarter turns clockwise after which most of the text is upright, by a sample of it."""
    seen: Counter[int] = Counter()
    for index in range(0, count, count // _SAMPLE + 1):
        if not _is_askew(text_page, index, buffer):
            seen[_turns(buffer)] += 1
    return max(seen, key=lambda found: (seen[found], found == turns)) if seen else turns


def _turns(buffer: Buffer) -> int:
    """Quarter turns of the character whose matrix is in ``numbers``."""
    a, b = buffer.numbers[:2]
    return 0 if a > abs(b) else round(atan2(b, a) / (pi / 2)) % 4


def _usual(heights: list[float]) -> float:
    printed = sorted(filter(None, heights))
    return printed[len(printed) // 2] if printed else 0.0


def _ink(text_page: Handle, index: int, buffer: Buffer) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of what is painted."""
    pdfium().Text_GetCharBox(text_page, index, *buffer.double_slots)
    left, right, bottom, top = buffer.doubles
    return left, top, right, bottom


def _is_scaled(text_page: Handle, index: int, height: float, buffer: Buffer) -> bool:
    if not pdfium().Text_GetMatrix(text_page, index, buffer.number_slots[0]):
        return True
    _, _, c, d, _, _ = buffer.numbers
    size: float = pdfium().Text_GetFontSize(text_page, index) * hypot(c, d)
    return size <= 0 or size / 2 < height < size * 2


def _characters(text_page: Handle, count: int) -> str:
    """Exactly one character per index, so that boxes and characters cannot drift apart."""
    buffer = (c_ushort * (count + 1))()
    written = pdfium().Text_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    if written != count + 1 or len(text) != count:
        text = _one_by_one(text_page, count)
    return text.translate(_CONTROLS) if _ODD.search(text) else text


def _one_by_one(text_page: Handle, count: int) -> str:
    """The slow way, needed where pdfium leaves characters without a meaning out of its text.

    Where it stores a rare character as two halves, the first index gets the character and the second a space.
    """
    codes = list(map(pdfium().Text_GetUnicode, repeat(text_page), range(count)))
    for index in range(count - 1):
        high, low = codes[index], codes[index + 1]
        if _HIGH <= high < _LOW <= low < _LAST:
            codes[index] = 0x10000 + ((high - _HIGH) << 10) + (low - _LOW)
            codes[index + 1] = 0x20
    return "".join(UNMAPPED if _HIGH <= code < _LAST or code > 0x10FFFF else chr(code) for code in codes)
