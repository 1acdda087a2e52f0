"""Parts of the sentences against their totals: never more, and no less where the list is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import any_of
from nianbao.codebook.partitions import Partition, partitions
from nianbao.model import Amount, Finding, Sentence

_FULL = (99.5, 100.5)
"""Shares that add up to this say that the list is complete."""
_REACH = 2
"""A total governs the lists of its own sentence and of so many sentences behind it."""
_LONG, _NEARLY = 5, 0.97
"""A list of so many items that misses so little of its total was meant to be complete."""
_APPROX = 1.1
"""余 and 多 never add more than a tenth to the number printed."""


@dataclass(slots=True)
class _List:
    """A total with the parts that one sentence gives."""

    partition: Partition
    total: Amount
    parts: list[Amount]
    others: list[Amount]
    """Other numbers between the parts, in their unit: parts without a measure, or counted under another one."""
    full: bool
    ahead: list[Amount]
    """Numbers without a measure between the total and its parts: cases brought forward, it may be."""

    def wholes(self) -> set[Number]:
        """What the parts may add up to: the total, or the total and what was brought forward (12件、上年结转2件)."""
        return {self.total.value, *(exact(self.total.value + each.value) for each in self.ahead)}

    def sums(self) -> set[Number]:
        """What the parts add up to: alone, with the numbers that no measure explains, with all between them.

        Those ahead are further parts when the list begins with one that no measure explains (862条：动态516条、…).
        """
        own = sum(part.value for part in self.parts)
        unmapped = sum(other.value for other in self.others if other.role == "unmapped")
        ahead = sum(a.value for a in self.ahead if a.role == "unmapped" and a.value < self.total.value)
        every = sum(other.value for other in self.others)
        return {exact(own + more + first) for more in (0, unmapped, every) for first in (0, ahead)}


def check_parts(view: ReportView) -> Iterator[Finding]:
    """Lists whose parts exceed their total, or fall short of it though the list is complete."""
    told: set[tuple[str, Number, Number]] = set()
    for each in _lists(view.sentences):
        for found in _judged(each, view):
            sign = (found.keys[0], each.total.value, len(found.keys))
            if sign not in told:
                told.add(sign)
                yield found


def _lists(sentences: Sequence[Sentence]) -> Iterator[_List]:
    for index, sentence in enumerate(sentences):
        figures = [amount for amount in sentence.amounts if amount.role == "figure"]
        if len(figures) < 2:  # one part is no list
            continue
        given = {amount.key for amount in figures}
        for partition in partitions():
            if len(given & partition.named) < 2:
                continue
            keys = partition.counts(given)
            parts = [amount for amount in figures if amount.key in keys]
            if len(parts) < 2 or len({part.key for part in parts}) != len(parts):
                continue  # a part given twice is not one list
            near = sentences[max(0, index - _REACH) : index + 1]
            total = _total(partition.total, parts, near) or _stand_in(partition, parts, sentence)
            if total is not None:
                full = _is_full(partition, keys, parts, sentence)
                yield _List(partition, total, parts, _others(parts, sentence), full, _ahead(total, parts, sentence))


def _total(key: str, parts: list[Amount], sentences: Sequence[Sentence]) -> Amount | None:
    """The total read last before the list, else the first one behind it in the same sentence; for the same body."""
    first, scope = _place(parts[0]), parts[0].scope
    figures = (a for sentence in sentences for a in sentence.amounts if a.role == "figure")
    stated = [a for a in figures if a.key == key and a.scope == scope]
    before = [a for a in stated if _place(a) < first]
    if before:
        return before[-1]
    return stated[0] if stated and any(a is stated[0] for a in sentences[-1].amounts) else None


def _stand_in(partition: Partition, parts: list[Amount], sentence: Sentence) -> Amount | None:
    """The figure right before the list that stands for a total nobody states (通过网站公开862条，其中动态516条、…)."""
    before = [a for a in sentence.amounts if _place(a) < _place(parts[0])]
    if not before or before[-1].key not in partition.stands_in or before[-1].scope != parts[0].scope:
        return None
    return before[-1] if before[-1].role == "figure" else None


def _place(amount: Amount) -> int:
    return amount.evidence.start or 0 if amount.evidence else 0


def _others(parts: list[Amount], sentence: Sentence) -> list[Amount]:
    """Other numbers of the list: between its parts, in their unit."""
    first, last = _place(parts[0]), _place(parts[-1])
    units, own = {part.unit for part in parts}, {part.key for part in parts}
    counted = (a for a in sentence.amounts if a.role in ("figure", "unmapped") and a.unit in units)
    return [a for a in counted if first < _place(a) < last and a.key not in own]


def _ahead(total: Amount, parts: list[Amount], sentence: Sentence) -> list[Amount]:
    units, place, first = {part.unit for part in parts}, _place(total), _place(parts[0])
    between = (a for a in sentence.amounts if place < _place(a) < first and a.unit in units)
    return [a for a in between if a.role in ("unmapped", "set_aside")]


def _is_full(partition: Partition, keys: frozenset[str], parts: list[Amount], sentence: Sentence) -> bool:
    if partition.is_full(keys) or parts[0].closing:
        return True
    shares = [a for a in sentence.amounts if a.role == "share" and a.of is not None]
    of_parts = [a for a in shares if a.of is not None and sentence.amounts[a.of] in parts]
    whole = _FULL[0] <= sum(a.value for a in shares) <= _FULL[1]
    return len(of_parts) == len(parts) == len(shares) and whole


def _judged(each: _List, view: ReportView) -> Iterator[Finding]:
    amounts = [each.total, *each.parts]
    if any(a.qualifier == "at_least" for a in amounts):
        return
    least, total = exact(sum(part.value for part in each.parts)), each.total.value
    if any(a.qualifier == "approx" for a in amounts):
        if least > total * _APPROX:
            yield _finding("PROSE.parts_about", each, least, view)
    elif each.wholes() & each.sums():
        return
    elif least > total:
        yield _finding("PROSE.parts", each, least, view)
    elif each.full:
        yield _finding("PROSE.incomplete", each, max(each.sums()), view)
    elif not each.full and _nearly(each):
        yield _finding("PROSE.nearly", each, max(each.sums()), view)


def _nearly(each: _List) -> bool:
    """A long list that reaches its total but for a little, and says neither 其中 nor 等 nor 其他."""
    items = len(each.parts) + len(each.others)
    short = each.total.value not in each.sums() and _NEARLY * each.total.value <= max(each.sums()) < each.total.value
    quotes = {part.evidence.quote for part in (each.total, *each.parts) if part.evidence}
    return short and items >= _LONG and not any(any_of("language", "open_lists").search(quote) for quote in quotes)


def _finding(code: str, each: _List, actual: Number, view: ReportView) -> Finding:
    zh, en = measure_labels(each.total.key, view)
    return finding(
        code,
        [each.total.key, *(part.key for part in each.parts)],
        expected=each.total.value,
        actual=actual,
        responsibility="source",
        evidence=[a.evidence for a in (each.total, *each.parts)],
        zh={"label": zh},
        en={"label": en},
    )
