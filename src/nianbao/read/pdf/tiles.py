"""Cells that are filled rectangles with gaps between them: what shows between the fills parts them as a line would.

Read so is only what can be nothing else: rectangles that tile a whole, with a gap that can be seen along each inner
boundary, most of which several keep to, and no text beside them in rows or columns of its own. A shaded header, rows
shaded in turn, highlighted words and cards of a picture are none of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from nianbao.read.pdf.marks import Marks
from nianbao.read.pdf.sheet import Box, Glyphs, Rule, Rules

NARROWEST, WIDEST = 0.5, 7.0
"""Points. A narrower gap is the rounding of a printer, a wider one parts pictures."""
LEAST = 8.0
"""Points: a cell is at least as wide and as high."""
FEWEST, MOST = 2, 5_000
"""Cells of a table."""
_SINGLE = 1 / 3
"""Of the boundaries within a table: so many may be those of one row alone, as where a group of rows is cut off."""
_PAIRS = 1_000_000
"""Of white fills and shades they may be upon; a page with more is a picture."""
FEW = 2
"""Words just beside a table that are no row or column of it: a caption and a unit."""
_REACH = 24.0
"""Points around a table in which a row or column of it would stand."""
_ALIKE = 2.0
"""Points. The columns of a table stand this exactly below each other on two pages."""


class Boundary(NamedTuple):
    """A line between cells: its number from the left or the top, and where it is."""

    number: int
    at: float


Boundaries = dict[float, Boundary]
"""Of each side of the cells."""


@dataclass(slots=True)
class Tiles:
    """The tables of one document that have such cells."""

    columns: list[list[float]] = field(default_factory=list)
    """Of each the boundaries of its columns: one row of the same may stand by itself on the next page."""

    def rules(self, glyphs: Glyphs, marks: Marks) -> Rules:
        """The boundaries of all such cells of a page, none where rules are drawn."""
        found = Rules()
        if marks.shades and FEWEST <= len(marks.shades) + len(marks.papers) <= MOST:
            for boxes in _groups(marks):
                rules = self._between(boxes)
                if rules is not None and not _is_ruled(_hull(boxes), marks.rules) and _is_alone(glyphs, _hull(boxes)):
                    found.horizontal += rules.horizontal
                    found.vertical += rules.vertical
        return found

    def _between(self, boxes: list[Box]) -> Rules | None:
        """The sides of the cells, or none where the boxes are no cells."""
        xs = _boundaries([(x0, x1) for x0, _, x1, _ in boxes])
        ys = _boundaries([(top, bottom) for _, top, _, bottom in boxes])
        if xs is None or ys is None or not _is_tiled(boxes, xs, ys):
            return None
        columns = sorted({boundary.at for boundary in xs.values()})
        if not (_are_kept(boxes, xs, ys) or any(_are_alike(columns, known) for known in self.columns)):
            return None
        self.columns.append(columns)
        rules = Rules()
        for x0, top, x1, bottom in boxes:
            rules.horizontal += (Rule(ys[side].at, xs[x0].at, xs[x1].at) for side in (top, bottom))
            rules.vertical += (Rule(xs[side].at, ys[top].at, ys[bottom].at) for side in (x0, x1))
        return rules


def _groups(marks: Marks) -> list[list[Box]]:
    """Fills that may be the cells of one table: shades on the paper, and white ones upon a shade."""
    stacks = _stacks(marks.shades)
    for ground in marks.shades if len(marks.shades) * len(marks.papers) <= _PAIRS else []:
        if ground[3] - ground[1] > _REACH:
            stacks += _stacks(paper for paper in marks.papers if _holds(ground, paper))
    return stacks


def _stacks(boxes: Iterable[Box]) -> list[list[Box]]:
    """The boxes in groups that larger gaps part from top to bottom."""
    stacks: list[list[Box]] = []
    reached = 0.0
    for box in sorted(set(boxes), key=lambda box: (box[1], box[0])):
        if not stacks or box[1] > reached + WIDEST:
            stacks.append([])
        stacks[-1].append(box)
        reached = max(reached, box[3])
    return [stack for stack in stacks if len(stack) >= FEWEST]


def _boundaries(sides: list[tuple[float, float]]) -> Boundaries | None:
    """Where the lines between cells are; none where there is no gap, or a cell is too small to be one."""
    clusters: list[list[float]] = []
    for end in sorted({*chain.from_iterable(sides)}):
        if clusters and end - clusters[-1][0] <= WIDEST:
            clusters[-1].append(end)
        else:
            clusters.append([end])
    lows, highs = {low for low, _ in sides}, {high for _, high in sides}
    for cluster in clusters[1:-1]:
        opens, closes = lows.intersection(cluster), highs.intersection(cluster)
        if not opens or not closes or min(opens) - max(closes) < NARROWEST:
            return None
    if any(high - low < LEAST for low, high in sides):
        return None
    return {
        end: Boundary(number, (cluster[0] + cluster[-1]) / 2)
        for number, cluster in enumerate(clusters)
        for end in cluster
    }


def _is_tiled(boxes: list[Box], xs: Boundaries, ys: Boundaries) -> bool:
    """Every slot between the boundaries is covered once."""
    rows, columns = (max(boundary.number for boundary in found.values()) for found in (ys, xs))
    spans = [(ys[top].number, ys[bottom].number, xs[x0].number, xs[x1].number) for x0, top, x1, bottom in boxes]
    area = sum((end - row) * (stop - column) for row, end, column, stop in spans)
    if columns < 2 or area != rows * columns or area > MOST:
        return False
    slots = {
        (row, column) for first, end, start, stop in spans for row in range(first, end) for column in range(start, stop)
    }
    return len(slots) == area


def _are_kept(boxes: list[Box], xs: Boundaries, ys: Boundaries) -> bool:
    """There are several rows, and most boundaries within are those of several cells on one of their sides."""
    for first, last, found in ((0, 2, xs), (1, 3, ys)):
        opened = Counter(found[box[first]].number for box in boxes)
        closed = Counter(found[box[last]].number for box in boxes)
        inner = range(1, max(boundary.number for boundary in found.values()))
        single = sum(max(opened[number], closed[number]) < 2 for number in inner)
        if not inner or single > _SINGLE * len(inner):
            return False
    return True


def _are_alike(columns: list[float], known: list[float]) -> bool:
    """The same outer sides, and each boundary within is one of the others."""
    ends = abs(columns[0] - known[0]) <= _ALIKE and abs(columns[-1] - known[-1]) <= _ALIKE
    return ends and all(any(abs(one - other) <= _ALIKE for other in known) for one in columns)


def _is_ruled(hull: Box, ruled: Rules) -> bool:
    x0, top, x1, bottom = hull
    return any(top < at < bottom and start < x1 and end > x0 for at, start, end in ruled.horizontal) or any(
        x0 < at < x1 and start < bottom and end > top for at, start, end in ruled.vertical
    )


def _is_alone(glyphs: Glyphs, hull: Box) -> bool:
    """No row above or below, and no column at its sides, goes on outside of the fills."""
    x0, top, x1, bottom = hull
    around: Counter[str] = Counter()
    for start, end, foot, _ in glyphs.words:
        x, y = (glyphs.x0[start] + glyphs.x1[end - 1]) / 2, (glyphs.top[start] + foot) / 2
        if top <= y <= bottom:
            around["left" if x < x0 else "right" if x > x1 else "within"] += 1
        elif x0 <= x <= x1 and top - _REACH < y < bottom + _REACH:
            around["above" if y < top else "below"] += 1
    return all(around[side] <= FEW for side in ("above", "below", "left", "right"))


def _hull(boxes: list[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
        and outer != inner
    )
