"""Tables whose markup can be read in one way only, taken out of the source before it is parsed.

A table pasted from Word is some hundred cells and a thousand elements that say nothing but how it looks. Where
every tag of a table is written out, closed in order and of a sort that only carries text, the rules of HTML leave a
parser no choice, and its cells are read off the spelled source (:mod:`spelling`). In the source, a marked table without
content stands in, so that the parser decides whether and where there is a table at all. Of any other table not a byte
is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from nianbao.read.html.flow import is_blank, line_text
from nianbao.read.html.spelling import CELL, LINE, TEXT, Spelled
from nianbao.text.remembered import Remembered

MARK = "data-regular-table"
"""The attribute of the table that stands in; its value is the number of the regular table."""

_FRAME = 150
"""Characters from which a cell may be running text, and its table a frame of the page."""
_INLINE_PAIR = re.compile("|".join(f"{letters[0]}L*{letters[1]}" for name, letters in TEXT.items() if name != "p"))
_ROWS = "(?:R(?:D(?:L|PL*p)*d|H(?:L|PL*p)*h)*r)*"
_TABLE = re.compile(f"T(?:GK*g)?(?:B{_ROWS}b|{_ROWS})t")

Head = str
"""Of a cell: its name, how many rows and how many columns it spans (``td 2 1``)."""
Printed = tuple[Head, str, int, int]
"""Of a cell: its head, its text, how many lines it has, and their characters."""


@dataclass(slots=True)
class RegularTable:
    """A table read off the source."""

    rows: tuple[int, ...]
    """How many cells each row has."""
    heads: tuple[Head, ...]
    texts: tuple[str, ...]
    """Of the cells, one after another."""
    lines: int
    """How many lines its cells have in all, and how many ``p`` elements there are."""
    paragraphs: int


def take_out(spelled: Spelled) -> tuple[bytes, list[RegularTable]]:
    """The source with its regular tables replaced, and these."""
    source = spelled.source
    tables: list[RegularTable] = []
    left: list[bytes] = []
    end = 0
    for first, last in _innermost(spelled.word):
        is_regular = _is_regular(spelled.letters_once(first, last + 1))
        table = (
            _read(spelled.word[first:last], spelled.printed(first, last, _CELLS.__getitem__)) if is_regular else None
        )
        if table is not None:
            start = spelled.offset(first)
            tag = source[start : source.index(b">", start)]
            left += (source[end:start], b'%s %s="%d">' % (tag, MARK.encode(), len(tables)))
            tables.append(table)
            end = spelled.offset(last)
    return b"".join([*left, source[end:]]), tables


def _innermost(word: str) -> Iterator[tuple[int, int]]:
    """Where the tables without a table in them begin and end."""
    begin, end = 0, word.find("t")
    while end >= 0:
        first = word.rfind("T", begin, end)
        if first >= 0:
            yield first, end
        begin, end = end, word.find("t", end + 1)


def _is_regular(letters: str) -> bool:
    """Inline elements are closed in order, and what is left is a table of rows of cells of paragraphs.

    What stands between the ends of two cells need be there only once: wherever it stands, it begins within a cell of
    one and the same row group and must lead to where a cell may end in it.
    """
    pairs = 1
    while pairs:
        letters, pairs = _INLINE_PAIR.subn("L", letters)
    return _TABLE.fullmatch(letters) is not None


def _read(letters: str, cells: Iterable[Sequence[Printed]]) -> RegularTable | None:
    """The table; None when it may be a frame of the page: a single column, or running text in a cell."""
    rows = tuple([row.count("D") for row in letters.replace("H", "D").split("R")[1:]])
    if max(rows, default=0) <= 1:
        return None
    heads, texts, lines, lengths = zip(*chain.from_iterable(cells), strict=True)
    if max(lengths) > _FRAME:
        return None
    return RegularTable(rows, heads, texts, sum(lines), letters.count("P"))


def _cells(printed: str) -> list[Printed]:
    """The cells that begin there."""
    parts = printed.split(CELL)
    return [(head, *_text(raw)) for head, raw in zip(parts[1::2], parts[2::2], strict=True)]


_CELLS = Remembered(_cells, most=4096)


def _text(raw: str) -> tuple[str, int, int]:
    """The text of a cell, its lines, their characters. Blank lines count only where all are blank."""
    lines = [line for part in raw.split(LINE) if (line := line_text(part))]
    text = "\n".join([line for line in lines if not is_blank(line)] or lines[:1]) if len(lines) > 1 else "".join(lines)
    return text, len(lines), sum(map(len, lines))
