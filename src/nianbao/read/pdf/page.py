"""One sheet -> its tables and the lines of its running text, in reading order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from nianbao.model import Cell, Picture, Place, Table
from nianbao.read.pdf.lattice import NOWHERE, Grid, grids
from nianbao.read.pdf.lines import Line, Run, lines, runs, single, text_of
from nianbao.read.pdf.sheet import Box, Glyphs, Sheet, rounded

SENTENCE_LINES = 3
"""A full-width row of this many lines at the rim of a table is running text inside a frame."""
RIM = 0.2
"""Of a character's width: a rule this near to its side touches it, but does not strike it through."""
TALLER = 1.6
"""Type this many times as high as a cell is none of its text: a watermark, or a stamp over the table."""
_BESIDE = 5
"""Lines each half of a landscape sheet must have to be two pages printed side by side."""

Item = Line | Table | Picture

_place = tuple.__new__
"""Faster than the class itself by half."""


@dataclass(slots=True)
class Column:
    """A stretch read from top to bottom: the page, or one half of two pages printed on one sheet."""

    page: int
    height: float
    start: float
    end: float
    """The sides of the paper, or its middle: x from ``start`` to ``end``."""
    items: list[Item] = field(default_factory=list)


def columns(sheet: Sheet) -> list[Column]:
    """The page in reading order."""
    tables, body = _tables(sheet)
    blocks: list[Table | Picture] = [*tables, *_pictures(sheet)]
    middle = sheet.width / 2
    left = [member for member in body if member.x1 <= middle]
    if not _is_two_up(sheet, blocks, len(left), body):
        return [_column(sheet, 0.0, sheet.width, blocks, body)]
    right = [member for member in body if member.x1 > middle]
    return [
        _column(sheet, 0.0, middle, [block for block in blocks if _box(block)[0] < middle], left),
        _column(sheet, middle, sheet.width, [block for block in blocks if _box(block)[0] >= middle], right),
    ]


def _column(sheet: Sheet, start: float, end: float, blocks: list[Table | Picture], body: list[Run]) -> Column:
    items: list[Item] = [*lines(body), *blocks]
    return Column(sheet.number, sheet.height, start, end, sorted(items, key=_upper_edge))


def _box(item: Item) -> Box:
    if isinstance(item, Line):
        return item.box
    assert item.place.bbox is not None, "a PDF block has a place"
    return item.place.bbox


def _upper_edge(item: Item) -> tuple[float, float]:
    box = _box(item)
    return ((box[1] + box[3]) / 2 if isinstance(item, Line) else box[1]), box[0]


def _is_two_up(sheet: Sheet, blocks: list[Table | Picture], left: int, body: list[Run]) -> bool:
    """A landscape sheet with text or a table in both halves and nothing across the middle."""
    middle = sheet.width / 2
    tables = [_box(block)[0] < middle for block in blocks if isinstance(block, Table)]
    return (
        sheet.width > sheet.height
        and (left >= _BESIDE or True in tables)
        and (len(body) - left >= _BESIDE or False in tables)
        and not any(member.x0 < middle < member.x1 for member in body)
        and not any(_box(block)[0] < middle < _box(block)[2] for block in blocks)
    )


def _pictures(sheet: Sheet) -> list[Picture]:
    """Pictures large enough to hold a table; seals and emblems are smaller."""
    boxes = [box for box in sheet.pictures if box[2] - box[0] > sheet.width / 3 and box[3] - box[1] > sheet.height / 20]
    return [Picture(Place(page=sheet.number, bbox=rounded(box))) for box in boxes]


def _tables(sheet: Sheet) -> tuple[list[Table], list[Run]]:
    """The tables, and the runs that stand in none of them."""
    glyphs, found = sheet.glyphs, grids(sheet.rules)
    if not found:
        return [], [member for _, _, member in runs(glyphs)]
    bins = _Bins(glyphs, found)
    for start, end, member in runs(glyphs):
        bins.place(start, end, member)
    body, tables = bins.body, []
    for grid, cells in bins.cells:
        table, loose = _table(grid, cells, bins.overfull, sheet.number)
        body += loose
        if table is not None:
            tables.append(table)
    return tables, body


