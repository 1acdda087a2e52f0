"""Path objects -> the rules a person sees.

As in PDF: thin paths are rules, of thicker stroked paths the straight segments are, and a thick filled path is
shading, which must not be taken for a cell.
"""

from __future__ import annotations

import re
from typing import Any

from nianbao.read.ofd.budget import Budget
from nianbao.read.ofd.geometry import Box, Matrix, Point, apply, coordinate, numbers, span
from nianbao.read.pdf.sheet import Rule, Rules

_ANY = "{*}"
_THIN = 3.0
"""Points. The thickest line of an office table is 2.25; the lowest shading is a line of text high."""
_STRAIGHT = 1.0
_WHITE = 250
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "A": 0, "C": 0}
_ARC_NUMBERS = 7
_YES = "true"


class Pen:
    """Collects what the paths of a page draw."""

    def __init__(self) -> None:
        self.dark: list[Box] = []
        self.faint: list[Box] = []
        self.shades: list[Box] = []

    def rules(self) -> Rules:
        """The rules a person sees: white ones on shading only, or where nothing else is ruled."""
        rules = Rules()
        for x0, top, x1, bottom in self.dark + [line for line in self.faint if not self.dark or self._is_shaded(line)]:
            if x1 - x0 >= bottom - top or x1 - x0 < _THIN > bottom - top:
                rules.horizontal.append(Rule((top + bottom) / 2, x0, x1))
            if x1 - x0 < _THIN:
                rules.vertical.append(Rule((x0 + x1) / 2, top, bottom))
        return rules

    def _is_shaded(self, line: Box) -> bool:
        x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
        return any(
            x0 - _THIN <= x <= x1 + _THIN and top - _THIN <= y <= bottom + _THIN for x0, top, x1, bottom in self.shades
        )

    def add(self, node: Any, matrix: Matrix, budget: Budget) -> None:
        """Take a path object; ``matrix`` leads from its space to the page. Raises ValueError for bad data."""
        stroke = _paint(node, "StrokeColor") if node.get("Stroke", _YES) == _YES else ""
        fill = _paint(node, "FillColor") if node.get("Fill") == _YES else ""
        if not stroke and not fill:
            return
        pieces = [[apply(matrix, x, y) for x, y in piece] for piece in _pieces(_data(node), budget)]
        pieces = [piece for piece in pieces if piece]
        if not pieces:
            return
        whole = span(point for piece in pieces for point in piece)
        if _is_thin(whole):
            self._line(whole, stroke or fill)
        elif stroke:
            self._strokes(node, matrix, stroke)
        else:
            for piece in pieces:
                self._fill(span(piece), fill)

    def _strokes(self, node: Any, matrix: Matrix, paint: str) -> None:
        for start, end in _segments(_data(node)):
            x0, top, x1, bottom = span([apply(matrix, *start), apply(matrix, *end)])
            if min(x1 - x0, bottom - top) < _STRAIGHT:
                self._line((x0, top, x1, bottom), paint)

    def _fill(self, box: Box, paint: str) -> None:
        if _is_thin(box):
            self._line(box, paint)
        elif paint == "dark":
            self.shades.append(box)

    def _line(self, box: Box, paint: str) -> None:
        (self.dark if paint == "dark" else self.faint).append(box)


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < _THIN


def _paint(node: Any, name: str) -> str:
    """Dark, faint, or nothing for what is wholly transparent; in doubt a line is a line."""
    colour = node.find(f"{_ANY}{name}")
    if colour is None:
        return "dark"
    if colour.get("Alpha") == "0":
        return ""
    values = numbers(colour.get("Value"))
    return "faint" if len(values) == 3 and min(values) >= _WHITE else "dark"


def _data(node: Any) -> list[str]:
    return _TOKEN.findall(node.findtext(f"{_ANY}AbbreviatedData") or "")


def _steps(words: list[str]) -> list[tuple[str, list[Point]]]:
    """Operators with their points; of an arc only the end."""
    steps: list[tuple[str, list[Point]]] = []
    at = 0
    while at < len(words):
        operator = words[at]
        if operator not in _POINTS:
            raise ValueError("a path with an unknown operator")
        count = _ARC_NUMBERS if operator == "A" else 2 * _POINTS[operator]
        values = [coordinate(word) for word in words[at + 1 : at + 1 + count]]
        if len(values) < count:
            raise ValueError("a path that ends within an operator")
        points = list(zip(values[0::2], values[1::2], strict=False))
        steps.append((operator, [(values[5], values[6])] if operator == "A" else points))
        at += 1 + count
    return steps


def _pieces(words: list[str], budget: Budget) -> list[list[Point]]:
    """The subpaths as lists of their points."""
    budget.spend(len(words))
    pieces: list[list[Point]] = []
    for operator, points in _steps(words):
        if operator in "SM" or not pieces:
            pieces.append([])
        pieces[-1].extend(points)
    return pieces


def _segments(words: list[str]) -> list[tuple[Point, Point]]:
    """The straight segments, closing ones included; curves draw no table."""
    drawn: list[tuple[Point, Point]] = []
    start = at = (0.0, 0.0)
    for operator, points in _steps(words):
        if operator in "SM":
            start = points[0]
        elif operator == "L":
            drawn.append((at, points[0]))
        elif operator == "C":
            drawn.append((at, start))
        at = points[-1] if points else start
    return drawn
