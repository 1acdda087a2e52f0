"""Parts of the sentences against their totals: never more, and no less where the list is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import any_of, words
from nianbao.codebook.partitions import UNNAMED, Partition, partitions
from nianbao.model import Amount, Finding, Sentence

_RESULTS, _BROUGHT = "results.total@total", "requests.brought_forward@total"
_FULL = (99.5, 100.5)
"""Shares that add up to this say that the list is complete."""
_REACH = 2
"""A total governs the lists of its own sentence and of so many sentences behind it."""
_LONG, _NEARLY = 5, 0.97
"""A list of so many items that misses so little of its total was meant to be complete."""
_FEW = 2
"""Parts that make a list."""
_SLIP_OVER, _SLIP_SHORT, _DIGITS = 0.1, 0.03, 3
"""How far off, beside its total, a list may be for two digits changed over to explain it; how long such numbers are."""
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
    sentence: Sentence
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
    for sentence in view.sentences:
        if len(sentence.amounts) > _FEW:
            yield from _plain_lists(sentence, view)


def _plain_lists(sentence: Sentence, view: ReportView) -> Iterator[Finding]:
    """Parts without a measure behind 其中, more together than their total (解读12篇，其中图解9篇、视频7篇)."""
    if sum(amount.role == "unmapped" for amount in sentence.amounts) < _FEW:
        return
    units = words("language")["divided_units"]
    for at, total in enumerate(sentence.amounts):
        if total.role != "figure" or total.qualifier != "exact" or total.unit not in units:
            continue
        alike = (a.role == "unmapped" and a.unit == total.unit for a in sentence.amounts[at + 1 :])
        parts = [a for a, _ in zip(sentence.amounts[at + 1 :], takewhile(bool, alike), strict=False)]
        actual = exact(sum(part.value for part in parts))
        exactly = all(part.qualifier == "exact" for part in parts)
        if len(parts) >= _FEW and exactly and actual > total.value and _divides(total, parts):
            zh, en = measure_labels(total.key, view)
            yield finding(
                "PROSE.parts",
                [total.key],
                severity="warning",
                expected=total.value,
                actual=actual,
                responsibility="source",
                evidence=[a.evidence for a in (total, *parts)],
                zh={"label": zh},
                en={"label": en},
            )


def _divides(total: Amount, parts: list[Amount]) -> bool:
    """其中 stands between the total and the first part, and nothing ends the list before its last one."""
    here, last = total.evidence, parts[-1].evidence
    if here is None or last is None or last.start is None or here.quote_start is None or not _opens(total, parts[:1]):
        return False
    rest = here.quote[_place(parts[0]) - here.quote_start : last.start - here.quote_start]
    return not any(mark in rest for mark in "；;。") and not any_of("language", "opens_parts").search(rest)


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
                ahead = _ahead(total, parts, sentence)
                yield _List(partition, total, parts, _others(parts, sentence), full, sentence, ahead)


def _total(key: str, parts: list[Amount], sentences: Sequence[Sentence]) -> Amount | None:
    """The total read last before the list, else the first one behind it in the same sentence; for the same body."""
    first, scope = _place(parts[0]), parts[0].scope
    if key == UNNAMED:
        return _unnamed(parts, sentences[-1])
    figures = (a for sentence in sentences for a in sentence.amounts if a.role == "figure")
    stated = [a for a in figures if a.key == key and a.scope == scope]
    before = [a for a in stated if _place(a) < first]
    if before:
        return before[-1]
    return stated[0] if stated and any(a is stated[0] for a in sentences[-1].amounts) else None


def _unnamed(parts: list[Amount], sentence: Sentence) -> Amount | None:
    """The number without measure right before the first part, in its unit (工作人员98人，其中专职21人、兼职75人)."""
    at = next(i for i, amount in enumerate(sentence.amounts) if amount is parts[0])
    before = sentence.amounts[at - 1] if at else None
    return before if before and before.role == "unmapped" and before.unit == parts[0].unit else None


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
    wholes = each.wholes() | _with_brought(each, view)
    if wholes & each.sums() or wholes & _outer_sums(each):
        return
    if all(a.qualifier == "exact" for a in amounts) and (slip := _swapped(each, least)):
        yield _finding("PROSE.swapped", each, least, view, printed=slip[0], meant=slip[1])
        return
    if each.partition.overlapping:
        return
    if any(a.qualifier == "approx" for a in amounts):
        if least > total * _APPROX:
            yield _finding("PROSE.parts_about", each, least, view)
    elif least > total:
        yield _finding("PROSE.parts", each, least, view)
    elif each.full:
        yield _finding("PROSE.incomplete", each, max(each.sums()), view)
    elif not each.full and _nearly(each):
        yield _finding("PROSE.nearly", each, max(each.sums()), view)


def _outer_sums(each: _List) -> set[Number]:
    """公开类127件，其中予以公开104件、部分公开23件；未公开类88件，…: a number may hold those right behind it."""
    first = each.parts[0]
    line = [a for a in each.sentence.amounts if a.unit == first.unit and _place(a) >= _place(first)]
    line = [a for a in line if a.role in ("figure", "unmapped", "part_of_part")]
    sums: list[set[Number]] = [{0}]  # of the last n numbers, those that are inside another left out
    for at in range(len(line) - 1, -1, -1):
        found = set(sums[len(line) - at - 1])
        inside: Number = 0
        for end in range(at + 1, len(line) if _opens(line[at], line[at + 1 : at + 2]) else 0):
            inside = exact(inside + line[end].value)
            if inside == line[at].value:
                found |= sums[len(line) - end - 1]
        sums.append({exact(line[at].value + rest) for rest in found})
    return sums[-1]


def _opens(amount: Amount, following: list[Amount]) -> bool:
    """其中 or 包括 stands between a number and the next one."""
    place = amount.evidence
    if not following or place is None or place.end is None or place.quote_start is None:
        return False
    between = place.quote[place.end - place.quote_start : _place(following[0]) - place.quote_start]
    return any_of("language", "opens_parts").search(between) is not None


def _with_brought(each: _List, view: ReportView) -> set[Number]:
    """新收的108件中办结102件，…办结的申请中: the outcomes may be those of requests brought forward too."""
    if each.partition.total != _RESULTS:
        return set()
    brought = (f.value for f in view.prose.get(_BROUGHT, ()) if f.value and not f.scope)
    return {exact(each.total.value + value) for value in brought}


def _swapped(each: _List, parts: Number) -> tuple[Number, Number] | None:
    """Two neighbouring digits that, changed back, make the list add up: the number printed and the one meant."""
    total, off = each.total.value, parts - each.total.value
    if abs(off) > total * (_SLIP_OVER if off > 0 else _SLIP_SHORT):
        return None
    numbers = [(part.value, -off) for part in each.parts] + [(total, off)]
    found = {(value, value + change) for value, change in numbers if value + change in _with_swaps(value)}
    return found.pop() if len(found) == 1 else None


def _with_swaps(number: Number) -> set[int]:
    """The number with two of its neighbouring digits changed over."""
    digits = str(number)
    if not digits.isdigit() or len(digits) < _DIGITS:
        return set()
    pairs = range(len(digits) - 1)
    return {int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]) for i in pairs if digits[i] != digits[i + 1]}


def _nearly(each: _List) -> bool:
    """A long list that reaches its total but for a little, and says neither 其中 nor 等 nor 其他."""
    items = len(each.parts) + len(each.others)
    short = each.total.value not in each.sums() and _NEARLY * each.total.value <= max(each.sums()) < each.total.value
    quotes = {part.evidence.quote for part in (each.total, *each.parts) if part.evidence}
    return short and items >= _LONG and not any(any_of("language", "open_lists").search(quote) for quote in quotes)


def _finding(code: str, each: _List, actual: Number, view: ReportView, **facts: Number) -> Finding:
    known = each.partition.label
    zh, en = (known["zh"], known["en"]) if known else measure_labels(each.total.key, view)
    keys = [part.key for part in each.parts]
    return finding(
        code,
        keys if known else [each.total.key, *keys],
        expected=each.total.value,
        actual=actual,
        responsibility="source",
        evidence=[a.evidence for a in (each.total, *each.parts)],
        zh={"label": zh},
        en={"label": en},
        **facts,  # type: ignore[arg-type]
    )
