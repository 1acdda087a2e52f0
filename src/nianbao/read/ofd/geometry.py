"""Coordinates of OFD: millimetres, y downwards, each object in a space of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = ax + cy + e, y' = bx + dy + f."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""(x0, top, x1, bottom)."""

POINTS = 72 / 25.4
"""Points of a millimetre."""
_ASKEW = 0.15
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_FARTHEST = 1e6
_SPACE = re.compile(r"[\s,]+")


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute. Raises ValueError for anything that is no coordinate."""
    return [coordinate(word) for word in _SPACE.split(text.strip()) if word] if text else []


def coordinate(word: str) -> float:
    """One number. Raises ValueError for what is none, not finite, or out of all bounds."""
    value = float(word)
    if not -_FARTHEST <= value <= _FARTHEST:
        raise ValueError("a coordinate out of all bounds")
    return value


def number(text: str | None, usual: float) -> float:
    """The number of an attribute, or the usual one where it is not given."""
    found = numbers(text)
    return found[0] if found else usual


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """A box as the format writes it: (x, y, width, height)."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def placed(boundary: str | None, ctm: str | None, outer: Matrix) -> Matrix:
    """From the space of an object to that around ``outer``: its own matrix, its place, what it stands in."""
    inner = numbers(ctm)
    own: Matrix = (inner[0], inner[1], inner[2], inner[3], inner[4], inner[5]) if len(inner) == 6 else SAME
    x, y, *_ = box_of(boundary) or (0.0, 0.0)
    return times(times(own, (1.0, 0.0, 0.0, 1.0, x, y)), outer)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First ``inner``, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """A point, moved."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def span(points: Iterable[Point]) -> Box:
    """The smallest box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def corners(matrix: Matrix, x0: float, top: float, x1: float, bottom: float) -> Box:
    """The upright box around a box that was moved and perhaps turned."""
    return span(apply(matrix, x, y) for x in (x0, x1) for y in (top, bottom))


def quarter_turns(matrix: Matrix) -> int:
    """How an upright character stands after the matrix: quarter turns clockwise, 0 to 3."""
    return round(math.atan2(matrix[1], matrix[0]) / (math.pi / 2)) % 4


def is_askew(matrix: Matrix) -> bool:
    """What stands in it is neither along nor across the page, by 9 degrees or more."""
    a, b = abs(matrix[0]), abs(matrix[1])
    return min(a, b) > _ASKEW * max(a, b)
