"""The patterns of ``data/readers.toml``, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nianbao.data import load_toml


@dataclass(frozen=True, slots=True)
class LineWords:
    """What the shape of a line of plain text is told by."""

    value: re.Pattern[str]
    """A number, with or without its unit, or a placeholder; matched against the width-folded token."""
    unit: re.Pattern[str]
    page: re.Pattern[str]
    section: re.Pattern[str]
    numbering: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class StyleWords:
    """Beginnings of Word style names, lower case."""

    heading: tuple[str, ...]
    contents: tuple[str, ...]


@lru_cache(maxsize=1)
def line_words() -> LineWords:
    """The patterns for plain text and Markdown."""
    words = _data()["text"]
    units = _any_of(words["units"])
    number = rf"[-+±−]?\d[\d,]*(?:\.\d+)?(?:%|{units})?"
    return LineWords(
        value=re.compile(rf"(?:{number}|{_any_of(words['placeholders'])})"),
        unit=re.compile(rf"[(（]?(?:{units})[)）]?"),
        page=re.compile(words["page"]),
        section=re.compile(words["section"]),
        numbering=re.compile(words["numbering"]),
    )


@lru_cache(maxsize=1)
def style_words() -> StyleWords:
    """The style names that Word documents give headings and tables of contents."""
    words = _data()["docx"]
    return StyleWords(tuple(words["heading_styles"]), tuple(words["contents_styles"]))


def _any_of(choices: list[str]) -> str:
    longest_first = sorted(choices, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


def _data() -> dict[str, Any]:
    return load_toml("readers.toml")
