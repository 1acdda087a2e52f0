"""Reconsideration and litigation in one sentence: which of the two a result belongs to."""

from __future__ import annotations

from itertools import pairwise

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import traits_of

TOTALS = ("reconsideration.total", "litigation.total")
_FAMILIES = {"reconsideration", "litigation"}


def tell_disputes(fates: list[NumberFate], tokens: list[Token]) -> None:
    """Give results to the one kind of dispute that has cases; share a result that stands behind both."""
    totals = [fate for fate in fates if len(fate.keys) == 1 and fate.keys[0] in TOTALS]
    if {fate.keys[0] for fate in totals} != set(TOTALS):
        return
    if len(totals) == len(TOTALS):
        _give_to_the_other(fates, totals)
    else:
        _share_result(fates, totals, tokens)


def _give_to_the_other(fates: list[NumberFate], totals: list[NumberFate]) -> None:
    """行政复议10件、行政诉讼0件，维持2件: where one kind has no case, the results are those of the other."""
    there = [fate for fate in totals if fate.number is None or fate.number.value]
    if len(there) != 1:
        return
    for fate in fates:
        if fate.outcome == "unmapped" and {_family(key) for key in fate.candidates} == _FAMILIES:
            kept = [key for key in fate.candidates if _family(key) == _family(there[0].keys[0])]
            if len(kept) == 1:
                fate.outcome, fate.reason, fate.keys, fate.candidates = "mapped", "", kept, []


def _share_result(fates: list[NumberFate], totals: list[NumberFate], tokens: list[Token]) -> None:
    """行政复议9件、行政诉讼7件，其中4件行政复议、3件行政诉讼获维持: a number behind 其中 is no second total.

    It has the result that its neighbour has, where nothing but its noun and 、 stand between the two.
    """
    read: set[str] = set()
    for fate, following in pairwise([*fates, None]):
        if fate not in totals:
            continue
        assert fate is not None
        key = fate.keys[0]
        if key not in read:
            read.add(key)
            continue
        if not traits_of(token for token in tokens if token.end <= fate.start) & trait.OPENERS:
            continue
        result = following.keys[0] if following is not None and len(following.keys) == 1 else ""
        if following is not None and _family(result) in _FAMILIES - {_family(key)} and result not in TOTALS:
            between = [t for t in tokens if fate.end <= t.start and t.end <= following.start]
            if sum(t.kind == "punct" for t in between) == 1 and any(t.text == "、" for t in between):
                fate.keys = [f"{_family(key)}.{result.rpartition('.')[2]}"]
                continue
        fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _family(key: str) -> str:
    return key.split(".")[0]
