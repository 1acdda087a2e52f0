"""Where there is ink in a stretch of a level page, and the lines of text it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nianbao.read.scan.engine import HEIGHT, Image

FAINT, DARK = 190, 135
"""Grey levels: ink is what is darker than the first and somewhere as dark as the second."""
DUST = 1.1
"""Points. Marks no larger than this either way are dust, and so is everything of less than half its square."""
GRAIN = 0.8
"""Points. As DUST, on the whole page, where the points of the smallest type must be spared."""
MARK = 2.0
"""Points. Smaller marks than this may be a sign or dirt: nobody can say."""
SLIT = 0.8
"""Points. A mark this thin along a border of the cell is what is left of its rule."""
_WHITE = 255
_SPECK = 0.3


Box = tuple[int, int, int, int]
Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ink:
    """The marks on one cell: a grey picture with the dust and the rules taken out, and their boxes."""

    grey: Image
    boxes: tuple[Box, ...]
    """(x0, top, x1, bottom) of each connected mark, in pixels of ``grey``."""
    scale: float

    @property
    def is_struck(self) -> bool:
        """Something runs over the border of the cell: a character cut off, or a rule that was not seen as one."""
        height, width = self.grey.shape
        return any(x0 == 0 or y0 == 0 or x1 == width or y1 == height for x0, y0, x1, y1 in self.boxes)

    @property
    def is_blank(self) -> bool:
        """Nothing is printed."""
        return not self.boxes

    @property
    def is_dirt(self) -> bool:
        """There are marks, and none is large enough to be a character."""
        limit = MARK * self.scale
        return bool(self.boxes) and all(max(x1 - x0, y1 - y0) < limit for x0, y0, x1, y1 in self.boxes)


def dusted(grey: Image, scale: float) -> Image:
    """The page without marks of a pixel or two that touch nothing: no character is so small."""
    import cv2

    mask = (grey < FAINT).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    widest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    dust = widest <= max(1.0, GRAIN * scale)
    dust[0] = False
    cleaned = grey.copy()
    cleaned[dust[labels]] = _WHITE
    return cleaned


def ink_of(grey: Image, scale: float) -> Ink:
    """The ink of a cell, whose rules are just outside ``grey``."""
    import cv2

    mask = (grey < FAINT).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count == 1:
        return Ink(grey, (), scale)
    dark = np.zeros(count, bool)
    dark[labels[grey < DARK]] = True
    kept: list[int] = []
    boxes: list[Box] = []
    for index in range(1, count):
        left, top, width, height, area = stats[index].tolist()
        box = (left, top, left + width, top + height)
        if dark[index] and not _is_dust(width, height, area, scale) and not _is_rule(box, grey.shape, scale):
            kept.append(index)
            boxes.append(box)
    stray = _stray(boxes, MARK * scale)
    kept = [index for index, is_stray in zip(kept, stray, strict=True) if not is_stray]
    boxes = [box for box, is_stray in zip(boxes, stray, strict=True) if not is_stray]
    near = cv2.dilate(np.isin(labels, kept).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    return Ink(np.where(near, grey, _WHITE).astype(np.uint8), tuple(boxes), scale)


def _stray(boxes: list[Box], limit: float) -> list[bool]:
    """Small marks that stand apart from all large ones: dirt beside a figure, while its point is close to it."""
    large = [box for box in boxes if _size(box) >= limit]
    return [
        bool(large) and _size(box) < limit and all(_distance(box, other) > limit for other in large) for box in boxes
    ]


def _size(box: Box) -> int:
    return max(box[2] - box[0], box[3] - box[1])


def _distance(one: Box, other: Box) -> int:
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def _is_dust(width: int, height: int, area: int, scale: float) -> bool:
    return max(width, height) <= DUST * scale or area < DUST * DUST * scale * scale / 2


def _is_rule(box: Box, shape: tuple[int, ...], scale: float) -> bool:
    """A thin remainder along the border."""
    x0, top, x1, bottom = box
    height, width = shape[:2]
    thin = SLIT * scale + 1
    beside = (x0 == 0 or x1 == width) and x1 - x0 <= thin
    above = (top == 0 or bottom == height) and bottom - top <= thin
    return beside or above


def bands(ink: Ink) -> list[Band]:
    """Rows of pixels without a gap, from top to bottom."""
    found: list[Band] = []
    for _, top, _, bottom in sorted(ink.boxes, key=lambda box: box[1]):
        if found and top <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], bottom))
        else:
            found.append((top, bottom))
    return found


def em_of(heights: Sequence[int], scale: float) -> float:
    """The size of the type in pixels, from the heights of lines: Chinese fills it, figures only three quarters."""
    usual = [height for height in heights if 4 * scale <= height <= 30 * scale]
    if not usual:
        return 10 * scale
    middle = float(np.median(usual))
    return max(middle, float(np.quantile([h for h in usual if h <= 1.7 * middle], 0.85)))


def lines_of(ink: Ink, em: float) -> list[Band]:
    """The lines of text: characters of several storeys put together, lines that touch taken apart."""
    lines: list[Band] = []
    for top, bottom in bands(ink):
        if lines and bottom - lines[-1][0] <= 1.12 * em:
            lines[-1] = (lines[-1][0], bottom)
        else:
            lines.append((top, bottom))
    solid = [line for line in lines if not _is_speck(ink, line, em)]
    return [part for line in solid or lines for part in _parts(ink, line, em)]


def _is_speck(ink: Ink, line: Band, em: float) -> bool:
    """A line of nothing but a mark smaller than any character but a point, and no number is a point."""
    x0, x1 = extent(ink, line)
    return max(x1 - x0, line[1] - line[0]) < _SPECK * em


def extent(ink: Ink, line: Band) -> tuple[int, int]:
    """The columns of pixels that a line takes up."""
    boxes = [box for box in ink.boxes if box[1] < line[1] and box[3] > line[0]]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def _parts(ink: Ink, line: Band, em: float) -> list[Band]:
    """A band higher than a line of type is several lines: cut where there is least ink."""
    top, bottom = line
    count = round((bottom - top) / (1.2 * em))
    if bottom - top < 1.6 * em or count < 2:
        return [line]
    rows = (_WHITE - ink.grey[top:bottom].astype(np.int64)).sum(axis=1)
    pitch = (bottom - top) / count
    cuts = [top]
    for number in range(1, count):
        low, high = round((number - 0.25) * pitch), round((number + 0.25) * pitch)
        cuts.append(top + low + int(rows[low:high].argmin()))
    return list(pairwise([*cuts, bottom]))


@dataclass(frozen=True, slots=True)
class Cut:
    """How a line is cut out for the recogniser."""

    filled: float
    """Share of the crop's height that the text fills."""
    stretch: float = 1.0
    """Wider than it is printed."""
    sharp: float = 0.0
    """How much of what blur took is given back."""


