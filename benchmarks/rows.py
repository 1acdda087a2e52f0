"""What is reported: one row for each comparison, with the target it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.timing import Spread

Verdict = Literal["ok", "missed"]


@dataclass(frozen=True, slots=True)
class Target:
    """A bound for a median."""

    at_least: float | None = None
    below: float | None = None
    unit: str = "x"

    def verdict(self, value: float) -> Verdict:
        enough = self.at_least is None or value >= self.at_least
        return "ok" if enough and (self.below is None or value < self.below) else "missed"

    def __str__(self) -> str:
        bounds = ((">=", self.at_least), ("<", self.below))
        return " and ".join(f"{sign} {bound:g}{self.unit}" for sign, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report.

    ``ratio`` compares nianbao with ``what`` in the sense of ``relation`` ("the speed of", "the time of");
    ``reading`` is the same for its reader alone, without finding and checking figures. ``amount`` is what was
    measured of ``what`` itself, in ``unit``. A target bounds the ratio, or the amount where there is no ratio.
    """

    area: str
    document: str
    what: str
    amount: Spread
    unit: str
    ratio: Spread | None = None
    relation: str = ""
    reading: Spread | None = None
    per_page: float | None = None
    target: Target | None = None
    remark: str = ""

    @property
    def verdict(self) -> Verdict | None:
        if self.target is None:
            return None
        return self.target.verdict((self.ratio or self.amount).middle)
