"""Words of the page in Chinese and English, from ``data/review.toml``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from nianbao.data import load_toml
from nianbao.export.messages import Language

Say = Callable[..., str]


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = load_toml("review.toml")["words"]
    return words


@lru_cache(maxsize=2)
def speaker(language: Language) -> Say:
    """``say(name, **facts)`` in one language. KeyError for a word that the data file lacks: a fault of ours."""
    words = _words()

    def say(name: str, **facts: object) -> str:
        return words[name][language].format(**facts)

    return say
