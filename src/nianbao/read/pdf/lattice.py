"""Skeletons of rules -> grids: which slots of a table form one cell.

The recipe: boundaries of rows and columns; which slot sides are ruled; slots joined where no rule parts them;
regions cut to rectangles. A span is nothing but a region of several slots.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from nianbao.read.pdf.rules import Skeleton, root, skeletons
from nianbao.read.pdf.sheet import Box, Rule, Rules

IMPLICIT = 10.0
"""Points. Rules that run on this far past the last crossing rule enclose an open row or column there."""
_LEAST_IMPLICIT = 6.0
_OF_THE_LEAST = 0.8
"""Nor need they run on further than most of the lowest row, where the type is small."""
FEWEST_RULES = 4
NOWHERE = -1

Flags = list[list[bool]]
Slot = tuple[int, int]


_span = tuple.__new__
"""Faster than the class itself by half."""


class Span(NamedTuple):
    """A rectangle of slots."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(slots=True)
class Grid:
    """The lattice of one table: boundaries (sorted), its cells, and the cell that owns each slot."""

    xs: list[float]
    ys: list[float]
    spans: list[Span]
    owner: list[list[int]]
    ragged: frozenset[int]

    @property
    def box(self) -> Box:
        """The outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def heights(self) -> list[float]:
        """Of the cells, in points."""
        ys = self.ys
        return [ys[row + height] - ys[row] for row, _, height, _ in self.spans]


def grids(rules: Rules) -> list[Grid]:
    """The tables ruled on a page, from top to bottom; frames around text or around tables are none."""
    found = [grid for skeleton in skeletons(rules) if (grid := _grid(skeleton)) is not None]
    inner = [grid for grid in found if not any(_encloses(grid.box, other.box) for other in found if other is not grid)]
    return sorted(inner, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _encloses(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
        and outer != inner
    )


def _grid(skeleton: Skeleton) -> Grid | None:
    horizontal, vertical = skeleton.horizontal, skeleton.vertical
    if not horizontal or not vertical or len(horizontal) + len(vertical) < FEWEST_RULES:
        return None
    xs, ys = _boundaries(vertical, horizontal), _boundaries(horizontal, vertical)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2:
        return None
    beside = _ruled(vertical, xs, ys)
    above = _ruled(horizontal, ys, xs)
    spans, ragged = _spans(_regions(beside, above, rows, columns), beside, above)
    if all(span.column_span == columns for span in spans):
        return None
    owner = [[NOWHERE] * columns for _ in range(rows)]
    for index, (top, left, height, width) in enumerate(spans):
        owner[top][left] = index
        if height > 1 or width > 1:
            for row in range(top, top + height):
                owner[row][left : left + width] = [index] * width
    return Grid(xs, ys, spans, owner, ragged)


def _boundaries(along: list[Rule], across: list[Rule]) -> list[float]:
    """Positions of the rules, and the ends of the crossing ones where those run on: an open side."""
    positions = sorted({rule.at for rule in along})
    first, last = min(rule.start for rule in across), max(rule.end for rule in across)
    if positions[0] - first < _LEAST_IMPLICIT > last - positions[-1]:
        return positions
    lowest = min((high - low for low, high in pairwise(positions)), default=IMPLICIT)
    open_side = max(_LEAST_IMPLICIT, min(IMPLICIT, _OF_THE_LEAST * lowest))
    if first < positions[0] - open_side:
        positions.insert(0, first)
    if last > positions[-1] + open_side:
        positions.append(last)
    return positions


def _ruled(rules: list[Rule], positions: list[float], bands: list[float]) -> Flags:
    """For each boundary and each band beside it: is there a rule? Open sides are closed."""
    middles = [(low + high) / 2 for low, high in pairwise(bands)]
    index = {position: number for number, position in enumerate(positions)}
    flags = [[False] * len(middles) for _ in positions]
    for at, start, end in rules:
        first, last = bisect_left(middles, start), bisect_right(middles, end)
        if first < last:
            flags[index[at]][first:last] = [True] * (last - first)
    for side in (0, -1):
        if not any(flags[side]):
            flags[side] = [True] * len(middles)
    return flags


def _regions(beside: Flags, above: Flags, rows: int, columns: int) -> list[list[Slot]]:
    """Slots joined where no rule parts them; each region sorted, regions by their first slot."""
    parents = list(range(rows * columns))
    for column, ruled in enumerate(beside[1:-1], 1):
        if not all(ruled):
            for row in [row for row, line in enumerate(ruled) if not line]:
                _join(parents, row * columns + column - 1, row * columns + column)
    for row, ruled in enumerate(above[1:-1], 1):
        if not all(ruled):
            for column in [column for column, line in enumerate(ruled) if not line]:
                _join(parents, (row - 1) * columns + column, row * columns + column)
    regions: dict[int, list[Slot]] = {}
    for slot, parent in enumerate(parents):
        if parent == slot:
            regions[slot] = [divmod(slot, columns)]
        else:  # under the first slot of all, which has been met
            regions[root(parents, parent)].append(divmod(slot, columns))
    return list(regions.values())


def _join(parents: list[int], one: int, other: int) -> None:
    """Into one set, under its first slot."""
    one, other = root(parents, one), root(parents, other)
    parents[max(one, other)] = min(one, other)


def _spans(regions: list[list[Slot]], beside: Flags, above: Flags) -> tuple[list[Span], frozenset[int]]:
    """Cells in reading order, and the rows where a region was no rectangle or lies outside the outline."""
    spans: list[Span] = []
    ragged: set[int] = set()
    gaps = _outline_gaps(beside, above)
    open_outline = any(gaps)
    for region in regions:
        if len(region) == 1 and not open_outline:
            spans.append(_span(Span, (*region[0], 1, 1)))
            continue
        rectangles = _rectangles(region)
        outside = open_outline and _is_notch(region, gaps, len(above) - 2, len(beside) - 2)
        if len(rectangles) > 1 or outside:
            ragged.update(row for row, _ in region)
        if not outside:
            spans += rectangles
    return sorted(spans), frozenset(ragged)


def _outline_gaps(beside: Flags, above: Flags) -> list[set[int]]:
    """Where the outline lacks a rule: rows on the left and on the right, columns above and below."""
    sides = (beside[0], beside[-1], above[0], above[-1])
    return [{number for number, ruled in enumerate(side) if not ruled} for side in sides]


def _is_notch(region: list[Slot], gaps: list[set[int]], last_row: int, last_column: int) -> bool:
    """At a corner of the outline, and the rules of both sides that meet there are missing: no cell."""
    left, right, top, bottom = gaps
    sideways = any((column == 0 and row in left) or (column == last_column and row in right) for row, column in region)
    upright = any((row == 0 and column in top) or (row == last_row and column in bottom) for row, column in region)
    return sideways and upright


def _rectangles(region: list[Slot]) -> list[Span]:
    """A region as rectangles: runs of slots in a row, joined downwards where they are equal."""
    (row, column), (last_row, last_column) = region[0], region[-1]
    if len(region) == 1:
        return [Span(row, column, 1, 1)]
    height, width = last_row - row + 1, last_column - column + 1
    if len(region) == height * width and all(column <= other <= last_column for _, other in region):
        return [Span(row, column, height, width)]
    done: list[Span] = []
    growing: dict[Slot, Span] = {}
    for row, runs in _runs(region).items():
        continued: dict[Slot, Span] = {}
        for first, width in runs:
            span = growing.pop((first, width), None)
            if span is not None and span.row + span.row_span == row:
                continued[first, width] = span._replace(row_span=span.row_span + 1)
            else:
                if span is not None:
                    done.append(span)
                continued[first, width] = Span(row, first, 1, width)
        done += growing.values()
        growing = continued
    return done + list(growing.values())


def _runs(region: list[Slot]) -> dict[int, list[Slot]]:
    """Row -> (first column, width) of each run of neighbouring slots."""
    runs: dict[int, list[Slot]] = {}
    for row, column in region:
        line = runs.setdefault(row, [])
        if line and sum(line[-1]) == column:
            line[-1] = (line[-1][0], line[-1][1] + 1)
        else:
            line.append((column, 1))
    return runs
