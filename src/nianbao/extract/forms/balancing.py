"""Which cuts of a table's rows go together: rows that add up to others in every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nianbao.extract.forms.splitting import Cut

MAX_SUMS = 4000
"""Different sums of half the rows kept while the columns are tried; what needs more is not decided by them."""


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
            for row, kept in (balanced(balance, left) or {}).items():
                changed = changed or len(kept) < len(left[row])
                left[row] = kept
        if not all(left.values()):
            break
    return left


def balanced(balance: Balance, options: Mapping[str, Sequence[Cut]]) -> dict[str, list[Cut]] | None:
    """The cuts of each row with which this balance can come out; None when that cannot be told.

    The rows that are cut in one way come to one sum. The others are divided into two halves; the sums that one half
    can come to must be met by those of the other.
    """
    if not all(options[row] for row, _ in balance.terms):
        return None
    signed = packed(balance, options, width(balance, options))
    certain = sum(changes[0] for _, changes in signed if len(changes) == 1)
    unsure = sorted((entry for entry in signed if len(entry[1]) > 1), key=lambda entry: len(entry[1]))
    halves = unsure[::2], unsure[1::2]
    one, other = (reached([changes for _, changes in half]) for half in halves)
    if one is None or other is None:
        return None
    met = {sums for sums in one[-1] if -certain - sums in other[-1]}
    kept = {row: list(options[row]) if met else [] for row, changes in signed if len(changes) == 1}
    kept |= fitting(halves[0], one, met, options)
    return kept | fitting(halves[1], other, {-certain - sums for sums in met}, options)


def width(balance: Balance, options: Mapping[str, Sequence[Cut]]) -> int:
    """Bits that hold any sum of all rows in one column, and its sign."""
    largest = max(max(cut) for row, _ in balance.terms for cut in options[row])
    return (largest * len(balance.terms)).bit_length() + 2


def packed(balance: Balance, options: Mapping[str, Sequence[Cut]], bits: int) -> list[tuple[str, list[int]]]:
    """What each cut of each row adds to the balance, its numbers side by side in one that is quick to add."""
    return [(row, [sign * _pack(cut, bits) for cut in options[row]]) for row, sign in balance.terms]


def _pack(cut: Cut, bits: int) -> int:
    whole = 0
    for number in cut:
        whole = (whole << bits) + number
    return whole


def unpack(whole: int, bits: int, cells: int) -> Cut:
    """The numbers again; they may be negative."""
    numbers: list[int] = []
    for _ in range(cells):
        low = whole & ((1 << bits) - 1)
        low -= (low >> (bits - 1)) << bits
        numbers.append(low)
        whole = (whole - low) >> bits
    return tuple(reversed(numbers))


def reached(changes: Sequence[Sequence[int]]) -> list[set[int]] | None:
    """The sums that the rows before each row can come to, and all of them; None over the bound."""
    found = [{0}]
    for own in changes:
        found.append({known + change for known in found[-1] for change in own})
        if len(found[-1]) > MAX_SUMS:
            return None
    return found


def fitting(
    rows: Sequence[tuple[str, list[int]]],
    sums: Sequence[set[int]],
    wanted: set[int],
    options: Mapping[str, Sequence[Cut]],
) -> dict[str, list[Cut]]:
    """The cuts with which these rows can come to a sum that is wanted; ``sums`` are those they reach one by one."""
    kept: dict[str, list[Cut]] = {}
    for (row, changes), before in zip(reversed(rows), reversed(sums[:-1]), strict=True):
        led = [{total - change for total in wanted} & before for change in changes]
        kept[row] = [cut for cut, totals in zip(options[row], led, strict=True) if totals]
        wanted = set().union(*led)
    return kept


def fitting_together(options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance]) -> dict[str, list[Cut]]:
    """Of all cuts of each row those that the balances leave which can come out; the others decide nothing."""
    return held(options, balances)[0]


def held(
    options: Mapping[str, Sequence[Cut]], balances: Sequence[Balance]
) -> tuple[dict[str, list[Cut]], list[Balance], set[str]]:
    """What the balances that come out leave, the others, and the rows of the former."""
    left = {row: list(found) for row, found in options.items()}
    kept: list[Balance] = []
    broken: list[Balance] = []
    for balance in balances:
        trial = surviving(options, [*kept, balance]) if _can_be_told(balance, options) else left
        if trial is not left and all(trial[row] for other in (*kept, balance) for row, _ in other.terms):
            left = trial
            kept.append(balance)
        else:
            broken.append(balance)
    return left, broken, {row for balance in kept for row, _ in balance.terms}


def _can_be_told(balance: Balance, options: Mapping[str, Sequence[Cut]]) -> bool:
    """It can be told whether the balance comes out."""
    return all(options.get(row) for row, _ in balance.terms) and balanced(balance, options) is not None
