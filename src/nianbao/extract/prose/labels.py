"""The noun phrase of a number that no measure explains. The dictionary loads on demand."""

from __future__ import annotations

import re
from functools import lru_cache

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import grammar
from nianbao.extract.prose.segmenting import words

_LONGEST = 12
_WORDS = 4
_BREAK = re.compile(r"[^\w“”]+")


def noun_phrase(fate: NumberFate) -> str | None:
    """What the number counts, as printed beside it (at most 12 characters); None when nothing stands there."""
    said = [token for token in fate.own if token.kind != "skip"]
    before = _nouns("".join([token.text for token in said if token.end <= fate.start]), True)
    return before or _nouns("".join([token.text for token in said if token.start >= fate.end]), False)


@lru_cache(maxsize=4096)
def _nouns(text: str, last: bool) -> str | None:
    """The words nearest to the number, single characters and light words left out."""
    pieces = [piece for piece in _BREAK.split(text) if piece]
    if not pieces:
        return None
    light = grammar().classes["light"]
    nouns = [w for w in words(pieces[-1 if last else 0]) if len(w) > 1 and w not in light]
    phrase = "".join(nouns[-_WORDS:] if last else nouns[:_WORDS])
    return (phrase[-_LONGEST:] if last else phrase[:_LONGEST]) or None
