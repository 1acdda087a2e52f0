"""What both PDF engines deliver for one page, in displayed coordinates, before any layout is inferred.

Coordinates are points from the top left of the page as displayed (after /Rotate, relative to the visible box),
unless the sheet is tilted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nianbao.model import ReaderNote

Box = tuple[float, float, float, float]
"""(x0, top, x1, bottom)."""

UNMAPPED = "\ufffd"
"""Stands for a printed character whose meaning the file does not give: seen, and said to be unreadable."""


Stretch = tuple[int, int]
"""Of characters: the first, and the one behind the last."""
Word = tuple[int, int, float, float]
"""Of characters: the first, the one behind the last, their lowest foot, and how much higher the highest one is."""


def words_of(text: str, bottom: list[float]) -> list[Word]:
    """The stretches without white space."""
    words: list[Word] = []
    find, end = text.find, 0
    for word in text.split():
        start = find(word, end)
        end = start + len(word)
        low, rise = bottom[start], 0.0
        if end - start > 1:
            feet = bottom[start:end]
            if feet.count(low) < end - start:
                low = max(feet)
                rise = low - min(feet)
        words.append((start, end, low, rise))
    return words


class Rule(NamedTuple):
    """A straight line: horizontal at y ``at`` from x ``start`` to ``end``, or vertical, x and y swapped."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rules:
    """The straight lines of a page."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class Glyphs:
    """The characters of a page in the order of the file; parallel sequences.

    Boxes are advance boxes (from one origin to the next, ascent to descent), not ink. White space only
    separates; its boxes mean nothing.
    """

    text: str
    x0: list[float]
    top: list[float]
    x1: list[float]
    bottom: list[float]
    size: list[float]
    """``bottom`` less ``top``."""
    words: list[Word] = field(default_factory=list)
    """The stretches without white space, of the text as it is."""

    def __post_init__(self) -> None:
        """Find the words, unless they are known."""
        if not self.words:
            self.words = words_of(self.text, self.bottom)

    def put(self, others: Mapping[int, str]) -> None:
        """Replace some characters, white space among them."""
        if others:
            self.say("".join(others.get(index, character) for index, character in enumerate(self.text)))

    def say(self, text: str) -> None:
        """Take another text for the same boxes."""
        self.text, self.words = text, words_of(text, self.bottom)

    def blank(self, stretches: Iterable[Stretch]) -> None:
        """Put white space in place of some of the text."""
        self.put({index: " " for stretch in stretches for index in range(*stretch)})


@dataclass(slots=True)
class Sheet:
    """One page as printed."""

    number: int
    width: float
    height: float
    glyphs: Glyphs
    rules: Rules
    pictures: list[Box] = field(default_factory=list)
    drawn: bool = False
    """Something is painted on the page, be it text, picture or path."""
    tilt: int = 0
    """Quarter turns clockwise from the page as displayed to the one where its text is upright. All coordinates
    here are of the latter."""
    covered: bool = False
    """A picture fills the page, and the text is laid invisibly behind it: another's guess at what the picture says."""
    suspect: str = ""
    """Why this engine's characters must not be believed here; empty when they may."""
    notes: list[ReaderNote] = field(default_factory=list)


def rounded(box: Box) -> Box:
    """The box to a tenth of a point, as places are published."""
    x0, top, x1, bottom = box
    return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)
