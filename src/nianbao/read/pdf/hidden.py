"""Text in the file that is not to be seen: under a box or a picture painted later, or outside of what it is clipped to.

A reader of the page sees nothing there, so neither may we. What is covered or cut in part is seen in part: its digits
count as unknown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, permutations

from nianbao.read.pdf.frame import Frame
from nianbao.read.pdf.marks import Level, Lid, Marks, Matrix, Order, Point, apply, fills, own_matrix, points_of
from nianbao.read.pdf.raw import BEZIER_TO, IMAGE, MOVE_TO, Buffer, Handle, is_opaque, pdfium
from nianbao.read.pdf.sheet import UNMAPPED, Box, Glyphs, Stretch, Word

_RIM = 0.2
"""Of a character's width or height: its box is larger than its ink, so this much may stand out of what hides it."""
_SKEW = 0.5
"""Points by which the corners of a rectangle may miss those of its box."""
_OPAQUE = 255
_CORNERS = (4, 5)
_MOST = 500
"""Segments of a path that is looked at."""
_DETAIL = 200
"""Characters of hidden text that are told of a page."""
PART, ALL = range(2)


@dataclass(slots=True)
class Sight:
    """One page, while it is open, and which of its characters are hidden."""

    document: Handle
    page: Handle
    text_page: Handle
    glyphs: Glyphs
    marks: Marks
    frame: Frame
    buffer: Buffer
    gone: set[int] = field(default_factory=set)
    """Characters of which nothing is seen."""
    cut: set[int] = field(default_factory=set)
    """Characters of which a part may be seen."""
    upon: set[int] = field(default_factory=set)
    """Characters painted upon what hides others."""
    _numbers: list[tuple[Level, dict[int | None, int]]] = field(default_factory=list)
    _objects: dict[int, tuple[Handle, Level | None, Order]] = field(default_factory=dict)

    def object_of(self, index: int) -> tuple[Handle, Level | None, Order]:
        """The text object of a character, where it is, and when it is painted."""
        if index not in self._objects:
            self._objects[index] = self._find(pdfium().Text_GetTextObject(self.text_page, index))
        return self._objects[index]

    def _find(self, handle: Handle) -> tuple[Handle, Level | None, Order]:
        self._numbers = self._numbers or [(level, level.numbers()) for level in self.marks.levels]
        for level, numbers in self._numbers:
            number = numbers.get(handle.value)
            if number is not None:
                return handle, level, (*level.order, number)
        return handle, None, ()

    def middle(self, index: int) -> tuple[float, float]:
        """Of a character's box."""
        glyphs = self.glyphs
        return (glyphs.x0[index] + glyphs.x1[index]) / 2, (glyphs.top[index] + glyphs.bottom[index]) / 2

    def hide(self, index: int, is_hidden: Callable[[float, float], bool], extent: int) -> None:
        """Take a character whose middle is hidden: as gone when all of it is, and ``extent`` is ALL."""
        if not is_hidden(*self.middle(index)):
            return
        glyphs = self.glyphs
        x0, top, x1, bottom = glyphs.x0[index], glyphs.top[index], glyphs.x1[index], glyphs.bottom[index]
        wide, high = _RIM * (x1 - x0), _RIM * (bottom - top)
        whole = all(is_hidden(x, y) for x in (x0 + wide, x1 - wide) for y in (top + high, bottom - high))
        (self.gone if whole and extent == ALL else self.cut).add(index)


def blank_hidden(sight: Sight, clipped: Sequence[Stretch]) -> str:
    """Put blanks for what nobody sees, and unknown characters for digits of which a part is seen; what was taken.

    ``clipped``: the numbers that are clipped to something.
    """
    for number in clipped:
        _clip(sight, number)
    if sight.marks.lids:
        _cover(sight)
    if not (sight.gone or sight.cut) or sight.marks.covered:
        return ""
    sight.gone -= sight.cut
    glyphs = sight.glyphs
    changes = [list(_changes(sight, word)) for word in glyphs.words]
    taken = ["".join(glyphs.text[index] for index, _ in change) for change in changes if change]
    glyphs.put(dict(change for word in changes for change in word))
    return " ".join(taken)[:_DETAIL]


def _changes(sight: Sight, word: Word) -> Iterator[tuple[int, str]]:
    """A word hidden whole is none, and one printed upon another replaces it; a number of which some is left is odd."""
    indices = range(word[0], word[1])
    whole = all(index in sight.gone or index in sight.upon for index in indices)
    for index in indices:
        if whole and index in sight.gone:
            yield index, " "
        elif (index in sight.gone or index in sight.cut) and sight.glyphs.text[index].isdigit():
            yield index, UNMAPPED


def _clip(sight: Sight, number: Stretch) -> None:
    """What the clips of their objects leave of a number's characters."""
    for index in range(*number):
        handle, level, _ = sight.object_of(index)
        if level is not None:
            box = _clip_box(handle, level.matrix, sight)
            sight.hide(index, partial(_is_outside, box), ALL)


