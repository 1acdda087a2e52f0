"""The shape of a line of plain text: a row of a table, a line of headers, or prose.

A line is a row only when nothing in it contradicts that: a label (or none), then numbers and placeholders to
its end. Prose is never taken for a row on the strength of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from nianbao.read.words import LineWords, line_words
from nianbao.text.fold import width

Kind = Literal["blank", "rule", "row", "weak", "header", "label", "prose"]
"""``row``: surely a table row by itself. ``weak``: a row only beside others. ``header``: several short
labels. ``label``: one short label. ``rule``: a drawn line without content."""
Separator = Literal["", "tab", "pipe", "space"]

_PIPES = "|│┃║｜"
_RULE = re.compile(r"(?=.*(?:-{3}|={3}|_{3}|:-|-:|[─━═]))[-=_+:|─-╿\s]+")
_GAP = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*[\t\u3000][\s\u00a0]*")
_TOKEN = re.compile(r"\S+")
_LEADING_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d①-⑳]{1,3}[、.．)）]?")
"""What may be the number before a label, to be judged by the words of numbering."""
_BRACKETS = re.compile(r"[（(〔【\[][^（()）〔〕【】\[\]]*[)）〕】\]]")
_SENTENCE = re.compile(r"[。；！？，;!?]|,(?!\d)|://")
_COLON = (":", "：")
_MOST_CELLS = 1_000
_LONGEST_PAGE_NUMBER = 24
_LONGEST_CELL = 80
_LONGEST_LABEL = 60
_LONGEST_HEADER = 16
_LONGEST_LINE = 400
"""A longer line is running text whatever it ends in: archives keep whole reports in one line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line with its offset in the document's text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text without outer white space, its place, and its shape."""

    text: str
    start: int
    kind: Kind
    separator: Separator = ""
    pieces: tuple[Piece, ...] = ()
    values: int = 0
    """Numbers and placeholders among the pieces."""
    framed: bool = False
    """Begins and ends with a pipe, so its cells are explicit."""
    settled: bool = False
    """The pieces are the cells: no outer pipe is left to be told from an empty cell."""


def classify(raw: str, offset: int, *, escapes: bool = False) -> Line:
    """The shape of the line ``raw`` that begins at ``offset``; with ``escapes``, ``\\|`` parts no cells."""
    words = line_words()
    text = raw.strip()
    start = offset + len(raw) - len(raw.lstrip())
    if not text:
        return Line(text, start, "blank")
    if text in _PIPES or (len(text) >= 3 and _RULE.fullmatch(text)):
        return Line(text, start, "rule")
    explicit = _explicit(raw, text, start, offset, escapes)
    if _length(text) > _LONGEST_LINE or is_page_number(text):
        return explicit or Line(text, start, "prose")
    return explicit or _spaced(text, start, words)


def without_mixed_tabs(lines: list[Line]) -> list[Line]:
    """The lines, tabs read as wide gaps where they are mixed with spaces: then they bound no cells.

    A line of tabs that leaves a cell empty keeps it.
    """
    if not any(line.separator == "tab" and any(map(_is_several, line.pieces)) for line in lines) and not _alternate(
        lines
    ):
        return lines
    words = line_words()
    return [
        _spaced(line.text, line.start, words)
        if line.separator == "tab" and all(piece.text for piece in line.pieces)
        else line
        for line in lines
    ]


_ALTERNATING = 3


def _alternate(lines: list[Line]) -> bool:
    """Lines of tabs and lines of spaces stand among each other."""
    kinds = [line.separator for line in lines if line.kind == "row" and line.values]
    return sum(one == "tab" and other == "space" for one, other in pairwise(kinds)) >= _ALTERNATING


def _is_several(piece: Piece) -> bool:
    """Two figures with a wide gap between them."""
    parts = [part for part in _GAP.split(piece.text) if part]
    return len(parts) > 1 and all(_is_value(part, line_words()) for part in parts)


def is_page_number(text: str) -> bool:
    """Whether the line only counts pages, such as ``- 4 -``."""
    return len(text) <= _LONGEST_PAGE_NUMBER and bool(line_words().page.fullmatch(width(text)))


_GROUPED = re.compile(r"(?<=\d)，(?=\d{3})")
"""A full-width comma between groups of digits is no sign of a sentence."""


def is_prose(text: str) -> bool:
    """Whether a piece of text reads as a sentence rather than as a label."""
    return _length(text) > _LONGEST_CELL or bool(_SENTENCE.search(_BRACKETS.sub("", _GROUPED.sub("", text))))


def split_pipes(text: str, start: int, *, escapes: bool = False) -> tuple[Piece, ...]:
    """What stands before, between and behind the pipes, empty or not."""
    bounds = [-1, *_pipes(text, escapes), len(text)]
    return tuple(_stripped(text[left + 1 : right], start + left + 1) for left, right in pairwise(bounds))


def without_frame(pieces: tuple[Piece, ...], opened: bool, closed: bool) -> tuple[Piece, ...]:
    """The pieces without the empty ones that an opening and a closing outer pipe leave."""
    return pieces[1 if opened else 0 : len(pieces) - 1 if closed and len(pieces) > 1 else len(pieces)]


def _pipes(text: str, escapes: bool) -> Iterator[int]:
    escaped = False
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\" and escapes:
            escaped = True
        elif char in _PIPES:
            yield at


def _stripped(raw: str, start: int) -> Piece:
    text = raw.strip()
    return Piece(text, start + len(raw) - len(raw.lstrip()) if text else start)


