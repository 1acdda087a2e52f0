"""The words of ``data/fetch.toml``, loaded once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from nianbao.data import load_toml


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The data file as it stands."""
    return load_toml("fetch.toml")


def any_word(found: Sequence[str]) -> str:
    """Any of these words, in their order, as a piece of a pattern."""
    return "|".join(map(re.escape, found))


def first_in(text: str, needles: Sequence[str]) -> str | None:
    """The first of ``needles`` that occurs in ``text``."""
    return next((needle for needle in needles if needle in text), None)


def has_any(text: str, needles: Sequence[str]) -> bool:
    """Whether any of ``needles`` occurs in ``text``."""
    return first_in(text, needles) is not None
