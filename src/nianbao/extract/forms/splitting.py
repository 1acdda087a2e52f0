"""Arithmetic of digits run together: in which ways a run can be cut into cells, and which ways the ties allow.

``640020470`` under seven columns is 64, 0, 0, 2, 0, 4, 70: the only cut whose last number is the sum of the others.
Pure functions on strings and numbers; bounded in work, never guessing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

Cut = tuple[int, ...]

MAX_CUTS = 4000
"""A run that can be cut in more ways than this is not decided."""
MAX_COMBINATIONS = 20_000
"""Combinations of rows tried against the columns."""


def cuts(run: str, cells: int) -> list[Cut] | None:
    """Every way to cut a run of digits into ``cells`` whole numbers without leading zeros; None over the bound.

    >>> cuts("000", 3), cuts("102", 2), cuts("693665", 3)[:2]
    ([(0, 0, 0)], [(10, 2)], [(6, 9, 3665), (6, 93, 665)])
    """
    found: list[Cut] = []
    for cut in _cut(run, cells):
        found.append(cut)
        if len(found) > MAX_CUTS:
            return None
    return found


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
    """The cuts whose last number is the sum of the others; None over the bound.

    The total's length decides where it begins, so each possible total is tried and the rest must add up to it.
    """
    found: list[Cut] = []
    for at in range(cells - 1, len(run)):
        tail = run[at:]
        if tail != "0" and tail[0] == "0":
            continue
        total = int(tail)
        for cut in _cut_summing(run[:at], cells - 1, total):
            found.append((*cut, total))
            if len(found) > MAX_CUTS:
                return None
    return found


def _cut_summing(run: str, cells: int, total: int) -> Iterator[Cut]:
    if total < 0:
        return
    if cells == 1:
        if run and (run == "0" or run[0] != "0") and int(run) == total:
            yield (total,)
        return
    longest = 1 if run[:1] == "0" else min(len(run) - cells + 1, len(str(total)))
    for end in range(1, longest + 1):
        first = int(run[:end])
        for rest in _cut_summing(run[end:], cells - 1, total - first):
            yield (first, *rest)


def cuts_in_blocks(run: str, blocks: int, cells: int) -> list[Cut] | None:
    """Cuts into ``blocks`` groups of ``cells`` numbers, each ending in the sum of its group (table four)."""
    if blocks == 1:
        return cuts_with_total(run, cells)
    found: list[Cut] = []
    for at in range(cells, len(run) - cells * (blocks - 1) + 1):
        heads = cuts_with_total(run[:at], cells)
        tails = cuts_in_blocks(run[at:], blocks - 1, cells) if heads else []
        if heads is None or tails is None:
            return None
        found.extend(head + tail for head in heads for tail in tails)
        if len(found) > MAX_CUTS:
            return None
    return found


@dataclass(frozen=True, slots=True)
class Balance:
    """Rows with signs whose numbers add up to nothing in every column (total - outcome - outcome … = 0)."""

    terms: tuple[tuple[str, int], ...]


def consistent(options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance]) -> list[dict[str, Cut]] | None:
    """Every choice of one cut per row that satisfies the balances; None when there are too many to try."""
    open_rows = [row for row, found in options.items() if len(found) > 1]
    if prod(len(options[row]) for row in open_rows) > MAX_COMBINATIONS:
        return None
    fixed = {row: found[0] for row, found in options.items() if len(found) == 1}
    solutions = []
    for choice in product(*(options[row] for row in open_rows)):
        chosen = {**fixed, **dict(zip(open_rows, choice, strict=True))}
        if all(_balanced(balance, chosen) for balance in balances):
            solutions.append(chosen)
    return solutions


def _balanced(balance: Balance, chosen: Mapping[str, Cut]) -> bool:
    columns = zip(*(_signed(chosen[row], sign) for row, sign in balance.terms), strict=True)
    return all(sum(column) == 0 for column in columns)


def _signed(cut: Cut, sign: int) -> Cut:
    return cut if sign > 0 else tuple(-number for number in cut)


def agreed(found: Sequence[Cut]) -> tuple[int | None, ...]:
    """Per cell, the number all cuts agree on, or None."""
    if not found:
        return ()
    return tuple(cells[0] if len(set(cells)) == 1 else None for cells in zip(*found, strict=True))
