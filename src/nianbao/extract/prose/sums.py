"""What the numbers of a sentence say of each other by arithmetic: totals behind parts, what is left, marks passed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Number
from nianbao.extract.prose.phrase import all_light, traits_of

_FEE = "prose.request_cost_fee"
_RECEIVED, _ANSWERED = "requests.received@total", "results.total@total"
_BROUGHT, _CARRIED = "requests.brought_forward@total", "requests.carried_forward@total"
_UNREAD = ("no_measure", "part", "nested")
_SAID = trait.PASSING | trait.TOGETHER | trait.RECEIVE | trait.ANSWER | trait.RULED
"""What may stand with the sum: light words, 合计, and the verb or noun of the whole."""


def add_up(fates: Sequence[NumberFate], grammar: Grammar) -> None:
    """Give a number that says 合计 to the whole of the parts before it, when it is their sum to the last unit."""
    for index, fate in enumerate(fates):
        if index < 2 or fate.outcome != "unmapped" or fate.reason not in _UNREAD or not _is_sum(fate):
            continue
        whole = _whole(fates[:index], fate, grammar)
        if whole and (whole in (_RECEIVED, _FEE) or not any(whole in earlier.keys for earlier in fates)):
            fate.outcome, fate.reason, fate.keys, fate.candidates = "mapped", "", [whole], []
            if whole == _FEE:
                _unmap_parts(fates[:index])


def _unmap_parts(fates: Sequence[NumberFate]) -> None:
    """邮寄费36元、复制费112元，共计148元: kinds of the fee."""
    for fate in fates:
        if fate.keys == [_FEE]:
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _parent(part: NumberFate, grammar: Grammar) -> str | None:
    """What the number is a part of; requests of several levels are parts of those of all."""
    if len(part.keys) != 1:
        return None
    return part.keys[0] if part.keys[0] in (_RECEIVED, _FEE) else grammar.measures[part.keys[0]].part_of


def refine(fates: Sequence[NumberFate]) -> None:
    """首次突破1000件，达到1037件: the number itself takes the place of the mark it passed, if it can."""
    if "unmapped" not in {fate.outcome for fate in fates}:
        return
    for mark, fate in pairwise(fates):
        a, b = mark.number, fate.number
        if (
            a is None
            or a.qualifier == "exact"
            or b is None
            or len(mark.keys) != 1
            or fate.outcome != "unmapped"
            or fate.reason != _UNREAD[0]
        ):
            continue
        before = [token for token in fate.own if token.end <= fate.start]
        said = (
            traits_of(before) & (trait.REACHED | trait.TOGETHER | trait.COPULAS)
            and not traits_of(before) & trait.OPENERS
        )
        if said and all_light(before) and _passes(a, b):
            fate.outcome, fate.reason, fate.keys = "mapped", "", mark.keys
            mark.outcome, mark.reason, mark.candidates, mark.keys = "unmapped", "mark", mark.keys, []


def _passes(mark: Number, number: Number) -> bool:
    """Both count the same kind of thing, and the number is what the mark says of it: more, or about as many."""
    if mark.value is None or number.value is None or mark.unit != number.unit or number.qualifier != "exact":
        return False
    if mark.qualifier == "at_least":
        return mark.value <= number.value <= mark.value * 2
    return mark.qualifier == "approx" and mark.value <= number.value * 2 <= mark.value * 3


def _told(fates: Sequence[NumberFate]) -> dict[str, Decimal]:
    """Exact numbers by measure."""
    return {
        fate.keys[0]: fate.number.value
        for fate in fates
        if fate.keys and fate.number is not None and fate.number.value is not None
    }


def carry_the_rest(fates: Sequence[NumberFate], earlier: Sequence[NumberFate]) -> None:
    """新收56件，办结55件，结转1件: carried forward, when it is what the others leave."""
    values = _told([*earlier, *fates])
    if _CARRIED in values or not {_RECEIVED, _ANSWERED} <= values.keys():
        return
    left = values[_RECEIVED] + values.get(_BROUGHT, Decimal(0)) - values[_ANSWERED]
    for fate in fates:
        if fate.outcome == "unmapped" and fate.number is not None and fate.number.value == left:
            said = traits_of(fate.own)
            if said & trait.CARRY and not said & trait.LAST_YEAR:
                fate.outcome, fate.reason, fate.keys = "mapped", "", [_CARRIED]
                return


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
        parent = _parent(part, grammar)
        if not parent or (whole and parent != whole):
            break
        whole = parent
        found.append(part.number)
    if number is None or len(found) < 2 or {n.qualifier for n in (number, *found)} != {"exact"}:
        return ""
    return whole if sum(n.value or 0 for n in found) == number.value else ""
