"""Arithmetic of digits run together: in which ways a run can be cut into cells, and which ways the ties allow.

``640020470`` under seven columns is 64, 0, 0, 2, 0, 4, 70: the only cut whose last number is the sum of the others.
Pure functions on strings and numbers; bounded in work, never guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

Cut = tuple[int, ...]

MAX_CUTS = 2000
"""A run that can be cut in more ways than this is not decided."""
MAX_STEPS = 60_000
"""Numbers tried for one run; what needs more is not decided."""
MAX_SUMS = 4000
"""Different sums of some rows kept while the columns are tried; what needs more is not decided by them."""


class _TooMany(Exception):
    """The bound of the search is reached."""


class _Steps:
    """How much of the search is left."""

    def __init__(self, left: int = MAX_STEPS) -> None:
        self.left = left

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooMany


def _bounded(found: Iterable[Cut]) -> list[Cut] | None:
    """All of them, or None when there are too many or finding them takes too long."""
    cuts: list[Cut] = []
    try:
        for cut in found:
            cuts.append(cut)
            if len(cuts) > MAX_CUTS:
                return None
    except _TooMany:
        return None
    return cuts


def cuts(run: str, cells: int) -> list[Cut] | None:
    """Every way to cut a run of digits into ``cells`` whole numbers without leading zeros; None over the bound.

    >>> cuts("000", 3), cuts("102", 2), cuts("693665", 3)[:2]
    ([(0, 0, 0)], [(10, 2)], [(6, 9, 3665), (6, 93, 665)])
    """
    return _bounded(_cut(run, cells))


def _cut(run: str, cells: int) -> Iterator[Cut]:
    if cells == 1:
        if run and (run == "0" or run[0] != "0"):
            yield (int(run),)
        return
    longest = 1 if run[:1] == "0" else len(run) - cells + 1
    for end in range(1, longest + 1):
        for rest in _cut(run[end:], cells - 1):
            yield (int(run[:end]), *rest)


def cuts_with_total(run: str, cells: int) -> list[Cut] | None:
    """The cuts whose last number is the sum of the others; None over the bound."""
    return _bounded(_totalled(run, cells, _Steps()))


def _totalled(run: str, cells: int, steps: _Steps) -> Iterator[Cut]:
    """Each possible total is tried, and the rest must add up to it.

    A sum of up to nine numbers is at most one digit longer than the longest of them, and never shorter: of the
    lengths a total may have only a few are worth trying.
    """
    size, parts = len(run), cells - 1
    nines = list(accumulate(map(int, run), initial=0))
    for length in range(max(1, -(-size // cells)), (size - parts + 2) // 2 + len(str(parts))):
        at = size - length
        if at < parts or (run[at] == "0" and length > 1):
            continue
        if (2 * nines[at] - nines[size]) % 9:
            continue  # a number and the sum of its digits leave the same rest by nine, however it is cut
        total = int(run[at:])
        for cut in _summing(run, 0, at, parts, total, steps):
            yield (*cut, total)


def _summing(run: str, start: int, end: int, cells: int, total: int, steps: _Steps) -> Iterator[Cut]:
    """Cuts of ``run[start:end]`` into ``cells`` numbers that add up to ``total``."""
    steps.spend()
    size = end - start
    if cells == 1:
        if run[start:end] == str(total):
            yield (total,)
        return
    digits = len(str(total))
    # The longest number has at least an even share of the digits, and at most what the others leave.
    share, most = -(-size // cells), size - cells + 1
    if most < 1 or share > digits or (share > 1 and total < 10 ** (share - 1)) or total > 10**most + 9 * cells:
        return
    longest = 1 if run[start] == "0" else min(most, digits)
    for length in range(1, longest + 1):
        first = int(run[start : start + length])
        if first > total:
            break
        if cells == 2:
            second = str(total - first)
            if len(second) == size - length and run.startswith(second, start + length):
                yield (first, total - first)
            continue
        for rest in _summing(run, start + length, end, cells - 1, total - first, steps):
            yield (first, *rest)


def cuts_in_blocks(run: str, blocks: int, cells: int) -> list[Cut] | None:
    """Cuts into ``blocks`` groups of ``cells`` numbers, each ending in the sum of its group (table four)."""
    return _bounded(_blocks(run, 0, blocks, cells, _Steps(), {}))


def _blocks(
    run: str, start: int, blocks: int, cells: int, steps: _Steps, known: dict[int, list[tuple[int, Cut]]]
) -> Iterator[Cut]:
    """The cuts of ``run[start:]``; ``known`` remembers the groups that may begin at a place."""
    if start not in known:
        known[start] = list(_groups(run, start, cells - 1, 0, (), steps))
    for end, cut in known[start]:
        if blocks == 1:
            if end == len(run):
                yield cut
        elif len(run) - end >= (blocks - 1) * cells:
            for rest in _blocks(run, end, blocks - 1, cells, steps, known):
                yield cut + rest


def _groups(run: str, start: int, parts: int, total: int, before: Cut, steps: _Steps) -> Iterator[tuple[int, Cut]]:
    """Numbers from ``start`` on with their sum printed behind them: the end of the sum, and the numbers."""
    steps.spend()
    if parts == 0:
        printed = str(total)
        if run.startswith(printed, start):
            yield start + len(printed), (*before, total)
        return
    room = len(run) - start - parts
    longest = min(room, LONGEST) if run[start : start + 1] != "0" else min(room, 1)
    for length in range(1, longest + 1):
        first = int(run[start : start + length])
        yield from _groups(run, start + length, parts - 1, total + first, (*before, first), steps)


LONGEST = 6
"""Digits of one number of table four; no body has a million cases."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Rows with signs whose numbers add up to nothing in every column (total - outcome - outcome … = 0)."""

    terms: tuple[tuple[str, int], ...]


