"""Text to words, by jieba with the words of the grammar added; loaded on the first number that needs a noun phrase."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nianbao.extract.prose.grammar import grammar

_OWN_COUNT = 20000
"""Count given to a word of the grammar: more than almost any word of jieba's dictionary has."""


def words(text: str) -> Iterator[str]:
    """The words of the text in order, nothing left out. Without jieba's guesses at new words, so always the same."""
    cut: Iterator[str] = _segmenter().cut(text, HMM=False)
    return cut


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    """jieba made silent, and without its cache file in the shared temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        segmenter = jieba.Tokenizer()
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
        for word in grammar().vocabulary:
            segmenter.add_word(word, freq=_OWN_COUNT)
    return segmenter
