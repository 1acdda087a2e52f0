"""Totals that stand behind their parts: 网上申请42件、信函申请13件、当面申请6件，合计61件."""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.matching import traits_of

_UNREAD = ("no_measure", "part", "nested")
_SAID = trait.PASSING | trait.TOGETHER | trait.RECEIVE | trait.ANSWER | trait.RULED
"""What may stand with the sum: light words, 合计, and the verb or noun of the whole."""


def add_up(fates: Sequence[NumberFate], grammar: Grammar) -> None:
    """Give a number that says 合计 to the whole of the parts before it, when it is their sum to the last unit."""
    for index, fate in enumerate(fates):
        if index < 2 or fate.outcome != "unmapped" or fate.reason not in _UNREAD or not _is_sum(fate):
            continue
        whole = _whole(fates[:index], fate, grammar)
        if whole and not any(whole in earlier.keys for earlier in fates):
            fate.outcome, fate.reason, fate.keys, fate.candidates = "mapped", "", [whole], []


def _is_sum(fate: NumberFate) -> bool:
    """Words before the number say that it is a sum, and name nothing that the grammar does not know."""
    before = [token for token in fate.own if token.end <= fate.start]
    return bool(traits_of(before) & trait.TOGETHER) and all(token.traits & _SAID for token in before)


def _whole(before: Sequence[NumberFate], fate: NumberFate, grammar: Grammar) -> str:
    """The measure that the parts right before are parts of; empty unless they add up to the number."""
    number, whole, found = fate.number, "", []
    for part in reversed(before):
        if part.number is None or part.number.unit in grammar.rates:
            continue
        parent = grammar.measures[part.keys[0]].part_of if len(part.keys) == 1 else None
        if not parent or (whole and parent != whole):
            break
        whole = parent
        found.append(part.number)
    if number is None or len(found) < 2 or {n.qualifier for n in (number, *found)} != {"exact"}:
        return ""
    return whole if sum(n.value or 0 for n in found) == number.value else ""
