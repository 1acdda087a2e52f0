"""Random figures of a report that keep every tie of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from nianbao.codebook import Edition, Tie

Number = int | float
Size = str
"""``zero``, ``sparse`` (mostly 0, as small offices report), ``distinct`` (hardly two alike) or ``large``."""

SIZES: tuple[Size, ...] = ("distinct", "sparse", "large", "zero")


def draw_figures(edition: Edition, keys: Iterable[str], rng: Random, size: Size) -> dict[str, Number]:
    """A value for every key; sums, balances and bounds of the edition hold between those that are given."""
    wanted = list(keys)
    pool = _Pool(edition, wanted, rng, size)
    values = {key: pool.value(key) for key in wanted}
    _keep_bounds(values, [tie for tie in _ties_within(edition, wanted) if tie.relation != "="])
    return values


def _ties_within(edition: Edition, keys: Iterable[str]) -> list[Tie]:
    known = set(keys) | {k for k, d in edition.derived.items()}
    return [
        tie
        for tie in edition.ties
        if not tie.spans_years and tie.kind != "agreement" and all(term.key in known for term in tie.terms)
    ]


class _Pool:
    """Values by need: a key that an equation determines is computed, the others are drawn."""

    def __init__(self, edition: Edition, wanted: list[str], rng: Random, size: Size) -> None:
        self._edition, self._rng, self._size = edition, rng, size
        self._values: dict[str, Number] = {}
        self._sums: dict[str, list[tuple[int, str]]] = {
            key: [(1, part) for part in derived.parts] for key, derived in edition.derived.items() if key not in wanted
        }
        for tie in _ties_within(edition, wanted):
            if tie.relation == "=" and tie.strength == "hard":
                self._determine(tie)
        if edition.id == "2014":
            self._settle_replies()

    def _determine(self, tie: Tie) -> None:
        """The first key on the left is what the rest of the equation makes it."""
        first, *others = tie.left
        rest = [(-t.sign, t.key) for t in others] + [(t.sign, t.key) for t in tie.right]
        self._sums.setdefault(first.key, rest)

    def _settle_replies(self) -> None:
        """Whatever was answered was completed: a soft tie of the form of 2014 between two sums."""
        if "requests.completed_on_time" in self._sums or "replies.total" not in self._sums:
            return
        self._sums["requests.completed_on_time"] = [(1, "replies.total"), (-1, "requests.completed_extended")]

    def value(self, key: str) -> Number:
        if key not in self._values:
            parts = self._sums.get(key)
            self._values[key] = self._draw(key) if parts is None else sum(s * self.value(k) for s, k in parts)
        return self._values[key]

    def _draw(self, key: str) -> Number:
        spec = self._edition.keys.get(key)
        kind = spec.type if spec else "count"
        if self._size == "zero":
            return 0
        if key.startswith("requests.brought_forward@"):
            # Received is what the balance makes it: it must not fall below zero.
            column = key.partition("@")[2]
            return self._rng.randint(0, int(self.value(f"results.total@{column}")) // 2)
        if key == "requests.completed_extended":
            return self._rng.randint(0, int(self.value("replies.total")))
        if key.endswith("@cumulative"):
            return self.value(key.replace("@cumulative", "@year")) + self._count()
        if kind == "money":
            return self._rng.choice([self._rng.randint(1, 9000), round(self._rng.uniform(0.5, 900), 4)])
        if kind == "change":
            # No more items are dropped than there were.
            there = self._values.get(key.removesuffix("change") + "prior_items", 90)
            return max(-int(there), self._rng.randint(-90, 90))
        return self._count()

    def _count(self) -> int:
        if self._size == "sparse":
            return self._rng.choice([0, 0, 0, 0, 0, 1, 2, 3, 7])
        if self._size == "large":
            return self._rng.choice([0, self._rng.randint(1, 60), self._rng.randint(1000, 60000)])
        return self._rng.randint(1, 997)


def _keep_bounds(values: dict[str, Number], ties: list[Tie]) -> None:
    """Raise or lower the first key of an inequality until it holds; those keys take part in no sum."""
    for tie in ties:
        left = _sum(values, [(t.sign, t.key) for t in tie.left])
        right = _sum(values, [(t.sign, t.key) for t in tie.right])
        gap = right - left
        if (tie.relation == ">=" and gap > 0) or (tie.relation == "<=" and gap < 0):
            values[tie.left[0].key] += gap


def _sum(values: Mapping[str, Number], terms: Iterable[tuple[int, str]]) -> Number:
    return sum(sign * values.get(key, 0) for sign, key in terms)


def holds(tie: Tie, values: Mapping[str, Number]) -> bool:
    """Whether a tie holds; true when one of its keys has no value."""
    if any(term.key not in values for term in tie.terms):
        return True
    left = _sum(values, [(t.sign, t.key) for t in tie.left])
    right = _sum(values, [(t.sign, t.key) for t in tie.right])
    return {"=": left == right, ">=": left >= right, "<=": left <= right}[tie.relation]
