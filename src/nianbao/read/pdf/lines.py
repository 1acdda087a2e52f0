"""Characters -> runs -> lines: what stands beside what, with white space only where it is printed.

A run is a stretch of characters set tightly on one baseline, so that cells, order and spacing are decided once
per run and not once per character. Whatever is not plainly such a stretch is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import sub
from typing import NamedTuple

from nianbao.read.pdf.sheet import UNMAPPED, Box, Glyphs

TIGHT = 0.2
"""Of the type size: a wider gap between two characters of which one is no Chinese is a printed space."""
SPACED = 0.08
"""As TIGHT, between digits where the file itself has a space: two numbers must never become one."""
WIDE = 1.6
"""Of the type size: a wider gap parts two columns; the spread of justified Chinese lines stays below."""
APART = 0.5
"""Of the type size: numbers nearer than this may be one."""
NEAR = 3.0
"""Points. Middles of boxes nearer than this (or 0.4 of the type size) stand on one line."""
COLUMN_GAP = "  "
"""Between words as far apart as columns are."""

_CHINESE = re.compile("[\u2010-\u2027\u2e80-\U0010ffff]")
_SOLID = re.compile("[\u4e00-\u9fff，。、；：]+")
_SMALLER, _RAISED, _TWIN, _UNEVEN, _OVERLAP = 0.75, 0.15, 0.3, 0.25, 0.3
_COVERED = 0.5
"""Of the narrower of two numbers: painted over each other by more than this, neither can be read."""


_run = tuple.__new__
"""Faster than the class itself by half, and there are hundreds on a page."""


class Run(NamedTuple):
    """Characters side by side on one baseline; sorts from left to right."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    apart: bool
    """The file has white space before it."""


@dataclass(slots=True)
class Line:
    """Runs on one baseline, joined; ``columns`` when gaps as wide as between columns part them."""

    text: str
    columns: bool
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    """Of type, in points; 0 when unknown."""
    runs: tuple[Run, ...] = ()
    """What it was made of."""

    @property
    def box(self) -> Box:
        """The box of all runs."""
        return self.x0, self.top, self.x1, self.bottom


def runs(glyphs: Glyphs) -> Iterator[tuple[int, int, Run]]:
    """Stretches of characters without white space between, with their index ranges.

    Where characters are not set tightly, each is a run of its own.
    """
    text, x0s, tops, x1s, sizes = glyphs.text, glyphs.x0, glyphs.top, glyphs.x1, glyphs.size
    gaps: list[float] = list(map(sub, x0s[1:], x1s))
    for start, end, low, rise in glyphs.words:
        if end - start == 1:
            yield start, end, _run(Run, (x0s[start], tops[start], x1s[start], low, text[start], True))
        elif _is_tight(sizes[start:end], rise, gaps[start : end - 1]):
            yield start, end, _run(Run, (x0s[start], min(tops[start:end]), x1s[end - 1], low, text[start:end], True))
        else:
            for index in range(start, end):
                yield index, index + 1, single(glyphs, index, index == start)


def single(glyphs: Glyphs, index: int, apart: bool) -> Run:
    """The run of one character."""
    box = glyphs.x0[index], glyphs.top[index], glyphs.x1[index], glyphs.bottom[index]
    return _run(Run, (*box, glyphs.text[index], apart))


def _is_tight(sizes: list[float], unevenness: float, gaps: list[float]) -> bool:
    smallest = largest = sizes[0]
    if sizes.count(smallest) < len(sizes):
        smallest, largest = min(sizes), max(sizes)
    return (
        smallest >= _SMALLER * largest
        and unevenness <= _UNEVEN * largest
        and min(gaps) >= -_OVERLAP * smallest
        and max(gaps) <= TIGHT * smallest
    )


def lines(runs: list[Run]) -> list[Line]:
    """Lines from top to bottom, each read from left to right."""
    return [_line(row) for row in _rows(runs)]


def text_of(runs: list[Run]) -> str:
    """The lines of a cell, from top to bottom, parted by line ends."""
    if len(runs) == 1:
        return runs[0].text
    return "\n".join(_joined(row)[0] for row in _rows(runs))


def pieces(line: Line) -> Iterator[Run]:
    """The line cut at every gap; what is painted twice, raised or covered stays in one piece, and so do digits that
    are not plainly two numbers."""
    part: list[Run] = []
    for member in line.runs:
        if part and member.x0 - max(before.x1 for before in part) > _apart(part[-1], member):
            yield _piece(part)
            part = []
        part.append(member)
    if part:
        yield _piece(part)


def _apart(before: Run, after: Run) -> float:
    digits = before.text[-1].isdigit() and after.text[0].isdigit()
    return (APART if digits else TIGHT) * min(_height(before), _height(after))


