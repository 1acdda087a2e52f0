"""pdfium page objects -> ruled lines, pictures, and whether the characters can be believed.

Thin paths are rules; of thicker stroked paths the straight segments are; a thick filled path is shading, which a
reader that looks at outlines takes for cells. Some producers paint every border of a page as one filled path, so
a fill of several pieces is looked at piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, repeat
from typing import NamedTuple

from nianbao.errors import TooLarge
from nianbao.read.pdf.frame import Frame
from nianbao.read.pdf.raw import BEZIER_TO, BLACK, FORM, IMAGE, MOVE_TO, PATH, TEXT, Buffer, Handle, address, pdfium
from nianbao.read.pdf.sheet import Box, Rule, Rules
from nianbao.read.pdf.strips import THICK, Strip, lines_of, touches

THIN = 3.0
"""Points. The thickest line of an office table is 2.25; the lowest shading is a line of text high."""
MAX_OBJECTS = 200_000
MAX_SEGMENTS = 500_000
MAX_FORMS = 5_000
"""Form XObjects on a page, nested ones counted each time."""
_OTHER = re.compile(b"[^%c]" % TEXT)
_RECTANGLE = 5
_STRAIGHT = 1.0
_UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_WHITE = 250
_FILLED, _INVISIBLE = 0.6, 3

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


Order = tuple[int, ...]
"""When an object is painted: its number on the page; in a form XObject that of the form, and its number in it."""


class Placed(NamedTuple):
    """A page object with the matrix of the form XObjects around it (None on the page itself)."""

    kind: int
    handle: Handle
    matrix: Matrix | None
    order: Order


class Lid(NamedTuple):
    """A filled rectangle or a picture, which hides what was painted before it in its box."""

    order: Order
    box: Box
    placed: Placed


@dataclass(slots=True)
class Marks:
    """All on a page that is not text."""

    rules: Rules
    shades: list[Box]
    """Filled areas that are not white."""
    papers: list[Box]
    """Filled areas that are white."""
    pictures: list[Box]
    drawn: bool
    has_text: bool
    covered: bool
    """A picture fills the page, and most of its text is painted invisibly."""
    nameless_font: bool
    """Text in a font without a name on a page with form XObjects: the mark of browser-printed files, whose
    Type3 glyphs pdfium gives wrong boxes."""
    lids: list[Lid]
    levels: list[Level]
    """The page, and the form XObjects on it."""


def read_marks(page: Handle, frame: Frame, buffer: Buffer, where: str) -> Marks:
    """Everything but characters. Raises TooLarge above the bounds of this module."""
    levels = _levels(page, buffer, where)
    marks = [placed for level in levels for placed in level.marks()]
    pen = _Pen(frame, buffer, where)
    for placed in marks:
        if placed.kind == PATH:
            pen.path(placed)
    painted = [placed for placed in marks if placed.kind == IMAGE]
    pictures = [pen.bounds(placed.handle, placed.matrix) for placed in painted]
    pen.lids += [
        Lid(placed.order, box, placed) for placed, box in zip(painted, pictures, strict=True) if any(placed.order)
    ]
    return Marks(
        pen.rules(),
        pen.shades,
        pen.papers,
        pictures,
        drawn=any(level.kinds for level in levels),
        has_text=any(TEXT in level.kinds for level in levels),
        covered=any(fills(box, frame) for box in pictures)
        and _are_invisible([t for level in levels for t in level.texts()]),
        nameless_font=len(levels) > 1 and _any_nameless([text for level in levels for text in level.texts()]),
        lids=pen.lids,
        levels=levels,
    )


def fills(box: Box, frame: Frame) -> bool:
    """Something so large is the page itself."""
    return (box[2] - box[0]) * (box[3] - box[1]) >= _FILLED * frame.width * frame.height


def _are_invisible(texts: list[Handle]) -> bool:
    modes = [pdfium().TextObj_GetTextRenderMode(text) for text in texts]
    return bool(modes) and 2 * modes.count(_INVISIBLE) > len(modes)


@dataclass(slots=True)
class Level:
    """The objects of the page or of one form XObject, and their kinds, in the order in which they are painted."""

    addresses: list[int]
    kinds: bytes
    """One for each."""
    matrix: Matrix | None
    order: Order
    """Of the form."""
    blended: bool
    """The form, or one around it, is painted by other rules than that what comes later hides what was there."""

    def marks(self) -> list[Placed]:
        """All but text, which is far the most."""
        others = map(re.Match.start, _OTHER.finditer(self.kinds))
        return [
            Placed(self.kinds[index], Handle(self.addresses[index]), self.matrix, (*self.order, index))
            for index in others
        ]

    def numbers(self) -> dict[int | None, int]:
        """Address of each object -> its number."""
        return dict(zip(self.addresses, range(len(self.addresses)), strict=True))

    def texts(self) -> list[Handle]:
        """Handles of the text objects."""
        return [Handle(address) for kind, address in zip(self.kinds, self.addresses, strict=True) if kind == TEXT]


def _levels(page: Handle, buffer: Buffer, where: str) -> list[Level]:
    """The page and all form XObjects in it, each opened."""
    lib = pdfium()
    levels = [_level(page, lib.Page_CountObjects(page), lib.Page_GetObject, None)]
    total = 0
    for number, level in enumerate(levels):  # grows on the way
        total += len(level.kinds)
        if total > MAX_OBJECTS or number > MAX_FORMS:
            raise TooLarge(where, what="objects on a page", limit=MAX_OBJECTS, actual=total)
        if FORM in level.kinds:
            for form in [placed for placed in level.marks() if placed.kind == FORM]:
                inner = _level(form.handle, lib.FormObj_CountObjects(form.handle), lib.FormObj_GetObject, form)
                inner.matrix = _matrix(form, buffer)
                inner.blended = level.blended or bool(lib.PageObj_HasTransparency(form.handle))
                levels.append(inner)
    return levels


def _level(owner: Handle, count: int, get: Callable[[Handle, int], int], form: Placed | None) -> Level:
    found = list(map(get, repeat(address(owner)), range(min(count, MAX_OBJECTS + 1))))
    return Level(found, bytes(map(pdfium().PageObj_GetType, found)), None, form.order if form else (), False)


def points_of(count: int, get: Callable[[int], Handle], buffer: Buffer) -> list[tuple[int, Point, bool]]:
    """Of the segments of a path or clip: kind, end, and whether a line back to the start closes it."""
    lib, numbers = pdfium(), buffer.numbers
    across, down = buffer.number_slots[:2]
    points = []
    for index in range(count):
        segment = get(index)
        lib.PathSegment_GetPoint(segment, across, down)
        x, y = numbers[:2]
        points.append((lib.PathSegment_GetType(segment), (x, y), bool(lib.PathSegment_GetClose(segment))))
    return points


def _matrix(form: Placed, buffer: Buffer) -> Matrix | None:
    """From the coordinates inside a form XObject to those of the page."""
    if not pdfium().PageObj_GetMatrix(form.handle, buffer.number_slots[0]):
        return form.matrix
    a, b, c, d, e, f = buffer.numbers
    return _times((a, b, c, d, e, f), form.matrix)


def _times(inner: Matrix, outer: Matrix | None) -> Matrix:
    """First ``inner``, then ``outer``."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def apply(matrix: Matrix | None, point: Point) -> Point:
    """The point moved by a matrix."""
    if matrix is None:
        return point
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _any_nameless(text_objects: list[Handle]) -> bool:
    lib = pdfium()
    fonts = {lib.TextObj_GetFont(handle) for handle in text_objects}
    return any(not font or lib.Font_GetBaseFontName(font, None, 0) <= 1 for font in fonts)


