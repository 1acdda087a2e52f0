"""What the recogniser's output spells: the likeliest text, and how likely each number is.

The output has one row of class probabilities for each step to the right (connectionist temporal classification:
a character may take several steps, and class 0 parts them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nianbao.text.numerals import DIGITS, LARGE_UNITS, SMALL_UNITS

CHINESE = "\u3400"
"""The first ideograph; everything from it on that is read is taken for one."""
_ENOUGH, _MOST, _CERTAIN = 20, 0.6, 0.9
NUMERIC = "0123456789.,-—/+%"
"""Characters a cell of figures is made of."""
_BEAM = 12
_FAINT = 1e-4
_KEPT = 5
_STROKES = "-‐‑‒–—―─━ー－_~～ˉ¯"
_POINTS = " .,·•'‘’`、。"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One reading of one line of text."""

    text: str
    confidence: float
    """Probability of its least certain character; 0 without any."""
    places: tuple[float, ...]
    """Where each character of ``text`` stands: shares of the crop's width."""
    chances: tuple[float, ...] = ()
    """The probability of each character of ``text``."""
    numbers: tuple[tuple[str, float], ...] = ()
    """Texts of NUMERIC characters only, with their probabilities, likeliest first."""


@dataclass(slots=True)
class Legibility:
    """How much of a page reads as Chinese, and how much of that with certainty."""

    characters: int = 0
    certain: int = 0

    def count(self, spellings: Iterable[Spelling]) -> None:
        """Add what was read."""
        for spelling in spellings:
            for char, chance in zip(spelling.text, spelling.chances, strict=True):
                if char >= CHINESE:
                    self.characters += 1
                    self.certain += chance >= _CERTAIN

    @property
    def is_upright(self) -> bool:
        """Enough was read with certainty: what is read upside down is mostly doubtful, and sideways it is little."""
        return self.certain >= _ENOUGH and self.certain >= _MOST * self.characters


def spelled(output: NDArray[np.float32], alphabet: Sequence[str], share: float) -> Spelling:
    """The reading in one output; ``share`` of its steps lie on the crop, the rest on the padding."""
    best = output.argmax(axis=1)
    text: list[str] = []
    sure: list[float] = []
    places: list[float] = []
    before = 0
    for step, index in enumerate(best.tolist()):
        if index and index != before:
            text.append(alphabet[index])
            sure.append(float(output[step, index]))
            places.append(min(1.0, (step + 0.5) / len(best) / share))
        elif index:
            sure[-1] = max(sure[-1], float(output[step, index]))
        before = index
    joined = "".join(text)
    plain = trimmed(joined)
    numbers = _numbers(output, tuple(alphabet)) if _may_be_number(plain) else ()
    return Spelling(joined, min(sure, default=0.0), tuple(places), tuple(sure), numbers)


def _may_be_number(text: str) -> bool:
    """Short enough for a figure, and not plainly words."""
    return len(text) <= 14 and sum(char in NUMERIC for char in text) * 2 >= len(text)


@lru_cache(maxsize=1)
def _classes(alphabet: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(alphabet.index(char) for char in NUMERIC if char in alphabet)


def _numbers(output: NDArray[np.float32], alphabet: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The likeliest texts of NUMERIC characters, by a prefix beam search over the exact probabilities."""
    classes = _classes(alphabet)
    blanks = output[:, 0].tolist()
    columns = output[:, list(classes)]
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for step, blank in enumerate(blanks):
        row = columns[step]
        likely = [(int(index), float(row[index])) for index in np.flatnonzero(row > _FAINT)]
        ends: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for prefix, (gap, glued) in beams.items():
            ends[prefix][0] += (gap + glued) * blank
            for index, chance in likely:
                if prefix and prefix[-1] == index:
                    ends[prefix][1] += glued * chance
                    ends[(*prefix, index)][1] += gap * chance
                else:
                    ends[(*prefix, index)][1] += (gap + glued) * chance
        ranked = sorted(ends.items(), key=lambda end: (-sum(end[1]), end[0]))[:_BEAM]
        beams = {prefix: (gap, glued) for prefix, (gap, glued) in ranked}
    texts: dict[str, float] = defaultdict(float)
    for prefix, chances in beams.items():
        texts[trimmed("".join(alphabet[classes[index]] for index in prefix))] += sum(chances)
    best = sorted(texts.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
    return tuple((text, chance) for text, chance in best if chance > _FAINT)


def trimmed(text: str) -> str:
    """A reading without the points at its ends: no number has them, dust looks like them."""
    bare = text.strip(_POINTS)
    return bare if any(char.isdigit() for char in bare) else text


def is_stroke(text: str) -> bool:
    """Nothing but dashes and Chinese numerals: no table prints its figures so, and the numeral one is a dash.

    To what reads cells further on it would be a number.
    """
    bare = "".join(text.split())
    kinds = (_STROKES, DIGITS, SMALL_UNITS, LARGE_UNITS)
    return bool(bare) and all(any(char in kind for kind in kinds) for char in bare)
