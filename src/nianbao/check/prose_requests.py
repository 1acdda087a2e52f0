"""Requests in and out, as the sentences count them; whether those brought forward are counted in is tried both ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import stated_once
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import any_of
from nianbao.codebook.partitions import Partition, partitions
from nianbao.model import Amount, Figure, Finding

_RECEIVED = "requests.received@total"
_BROUGHT = "requests.brought_forward@total"
_CARRIED = "requests.carried_forward@total"
_RESULTS = "results.total@total"
_ACCOUNT = 4
"""This many outcome classes beside what is carried forward are a full account, not examples."""

_BEHIND = 12
"""Characters behind a number in which its own predicate stands."""


def check_requests(view: ReportView) -> Iterator[Finding]:
    """Received (and brought forward) against answered, or the outcomes, and carried forward."""
    received, carried = stated_once(view, _RECEIVED), stated_once(view, _CARRIED)
    if received is None or carried is None:
        return
    answered, outcomes = stated_once(view, _RESULTS), _outcomes(view)
    spent = outcomes if len(outcomes) >= _ACCOUNT else [answered] if answered else []
    if spent and len({f.scope for f in (received, carried, *spent)}) == 1:
        yield from _balance(received, stated_once(view, _BROUGHT), spent, carried, view)


def brought_apart(answered: Figure, view: ReportView) -> Number:
    """Requests brought forward that the sentence counts apart from those answered.

    已办结48件，另办结上年结转4件; 上年结转4件，全部办结，新收的108件中办结102件.
    """
    place = answered.evidence.start if answered.evidence else None
    for sentence in view.sentences:
        at = next((i for i, a in enumerate(sentence.amounts) if a.evidence and a.evidence.start == place), None)
        if at is not None:
            behind = (a.value for a in sentence.amounts[at + 1 :] if _is_brought(a))
            return next(behind, next((a.value for a in sentence.amounts[:at] if _is_brought(a) and _is_done(a)), 0))
    return 0


def _is_brought(amount: Amount) -> bool:
    return amount.key == _BROUGHT and amount.role == "figure"


def _is_done(amount: Amount) -> bool:
    """The words right behind the number say that all of these were answered."""
    place = amount.evidence
    if place is None or place.end is None or place.quote_start is None:
        return False
    at = place.end - place.quote_start
    return any_of("requests", "done").search(place.quote[at : at + _BEHIND]) is not None


def _outcomes(view: ReportView) -> list[Figure]:
    """Outcome classes of the first level that the text states, merged classes included."""
    keys = _first_division().counts(view.prose)
    figures = (stated_once(view, key) for key in view.prose if key in keys)
    return [figure for figure in figures if figure is not None]


@lru_cache(maxsize=1)
def _first_division() -> Partition:
    return next(each for each in partitions() if each.total == _RESULTS)


def _balance(
    received: Figure, brought: Figure | None, spent: list[Figure], carried: Figure, view: ReportView
) -> Iterator[Finding]:
    gone = exact(_sum(spent) + _sum([carried]))
    new, old = _sum([received]), _brought(brought, view)
    due = exact(new + (old or 0))
    if due == gone or (spent[0].key == _RESULTS and due == exact(gone + brought_apart(spent[0], view))):
        return
    figures = [received, *([brought] if brought else []), *spent, carried]
    facts = {"evidence": [f.evidence for f in figures], "received": new, "brought": old or 0}
    if old and gone == new and _may_include(received, view):
        yield finding("PROSE.includes", [_RECEIVED, _BROUGHT], expected=exact(new - old), actual=new, **facts)  # type: ignore[arg-type]
    elif old is not None or (gone < new and _is_full(spent)):
        yield finding(
            "PROSE.balance",
            [f.key for f in figures],
            expected=due,
            actual=gone,
            responsibility="source",
            difference=exact(abs(due - gone)),
            **facts,  # type: ignore[arg-type]
        )


def _sum(figures: list[Figure]) -> Number:
    return sum(figure.value for figure in figures if figure.value is not None)


def _brought(stated: Figure | None, view: ReportView) -> Number | None:
    """What the text says was brought forward, else the table; None when neither does: it may be left out."""
    if stated is not None:
        return stated.value
    value = view.value(_BROUGHT)
    return value if value is not None else None


def _may_include(received: Figure, view: ReportView) -> bool:
    """The sentence leaves open whether its number counts those brought forward."""
    place = received.evidence.start if received.evidence else None
    amounts = (a for sentence in view.sentences for a in sentence.amounts if a.loose and a.evidence)
    return any(a.evidence is not None and a.evidence.start == place for a in amounts)


def _is_full(spent: list[Figure]) -> bool:
    keys = [figure.key for figure in spent]
    return any(_covers(each, keys) for each in partitions() if each.total == _RESULTS)


def _covers(partition: Partition, keys: list[str]) -> bool:
    return partition.is_full(keys)
