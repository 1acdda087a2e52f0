"""Labels put together from the lines they are broken into, where no cell holds them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nianbao.codebook import ColumnSpec, RowSpec
from nianbao.extract.cells import is_value_like
from nianbao.extract.forms.labels import LabelIndex, fold
from nianbao.model import Document, Place

_MOST_WORDS = 20_000
_MOST_LINES = 10
"""Of a label; set upright, it has one for each character."""
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


def chains(words: list[Word], index: LabelIndex[Any], specs: dict[int, Any]) -> list[Chain]:
    """The labels of ``specs`` among the words, each with all its lines, and no line near it left unexplained."""
    labels = [word for word in words if not word.is_figure]
    begun = {fold(text)[:end] for spec in specs.values() for text in (spec.zh, *spec.variants) for end in _ends(text)}
    lines = [*labels, *_joined(labels)]
    below = {id(line): [other for other in lines if _is_below(line, other)] for line in lines}
    found = [chain for line in lines for chain in _from((line,), below, index, begun)]
    found.sort(key=lambda chain: (-len(fold(chain.text)), len(chain.words)))
    kept: list[Chain] = []
    used: set[int] = set()
    for chain in found:
        if not used & {id(word) for word in chain.words}:
            kept.append(chain)
            used |= {id(word) for word in chain.words}
    return [chain for chain in kept if not any(id(w) not in used and _is_near(w, chain) for w in labels)]


def _joined(words: list[Word]) -> Iterator[Word]:
    """Neighbours on a line, not so far apart as columns must be, in one piece: spread type, or two cells."""
    after = {id(word): _next(word, words) for word in words}
    for word in words:
        parts = [word]
        while len(parts) < _MOST_PARTS and (following := after[id(parts[-1])]) is not None:
            parts.append(following)
            tops, bottoms = [part.top for part in parts], [part.bottom for part in parts]
            text = "".join(part.text for part in parts)
            yield Word(text, word.page, word.x0, min(tops), following.x1, max(bottoms), False, word.place, tuple(parts))


def _next(word: Word, words: list[Word]) -> Word | None:
    beside = [
        other
        for other in words
        if other.page == word.page
        and 0 <= other.x0 - word.x1 < _SPREAD * word.height
        and abs(other.middle - word.middle) < 0.3 * word.height
    ]
    return min(beside, key=lambda other: other.x0, default=None)


def _ends(text: str) -> range:
    return range(1, len(fold(text)) + 1)


def _from(
    line: tuple[Word, ...], below: dict[int, list[Word]], index: LabelIndex[Any], begun: set[str]
) -> Iterator[Chain]:
    text = "".join(word.text for word in line)
    match = index.match(text)
    if match and match.exact and not match.others:
        yield Chain(match.spec, line)
    if len(line) < _MOST_LINES and (fold(text) in begun or not fold(text)):
        for word in below[id(line[-1])]:
            yield from _from((*line, word), below, index, begun)


def _is_below(word: Word, other: Word) -> bool:
    """The next line of one label: right under it, overlapping by more than half of the shorter."""
    size = min(word.height, other.height)
    return (
        word.page == other.page
        and word.middle < other.middle
        and -0.6 * size < other.top - word.bottom < _PITCH * size
        and min(word.x1, other.x1) - max(word.x0, other.x0) > 0.5 * min(word.x1 - word.x0, other.x1 - other.x0)
    )


def _is_near(word: Word, chain: Chain) -> bool:
    if word.page != chain.page or word in chain.words:
        return False
    gap = max(word.top - chain.bottom, chain.top - word.bottom)
    return gap < _CLOSE * word.height and min(word.x1, chain.x1) > max(word.x0, chain.x0)
