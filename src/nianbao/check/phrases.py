"""Words for checks across reports: phrases of the catalogue filled in, lists of cells cut short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nianbao.check.catalogue import words
from nianbao.model import Message, Number

SHOWN = 4
"""A message names this many cells; the finding's keys name all."""


def phrase(name: str, **facts: object) -> dict[str, dict[str, object]]:
    """A phrase of the catalogue in both languages, its gaps filled; a Message fills each language its own way."""
    filled: dict[str, dict[str, object]] = {}
    for language, said in words(name).items():
        spoken = {key: getattr(fact, language) if isinstance(fact, Message) else fact for key, fact in facts.items()}
        filled[language] = {key: str(text).format(**spoken) for key, text in said.items()}
    return filled


def said(name: str, **facts: object) -> Message:
    """The one text of a phrase."""
    filled = phrase(name, **facts)
    return Message(*(str(next(iter(filled[language].values()))) for language in ("zh", "en")))


def listed(cells: Sequence[Message], name: str = "more_cells") -> Message:
    """The first cells, and how many there are when that is not all."""
    shown = cells[:SHOWN]
    rest = said(name, count=len(cells)) if len(cells) > SHOWN else Message("", "")
    return Message("；".join(m.zh for m in shown) + rest.zh, "; ".join(m.en for m in shown) + rest.en)


def quoted(names: Iterable[Message]) -> Message:
    """Names in a row."""
    items = list(names)
    return Message("、".join(f"“{m.zh}”" for m in items), ", ".join(m.en for m in items))


def plain(number: Number) -> str:
    """A number as people write it."""
    return str(int(number)) if float(number).is_integer() else f"{number:g}" if abs(number) < 1e5 else str(number)
