"""The text outside the tables: lines found by the detector, read whole, their numbers read twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nianbao.read.pdf.lines import Run
from nianbao.read.pdf.sheet import UNMAPPED, Box
from nianbao.read.scan.engine import HEIGHT, Image, find_lines, read_crops
from nianbao.read.scan.ink import ink_of
from nianbao.read.scan.spelling import Legibility, Spelling

BORDER = 3.0
"""Points around a table that are its own."""
LEGIBLE = 0.5
"""Mean probability of the characters of a line that is text, and no seal, emblem or dirt."""
SURE = 0.9
_NUMBER = re.compile(r"\d+(?:[ .,]+\d+)*")
"""White space within is part of it: 3 9 may be 39, and must not be read as 9."""
_PAPER = 255
_TIGHT = 0.8
"""Lines longer than a sentence are set this much narrower: reading takes time by the width."""
_LONG = 900


@dataclass(slots=True)
class _Line:
    box: tuple[int, int, int, int]
    spelling: Spelling


def read_body(page: Image, scale: float, tables: Sequence[Box], legibility: Legibility) -> list[Run]:
    """The lines of text outside the boxes of the tables (in points), as runs in points.

    A number that two readings do not agree on is given as one UNMAPPED for each of its characters.
    """
    outside = page.copy()
    for x0, top, x1, bottom in tables:
        rows = slice(max(0, round((top - BORDER) * scale)), round((bottom + BORDER) * scale))
        outside[rows, max(0, round((x0 - BORDER) * scale)) : round((x1 + BORDER) * scale)] = _PAPER
    if ink_of(outside, scale).is_blank:
        return []
    boxes = [box for box in find_lines(outside) if box[2] - box[0] >= 3 and box[3] - box[1] >= 3]
    spellings = read_crops([_crop(outside, box) for box in boxes])
    legibility.count(spellings)
    lines = [
        _Line(box, spelling)
        for box, spelling in zip(boxes, spellings, strict=True)
        if spelling.text.strip() and float(np.mean(spelling.chances)) >= LEGIBLE
    ]
    texts = _with_doubts(outside, lines)
    return [
        Run(box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale, text, True)
        for box, text in zip((line.box for line in lines), texts, strict=True)
        if text
    ]


def _crop(page: Image, box: tuple[int, int, int, int], stretch: float | None = None) -> Image:
    import cv2

    x0, top, x1, bottom = box
    piece = page[top:bottom, x0:x1]
    width = (x1 - x0) * HEIGHT / (bottom - top)
    width *= stretch or (_TIGHT if width > _LONG else 1.0)
    method = cv2.INTER_AREA if bottom - top > HEIGHT else cv2.INTER_CUBIC
    made: NDArray[np.uint8] = cv2.resize(piece, (max(16, round(width)), HEIGHT), interpolation=method).astype(np.uint8)
    return made


def _with_doubts(page: Image, lines: list[_Line]) -> list[str]:
    """The texts of the lines, numbers that are not certain blotted out."""
    places = [(line, match) for line in lines for match in _NUMBER.finditer(line.spelling.text)]
    again = read_crops([_crop(page, _around(line, match, page.shape[1]), 1.1) for line, match in places])
    texts = {id(line): list(line.spelling.text) for line in lines}
    for (line, match), second in zip(places, again, strict=True):
        sure = min(line.spelling.chances[match.start() : match.end()]) >= SURE
        if not sure or " " in match[0] or match[0] not in _NUMBER.findall(second.text):
            texts[id(line)][match.start() : match.end()] = UNMAPPED * len(match[0])
    return ["".join(texts[id(line)]).strip() for line in lines]


def _around(line: _Line, match: re.Match[str], width: int) -> tuple[int, int, int, int]:
    """The number with about a character on both sides."""
    x0, top, x1, bottom = line.box
    places = line.spelling.places
    margin = 0.9 * (bottom - top)
    left = x0 + places[match.start()] * (x1 - x0) - margin
    right = x0 + places[match.end() - 1] * (x1 - x0) + margin
    return max(0, round(left)), top, min(width, round(right)), bottom
