"""Table four run together: groups of numbers, each ending in its sum, and what else the same digits may be.

The groups share no sums, so nothing but a group's own total bears a cut out. One wrong digit of the report, or zeros
left blank, make another cut come out by chance. So every reading is reckoned with in which the report may have been
printed: all totals right, or one of them a digit out, or zeros left blank; a cell is given where all of them agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from nianbao.extract.forms.splitting import Steps, TooMany

Cells = tuple[int | None, ...]
"""The numbers of a reading; None in a group of which nobody knows which cells are blank."""

_LONGEST = 6
"""Digits of one number of table four; no body has a million cases."""
_MOST_READINGS = 3000
"""More ways than this to read a line are too many."""
_STEPS = 30_000
_ONE_DIGIT = {digit * 10**place: (digit, place) for digit in range(1, 10) for place in range(_LONGEST + 1)}
"""How much a number changes by a change of one digit: which digit by how much."""
_FORGOTTEN = 1
"""Cells left blank among zeros that are printed, where the sums come out without; a second cannot be reckoned with in
real lines (12 0 0 0 12 0 0 0 0 0 would be 120 0 0 _ 120 0 0 0 0 _ as well)."""
_FORGOTTEN_OTHERWISE = 4
"""Where they do not."""


class _Kind(IntEnum):
    """What a group asks of the report."""

    EXACT = 0
    SLIP = 1
    BLANK = 2


@dataclass(frozen=True, slots=True)
class _Group:
    """One way to read a group, up to the place ``end``."""

    end: int
    kind: _Kind
    numbers: Cells
    blanks: int = 0
    """Cells that are left blank in it."""
    has_zero: bool = False
    """A zero is printed in it."""


def readings_in_blocks(run: str, blocks: int, cells: int) -> list[Cells]:
    """Every way in which ``blocks`` groups of ``cells`` numbers may be printed as ``run``; none when it is not decided.

    The first ones are those without any fault. Without such a one there are none at all, but for a line of single
    digits of which one is out: no cell of it can be in another place.
    """
    singles = len(run) == blocks * cells
    try:
        exact = [numbers for _, numbers in _Line(run, blocks, cells, faults=False).readings()]
        if singles and exact:
            return exact
        if not singles and not exact:
            return []
        faulty = [found for found in _Line(run, blocks, cells, faults=True).readings() if found[0] is not _Kind.EXACT]
    except TooMany:
        return []
    if singles and any(kind is _Kind.BLANK for kind, _ in faulty):
        return []
    return [*exact, *(numbers for _, numbers in faulty)]


class _Line:
    """The digits of a line, and the groups that may begin at each of its places."""

    def __init__(self, run: str, blocks: int, cells: int, *, faults: bool) -> None:
        self.run, self.blocks, self.cells, self.faults = run, blocks, cells, faults
        self.steps = Steps(_STEPS)
        self.known: dict[tuple[int, int], list[_Group]] = {}
        self.numbers = [_numbers_at(run, start) for start in range(len(run))]
        """The numbers that may begin at each place, the shortest first; nothing behind a leading zero."""

    def readings(self) -> Iterator[tuple[_Kind, Cells]]:
        """All of them, with the fault they ask for. Raises TooMany."""
        for number, groups in enumerate(self._from(0, self.blocks, _Kind.EXACT)):
            if number >= _MOST_READINGS:
                raise TooMany
            kind = max(group.kind for group in groups)
            if kind is not _Kind.BLANK or self._is_likely(groups):
                yield kind, tuple(cell for group in groups for cell in group.numbers)

    def _from(self, start: int, blocks: int, fault: _Kind) -> Iterator[tuple[_Group, ...]]:
        """The readings of the rest; a slip is not looked for beside another fault."""
        if blocks == 0:
            if start == len(self.run):
                yield ()
            return
        for group in self._groups(start, blocks):
            if _Kind.EXACT in (group.kind, fault) or group.kind is fault is _Kind.BLANK:
                for rest in self._from(group.end, blocks - 1, max(group.kind, fault)):
                    yield (group, *rest)

    def _groups(self, start: int, blocks: int) -> list[_Group]:
        if (start, blocks) not in self.known:
            full = self._full(start, blocks, (), 1)
            self.known[start, blocks] = [*full, *self._with_blanks(start, ())] if self.faults else list(full)
        return self.known[start, blocks]

    def _full(self, start: int, blocks: int, before: tuple[int, ...], width: int) -> Iterator[_Group]:
        """A group with all its numbers, and its sum behind them, or a number that is a digit away from it.

        ``width``: digits of the longest number before. Their sum has as many or one more, whatever digit is out.
        """
        self.steps.spend()
        left = self.cells - len(before)
        room = len(self.run) - start - (left - 1) - (blocks - 1) * (0 if self.faults else self.cells)
        if left == 1:
            yield from self._closed(start, room, before, width)
            return
        for end, number in self._numbers(start, room):
            yield from self._full(end, blocks, (*before, number), max(width, end - start))

    def _closed(self, start: int, room: int, before: tuple[int, ...], width: int) -> list[_Group]:
        """The group with the sum, or a number a digit away from it, behind these."""
        total = sum(before)
        found = []
        for end, number in self._numbers(start, min(room, width + 1))[width - 1 :]:
            if number == total:
                found.append(_Group(end, _Kind.EXACT, (*before, number), 0, 0 in before or number == 0))
            elif self.faults and abs(number - total) in _ONE_DIGIT and _is_slip((*before, number)):
                found.append(_Group(end, _Kind.SLIP, (*before, number), 0, 0 in before or number == 0))
        return found

    def _with_blanks(self, start: int, before: tuple[int, ...]) -> Iterator[_Group]:
        """A group of which zeros are left blank: fewer numbers, and their sum; or no sum, where it is zero."""
        self.steps.spend()
        unknown, total, blanks = (None,) * self.cells, sum(before), self.cells - len(before)
        if total == 0:
            yield _Group(start, _Kind.BLANK, unknown, blanks, 0 in before)
        if blanks == 1:
            return
        if self.run.startswith(str(total), start):
            yield _Group(start + len(str(total)), _Kind.BLANK, unknown, blanks - 1, 0 in (*before, total))
        for end, number in self._numbers(start, len(self.run) - start):
            if blanks > 2 or total + number == 0:
                yield from self._with_blanks(end, (*before, number))

    def _is_likely(self, groups: tuple[_Group, ...]) -> bool:
        """Who leaves zeros blank leaves all of them blank, or has forgotten a few."""
        few = _FORGOTTEN_OTHERWISE if len(self.run) == self.blocks * self.cells else _FORGOTTEN
        return sum(group.blanks for group in groups) <= few or not any(group.has_zero for group in groups)

    def _numbers(self, start: int, room: int) -> list[tuple[int, int]]:
        """Numbers of at most so many digits that begin there, with the place behind each."""
        return self.numbers[start][: max(room, 0)] if start < len(self.run) else []


def _numbers_at(run: str, start: int) -> list[tuple[int, int]]:
    longest = 1 if run[start] == "0" else min(_LONGEST, len(run) - start)
    return [(end, int(run[start:end])) for end in range(start + 1, start + longest + 1)]


def _is_slip(numbers: tuple[int, ...]) -> bool:
    """The last number would be the sum of the others if one digit of one of them were another.

    >>> _is_slip((1, 2, 4)), _is_slip((1, 2, 14)), _is_slip((9, 9, 29))
    (True, False, True)
    """
    distance = 2 * numbers[-1] - sum(numbers)
    change = _ONE_DIGIT.get(abs(distance))
    if change is None:
        return False
    step, place = change
    signs = [1 if distance > 0 else -1] * (len(numbers) - 1) + [-1 if distance > 0 else 1]
    return any(_may_change(number, place, sign * step) for number, sign in zip(numbers, signs, strict=True))


def _may_change(number: int, place: int, step: int) -> bool:
    """The number has a digit there (of a longer number not the first one becoming zero) that can be so much more."""
    text = str(number)
    if place >= len(text):
        return False
    wanted = int(text[-1 - place]) + step
    return 0 <= wanted <= 9 and not (wanted == 0 and place == len(text) - 1 and place > 0)