def _piece(part: list[Run]) -> Run:
    x0s, tops, x1s, bottoms, _, _ = zip(*part, strict=True)
    return Run(min(x0s), min(tops), max(x1s), max(bottoms), _joined(part)[0], True)


def _height(member: Run) -> float:
    return member.bottom - member.top


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs on one baseline, from top to bottom; each row sorted from left to right."""
    rows: list[list[Run]] = []
    limit = 0.0
    for middle, member in sorted([((member.top + member.bottom) / 2, member) for member in runs]):
        if rows and middle <= limit:
            rows[-1].append(member)
        else:
            rows.append([member])
            limit = middle + max(NEAR, 0.4 * (member.bottom - member.top))
    if len(rows) > 1:
        rows = _with_superscripts(rows)
    return [sorted(row) for row in rows]


def _with_superscripts(rows: list[list[Run]]) -> list[list[Run]]:
    """Small digits set high above a line, but reaching into it, belong to that line and not above it."""
    joined = [rows[-1]]
    for row in reversed(rows[:-1]):
        if row[0].text.isdigit() and _is_raised_into(joined[-1], row):
            joined[-1] += row
        else:
            joined.append(row)
    return joined[::-1]


def _is_raised_into(below: list[Run], row: list[Run]) -> bool:
    return all(any(_is_superscript(base, member) and member.bottom > base.top for base in below) for member in row)


def _line(runs: list[Run]) -> Line:
    if len(runs) == 1:
        x0, top, x1, bottom, text, _ = runs[0]
        return Line(text, False, x0, top, x1, bottom, _size(runs), tuple(runs))
    lefts, tops, rights, bottoms, _, _ = zip(*runs, strict=True)
    return Line(*_joined(runs), lefts[0], min(tops), max(rights), max(bottoms), _size(runs), tuple(runs))


def _size(runs: list[Run]) -> float:
    """The width of an ideograph, since fonts differ in height by a third at the same size; 0 without any."""
    size, solid = 0.0, _SOLID.fullmatch
    for x0, _, x1, _, text, _ in runs:
        if len(text) > 1 and solid(text):
            size = max(size, (x1 - x0) / len(text))
    return size


def _joined(runs: list[Run]) -> tuple[str, bool]:
    """The text of a line, and whether gaps as wide as between columns part it."""
    base = before = runs[0]
    parts, columns = [before.text], False
    for after in runs[1:]:
        text = after.text
        if text == before.text and _is_twin(before, after):
            continue
        digit = text[0].isdigit()
        if digit and _is_superscript(base, after):
            if before is not base:
                parts[-1] = f"{parts[-1][:-1]}{text}}}"
            else:
                parts.append(f"^{{{text}}}")
        elif digit and _is_covered(before, after):
            parts.append(UNMAPPED)
            base = after
        else:
            gap = _gap(before, after)
            columns = columns or gap == COLUMN_GAP
            parts += (gap, text)
            base = after
        before = after
    return "".join(parts), columns


def _is_twin(before: Run, after: Run) -> bool:
    """The same text painted again a hair's breadth beside itself: bold type of poor printers."""
    width = (before.x1 - before.x0) / len(before.text)
    return after.x0 - before.x0 < _TWIN * width and abs(after.top - before.top) < _TWIN * (before.bottom - before.top)


def _is_covered(before: Run, after: Run) -> bool:
    """Two numbers painted over each other."""
    if not (before.text[-1].isdigit() and after.text[0].isdigit()):
        return False
    narrower = min(before.x1 - before.x0, after.x1 - after.x0)
    return min(before.x1, after.x1) - after.x0 > _COVERED * narrower


def _is_superscript(base: Run, after: Run) -> bool:
    """Digits clearly smaller than what they follow, and raised above it."""
    height = base.bottom - base.top
    return (
        after.bottom - after.top < _SMALLER * height
        and base.bottom - after.bottom > _RAISED * height
        and after.text.isdigit()
    )


def _gap(before: Run, after: Run) -> str:
    """The white space printed between two neighbours of a line."""
    _, top, end, bottom, text, _ = before
    start, next_top, _, next_bottom, next_text, apart = after
    height, next_height = bottom - top, next_bottom - next_top
    size, gap = min(height, next_height), start - end
    if gap > WIDE * size:
        return COLUMN_GAP
    if text[-1].isdigit() and next_text[0].isdigit():
        limit = (SPACED if apart else TIGHT) * size
        return " " if gap > limit or next_height < _SMALLER * height else ""
    if gap > TIGHT * size and not (is_chinese(text[-1]) and is_chinese(next_text[0])):
        return " "
    return ""


def is_chinese(char: str) -> bool:
    """Set solid, so that a small gap is justification: ideographs and full-width signs, but no digits."""
    return _CHINESE.match(char) is not None and not char.isdigit()
