"""Which cuts of digits may be believed when the report itself does not add up.

A row that was cut by its own total alone may have been cut wrongly when the report is at fault in that very row, or
leaves a cell blank: another cut may fit by chance. So a cut counts when the columns bear it out, all of them, or all
but what a fault of the report explains; else only where no other cut comes near.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from nianbao.extract.forms.balancing import (
    Balance,
    balanced,
    fitting,
    held,
    packed,
    reached,
    unpack,
    width,
)
from nianbao.extract.forms.splitting import Cut, Steps, TooMany, cuts, cuts_with_total

_MAX_WORLDS = 300
"""Sums of the other rows against which rows are held."""
_MAX_LOOSE = 2
"""Rows at fault at once in one balance; where more are, nothing bears the others out."""
_MAX_STEPS = 20_000
"""Places tried at which such rows may be cut, in one table."""
_LONGEST = 7
"""Digits of a cell of such a row."""
_FEW_CUTS = 250
"""A run with more cuts than this always has one that comes near its total."""

Options = Mapping[str, Sequence[Cut]]


def believed(runs: Mapping[str, str], options: Options, balances: Sequence[Balance]) -> dict[str, list[Cut]]:
    """The cuts of each row that may be believed; ``runs`` are the digits of which ``options`` are the cuts.

    1. The balances that come out choose among the cuts of their rows.
    2. A balance that does not is a fault of the report. The cuts of its rows stand where it comes out in all columns
       but two and the totals; or where it asks of a row (of two at most, if these could not be cut) what is printed
       there but for one cell, or for zeros left blank: then that row's own cuts are in doubt.
    3. A row that no balance bears out stands where none of its other cuts comes near its total.
    """
    left, broken, firm = held(options, balances)
    steps = Steps(_MAX_STEPS)
    for balance in broken:
        explained = _explained(balance, runs, left, firm, steps)
        firm |= explained.keys()
        left |= explained
    return {row: found if row in firm or _is_alone(runs.get(row, ""), found) else [] for row, found in left.items()}


def _explained(
    balance: Balance, runs: Mapping[str, str], options: Mapping[str, list[Cut]], firm: set[str], steps: Steps
) -> dict[str, list[Cut]]:
    """The cuts under which a fault of the report explains why a balance does not come out; empty when none does."""
    rows = [row for row, _ in balance.terms]
    uncut = [row for row in rows if not options.get(row)]
    if uncut:
        worlds = [_but_for_rows(uncut, balance, runs, options, steps)] if len(uncut) <= _MAX_LOOSE else []
    else:
        worlds = [_but_for_rows([row], balance, runs, options, steps) for row in rows if row not in firm]
        worlds += _but_for_columns(balance, options)
    found: dict[str, list[Cut]] = {}
    for row in (row for row in rows if row not in firm):
        if any(row in world for world in worlds):
            found[row] = list(dict.fromkeys(cut for world in worlds for cut in world.get(row, [])))
        if any(world.get(row) == [] for world in worlds):
            found[row] = []
    return found


def _but_for_columns(balance: Balance, options: Mapping[str, list[Cut]]) -> Iterator[dict[str, list[Cut]]]:
    """The cuts with which the balance comes out when two columns and the column of totals are left out."""
    rows = [row for row, _ in balance.terms]
    cells = len(options[rows[0]][0])
    for dropped in combinations(range(cells - 1), 2):
        kept = [at for at in range(cells - 1) if at not in dropped]
        seen = {row: [tuple(cut[at] for at in kept) for cut in options[row]] for row in rows}
        parts = balanced(balance, seen)
        if parts and all(parts.values()):
            pairs = {row: zip(options[row], seen[row], strict=True) for row in rows}
            yield {row: [cut for cut, part in pairs[row] if part in parts[row]] for row in rows}


def _but_for_rows(
    loose: Sequence[str],
    balance: Balance,
    runs: Mapping[str, str],
    options: Mapping[str, list[Cut]],
    steps: Steps,
) -> dict[str, list[Cut]]:
    """The cuts of the other rows with which the balance asks of the loose ones what they print, but for a cell each.

    A single loose row is given the cuts that are asked for beside its own; no cut where its cells cannot be told.
    """
    others = Balance(tuple(term for term in balance.terms if term[0] not in loose))
    signs = [sign for row, sign in balance.terms if row in loose]
    if not others.terms:
        return {}
    bits, cells = width(others, options), len(options[others.terms[0][0]][0])
    signed = packed(others, options, bits)
    sums = reached([changes for _, changes in signed])
    if sums is None or len(sums[-1]) > _MAX_WORLDS:
        return {}
    printed = [runs.get(row, "") for row in loose]
    asked = {total: tuple(-number for number in unpack(total, bits, cells)) for total in sums[-1]}
    try:
        fits = {total for total, due in asked.items() if _Meeting(printed, signs, due, steps).is_possible()}
    except TooMany:
        return {}
    if not fits:
        return {}
    own = _own_cuts(printed, signs, [asked[total] for total in sorted(fits)])
    known = [options.get(row, []) for row in loose]
    found = {
        row: [*had, *more] if more and (had or len(run) == cells) else []
        for row, had, more, run in zip(loose, known, own, printed, strict=True)
    }
    return fitting(signed, sums, fits, options) | found


def _own_cuts(printed: Sequence[str], signs: Sequence[int], asked: Sequence[Cut]) -> list[list[Cut]]:
    """The cuts of a single loose row that are asked for; none as soon as zeros may have been left blank."""
    if len(printed) > 1:
        return [[] for _ in printed]
    spelled = [_spelled(printed[0], [number * signs[0] for number in due]) for due in asked]
    return [[cut for found in spelled for cut in found] if all(spelled) else []]


def _spelled(run: str, due: Sequence[int]) -> list[Cut]:
    """The cuts of a run that differ from what is due in one cell at most.

    >>> _spelled("12907", [1, 2, 3, 7]), _spelled("1237", [1, 2, 0, 3, 7]), _spelled("99", [1, 2])
    ([(1, 2, 90, 7)], [], [])
    """
    texts = [str(number) for number in due]
    found: list[Cut] = []
    for at in range(len(texts)):
        before, after = "".join(texts[:at]), "".join(texts[at + 1 :])
        cell = run[len(before) : len(run) - len(after)]
        if run.startswith(before) and run.endswith(after) and _is_number(cell):
            found.append((*due[:at], int(cell), *due[at + 1 :]))
    return found


class _Meeting:
    """Rows read column by column so that they come to what is due.

    Each row either prints one cell otherwise, or leaves zeros blank: in as many columns as there are rows of the first
    kind anything may be printed. A search by places; what it takes is counted in ``steps``.
    """

    def __init__(self, runs: Sequence[str], signs: Sequence[int], due: Cut, steps: Steps) -> None:
        self.runs, self.signs, self.due, self.steps = runs, signs, due, steps

    def is_possible(self) -> bool:
        """There is a way to read them. Raises TooMany when finding it takes too long."""
        return any(self._meets(blanks) for blanks in product((False, True), repeat=len(self.runs)))

    def _meets(self, blanks: tuple[bool, ...]) -> bool:
        here = {((0,) * len(self.runs), blanks.count(False))}
        for column, due in enumerate(self.due):
            left = len(self.due) - column - 1
            here = {
                (places, faults)
                for state in here
                for places, faults in self._steps(due, *state, blanks)
                if all(
                    self._has_room(run, place, left, blank)
                    for run, place, blank in zip(self.runs, places, blanks, strict=True)
                )
            }
        return bool(here)

    def _has_room(self, run: str, place: int, left: int, blank: bool) -> bool:
        """So many more cells can be in the rest of a run."""
        return (0 if blank else left) <= len(run) - place <= left * _LONGEST

    def _steps(
        self, due: int, places: tuple[int, ...], faults: int, blanks: tuple[bool, ...]
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """The places behind the cells of one column."""
        ways: list[tuple[int, tuple[int, ...]]] = [(due, ())]
        last = len(self.runs) - 1
        for at in range(last):
            cells = self._cells(at, places[at], blanks[at])
            ways = [(left - self.signs[at] * value, (*ends, end)) for left, ends in ways for value, end in cells]
        cells = self._cells(last, places[last], blanks[last])
        self.steps.spend(len(ways) * (len(cells) if faults else 1))
        for left, ends in ways:
            due = left * self.signs[last]
            yield from (((*ends, end), faults) for value, end in cells if value == due)
            if faults:
                yield from (((*ends, end), faults - 1) for value, end in cells if value != due and end > places[last])

    def _cells(self, at: int, start: int, blank: bool) -> list[tuple[int, int]]:
        """The numbers that may begin at a place of a run, and their ends; and a blank."""
        run = self.runs[at]
        longest = 1 if run.startswith("0", start) else _LONGEST
        ends = range(start + 1, min(len(run), start + longest) + 1)
        return [*([(0, start)] if blank else []), *((int(run[start:end]), end) for end in ends)]


def _is_number(text: str) -> bool:
    return text.isdigit() and (text == "0" or text[0] != "0")


def _is_alone(run: str, found: Sequence[Cut]) -> bool:
    """No other cut comes near its total, nor one with blanks: no fault of the report can have hidden the true one."""
    if not run or not found:
        return True
    cells = len(found[0])
    every = cuts(run, cells, _FEW_CUTS)
    if every is None or any(_is_near(cut) for cut in every if cut not in found):
        return False
    return not any(cuts_with_total(run, fewer) for fewer in range(3, cells))


def _is_near(cut: Cut) -> bool:
    """Its total is a digit away from the sum of the others."""
    distance = abs(2 * cut[-1] - sum(cut))
    return distance <= 9 or len(str(distance).rstrip("0")) == 1