class _Bins:
    """One list of runs for each cell of each grid, and one for all that stands outside."""

    def __init__(self, glyphs: Glyphs, found: list[Grid]) -> None:
        self.glyphs = glyphs
        self.x0, self.x1 = glyphs.x0, glyphs.x1
        self.top, self.bottom, self.size = glyphs.top, glyphs.bottom, glyphs.size
        self.body: list[Run] = []
        self.overfull: set[int] = set()
        """Identities of the lists that hold a run too wide for its cell."""
        self.cells: list[tuple[Grid, list[list[Run]]]] = [(grid, [[] for _ in grid.spans]) for grid in found]
        self.lookup = [(*grid.box, grid.xs, grid.ys, grid.owner, grid.heights(), cells) for grid, cells in self.cells]
        self.start, self.end = min(grid.ys[0] for grid in found), max(grid.ys[-1] for grid in found)

    def place(self, start: int, end: int, member: Run) -> None:
        """Put a run where its characters' middles are.

        One that stands on both sides of a rule is parted there. One that a rule strikes through overflows its
        cell: it stays whole, under its middle, since half a number is a wrong number.
        """
        if member[3] < self.start or member[1] > self.end:
            self.body.append(member)
            return
        bin_ = self._bin(start)
        if end - start == 1 or bin_ is self._bin(end - 1):
            bin_.append(member)
        elif self._is_struck(start, end):
            bin_ = self._bin((start + end) // 2)
            bin_.append(member)
            self.overfull.add(id(bin_))
        else:
            for index in range(start, end):
                self._bin(index).append(single(self.glyphs, index, index == start))

    def _is_struck(self, start: int, end: int) -> bool:
        """Does a side of a cell run through one of these characters, and not between two?

        Of the cells they stand in: where a table elsewhere on the page has a rule says nothing here.
        """
        for x0, x1, top, bottom in zip(
            self.x0[start:end], self.x1[start:end], self.top[start:end], self.bottom[start:end], strict=True
        ):
            rim, y = RIM * (x1 - x0), (top + bottom) / 2
            for _, above, _, below, xs, ys, owner, _, _ in self.lookup:
                if above <= y < below and _parts(x0 + rim, x1 - rim, xs, owner[bisect_right(ys, y) - 1]):
                    return True
        return False

    def _bin(self, index: int) -> list[Run]:
        x, y = (self.x0[index] + self.x1[index]) / 2, (self.top[index] + self.bottom[index]) / 2
        for left, above, right, below, xs, ys, owner, heights, cells in self.lookup:
            if left <= x < right and above <= y < below:
                cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                if cell != NOWHERE:
                    return self.body if self.size[index] > TALLER * heights[cell] else cells[cell]
        return self.body


def _parts(start: float, end: float, xs: list[float], line: list[int]) -> bool:
    """Does a boundary between two cells of this line, or its outer side, stand between start and end?"""
    crossed = range(bisect_right(xs, start), bisect_left(xs, end))
    return any(number in (0, len(line)) or line[number - 1] != line[number] for number in crossed)


def _table(grid: Grid, contents: list[list[Run]], overfull: set[int], page: int) -> tuple[Table | None, list[Run]]:
    """The table without the rows that only frame running text, and the runs of those."""
    texts = [text_of(members) if members else "" for members in contents]
    first, end = _core(grid, texts)
    xs, ys = [round(x, 1) for x in grid.xs], [round(y, 1) for y in grid.ys]
    cells: list[Cell] = []
    loose: list[Run] = []
    for (row, column, height, width), text, members in zip(grid.spans, texts, contents, strict=True):
        if first <= row and row + height <= end:
            box = xs[column], ys[row], xs[column + width], ys[row + height]
            cells.append(Cell(row - first, column, text, _place(Place, (page, box, None, None, None)), height, width))
        else:
            loose += members
    if not any(cell.text for cell in cells):
        return None, loose
    overflowing: set[int] = set()
    if overfull:
        overflowing = {span.row for span, members in zip(grid.spans, contents, strict=True) if id(members) in overfull}
    ragged = frozenset(row - first for row in grid.ragged | overflowing if first <= row < end)
    place = Place(page=page, bbox=(xs[0], ys[first], xs[-1], ys[end]))
    return Table(cells, end - first, len(xs) - 1, place, ragged), loose


def _core(grid: Grid, texts: list[str]) -> tuple[int, int]:
    """First row and end of the rows between full-width rows at the rims that hold several lines, or nothing at all.

    An empty one is what a browser's page break leaves of a row that did not fit.
    """
    width = len(grid.xs) - 1
    frames = {
        row: height
        for (row, _, height, columns), text in zip(grid.spans, texts, strict=True)
        if columns == width and (not text or text.count("\n") + 1 >= SENTENCE_LINES)
    }
    first, end = 0, len(grid.ys) - 1
    while first in frames:
        first += frames[first]
    ends = {row + height: row for row, height in frames.items()}
    while end > first and end in ends:
        end = ends[end]
    return first, end