def own_matrix(handle: Handle, matrix: Matrix | None, buffer: Buffer) -> Matrix | None:
    """From the coordinates of a path's points, which are those it was drawn in, to those of the page."""
    if not pdfium().PageObj_GetMatrix(handle, buffer.number_slots[0]):
        return matrix
    a, b, c, d, e, f = buffer.numbers
    own = (a, b, c, d, e, f)
    return matrix if own == _UNMOVED else _times(own, matrix)


class _Pen:
    """Collects what paths draw."""

    def __init__(self, frame: Frame, buffer: Buffer, where: str) -> None:
        self.frame, self.buffer, self.where = frame, buffer, where
        self.lib = pdfium()
        self.dark: list[Box] = []
        self.faint: list[Box] = []
        self.strips: list[Strip] = []
        self.shades: list[Box] = []
        self.papers: list[Box] = []
        self.lids: list[Lid] = []
        self.segments = 0

    def rules(self) -> Rules:
        """The rules a person sees: white ones on shading only, or where nothing else is ruled."""
        lines = self.dark + [line for line in self.faint if not self.dark or self._is_shaded(line)]
        rules = lines_of(self.strips, self.shades)
        for x0, top, x1, bottom in lines:
            if x1 - x0 >= bottom - top or x1 - x0 < THIN > bottom - top:
                rules.horizontal.append(Rule((top + bottom) / 2, x0, x1))
            if x1 - x0 < THIN:
                rules.vertical.append(Rule((x0 + x1) / 2, top, bottom))
        return rules

    def _is_shaded(self, line: Box) -> bool:
        x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
        return any(touches(shade, x, y, THIN) for shade in self.shades)

    def bounds(self, handle: Handle, matrix: Matrix | None) -> Box:
        """The box of an object as displayed."""
        one, two, three, four, _, _ = self.buffer.number_slots
        if not self.lib.PageObj_GetBounds(handle, one, two, three, four):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top, _, _ = self.buffer.numbers
        if matrix is None:
            return self.frame.box(left, bottom, right, top)
        return self._span([apply(matrix, (x, y)) for x in (left, right) for y in (bottom, top)])

    def _span(self, points: list[Point]) -> Box:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return self.frame.box(min(xs), min(ys), max(xs), max(ys))

    def path(self, placed: Placed) -> None:
        """Take the rules and the shading of one path object, and whether it may hide what is under it."""
        _, handle, matrix, order = placed
        fill, stroke = self._paint(handle)
        if not (fill or stroke):
            return
        box = self.bounds(handle, matrix)
        if _is_thin(box):
            self._line(box, stroke or fill)
            return
        if fill and any(order):  # what is painted first hides nothing
            self.lids.append(Lid(order, box, placed))
        if stroke:
            if fill == "dark" and self.lib.Path_CountSegments(handle) <= _RECTANGLE:
                self.shades.append(box)
            whole = own_matrix(handle, matrix, self.buffer)
            for start, end in self._strokes(handle):
                self._stroke(self._span([apply(whole, start), apply(whole, end)]), stroke)
        elif self.lib.Path_CountSegments(handle) > _RECTANGLE:
            whole = own_matrix(handle, matrix, self.buffer)
            for piece in self._pieces(handle):
                self._fill(self._span([apply(whole, point) for point in piece]), fill)
        else:
            self._fill(box, fill)

    def _paint(self, handle: Handle) -> tuple[str, str]:
        """Colour words for fill and stroke: "dark", "faint", or nothing when it does not paint."""
        one, two, _, _ = self.buffer.integer_slots
        if not self.lib.Path_GetDrawMode(handle, one, two):
            return "", ""
        fill_mode, stroke_flag, _, _ = self.buffer.integers
        fill = self._shade(self.lib.PageObj_GetFillColor, handle) if fill_mode else ""
        stroke = self._shade(self.lib.PageObj_GetStrokeColor, handle) if stroke_flag else ""
        return fill, stroke

    def _shade(self, colour: Callable[..., int], handle: Handle) -> str:
        """A pattern has no colour to read and counts as dark: in doubt a line is a line."""
        if not colour(handle, *self.buffer.integer_slots) or self.buffer.integers == BLACK:
            return "dark"
        red, green, blue, alpha = self.buffer.integers
        if not alpha:
            return ""
        return "faint" if red >= _WHITE and green >= _WHITE and blue >= _WHITE else "dark"

    def _line(self, box: Box, paint: str) -> None:
        (self.dark if paint == "dark" else self.faint).append(box)

    def _stroke(self, box: Box, paint: str) -> None:
        x0, top, x1, bottom = box
        if min(x1 - x0, bottom - top) < _STRAIGHT:
            self._line(box, paint)

    def _fill(self, box: Box, paint: str) -> None:
        if _is_thin(box):
            self._line(box, paint)
        elif paint == "dark":
            self.shades.append(box)
        elif paint:
            self.papers.append(box)
            if min(box[2] - box[0], box[3] - box[1]) < THICK:
                self.strips.append(Strip(box, len(self.shades)))

    def _points(self, handle: Handle) -> list[tuple[int, Point, bool]]:
        count = self.lib.Path_CountSegments(handle)
        self.segments += count
        if self.segments > MAX_SEGMENTS:
            raise TooLarge(self.where, what="path segments on a page", limit=MAX_SEGMENTS, actual=self.segments)
        return points_of(count, partial(self.lib.Path_GetPathSegment, handle), self.buffer)

    def _pieces(self, handle: Handle) -> list[list[Point]]:
        """The subpaths as lists of their points."""
        pieces: list[list[Point]] = []
        for kind, point, _ in self._points(handle):
            if kind == MOVE_TO or not pieces:
                pieces.append([])
            pieces[-1].append(point)
        return pieces

    def _strokes(self, handle: Handle) -> list[tuple[Point, Point]]:
        """The straight segments, closing ones included; curves draw no table."""
        drawn: list[tuple[Point, Point]] = []
        start: Point = (0.0, 0.0)
        points = self._points(handle)
        for (_, before, _), (kind, point, closes) in pairwise([(MOVE_TO, start, False), *points]):
            if kind == MOVE_TO:
                start = point
            elif kind != BEZIER_TO:
                drawn.append((before, point))
            if closes:
                drawn.append((point, start))
        return drawn


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < THIN
