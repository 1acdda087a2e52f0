"""The noun phrase of a number that no measure explains. The only user of the segmenter, which loads on demand."""

from __future__ import annotations

import logging
import re
import warnings
from functools import lru_cache
from typing import Any

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import grammar

_LONGEST = 12
_WORDS = 4
_BREAK = re.compile(r"[^\w“”]+")


def noun_phrase(fate: NumberFate) -> str | None:
    """What the number counts, as printed beside it (at most 12 characters); None when nothing stands there."""
    before = "".join(token.text for token in fate.own if token.kind != "skip" and token.end <= fate.start)
    behind = "".join(token.text for token in fate.own if token.kind != "skip" and token.start >= fate.end)
    return _nouns(before, True) or _nouns(behind, False)


@lru_cache(maxsize=4096)
def _nouns(text: str, last: bool) -> str | None:
    """The words nearest to the number, single characters and light words left out."""
    pieces = [piece for piece in _BREAK.split(text) if piece]
    if not pieces:
        return None
    light = grammar().classes["light"]
    words = [w for w in _segmenter().cut(pieces[-1 if last else 0], HMM=False) if len(w) > 1 and w not in light]
    phrase = "".join(words[-_WORDS:] if last else words[:_WORDS])
    return (phrase[-_LONGEST:] if last else phrase[:_LONGEST]) or None


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    """jieba with the field's words added: silent, and without its cache file in the shared temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        segmenter = jieba.Tokenizer()
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
        for word in grammar().vocabulary:
            segmenter.add_word(word, freq=20000)
    return segmenter