def _clip_box(handle: Handle, matrix: Matrix | None, sight: Sight) -> Box:
    """The box that the clips of an object leave of the page: what they leave may be less."""
    lib = pdfium()
    clip = lib.PageObj_GetClipPath(handle)
    left, top, right, bottom = 0.0, 0.0, sight.frame.width, sight.frame.height
    for path in range(lib.ClipPath_CountPaths(clip)):
        count = lib.ClipPath_CountPathSegments(clip, path)
        points = points_of(count, partial(lib.ClipPath_GetPathSegment, clip, path), sight.buffer)
        corners = [apply(matrix, point) for _, point, _ in points]
        if corners:
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            x0, y0, x1, y1 = sight.frame.box(min(xs), min(ys), max(xs), max(ys))
            left, top, right, bottom = max(left, x0), max(top, y0), min(right, x1), min(bottom, y1)
    return left, top, right, bottom


def _cover(sight: Sight) -> None:
    """What was painted before a filled rectangle or a picture, and lies under it.

    Where a picture is laid over all there is, the page is that picture.
    """
    words = _by_height(sight.glyphs)
    heights = [word[0] for word in words]
    for lid in sight.marks.lids:
        left, top, right, bottom = lid.box
        beside = words[bisect_left(heights, top) : bisect_right(heights, bottom)]
        near = [(start, end) for _, x0, x1, start, end in beside if x0 < right and x1 > left]
        under = [start for start, _ in near if sight.object_of(start)[2] < lid.order]
        if not under:
            continue
        boxes, extent = _hiding(lid, sight)
        if not boxes:
            continue
        if lid.placed.kind == IMAGE and fills(lid.box, sight.frame) and 2 * len(under) > len(words):
            sight.marks.covered = True
            return
        is_hidden = partial(_is_in_one, boxes)
        for index in (index for word in near for index in range(*word)):
            if sight.object_of(index)[2] < lid.order:
                sight.hide(index, is_hidden, extent)
            elif is_hidden(*sight.middle(index)):
                sight.upon.add(index)


def _by_height(glyphs: Glyphs) -> list[tuple[float, float, float, int, int]]:
    """Of each word: where its middle is, its sides, and its characters; from top to bottom."""
    x0s, tops, x1s, bottoms = glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom
    return sorted(
        [
            ((tops[start] + bottoms[start]) / 2, x0s[start], x1s[end - 1], start, end)
            for start, end, _, _ in glyphs.words
        ]
    )


def _hiding(lid: Lid, sight: Sight) -> tuple[list[Box], int]:
    """The rectangles of a filled path or a picture, and whether they hide ALL that is under them, or maybe a PART.

    None when one can see through them. Other shapes than rectangles are mostly outlines of letters and emblems, as
    in watermarks, and let the text be seen.
    """
    lib, buffer = pdfium(), sight.buffer
    kind, handle, matrix, order = lid.placed
    if lib.PageObj_HasTransparency(handle):
        return [], ALL
    if kind == IMAGE:
        boxes = [lid.box] if is_opaque(sight.document, sight.page, handle) else []
    elif lib.PageObj_GetFillColor(handle, *buffer.integer_slots) and buffer.integers[3] == _OPAQUE:
        boxes = _rectangles(handle, matrix, sight)
    else:
        boxes = []
    if lib.ClipPath_CountPaths(lib.PageObj_GetClipPath(handle)) > 0:
        clip = _clip_box(handle, matrix, sight)
        return [_common(box, clip) for box in boxes], PART
    blended = any(level.blended for level in sight.marks.levels if level.order == order[:-1])
    return boxes, PART if blended else ALL


def _rectangles(handle: Handle, matrix: Matrix | None, sight: Sight) -> list[Box]:
    """The boxes of a path's pieces; none when a piece is no rectangle, and not those of a frame and its hole."""
    lib = pdfium()
    count = lib.Path_CountSegments(handle)
    if count > _MOST:
        return []
    pieces: list[list[Point]] = []
    matrix = own_matrix(handle, matrix, sight.buffer)
    for kind, point, _ in points_of(count, partial(lib.Path_GetPathSegment, handle), sight.buffer):
        if kind == BEZIER_TO:
            return []
        if kind == MOVE_TO or not pieces:
            pieces.append([])
        pieces[-1].append(apply(matrix, point))
    boxes = [box for piece in pieces if (box := _box(piece, sight.frame)) is not None]
    if len(boxes) < len(pieces):
        return []
    nested = {
        one for pair in permutations(range(len(boxes)), 2) if _encloses(*(boxes[n] for n in pair)) for one in pair
    }
    return [box for number, box in enumerate(boxes) if number not in nested]


def _box(corners: list[Point], frame: Frame) -> Box | None:
    """The box of a rectangle, as displayed; none when it is no rectangle along the page."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
    straight = all(min(x - left, right - x) < _SKEW and min(y - bottom, top - y) < _SKEW for x, y in corners)
    steps = all(min(abs(x - u), abs(y - v)) < _SKEW for (x, y), (u, v) in pairwise(corners))
    return frame.box(left, bottom, right, top) if len(corners) in _CORNERS and straight and steps else None


def _encloses(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _common(box: Box, other: Box) -> Box:
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _is_in_one(boxes: list[Box], x: float, y: float) -> bool:
    return any(_holds(box, x, y) for box in boxes)


def _is_outside(box: Box, x: float, y: float) -> bool:
    return not _holds(box, x, y)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
