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

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
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
    return _bounded(_totalled(run, cells - 1, _Steps()))


def _totalled(run: str, parts: int, steps: _Steps) -> Iterator[Cut]:
    """Each possible total is tried: cuts of the front half of the parts are met by cuts of the back half."""
    starts = _total_starts(run, parts)
    if not starts:
        return
    front = parts // 2
    heads = _heads(run, front, parts - front, (starts[0], starts[-1]), steps)
    for at in starts:
        total = int(run[at:])
        for start, left, tail in _tails(run, at, front, parts - front, total, steps):
            for head in heads.get(start, {}).get(left, ()):
                yield (*head, *tail, total)


def _total_starts(run: str, parts: int) -> list[int]:
    """Where the total may begin.

    A sum of up to nine numbers is at most one digit longer than the longest of them, and never shorter: of the
    lengths a total may have only a few are worth trying. And a number and the sum of its digits leave the same rest
    by nine, however it is cut, so the digits before the total and those of the total must.
    """
    size = len(run)
    nines = list(accumulate(map(int, run), initial=0))
    shortest, longest = max(1, -(-size // (parts + 1))), (size - parts) // 2 + len(str(parts))
    return [
        at
        for at in range(max(parts, size - longest), size - shortest + 1)
        if (2 * nines[at] - nines[size]) % 9 == 0 and (run[at] != "0" or at + 1 == size)
    ]


def _heads(run: str, count: int, rest: int, bounds: tuple[int, int], steps: _Steps) -> dict[int, dict[int, list[Cut]]]:
    """Cuts of the first ``count`` numbers by their end and sum; ``rest`` more follow, ending within ``bounds``."""
    longest = len(run) - bounds[0]
    found: dict[int, dict[int, list[Cut]]] = {0: {0: [()]}}
    for following in range(rest + count - 1, rest - 1, -1):
        least, most = bounds[0] - following * longest, bounds[1] - following
        ended: dict[int, dict[int, list[Cut]]] = {}
        for start, sums in found.items():
            last = min(start + 1 if run[start] == "0" else start + longest, most)
            for end in range(max(start + 1, least), last + 1):
                number = int(run[start:end])
                steps.spend(len(sums))
                known = ended.setdefault(end, {})
                for total, cuts in sums.items():
                    known.setdefault(total + number, []).extend([(*cut, number) for cut in cuts])
        found = ended
    return found


def _tails(run: str, end: int, front: int, count: int, total: int, steps: _Steps) -> list[tuple[int, int, Cut]]:
    """Cuts of ``count`` numbers before ``end``: where they begin, what they leave of the total, and the numbers."""
    longest = len(str(total))
    found: list[tuple[int, int, Cut]] = [(end, total, ())]
    for before in range(front + count - 1, front - 1, -1):
        begun: list[tuple[int, int, Cut]] = []
        for stop, left, tail in found:
            for start in range(min(stop - 1, before * longest), max(before, stop - longest) - 1, -1):
                if run[start] == "0" and start + 1 < stop:
                    continue
                number = int(run[start:stop])
                if number > left:
                    break
                begun.append((start, left - number, (number, *tail)))
        steps.spend(len(begun))
        found = begun
    return found


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
    """The cuts of each row with which this balance can come out; nothing when that cannot be told.

    The rows that are cut in one way come to one sum. The others are divided into two halves; the sums that one half
    can come to must be met by those of the other.
    """
    if not all(options[row] for row, _ in balance.terms):
        return {}
    signed = _packed(balance, options)
    certain = sum(changes[0] for _, changes in signed if len(changes) == 1)
    unsure = sorted((entry for entry in signed if len(entry[1]) > 1), key=lambda entry: len(entry[1]))
    halves = unsure[::2], unsure[1::2]
    reached = [_reached([changes for _, changes in half]) for half in halves]
    if reached[0] is None or reached[1] is None:
        return {}
    ones = {sums for sums in reached[0][-1] if -certain - sums in reached[1][-1]}
    wanted = ones, {-certain - sums for sums in ones}
    kept = {row: list(options[row]) if ones else [] for row, changes in signed if len(changes) == 1}
    for half, sums, met in zip(halves, reached, wanted, strict=True):
        kept |= _fitting(half, sums or [], met, options)
    return kept


def _packed(balance: Balance, options: Mapping[str, Sequence[Cut]]) -> list[tuple[str, list[int]]]:
    """What each cut of each row adds to the balance: its numbers side by side in one number, so far apart that the
    sums of all rows never touch."""
    largest = max(max(cut) for row, _ in balance.terms for cut in options[row])
    width = (largest * len(balance.terms)).bit_length() + 2
    return [(row, [sign * _pack(cut, width) for cut in options[row]]) for row, sign in balance.terms]


def _pack(cut: Cut, width: int) -> int:
    packed = 0
    for number in cut:
        packed = (packed << width) + number
    return packed


def _reached(changes: Sequence[Sequence[int]]) -> list[set[int]] | None:
    """The sums that the rows before each row can come to, and all of them; None over the bound."""
    found = [{0}]
    for own in changes:
        found.append({known + change for known in found[-1] for change in own})
        if len(found[-1]) > MAX_SUMS:
            return None
    return found


def _fitting(
    rows: Sequence[tuple[str, list[int]]],
    reached: Sequence[set[int]],
    wanted: set[int],
    options: Mapping[str, Sequence[Cut]],
) -> dict[str, list[Cut]]:
    """The cuts with which these rows can come to a sum that is wanted."""
    kept: dict[str, list[Cut]] = {}
    for (row, changes), before in zip(reversed(rows), reversed(reached[:-1]), strict=True):
        led = [{sums - change for sums in wanted} & before for change in changes]
        kept[row] = [cut for cut, sums in zip(options[row], led, strict=True) if sums]
        wanted = set().union(*led)
    return kept


def agreed(found: Sequence[tuple[int | float, ...]]) -> tuple[int | float | None, ...]:
    """Per cell, the number all cuts agree on, or None."""
    if not found:
        return ()
    return tuple(cells[0] if len(set(cells)) == 1 else None for cells in zip(*found, strict=True))
