"""Arithmetic of digits run together: in which ways a run can be cut into cells, and which ways the ties allow.

``640020470`` under seven columns is 64, 0, 0, 2, 0, 4, 70: the only cut whose last number is the sum of the others.
Pure functions on strings and numbers; bounded in work, never guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

Cut = tuple[int, ...]

MAX_CUTS = 2000
"""A run that can be cut in more ways than this is not decided."""
MAX_STEPS = 60_000
"""Numbers tried for one run; what needs more is not decided."""


class TooMany(Exception):
    """The bound of the search is reached."""


class Steps:
    """How much of the search is left."""

    def __init__(self, left: int = MAX_STEPS) -> None:
        self.left = left

    def spend(self, steps: int = 1) -> None:
        """Count so many; raises TooMany when none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMany


def _bounded(found: Iterable[Cut], most: int = MAX_CUTS) -> list[Cut] | None:
    """All of them, or None when there are too many or finding them takes too long."""
    cuts: list[Cut] = []
    try:
        for cut in found:
            cuts.append(cut)
            if len(cuts) > most:
                return None
    except TooMany:
        return None
    return cuts


def cuts(run: str, cells: int, most: int = MAX_CUTS) -> list[Cut] | None:
    """Every way to cut a run of digits into ``cells`` whole numbers without leading zeros; None over the bound.

    >>> cuts("000", 3), cuts("102", 2), cuts("693665", 3)[:2]
    ([(0, 0, 0)], [(10, 2)], [(6, 9, 3665), (6, 93, 665)])
    """
    return _bounded(_cut(run, cells), most)


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
    return _bounded(_totalled(run, cells - 1, Steps()))


def _totalled(run: str, parts: int, steps: Steps) -> Iterator[Cut]:
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


def _heads(run: str, count: int, rest: int, bounds: tuple[int, int], steps: Steps) -> dict[int, dict[int, list[Cut]]]:
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


def _tails(run: str, end: int, front: int, count: int, total: int, steps: Steps) -> list[tuple[int, int, Cut]]:
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


def agreed(found: Sequence[tuple[int | float | None, ...]]) -> tuple[int | float | None, ...]:
    """Per cell, the number all cuts agree on, or None."""
    if not found:
        return ()
    return tuple(cells[0] if len(set(cells)) == 1 else None for cells in zip(*found, strict=True))
