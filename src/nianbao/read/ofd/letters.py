"""Text objects -> characters with their advance boxes.

OFD gives the origin of the first character of a piece and the distances to the next ones, and no widths: the fonts
have those. A box reaches to the next origin where that fits the character, and else as far as such a character is
wide in Chinese fonts: an ideograph as its size, a digit half of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from nianbao.read.ofd.budget import Budget
from nianbao.read.ofd.geometry import Matrix, Point, coordinate, corners, is_askew, number, quarter_turns
from nianbao.read.pdf.sheet import UNMAPPED, Glyphs

_ANY = "{*}"
_ASCENT, _DESCENT = 0.86, 0.14
"""Of the type size, above and below the line that characters stand on."""
_WIDE_AT_MOST, _DIGIT_AT_MOST, _NARROW_AT_MOST = 1.15, 0.7, 1.0
"""Of the type size: the largest distance to the next origin that may be the width of the character itself."""
_NARROW = 0.5
_BREAK = 1.0
"""Of the type size: an object that begins farther from the end of the one before is another word."""
_WHITE = " \t\n\r\u00a0\u2002\u2003\u3000"


class Letters:
    """Collects the characters of a page in the order of the file."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.turned = 0
        """Characters that do not stand upright."""

    def add(self, node: Any, matrix: Matrix, budget: Budget) -> None:
        """Take a text object; ``matrix`` leads from its space to the page. Raises ValueError for bad numbers."""
        if is_askew(matrix):
            return  # a watermark
        size = number(node.get("Size"), 0.0)
        stretch = number(node.get("HScale"), 1.0)
        if size <= 0:
            raise ValueError("type without a size")
        at = (0.0, 0.0)
        for piece in node.iterfind(f"{_ANY}TextCode"):
            text = piece.text or ""
            budget.spend(len(text))
            at = (number(piece.get("X"), at[0]), number(piece.get("Y"), at[1]))
            self._piece(text, _origins(piece, at, text, size * stretch), size, stretch, matrix)

    def _piece(self, text: str, origins: list[Point], size: float, stretch: float, matrix: Matrix) -> None:
        turns = quarter_turns(matrix)
        for index, (char, (x, y)) in enumerate(zip(text, origins, strict=True)):
            following = origins[index + 1] if index + 1 < len(origins) else None
            width = _advance(char, (x, y), following, size) * (1.0 if following else stretch)
            box = corners(matrix, x, y - _ASCENT * size, x + width, y + _DESCENT * size)
            if self._is_apart(box):
                self._append(" ", box)
            self._append(char if char in _WHITE or char.isprintable() else UNMAPPED, box)
            self.turned += turns != 0

    def _is_apart(self, box: tuple[float, float, float, float]) -> bool:
        """Not set beside the character before, on its line: the file has no white space there, the page has."""
        if not self.boxes:
            return False
        before = self.boxes[-1]
        height = max(box[3] - box[1], 0.1)
        return abs(box[0] - before[2]) > _BREAK * height or abs(box[3] - before[3]) > height / 2

    def _append(self, char: str, box: tuple[float, float, float, float]) -> None:
        self.text.append(char)
        self.boxes.append(box)

    def glyphs(self) -> Glyphs:
        """What was collected, for the layout."""
        sides = [list(side) for side in zip(*self.boxes, strict=True)] or [[], [], [], []]
        x0, top, x1, bottom = sides
        sizes = [low - high for low, high in zip(bottom, top, strict=True)]
        return Glyphs("".join(self.text), x0, top, x1, bottom, sizes)


def _origins(piece: Any, at: Point, text: str, size: float) -> list[Point]:
    """Where each character stands."""
    count = len(text)
    right, down = _steps(piece.get("DeltaX"), count - 1), _steps(piece.get("DeltaY"), count - 1)
    if not right and not down:
        # By the letter of the standard all characters would stand on one spot; programs let the font decide.
        right = [_nominal(char) * size for char in text[:-1]]
    xs = list(accumulate(right or [0.0] * (count - 1), initial=at[0]))
    ys = list(accumulate(down or [0.0] * (count - 1), initial=at[1]))
    return list(zip(xs, ys, strict=True))[:count]


def _steps(text: str | None, count: int) -> list[float]:
    """The distances between characters, with groups (``g 3 5`` is ``5 5 5``) written out.

    The last one goes on where there are fewer than characters; surplus ones are ignored.
    """
    words = iter((text or "").split())
    steps: list[float] = []
    for word in words:
        if len(steps) >= count:
            break
        steps.extend(_group(words, count) if word == "g" else [coordinate(word)])
    if not steps or count <= 0:
        return []
    return (steps + [steps[-1]] * (count - len(steps)))[:count]


def _group(words: Iterator[str], count: int) -> list[float]:
    times, step = next(words, ""), next(words, "")
    return [coordinate(step)] * max(0, min(int(coordinate(times)), count))


def _nominal(char: str) -> float:
    """The width of a character in Chinese fonts, of the type size."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else _NARROW


def _advance(char: str, at: Point, following: Point | None, size: float) -> float:
    """The width of a character: the distance to the next one, unless that holds a gap."""
    usual = _nominal(char) * size
    if following is None or following[1] != at[1]:
        return usual
    step = following[0] - at[0]
    most = _WIDE_AT_MOST if usual == size else _DIGIT_AT_MOST if char.isdigit() else _NARROW_AT_MOST
    return step if 0 < step <= most * size else usual
