"""Lines -> paragraphs, within a page and across page breaks; nothing is lost and nothing is glued.

A line goes on the paragraph before it when that paragraph's last line is full and this one begins like a
continuation: not indented, not farther down, not of another size, not numbered after the end of a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from nianbao.model import Block, Paragraph, Place, Words
from nianbao.read.pdf.lines import Line, pieces
from nianbao.read.pdf.page import Column
from nianbao.read.pdf.sheet import Box, rounded
from nianbao.text.numerals import DIGITS, SMALL_UNITS

INDENT = 1.2
"""Of the type size: a line that begins farther right than this begins a paragraph (usual are 2)."""
SHORT = 2.0
"""Of the type size: a line that ends this far before the right margin is the last of its paragraph."""
PITCH = 1.5
"""Of the usual distance of lines: a larger one parts paragraphs."""
OTHER_SIZE = 1.25
"""Type larger or smaller by this factor is no continuation; larger than the body's, it is a heading."""
SURE = 0.75
"""Of the width between the left margin and its mirror image: running text is at least this wide."""
ENOUGH = 6
"""Lines from which on a page shows its own margins; shorter ones take those of the document."""
_USUAL_SIZE = 12.0

_NUMERAL = f"[{''.join((*DIGITS, *SMALL_UNITS))}]"
_NUMBERING = re.compile(rf"[（(](?:{_NUMERAL}|\d){{1,3}}[)）]|{_NUMERAL}{{1,3}}、|\d{{1,2}}[、.．](?!\d)")
_ENDED = tuple("。！？；：!?;:")
_LATIN_HEAD = re.compile(r"[\x21-\x7e]+")
_BARE = r"[\d.,%/—-]+"
_NUMBERS = re.compile(rf"(?<!\S)(?:{_BARE}\s+){{2,}}{_BARE}(?!\S)")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of running text begin and end, and how far apart they are."""

    left: float
    right: float
    size: float
    pitch: float


@dataclass(slots=True)
class _Draft:
    """A paragraph being put together from lines of one or more pages."""

    page: int
    text: str
    last: Line
    last_page: int
    margins: Margins
    boxes: list[Box]
    sizes: list[float]


def flow(columns: list[Column]) -> list[Block]:
    """All blocks in reading order, lines joined to paragraphs with their place in ``Document.text``."""
    document = _margins([line for column in columns for line in _lines(column)], None)
    drafts: list[_Draft | Block] = []
    for column in columns:
        margins = _widened(_margins(_lines(column), document), column)
        for item in column.items:
            if not isinstance(item, Line):
                drafts.append(item)
            elif drafts and isinstance(drafts[-1], _Draft) and _continues(drafts[-1], item, column.page, margins):
                _extend(drafts[-1], item, column.page, margins)
            else:
                drafts.append(_Draft(column.page, item.text, item, column.page, margins, [item.box], [item.size]))
    return _placed(drafts, document.size)


def aligned(columns: list[Column]) -> list[Words]:
    """All words outside of tables, where some line is a row of figures that no rules part; else none."""
    lines = [(column.page, line) for column in columns for line in _lines(column)]
    if not any(line.columns and _NUMBERS.search(line.text) for _, line in lines):
        return []
    return [
        Words(piece.text, Place(page=page, bbox=(piece.x0, piece.top, piece.x1, piece.bottom)))
        for page, line in lines
        for piece in pieces(line)
    ]


def _lines(column: Column) -> list[Line]:
    return [item for item in column.items if isinstance(item, Line)]


def _margins(lines: list[Line], document: Margins | None) -> Margins:
    if document is not None and len(lines) < ENOUGH:
        return document
    size = median([line.size for line in lines if line.size] or [_USUAL_SIZE])
    left = _supported(sorted(line.x0 for line in lines), size / 2)
    right = -_supported(sorted(-line.x1 for line in lines), size)
    return Margins(left, right, size, document.pitch if document else _pitch(lines))


def _widened(margins: Margins, column: Column) -> Margins:
    """Where only short lines show, the right margin mirrors the left; three quarters of that are sure."""
    mirrored = column.end - (margins.left - column.start)
    return replace(margins, right=max(margins.right, SURE * (mirrored - margins.left) + margins.left))


def _supported(values: list[float], width: float) -> float:
    """The first value with enough others within ``width`` after it to be a margin and no outlier."""
    needed = max(2, len(values) // 8)
    for index, value in enumerate(values):
        other = index + needed - 1
        if other < len(values) and values[other] <= value + width:
            return value
    return values[0] if values else 0.0


def _pitch(lines: list[Line]) -> float:
    """The usual distance from one line to the next: the commonest, since paragraphs and tables interrupt."""
    steps = Counter(round(_middle(after) - _middle(before)) for before, after in pairwise(lines))
    usual = [step for step in steps.elements() if step > 0]
    return float(median(usual)) if usual else 0.0


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _continues(draft: _Draft, line: Line, page: int, margins: Margins) -> bool:
    before = draft.last
    return not (
        _is_tabular(before)
        or _is_tabular(line)
        or line.x0 > margins.left + INDENT * margins.size
        or not _is_full(draft, line)
        or 0 < OTHER_SIZE * min(before.size, line.size) < max(before.size, line.size)
        or (page == draft.last_page and 0 < PITCH * margins.pitch < _middle(line) - _middle(before))
        or (_NUMBERING.match(line.text) is not None and draft.text.rstrip().endswith(_ENDED))
    )


def _is_tabular(line: Line) -> bool:
    """A row of a table without rules: its figures must not be joined to a sentence."""
    return line.columns or (len(line.text.split(None, 2)) > 2 and _NUMBERS.search(line.text) is not None)


def _is_full(draft: _Draft, following: Line) -> bool:
    """The last line leaves no room for what follows: one character, or a word that is not broken."""
    word = _LATIN_HEAD.match(following.text)
    room = SHORT + (len(word.group()) / 2 if word else 0)
    return draft.last.x1 > draft.margins.right - room * draft.margins.size


def _extend(draft: _Draft, line: Line, page: int, margins: Margins) -> None:
    draft.text = _joined(draft, line)
    draft.last, draft.last_page, draft.margins = line, page, margins
    draft.sizes.append(line.size)
    if page == draft.page:
        draft.boxes.append(line.box)


def _joined(draft: _Draft, line: Line) -> str:
    """Text over a line end: a full line was cut anywhere, a shorter one between two words."""
    before, after = draft.text, line.text
    words = _is_word(before[-1]) and _is_word(after[0])
    cut = draft.last.x1 > draft.margins.right - draft.margins.size
    return f"{before} {after}" if words and not cut else before + after


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _placed(drafts: list[_Draft | Block], body_size: float) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    for draft in drafts:
        if not isinstance(draft, _Draft):
            blocks.append(draft)
            continue
        heading = min(draft.sizes) > OTHER_SIZE * body_size
        blocks.append(Paragraph(draft.text, start, Place(page=draft.page, bbox=_hull(draft.boxes)), heading))
        start += len(draft.text) + 1
    return blocks


def _hull(boxes: list[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return rounded((min(x0), min(top), max(x1), max(bottom)))