def _explicit(raw: str, text: str, start: int, offset: int, escapes: bool) -> Line | None:
    """A line whose cells are delimited by tabs or pipes; None when it has no such delimiter."""
    if sum(text.count(mark) for mark in _PIPES + "\t") > _MOST_CELLS:
        return Line(text, start, "prose")
    if any(pipe in text for pipe in _PIPES):
        framed = len(text) > 1 and text[0] in _PIPES and text[-1] in _PIPES
        pieces = split_pipes(text, start, escapes=escapes)
        if escapes:
            # Markdown: an outer pipe of any row is frame. In plain text only the whole table can tell.
            pieces = without_frame(pieces, not pieces[0].text, len(pieces) > 2 and not pieces[-1].text)
        line = _delimited(text, start, pieces, "pipe", framed)
        return replace(line, settled=escapes) if line else None
    if "\t" in text or (raw[:1] == "\t" and _is_value(text, line_words())):
        return _delimited(text, start, _tab_pieces(raw, offset), "tab", False)
    if "\t" in raw.rstrip(" ")[len(text) :] and _is_label(text):
        # A label whose cells are all empty: a row, though nobody would make a table of it alone.
        pieces = _tab_pieces(raw, offset)
        return Line(text, start, "weak", "tab", pieces) if len(pieces) > 2 else None
    return None


def _tab_pieces(raw: str, offset: int) -> tuple[Piece, ...]:
    """Every tab parts two cells, as when a sheet is copied: leading and trailing ones leave empty cells."""
    pieces = []
    at = offset
    for part in raw.split("\t"):
        pieces.append(_stripped(part, at))
        at += len(part) + 1
    return tuple(pieces)


def _delimited(text: str, start: int, pieces: tuple[Piece, ...], separator: Separator, framed: bool) -> Line | None:
    if len(pieces) < 2 and not framed:
        return None
    words = line_words()
    if not framed and any(is_prose(piece.text) for piece in pieces):
        return Line(text, start, "prose")
    values = sum(1 for piece in pieces if _is_value(piece.text, words))
    return Line(text, start, "row", separator, pieces, values, framed)


def _spaced(text: str, start: int, words: LineWords) -> Line:
    tokens = [Piece(match.group(), start + match.start()) for match in _TOKEN.finditer(text)]
    first = len(tokens)
    while first and _is_value_or_unit(tokens[first - 1].text, words):
        first -= 1
    tail = tokens[first:]
    values = sum(1 for token in tail if _is_value(token.text, words))
    label = text[: tail[0].start - start].rstrip() if tail else text
    if values and _is_label(label):
        return _row(text, start, label, tuple(tail), values, words)
    return _words(text, start, tokens, words)


def _row(text: str, start: int, label: str, tail: tuple[Piece, ...], values: int, words: LineWords) -> Line:
    gap = text[len(label) : tail[0].start - start]
    # A unit before its number stands in a cell of its own; a sentence has them the other way round.
    certain = values > 1 or bool(label and (_GAP.fullmatch(gap) or words.unit.fullmatch(tail[0].text)))
    if not label and values < 2:
        return Line(text, start, "prose")
    pieces = (*_label_pieces(label, start, words), *tail)
    return Line(text, start, "row" if certain else "weak", "space", pieces, values)


def _label_pieces(label: str, start: int, words: LineWords) -> tuple[Piece, ...]:
    """Labels that a wide gap parts, or a narrow one with numbering behind it; the number stays with its label."""
    pieces: list[Piece] = []
    for piece in _numbered(_gapped(label, start), words):
        if pieces and words.numbering.match(pieces[-1].text):
            first = pieces.pop()
            piece = Piece(label[first.start - start : piece.end - start], first.start)
        pieces.append(piece)
    return tuple(pieces)


def _numbered(pieces: list[Piece], words: LineWords) -> Iterator[Piece]:
    """三、本年度办理结果 （一）予以公开 is a group's label and a row's, however narrow the gap."""
    for piece in pieces:
        at = 0
        for gap in re.finditer(r"[ \u00a0]", piece.text):
            following = _LEADING_NUMBER.match(piece.text, gap.end())
            before = piece.text[at : gap.start()]
            numbered = following is not None and words.numbering.match(following[0])
            if before and numbered and not words.numbering.match(before):
                yield Piece(before, piece.start + at)
                at = gap.end()
        yield Piece(piece.text[at:], piece.start + at)


def _gapped(text: str, start: int) -> list[Piece]:
    pieces = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > at:
            pieces.append(Piece(text[at:end], start + at))
        at = gap.end() if gap else end
    return pieces


def _words(text: str, start: int, tokens: list[Piece], words: LineWords) -> Line:
    """A line without values at its end: headers, one label, or prose."""
    if words.section.match(text) or not _is_label(text) or not text:
        return Line(text, start, "prose")
    if len(tokens) == 1 or words.numbering.match(tokens[0].text):
        return Line(text, start, "label", "space", (Piece(text, start),))
    if all(_is_header(token.text) for token in tokens):
        return Line(text, start, "header", "space", tuple(tokens))
    return Line(text, start, "prose")


def _is_label(text: str) -> bool:
    return _length(text) <= _LONGEST_LABEL and not is_prose(text) and not text.endswith(_COLON)


def _length(text: str) -> int:
    """Characters, a gap of any width being one: columns are set apart by as many blanks as it takes."""
    return len(" ".join(text.split())) if "  " in text or "\u3000" in text else len(text)


_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
"""2012年度 heads a column; any other number in a line of labels makes it prose."""


def _is_header(token: str) -> bool:
    bare = _BRACKETS.sub("", token)
    return len(bare) <= _LONGEST_HEADER and "：" not in bare and not any(char.isdigit() for char in _YEAR.sub("", bare))


def _is_value(text: str, words: LineWords) -> bool:
    return bool(words.value.fullmatch(width(text)))


def _is_value_or_unit(text: str, words: LineWords) -> bool:
    return _is_value(text, words) or bool(words.unit.fullmatch(text))
