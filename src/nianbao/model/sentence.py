"""What a sentence says beyond single figures: which number stands with which, and what is claimed of all cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nianbao.model.report import Evidence, Qualifier

Role = Literal["figure", "unmapped", "base", "change", "share", "growth", "part_of_part", "set_aside"]


@dataclass(slots=True)
class Amount:
    """One number of a sentence and its part in it."""

    key: str
    """Its measure; for a ``base`` the measure it would be this year, or empty; ``prose.unmapped`` where none fits."""
    value: int | float
    """In the unit printed; a growth is negative when the sentence speaks of a fall."""
    unit: str | None
    role: Role
    """``base``: of another year; ``change``: a difference to one; ``share``: 占…%; ``growth``: a rate of change;
    ``part_of_part``: inside a part; ``set_aside``: an average, a plan, part of a year."""
    qualifier: Qualifier = "exact"
    decimals: int = 0
    """Decimals printed."""
    of: int | None = None
    """For a share or a growth: index in the sentence of the number it is of; None when that is not sure."""
    nouns: tuple[str, ...] = ()
    """For a share with a noun of its own instead of a number: the measures that the noun may mean."""
    year: int | None = None
    """The year the words beside it name."""
    loose: bool = False
    """The words leave open whether requests brought forward are counted in (共办理…, …（含上年结转…））."""
    closing: bool = False
    """A list begins here that the sentence says is complete (分别为), without 其中 before or 等 behind."""
    scope: str | None = None
    evidence: Evidence | None = None


@dataclass(slots=True)
class UniversalClaim:
    """均获维持, 全部办结: what is said of every case, and of which totals."""

    name: str
    """A name of ``[claims]`` in the grammar."""
    about: list[str]
    evidence: Evidence


@dataclass(slots=True)
class Sentence:
    """The numbers of one sentence in order."""

    amounts: list[Amount]
    claims: tuple[UniversalClaim, ...] = ()
