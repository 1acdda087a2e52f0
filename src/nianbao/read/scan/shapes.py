"""A third witness of figures, of another kind than the recogniser: characters printed alike look alike.

Within one document the same figure has the same shape wherever it stands. Every figure the recogniser is sure of
is compared with the mean shapes of all figures of its page; one that looks more like another figure than like its own
kind was misread, or is damaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nianbao.read.scan.ink import FAINT, Band, Ink

Shape = NDArray[np.float32]

_SIDE, _HIGH = 16, 24
ENOUGH = 3
"""Others of its kind a figure is compared with at least."""
ALIKE, CLEARLY = 0.72, 0.03
"""Correlation with its own kind, and by how much it must exceed that with any other."""


LEAN = 0.15
"""A stem is upright to this share of its height."""
_STEM, _FLAG, _FOOT, _FEWEST = "1", 0.25, 0.15, 6


@dataclass(frozen=True, slots=True)
class Witness:
    """What the shapes say of a reading."""

    agrees: bool
    objects: bool
    """Some character clearly looks like another."""


class Shapes:
    """The mean shape of each character on a page."""

    def __init__(self, known: Iterable[tuple[str, list[Shape]]]) -> None:
        sums: dict[str, Shape] = defaultdict(lambda: np.zeros(_SIDE * _HIGH + 1, np.float32))
        self._counts: dict[str, int] = defaultdict(int)
        for text, shapes in known:
            for char, shape in zip(text, shapes, strict=True):
                sums[char] += shape
                self._counts[char] += 1
        self._sums: Mapping[str, Shape] = dict(sums)

    def judge(self, text: str, shapes: list[Shape] | None, *, among: bool) -> Witness:
        """Compare a reading with all kinds; ``among``: its shapes are part of the means, and are taken out."""
        if shapes is None or len(shapes) != len(text):
            return Witness(False, False)
        agrees, objects = True, False
        for char, shape in zip(text, shapes, strict=True):
            own, other = self._likeness(char, shape, among)
            agrees = agrees and own >= ALIKE and own - other >= CLEARLY
            objects = objects or other - own >= CLEARLY
        return Witness(agrees, objects)

    def _likeness(self, char: str, shape: Shape, among: bool) -> tuple[float, float]:
        """Correlation with its own kind (0 without enough of them), and with the likest other."""
        own, other = 0.0, 0.0
        for kind, total in self._sums.items():
            count = self._counts[kind]
            if kind == char and among:
                total, count = total - shape, count - 1
            if kind == char:
                own = _correlation(shape, total) if count >= ENOUGH else 0.0
            elif count >= ENOUGH:
                other = max(other, _correlation(shape, total))
        return own, (other if own else 0.0)


def _correlation(one: Shape, other: Shape) -> float:
    one, other = one - one.mean(), other - other.mean()
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0


def leans(ink: Ink, line: Band, text: str) -> bool:
    """A character read as 1 leans to the right, as the stroke for nothing, the stem of a 7 and an italic 1 do.

    Where every cell without a figure has that stroke, and the recogniser takes all of them for 1, the shapes of the
    page bear witness for the mistake; how the ink lies on the paper does not.
    """
    top, bottom = line
    strip = ink.grey[top:bottom]
    spans = _spans(strip)
    if len(text) == 1 and spans:
        spans = [[spans[0][0], spans[-1][1]]]
    return len(spans) == len(text) and any(
        char == _STEM and _lean(strip[:, x0:x1]) > LEAN for char, (x0, x1) in zip(text, spans, strict=True)
    )


def _lean(glyph: NDArray[np.uint8]) -> float:
    """By how much its ink moves to the right on the way up, for each step up; flag and foot are left out."""
    dark = np.where(glyph < FAINT, 255.0 - glyph, 0.0)
    inked = np.flatnonzero(dark.sum(axis=1))
    if len(inked) < _FEWEST:
        return 0.0
    low, high = inked[0], inked[-1] + 1
    rows = np.arange(low + round(_FLAG * (high - low)), high - round(_FOOT * (high - low)))
    weights = dark[rows].sum(axis=1)
    rows, weights = rows[weights > 0], weights[weights > 0]
    if len(rows) < 3:
        return 0.0
    middles = dark[rows] @ np.arange(glyph.shape[1]) / weights
    return -float(np.polyfit(rows, middles, 1)[0])


def shapes_of(ink: Ink, line: Band, count: int) -> list[Shape] | None:
    """The shapes of the ``count`` characters of a line; None when its ink does not fall into so many."""
    top, bottom = line
    strip = ink.grey[top:bottom]
    spans = _spans(strip)
    if len(spans) != count:
        return None
    return [_shape(strip[:, x0:x1], bottom - top) for x0, x1 in spans]


def _spans(strip: NDArray[np.uint8]) -> list[list[int]]:
    """Columns of pixels without a gap."""
    inked = (strip < FAINT).any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    spans: list[list[int]] = edges.reshape(-1, 2).tolist()
    return spans


def _shape(glyph: NDArray[np.uint8], height: int) -> Shape:
    """A picture of fixed size whose proportions are kept, with paper around; the last number is the width."""
    import cv2

    dark = 255.0 - glyph.astype(np.float32)
    scale = (_HIGH - 4) / height
    width = min(_SIDE, max(1, round(glyph.shape[1] * scale)))
    small = cv2.resize(dark, (width, _HIGH - 4), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    made = np.zeros((_HIGH, _SIDE), np.float32)
    left = (_SIDE - width) // 2
    made[2:-2, left : left + width] = small / 255.0
    return np.append(cv2.GaussianBlur(made, (0, 0), 0.8).ravel(), np.float32(width / _SIDE)).astype(np.float32)
