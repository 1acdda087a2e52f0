"""Shares and growth rates of the sentences, computed anew from the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import words
from nianbao.codebook.measures import measures
from nianbao.codebook.partitions import partitions
from nianbao.model import Amount, Finding, Sentence

_YEARLY = "prose.requests_yoy"
_RECEIVED, _BROUGHT = "requests.received@total", "requests.brought_forward@total"

_ALL = 100
"""Percent."""


def check_rates(view: ReportView) -> Iterator[Finding]:
    """Rates that none of the numbers they can be of explains, within the tolerance of their decimals."""
    for sentence in view.sentences:
        for amount in sentence.amounts:
            of = _of(amount, sentence, view) if amount.qualifier == "exact" else None
            if of is None or of.qualifier != "exact" or of.role != "figure" or of.scope:
                continue
            if amount.role == "share":
                yield from _share(amount, of, sentence, view)
            elif amount.role == "growth":
                yield from _growth(amount, of, sentence, view)
    yield from _over_all(view)


def _over_all(view: ReportView) -> Iterator[Finding]:
    """Rates of all there are (办结率, 公开率) that exceed it."""
    for key in words("rates")["of_all"]:
        for figure in view.prose.get(key, ()):
            if figure.value is not None and figure.value > _ALL and figure.unit == "%":
                zh, en = measure_labels(key, view)
                yield finding(
                    "PROSE.over_all",
                    [key],
                    expected=_ALL,
                    actual=figure.value,
                    responsibility="source",
                    evidence=[figure.evidence],
                    quote=figure.evidence.quote if figure.evidence else "",
                    zh={"label": zh},
                    en={"label": en},
                )


def _of(rate: Amount, sentence: Sentence, view: ReportView) -> Amount | None:
    """The number the rate is of: beside it, or the one the text states for the noun of the rate."""
    if rate.of is not None:
        return sentence.amounts[rate.of]
    if not rate.nouns:
        return None
    stated = [a for s in view.sentences for a in s.amounts if a.role == "figure" and a.key in rate.nouns]
    earlier = [a for a in stated if _start(a) < _start(rate)]
    return earlier[-1] if len({(a.key, a.value) for a in earlier}) == 1 else None


def _start(amount: Amount) -> int:
    return (amount.evidence.start or 0) if amount.evidence else 0


def _share(share: Amount, part: Amount, sentence: Sentence, view: ReportView) -> Iterator[Finding]:
    """A share is of the total in the same sentence, or of one that the text or the table states for its measure."""
    wholes = [whole for whole in _wholes(part, sentence, view) if whole]
    if wholes and not any(_agrees(100 * part.value / whole, share, view) for whole in wholes):
        yield _finding("PROSE.percentage", share, part, 100 * part.value / wholes[0], view)


def _wholes(part: Amount, sentence: Sentence, view: ReportView) -> Iterator[Number]:
    """Known totals the part belongs to, the nearest first; any larger number before it in the sentence may be meant."""
    chain = list(_chain(part.key))
    known = [a.value for a in sentence.amounts if a.key in chain and a.role == "figure"]
    known += [f.value for key in chain for f in view.prose.get(key, ()) if f.value is not None]
    known += [value for key in chain if (value := view.value(key)) is not None]
    yield from known
    brought = [f.value for f in view.prose.get(_BROUGHT, ()) if f.value is not None]
    brought += [value for value in [view.value(_BROUGHT)] if value is not None]
    if _RECEIVED in chain:
        yield from (a + b for a in known for b in brought)
    if known and part in sentence.amounts:
        at = sentence.amounts.index(part)
        yield from (a.value for a in sentence.amounts[:at] if a.unit == part.unit and a.value > part.value)


def _chain(key: str) -> Iterator[str]:
    """The measures a measure is a part of, from the nearest on; outcomes are shares of requests received too."""
    measure = measures().get(key)
    while measure is not None and measure.part_of is not None:
        yield measure.part_of
        measure = measures()[measure.part_of]
    if key.startswith(("results.", "prose.outcome")):
        yield _RECEIVED
    yield from (each.total for each in partitions() if key in each.parts)


def _growth(rate: Amount, now: Amount, sentence: Sentence, view: ReportView) -> Iterator[Finding]:
    """A growth is judged only when the sentence gives last year's number, or the difference, and no second one."""
    before = list(set(_before(rate, now, sentence)))
    if len(before) == 1 and before[0]:
        expected = 100 * (now.value - before[0]) / before[0]
        if not _agrees(expected, rate, view):
            yield _finding("PROSE.growth", rate, now, expected, view)


def _before(rate: Amount, now: Amount, sentence: Sentence) -> Iterator[Number]:
    figures = [a for a in sentence.amounts[: sentence.amounts.index(rate)] if a.role == "figure" and a.unit == now.unit]
    if len(figures) > 1 and figures[-1] is not now and rate.key != _YEARLY:
        return
    for amount in sentence.amounts:
        if amount.unit != now.unit or amount.qualifier != "exact":
            continue
        if amount.role == "base" and amount.key in ("", now.key):
            yield amount.value
        elif amount.role == "change":
            yield now.value - amount.value if rate.value > 0 else now.value + amount.value


def _agrees(expected: float, printed: Amount, view: ReportView) -> bool:
    name = "decimals" if printed.decimals else "whole"
    code = "PROSE.percentage" if printed.role == "share" else "PROSE.growth"
    return abs(expected - printed.value) <= view.threshold(code, name) + 1e-9


def _finding(code: str, rate: Amount, of: Amount, expected: float, view: ReportView) -> Finding:
    zh, en = measure_labels(of.key, view)
    return finding(
        code,
        [of.key],
        expected=round(expected, max(1, rate.decimals)),
        actual=rate.value,
        responsibility="source",
        evidence=[of.evidence, rate.evidence],
        value=of.value,
        unit="%" if rate.unit == "%" else "",
        quote=rate.evidence.quote if rate.evidence else "",
        zh={"label": zh},
        en={"label": en},
    )


def check_differences(view: ReportView) -> Iterator[Finding]:
    """52件，比上年的38件增加24件: this year's number, last year's, and by how much they are said to differ."""
    for sentence in view.sentences:
        for now, before, change in zip(sentence.amounts, sentence.amounts[1:], sentence.amounts[2:], strict=False):
            if (now.role, before.role, change.role) != ("figure", "base", "change"):
                continue
            alike = len({now.unit, before.unit, change.unit}) == 1 and before.key in ("", now.key)
            exactly = all(a.qualifier == "exact" and not a.scope for a in (now, before, change))
            differ = exact(abs(now.value - before.value))
            if alike and exactly and differ != abs(change.value):
                yield _finding("PROSE.growth", change, now, differ, view)