FIRST, SECOND, THIRD = Cut(0.66), Cut(0.52, 1.15, 0.8), Cut(0.58, 1.05)
"""Ways to look at one line: the second is smaller, wider and sharper than the first."""


def crop(ink: Ink, line: Band, em: float, cut: Cut) -> Image:
    """One line, HEIGHT pixels high, with paper around it."""
    import cv2

    top, bottom = line
    x0, x1 = extent(ink, line)
    text = max(bottom - top, 0.62 * em)
    height = text / cut.filled
    margin = round(0.3 * em)
    middle = (top + bottom) / 2
    rows = round(middle - height / 2), round(middle + height / 2)
    piece = _padded(ink.grey, (x0 - margin, rows[0], x1 + margin, rows[1]), (top, bottom))
    width = max(16, round(piece.shape[1] * cut.stretch * HEIGHT / piece.shape[0]))
    method = cv2.INTER_AREA if piece.shape[0] > HEIGHT else cv2.INTER_CUBIC
    made = cv2.resize(piece, (width, HEIGHT), interpolation=method)
    if cut.sharp:
        made = cv2.addWeighted(made, 1 + cut.sharp, cv2.GaussianBlur(made, (0, 0), 1.6), -cut.sharp, 0)
    return np.asarray(made, np.uint8)


def _padded(grey: Image, box: Box, line: Band) -> Image:
    """The box, with paper where it leaves the picture or the line."""
    x0, top, x1, bottom = box
    made: NDArray[np.uint8] = np.full((max(1, bottom - top), max(1, x1 - x0)), _WHITE, np.uint8)
    low, high = max(0, line[0] - 1, top), min(grey.shape[0], line[1] + 1, bottom)
    left, right = max(0, x0), min(grey.shape[1], x1)
    if low < high and left < right:
        made[low - top : high - top, left - x0 : right - x0] = grey[low:high, left:right]
    return made