def surviving(options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance]) -> dict[str, list[Cut]]:
    """Of the cuts of each row those with which every balance can still come out; none for a row that fits none.

    A balance of which a row has no cut, or with too many sums to try, decides nothing.
    """
    left = {row: list(found) for row, found in options.items()}
    changed = True
    while changed:
        changed = False
        for balance in balances:
            for row, kept in _balanced(balance, left).items():
                changed = changed or len(kept) < len(left[row])
                left[row] = kept
        if not all(left.values()):
            break
    return left


def _balanced(balance: Balance, options: Mapping[str, Sequence[Cut]]) -> dict[str, list[Cut]]:
    """The cuts of each row with which this balance can come out; nothing when that cannot be told."""
    signed = [(row, [(cut, _signed(cut, sign)) for cut in options[row]]) for row, sign in balance.terms]
    reached = _reached([[change for _, change in found] for _, found in signed])
    if reached is None:
        return {}
    kept: dict[str, list[Cut]] = {}
    wanted = {_zero(signed)}
    for (row, found), before in zip(reversed(signed), reversed(reached), strict=True):
        fitting = [(cut, change) for cut, change in found if any(_less(sums, change) in before for sums in wanted)]
        wanted = {_less(sums, change) for sums in wanted for _, change in fitting} & before
        kept[row] = [cut for cut, _ in fitting]
    return kept


def _reached(changes: Sequence[Sequence[Cut]]) -> list[set[Cut]] | None:
    """The sums that the rows before each row can come to; None over the bound, or when a row has no cut."""
    if not all(changes):
        return None
    sums = {(0,) * len(changes[0][0])}
    found: list[set[Cut]] = []
    for own in changes:
        found.append(sums)
        sums = {tuple(map(int.__add__, known, change)) for known in sums for change in own}
        if len(sums) > MAX_SUMS:
            return None
    return found


def _zero(signed: Sequence[tuple[str, Sequence[tuple[Cut, Cut]]]]) -> Cut:
    return (0,) * len(signed[0][1][0][0])


def _less(sums: Cut, change: Cut) -> Cut:
    return tuple(map(int.__sub__, sums, change))


def _signed(cut: Cut, sign: int) -> Cut:
    return cut if sign > 0 else tuple(-number for number in cut)


def agreed(found: Sequence[tuple[int | float, ...]]) -> tuple[int | float | None, ...]:
    """Per cell, the number all cuts agree on, or None."""
    if not found:
        return ()
    return tuple(cells[0] if len(set(cells)) == 1 else None for cells in zip(*found, strict=True))
