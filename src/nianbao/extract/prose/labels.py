"""The noun phrase of a number that no measure explains. The only user of the segmenter, which loads on demand."""

from __future__ import annotations

import logging
import re
import warnings
from functools import lru_cache
from typing import Any

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import grammar

_NOMINAL = ("n", "v", "j", "l", "i", "a", "b", "eng", "x")
_LONGEST = 12
_BREAK = re.compile(r"[^\w“”]+")


def noun_phrase(fate: NumberFate) -> str | None:
    """What the number counts, as printed beside it; None when nothing nominal stands there."""
    before = "".join(token.text for token in fate.own if token.kind != "skip" and token.end <= fate.start)
    behind = "".join(token.text for token in fate.own if token.kind != "skip" and token.start >= fate.end)
    return _nouns(before, last=True) or _nouns(behind, last=False)


@lru_cache(maxsize=4096)
def _nouns(text: str, last: bool) -> str | None:
    pieces = [piece for piece in _BREAK.split(text) if piece]
    if not pieces:
        return None
    words = _segment(pieces[-1] if last else pieces[0])
    chosen = [word for word, tag in words if tag.startswith(_NOMINAL) or len(word) > 1]
    phrase = "".join(chosen[-4:] if last else chosen[:4])
    return (phrase[-_LONGEST:] if last else phrase[:_LONGEST]) or None


def _segment(text: str) -> list[tuple[str, str]]:
    return [(pair.word, pair.flag) for pair in _tagger().cut(text, HMM=False)]


@lru_cache(maxsize=1)
def _tagger() -> Any:
    """jieba's tagger with the field's words added, silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.CRITICAL)
        jieba.initialize()
        for word in grammar().vocabulary:
            jieba.add_word(word, freq=20000, tag="n")
    return jieba.posseg
