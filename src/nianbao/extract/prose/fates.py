"""What became of each number of a text: a figure, a count without a measure, or no figure at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nianbao.extract.prose.lexing import Number, Token

Outcome = Literal["mapped", "unmapped", "not_a_figure"]


@dataclass(slots=True)
class NumberFate:
    """The one list a number ends in, and why. Offsets are those of the folded text."""

    outcome: Outcome
    start: int
    end: int
    raw: str
    keys: list[str] = field(default_factory=list)
    """The measure; several only where the sentence gives one number to each of several nouns."""
    number: Number | None = None
    reason: str = ""
    """Why not: ``date``, ``other_year``, ``nested`` and so on; empty for mapped numbers."""
    candidates: list[str] = field(default_factory=list)
    own: list[Token] = field(default_factory=list)
    scope: str | None = None
    negated: bool = False
    """A zero said without digits."""

    @classmethod
    def of(
        cls,
        number: Number,
        outcome: Outcome,
        reason: str,
        own: list[Token],
        keys: list[str] | None = None,
        candidates: list[str] | None = None,
        scope: str | None = None,
    ) -> NumberFate:
        """The fate of a number."""
        return cls(
            outcome, number.start, number.end, number.raw, keys or [], number, reason, candidates or [], own, scope
        )


def passed_over(token: Token, raw: str) -> NumberFate:
    """The fate of a date, a document number and the like."""
    return NumberFate(
        "not_a_figure", token.start, token.end, raw, reason=token.text if token.kind == "skip" else "name"
    )
