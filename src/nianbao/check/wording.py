"""The words of ``data/wording.toml``, ready to be looked for. Compiled once per process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nianbao.data import load_toml
from nianbao.text.fold import ONE_TO_ONE, width


def words(part: str) -> dict[str, Any]:
    """One part of the data file."""
    found: dict[str, Any] = load_toml("wording.toml")[part]
    return found


def one_of(part: str, *names: str) -> str:
    """Any word of these lists, in their order, as a piece of a pattern."""
    return f"(?:{'|'.join(re.escape(word) for name in names for word in words(part)[name])})"


@lru_cache(maxsize=64)
def any_of(part: str, name: str) -> re.Pattern[str]:
    """A pattern that finds any word of a list; the longest where several fit."""
    return re.compile("|".join(map(re.escape, sorted(words(part)[name], key=len, reverse=True))))


@dataclass(frozen=True, slots=True)
class Superseded:
    """A decree or notice that has been replaced, and how to tell that its successor is quoted too."""

    name: str
    patterns: tuple[str, ...]
    by: tuple[str, ...]
    from_year: int
    successor: str


@lru_cache(maxsize=1)
def superseded() -> tuple[Superseded, ...]:
    """What must not be quoted alone any more; patterns in half-width."""
    return tuple(
        Superseded(
            raw["name"],
            tuple(width(pattern) for pattern in raw["patterns"]),
            tuple(width(mark) for mark in raw["by"]),
            raw["from_year"],
            raw["successor"],
        )
        for raw in load_toml("wording.toml")["superseded"]
    )


@lru_cache(maxsize=1)
def any_superseded() -> re.Pattern[str]:
    """A pattern that finds any of them in text as printed, full-width signs included."""
    patterns = (pattern for entry in superseded() for pattern in entry.patterns)
    return re.compile("|".join("".join(map(_in_any_width, pattern)) for pattern in patterns))


def _in_any_width(char: str) -> str:
    forms = [char, *(chr(code) for code, made in ONE_TO_ONE.items() if made in (char, ord(char)))]
    return f"[{re.escape(''.join(forms))}]" if len(forms) > 1 else re.escape(char)
