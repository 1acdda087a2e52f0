"""The smallest changes that repair every failing tie and break none: which cells, and which value each implies.

Ties are linear, so this is exact. A cell alone repairs a group of failing ties when it stands in all of them and in no
tie that holds, and every one of them asks for the same change. Two cells do when together they stand in all failing
ties, and each tie that holds either has neither of them or has both with changes that cancel out. Ties are bits of an
integer, so that of the thousands of pairs only the few that fit are ever solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from nianbao.check.ties import Verdict, verdicts
from nianbao.check.view import Number, ReportView, exact

_JOINED = 4
"""Up to this many groups of failing ties are tried joined; more do not go back to two cells."""


@dataclass(frozen=True, slots=True)
class Repair:
    """New values for one or two cells, and how many failing ties they repair."""

    values: tuple[tuple[str, Number], ...]
    repairs: int


@dataclass(slots=True)
class Cause:
    """Failing ties that go back to one cause, and every smallest way to mend them."""

    verdicts: list[Verdict]
    repairs: list[Repair] = field(default_factory=list)


@dataclass(slots=True)
class System:
    """The known equations of a report."""

    verdicts: list[Verdict]
    gaps: list[Number]
    """Left minus right, per equation."""
    failing: int
    """Bits of the equations that do not hold."""
    cells: dict[str, dict[int, int]]
    """Cell in a failing equation -> its sign in every equation it stands in."""
    masks: dict[str, int]


def causes(view: ReportView) -> list[Cause]:
    """The failing equations of a report, grouped by cause."""
    known = [v for v in verdicts(view) if v.known and v.tie.relation == "="]
    if all(verdict.holds for verdict in known):
        return []
    system = _system(known, view)
    found: list[Cause] = []
    unsolved: list[int] = []
    for group in _groups(system):
        repairs = _singles(system, group, view)
        if repairs:
            found.append(Cause(_members(system, group), repairs))
        else:
            unsolved.append(group)
    return found + _by_pairs(system, unsolved, view)


def _system(known: list[Verdict], view: ReportView) -> System:
    gaps: list[Number] = [exact((v.left or 0) - (v.right or 0)) for v in known]
    failing = sum(1 << at for at, verdict in enumerate(known) if not verdict.holds)
    suspects = {key for verdict in known if not verdict.holds for key in verdict.keys if view.has_value(key)}
    cells: dict[str, dict[int, int]] = {key: {} for verdict in known for key in verdict.keys if key in suspects}
    for at, verdict in enumerate(known):
        for side, terms in ((1, verdict.tie.left), (-1, verdict.tie.right)):
            for term in terms:
                for key in view.keys_behind(term.key):
                    if key in suspects:
                        cells[key][at] = cells[key].get(at, 0) + side * term.sign
    signs = {key: {at: sign for at, sign in row.items() if sign} for key, row in cells.items()}
    return System(known, gaps, failing, signs, {key: sum(1 << at for at in row) for key, row in signs.items()})


def _groups(system: System) -> Iterator[int]:
    """Failing equations that share a cell, directly or by way of others; each group as bits."""
    left = system.failing
    while left:
        group = left & -left
        while True:
            wider = group
            for mask in system.masks.values():
                if mask & wider:
                    wider |= mask & system.failing
            if wider == group:
                break
            group = wider
        yield group
        left &= ~group


def _by_pairs(system: System, groups: list[int], view: ReportView) -> list[Cause]:
    """Groups that no single cell mends: a column and the total column may go back to one row, so try them joined."""
    if not groups:
        return []
    count = len(groups) if len(groups) <= _JOINED else 1
    for size in range(count, 0, -1):
        for chosen in combinations(groups, size):
            joined = sum(chosen)  # groups share no bits
            pairs = _pairs(system, joined, view)
            if pairs:
                rest = [group for group in groups if group not in chosen]
                return _split(system, joined, pairs) + _by_pairs(system, rest, view)
    return _piecemeal(system, sum(groups), view)


def _members(system: System, group: int) -> list[Verdict]:
    return [verdict for at, verdict in enumerate(system.verdicts) if group >> at & 1]


def _singles(system: System, group: int, view: ReportView) -> list[Repair]:
    """Cells that stand in exactly these equations, which all ask for the same change."""
    found = []
    for key, mask in system.masks.items():
        if mask == group:
            value = _implied(key, system, view)
            if value is not None:
                found.append(Repair(((key, value),), mask.bit_count()))
    return found


def _implied(key: str, system: System, view: ReportView) -> Number | None:
    """The value that every equation of the cell asks for; None when they differ or the cell cannot have it."""
    changes = {exact(-system.gaps[at] / sign) for at, sign in system.cells[key].items()}
    return _feasible(key, changes.pop(), view) if len(changes) == 1 else None


def _feasible(key: str, change: Number, view: ReportView) -> Number | None:
    """The cell's new value, when it is one that the cell can have."""
    printed = view.printed[key].value
    if printed is None or not change:
        return None
    value = whole(exact(printed + change))
    spec = view.edition.keys.get(key) if view.edition else None
    kind = spec.type if spec else "count"
    if kind == "count" and not isinstance(value, int):
        return None
    return value if value >= 0 or kind == "change" else None


