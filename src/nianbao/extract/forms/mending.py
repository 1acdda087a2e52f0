"""When digits run together cannot be cut at all: does one printed digit explain it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nianbao.extract.forms.balancing import Balance, surviving
from nianbao.extract.forms.splitting import Cut, cuts_with_total

_LONGEST = 24
"""Digits of a run in which a slip is looked for; in longer ones too many would do."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The one digit of a row (at this place of its run, from 0) whose change makes every tie hold."""

    row: str
    at: int
    printed: str
    wanted: str


def single_slip(
    runs: Mapping[str, str], options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance], width: int
) -> Slip | None:
    """The slip, when a single row cannot be cut and exactly one change of one digit mends it and all balances."""
    broken = [row for row, found in options.items() if not found and runs.get(row)]
    tied = {row for balance in balances for row, _ in balance.terms}
    if len(broken) != 1 or broken[0] not in tied or len(runs[broken[0]]) > _LONGEST:
        return None
    row = broken[0]
    slips = list(_slips(row, runs[row], options, balances, width))
    return slips[0] if len(slips) == 1 else None


def _slips(
    row: str, run: str, options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance], width: int
) -> Iterator[Slip]:
    for at, printed in enumerate(run):
        for wanted in "0123456789":
            if wanted == printed:
                continue
            found = cuts_with_total(run[:at] + wanted + run[at + 1 :], width)
            if found and _come_out({**options, row: found}, balances):
                yield Slip(row, at, printed, wanted)


def _come_out(options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance]) -> bool:
    """Every balance can be kept by some choice of cuts."""
    left = surviving(options, balances)
    return all(left[row] for balance in balances for row, _ in balance.terms)
