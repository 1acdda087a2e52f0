"""Pieces of line -> whole rules -> groups of rules that touch: the skeletons of tables."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from math import inf
from operator import itemgetter

from nianbao.read.pdf.sheet import Rule, Rules

SNAP = 3.0
"""Points. Lines this near are one line: double borders, the two sides of a thick one, drifting columns."""
JOIN = 3.0
"""Points. Gaps in a line up to this width belong to it: dashes, and cells bordered one by one."""
SHORTEST = 3.0
_START = itemgetter(1)


@dataclass(slots=True)
class Skeleton:
    """Rules that touch each other directly or through others."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)


def skeletons(rules: Rules) -> list[Skeleton]:
    """Groups of touching rules, in the order of their first horizontal rule from the top."""
    horizontal, vertical = whole(rules.horizontal), whole(rules.vertical)
    parents = list(range(len(horizontal) + len(vertical)))
    heights = [rule.at for rule in horizontal]
    for index, (x, top, bottom) in enumerate(vertical, len(horizontal)):
        mine = index
        for other in range(bisect_left(heights, top - JOIN), bisect_left(heights, bottom + JOIN)):
            _, start, end = horizontal[other]
            if start - JOIN <= x <= end + JOIN and parents[other] != mine:
                parents[mine] = mine = root(parents, other)
    groups: defaultdict[int, Skeleton] = defaultdict(Skeleton)
    for index, rule in enumerate(horizontal):
        groups[root(parents, index)].horizontal.append(rule)
    for index, rule in enumerate(vertical, len(horizontal)):
        groups[root(parents, index)].vertical.append(rule)
    return list(groups.values())


def root(parents: list[int], index: int) -> int:
    """The representative of a set in a union-find forest, which is flattened on the way."""
    while parents[index] != index:
        parents[index] = index = parents[parents[index]]
    return index


def whole(pieces: list[Rule]) -> list[Rule]:
    """Pieces snapped to common positions and joined to whole rules, sorted by position."""
    return [
        Rule(at, start, end)
        for at, members in _snapped(pieces)
        for start, end in _joined(members)
        if end - start >= SHORTEST
    ]


def _snapped(pieces: list[Rule]) -> list[tuple[float, list[Rule]]]:
    """Clusters of pieces, each no farther than SNAP from the one before, with the mean of their positions."""
    clusters: list[list[Rule]] = []
    before = -inf
    for piece in sorted(pieces):
        at = piece.at
        if at - before <= SNAP:
            clusters[-1].append(piece)
        else:
            clusters.append([piece])
        before = at
    return [(sum([piece.at for piece in cluster]) / len(cluster), cluster) for cluster in clusters]


def _joined(pieces: list[Rule]) -> list[tuple[float, float]]:
    """The stretches that the pieces cover together."""
    stretches: list[tuple[float, float]] = []
    reached = -inf
    for _, start, end in sorted(pieces, key=_START):
        if start - reached <= JOIN:
            stretches[-1] = (stretches[-1][0], reached := max(reached, end))
        else:
            stretches.append((start, reached := end))
    return stretches
