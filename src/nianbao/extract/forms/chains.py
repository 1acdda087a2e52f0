"""Labels put together from the lines they are broken into, where no cell holds them together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from nianbao.codebook import ColumnSpec, RowSpec
from nianbao.extract.cells import is_value_like
from nianbao.extract.forms.labels import LabelIndex, TableLabels, fold
from nianbao.model import Document, Place

_MOST_WORDS = 6_000
_MOST_LINES_OF_LABELS = 3_000
_MOST_STEPS = 20_000
_MOST_LINES = 10
"""Of a label; set upright, it has one for each character."""
_LEVEL = 0.3
"""Of the type size: middles nearer than this are on one line."""
_SPREAD = 1.5
"""Of the type size: words nearer than this may be one label set wide."""
_MOST_PARTS = 12
_PITCH = 1.3
"""Of the type size: a wider gap than this between two lines parts two labels."""
_CLOSE = 0.5
"""Of the type size: an unexplained line as near as this may belong to the label."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Words set tightly on one line."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    is_figure: bool
    place: Place
    parts: tuple[Word, ...] = ()
    """The words it was joined from, where it was."""

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Of its box."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Lines below each other that make one label of the form."""

    spec: RowSpec | ColumnSpec
    lines: tuple[Word, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words on its lines."""
        return tuple(word for line in self.lines for word in line.parts or (line,))

    @property
    def text(self) -> str:
        """The whole label."""
        return "".join(line.text for line in self.lines)

    @property
    def page(self) -> int:
        """Page of its lines."""
        return self.words[0].page

    @property
    def x0(self) -> float:
        """Left edge."""
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.lines[-1].bottom


def words_of(document: Document) -> list[Word]:
    """The document's words by page, from top to bottom; none where they are absurdly many."""
    if len(document.aligned) > _MOST_WORDS:
        return []
    found = [_word(each.text, each.place) for each in document.aligned if each.place.bbox]
    return sorted(found, key=lambda word: (word.page, word.top, word.x0))


def _word(text: str, place: Place) -> Word:
    assert place.bbox is not None, "words have a place"
    x0, top, x1, bottom = place.bbox
    return Word(text, place.page or 0, x0, top, x1, bottom, is_value_like(text), place)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one table found among the words."""

    rows: list[Chain]
    columns: list[Chain]


def find_labels(words: list[Word], labels: TableLabels) -> Labels | None:
    """All labels of rows and columns, each with all its lines; none near which a line is left unexplained.

    None where the words can be put together in absurdly many ways.
    """
    table = labels.table
    texts = [word for word in words if not word.is_figure]
    rows = [text for row in table.rows for text in (row.zh, *row.variants)]
    columns = [text for column in table.columns for text in (column.zh, *column.variants)]
    around = [*table.furniture, *(group for column in table.columns for group in column.groups)]
    printed = "\0".join(fold(text) for text in (*rows, *columns, *around))
    lines = [word for word in [*texts, *_joined(texts, printed)] if fold(word.text) in printed]
    if len(lines) > _MOST_LINES_OF_LABELS:
        return None
    search = _Search(_below(lines))
    try:
        named = [
            search.chains(lines, rows, partial(_named, labels.rows)),
            search.chains(lines, columns, partial(_named, labels.columns)),
            search.chains(lines, around, partial(_furniture, labels, table.columns[0])),
        ]
    except _TooMany:
        return None
    used = {id(word) for kind in named for chain in kind for word in chain.words}
    stray = [word for word in texts if id(word) not in used]
    return Labels(_alone(named[0], stray), _alone(named[1], stray))


class _TooMany(Exception):
    """Too many ways to put lines together."""


Name = Callable[[str], "RowSpec | ColumnSpec | None"]


def _named(index: LabelIndex[Any], text: str) -> RowSpec | ColumnSpec | None:
    match = index.match(text)
    return match.spec if match and match.exact and not match.others else None


def _furniture(labels: TableLabels, some: ColumnSpec, text: str) -> ColumnSpec | None:
    """Any column will do: what heads or explains is only to be known for that."""
    return some if labels.is_furniture(text) else None


def _beginnings(texts: Iterable[str]) -> set[str]:
    folded = {fold(text) for text in texts}
    return {text[:end] for text in folded for end in range(len(text) + 1)}


def _apart(found: list[Chain]) -> list[Chain]:
    """The longest labels, of which no two share a word."""
    kept: list[Chain] = []
    used: set[int] = set()
    for chain in sorted(found, key=lambda chain: (-len(fold(chain.text)), len(chain.words))):
        if not used & {id(word) for word in chain.words}:
            kept.append(chain)
            used |= {id(word) for word in chain.words}
    return kept


def _alone(found: list[Chain], stray: list[Word]) -> list[Chain]:
    return [chain for chain in found if not any(_is_near(word, chain) for word in stray)]


def _joined(words: list[Word], printed: str) -> Iterator[Word]:
    """Neighbours on a line, not so far apart as columns must be, in one piece: spread type, or two cells."""
    rows = sorted(words, key=lambda word: (word.page, word.middle))
    middles = [(word.page, word.middle) for word in rows]

    def following(word: Word) -> Word | None:
        reach = _LEVEL * word.height
        first = bisect_left(middles, (word.page, word.middle - reach))
        beside = rows[first : bisect_left(middles, (word.page, word.middle + reach))]
        beside = [other for other in beside if 0 <= other.x0 - word.x1 < _SPREAD * word.height]
        return min(beside, key=lambda other: other.x0, default=None)

    after = {id(word): following(word) for word in words}
    for word in words:
        parts = [word]
        while len(parts) < _MOST_PARTS and (last := after[id(parts[-1])]) is not None:
            parts.append(last)
            tops, bottoms = [part.top for part in parts], [part.bottom for part in parts]
            text = "".join(part.text for part in parts)
            if fold(text) not in printed:
                break
            yield Word(text, word.page, word.x0, min(tops), last.x1, max(bottoms), False, word.place, tuple(parts))


def _below(lines: list[Word]) -> dict[int, list[Word]]:
    """Identity of a line -> what may be the next line of one label."""
    rows = sorted(lines, key=lambda line: (line.page, line.top))
    tops = [(line.page, line.top) for line in rows]
    tallest = max((line.height for line in lines), default=0.0)
    found: dict[int, list[Word]] = {}
    for line in lines:
        first = bisect_left(tops, (line.page, line.bottom - tallest))
        end = bisect_left(tops, (line.page, line.bottom + _PITCH * line.height))
        found[id(line)] = [other for other in rows[first:end] if _is_below(line, other)]
    return found


class _Search:
    """Puts lines together, within bounds."""

    def __init__(self, below: dict[int, list[Word]]) -> None:
        self.below, self.steps = below, 0

    def chains(self, lines: list[Word], texts: Iterable[str], name: Name) -> list[Chain]:
        """The labels ``name`` knows, no two of which share a word. Raises _TooMany."""
        begun = _beginnings(texts)
        return _apart([chain for line in lines for chain in self._from((line,), begun, name)])

    def _from(self, line: tuple[Word, ...], begun: set[str], name: Name) -> Iterator[Chain]:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _TooMany
        text = "".join(word.text for word in line)
        spec = name(text)
        if spec is not None:
            yield Chain(spec, line)
        if len(line) < _MOST_LINES and fold(text) in begun:
            for word in self.below[id(line[-1])]:
                yield from self._from((*line, word), begun, name)


def _is_below(word: Word, other: Word) -> bool:
    """The next line of one label: right under it, overlapping by more than half of the shorter."""
    size = min(word.height, other.height)
    return (
        word.page == other.page
        and word.middle < other.middle
        and -0.6 * size < other.top - word.bottom < _PITCH * size
        and min(word.x1, other.x1) - max(word.x0, other.x0) > 0.5 * min(word.x1 - word.x0, other.x1 - other.x0)
    )


_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|\d{1,2}[、.．)）]", re.A)
"""What begins something of its own."""


def _is_near(word: Word, chain: Chain) -> bool:
    if word.page != chain.page or word in chain.words:
        return False
    if _NUMBERED.match(word.text if word.middle > chain.bottom else chain.text if word.middle < chain.top else ""):
        return False
    gap = max(word.top - chain.bottom, chain.top - word.bottom)
    return gap < _CLOSE * word.height and min(word.x1, chain.x1) > max(word.x0, chain.x0)