def whole(value: Number) -> Number:
    """An integer where the number is one."""
    return int(value) if value == int(value) else value


def _pairs(system: System, group: int, view: ReportView) -> list[Repair]:
    """Pairs of cells that together repair the equations of the group and break none."""
    near = [(key, mask) for key, mask in system.masks.items() if mask & group]
    found = []
    for (a, mask_a), (b, mask_b) in combinations(near, 2):
        if group & ~(mask_a | mask_b) or (mask_a ^ mask_b) & ~group:
            continue
        repair = _solve(a, b, system, view)
        if repair is not None:
            found.append(repair)
    return found


def _solve(a: str, b: str, system: System, view: ReportView) -> Repair | None:
    """The changes of two cells that make every equation of either hold; None when there are none, or many."""
    of_a, of_b = system.cells[a], system.cells[b]
    equations = [(of_a.get(at, 0), of_b.get(at, 0), -system.gaps[at]) for at in of_a.keys() | of_b.keys()]
    first = equations[0]
    second = next((e for e in equations if first[0] * e[1] != first[1] * e[0]), None)
    if second is None:
        return None
    determinant = first[0] * second[1] - first[1] * second[0]
    change_a = exact((first[2] * second[1] - first[1] * second[2]) / determinant)
    change_b = exact((first[0] * second[2] - first[2] * second[0]) / determinant)
    if any(exact(p * change_a + q * change_b) != gap for p, q, gap in equations):
        return None
    value_a, value_b = _feasible(a, change_a, view), _feasible(b, change_b, view)
    if value_a is None or value_b is None:
        return None
    repaired = (system.masks[a] | system.masks[b]) & system.failing
    return Repair(((a, value_a), (b, value_b)), repaired.bit_count())


def _split(system: System, group: int, pairs: list[Repair]) -> list[Cause]:
    """Two cells that share no tie are two causes; cells of one tie (a row's cell and its total) are one."""
    if len(pairs) == 1:
        (a, value_a), (b, value_b) = pairs[0].values
        mask_a, mask_b = system.masks[a], system.masks[b]
        if not mask_a & mask_b:
            return [
                Cause(_members(system, mask), [Repair(((key, value),), mask.bit_count())])
                for key, value, mask in ((a, value_a, mask_a), (b, value_b, mask_b))
            ]
    return [Cause(_members(system, group), pairs)]


def _piecemeal(system: System, group: int, view: ReportView) -> list[Cause]:
    """More than two cells are wrong: take the cell that mends most of what is left, until none does."""
    found: list[Cause] = []
    left = group
    while left:
        able = [
            (key, mask)
            for key, mask in system.masks.items()
            if mask and not mask & ~left and _implied(key, system, view) is not None
        ]
        if not able:
            break
        best = max(able, key=lambda item: item[1].bit_count())[1]
        repairs = _singles(system, best, view)
        found.append(Cause(_members(system, best), repairs))
        left &= ~best
    return found + _unexplained(system, left)


def _unexplained(system: System, left: int) -> list[Cause]:
    """What no small change explains: a failing total column goes back to the columns that it adds up."""
    members = _members(system, left)
    by_tie: dict[str, list[Verdict]] = {}
    for verdict in members:
        by_tie.setdefault(verdict.tie.id, []).append(verdict)
    found: list[Cause] = []
    for same in by_tie.values():
        *parts, last = same
        if parts and _gap(last) == exact(sum(_gap(part) for part in parts)):
            found.append(Cause([parts[0], last]))
            found += [Cause([part]) for part in parts[1:]]
        else:
            found += [Cause([verdict]) for verdict in same]
    return found


def _gap(verdict: Verdict) -> Number:
    return exact((verdict.left or 0) - (verdict.right or 0))
