"""Numbers that hold more than their noun says, or less: merged outcomes, levels of government, all years so far."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import traits_of
from nianbao.extract.prose.rules import TOTAL
from nianbao.extract.prose.scene import CATEGORY

GRANTED = "results.granted@total"
_IN_PART, _MERGED = "results.granted_in_part@total", "prose.outcome.granted_or_in_part"
_RECEIVED = "requests.received@total"
CUMULATIVE = "prose.info_cumulative_total"
_NEWS, _WEBSITE = "prose.info_by_category.news", "prose.info_by_website"
_ACCOUNTS = (["prose.info_by_wechat"], ["prose.info_by_weibo"], ["prose.info_by_new_media"])
_GROUP_ENDS = "；;。"
_ABOUT = Decimal("1.05")
"""Totals in round numbers may be a little less than their parts."""


def merge_granted(fates: Sequence[NumberFate], tokens: Sequence[Token], grammar: Grammar) -> None:
    """公开12件（含部分公开2件）: the number before 含 or 其中 holds both outcomes."""
    for index, whole in enumerate(fates):
        if whole.keys != [GRANTED]:
            continue
        between: list[NumberFate] = []
        for part in takewhile(lambda fate: fate.keys in ([], [_IN_PART]), fates[index + 1 :]):
            if part.keys and _opens(tokens, whole.end, (between or [part])[0].start):
                whole.keys = [_MERGED]
                _name_the_other(between, grammar)
                break
            if part.keys or not (part.outcome == "unmapped" and part.reason == "part"):
                break
            between.append(part)


def _name_the_other(between: Sequence[NumberFate], grammar: Grammar) -> None:
    """予以公开15件，其中全部公开12件、部分公开3件: the one beside it is the other half."""
    for fate in between:
        if any(grammar.has(token.text, "granted") for token in fate.own if token.end <= fate.start):
            fate.outcome, fate.reason, fate.keys = "mapped", "", [GRANTED]


def _opens(tokens: Sequence[Token], start: int, end: int) -> bool:
    """A word such as 其中 stands between the two numbers, and no semicolon."""
    between = [token for token in tokens if start <= token.start < end]
    return bool(traits_of(between) & trait.OPENERS) and not any(token.text in _GROUP_ENDS for token in between)


def tell_channel(fates: Sequence[NumberFate], grammar: Grammar) -> None:
    """网站发布动态信息5条，新媒体发布信息62条: what the website sent out, beside another medium, is no class."""
    classes = [fate for fate in fates if fate.keys and fate.keys[0].startswith(CATEGORY)]
    if len(classes) != 1 or classes[0].keys != [_NEWS] or not any(fate.keys[:1] in _ACCOUNTS for fate in fates):
        return
    before = [token for token in classes[0].own if token.end <= classes[0].start]
    media = {grammar.medium_of[token.text] for token in before if token.text in grammar.medium_of}
    if media == {"website"} and not traits_of(before) & trait.OPENERS and not any(f.keys == [TOTAL] for f in fates):
        classes[0].keys = [_WEBSITE]


def doubt_levels(fates: Sequence[NumberFate], grammar: Grammar) -> None:
    """市本级收到320件，各区县收到1120件: neither level has all requests; their sum, if it is told, has."""
    told = [fate for fate in fates if fate.number is not None and fate.number.unit == _unit(fates)]
    parts = [fate for fate in told if len(_levels(fate, grammar)) == 1]
    whole = sum(fate.number.value or 0 for fate in parts if fate.number)
    if not any(fate.keys in ([_RECEIVED], []) and fate.outcome != "not_a_figure" for fate in parts):
        return
    several = sum(fate.keys == [_RECEIVED] for fate in told) > 1 or len(parts) > 1
    for fate in told:
        less = fate.number is not None and (fate.number.value or 0) * _ABOUT < whole
        if fate.keys == [_RECEIVED] and not fate.scope and (less or (several and fate in parts)):
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _unit(fates: Sequence[NumberFate]) -> str | None:
    """The measure word of the requests received."""
    return next((fate.number.unit for fate in fates if fate.keys == [_RECEIVED] and fate.number), None)


def _levels(fate: NumberFate, grammar: Grammar) -> set[str]:
    before = [token.text for token in fate.own if token.end <= fate.start]
    return {name for name in ("departments", "lower", "levels") if any(grammar.has(text, name) for text in before)}


def tell_cumulative(fates: Sequence[NumberFate], grammar: Grammar) -> None:
    """2011年公开606条，…，目前总计公开2739条: the larger one behind it is of all years."""
    yearly = next((fate for fate in fates if fate.keys == [TOTAL]), None)
    if yearly is None or yearly.number is None or any(CUMULATIVE in fate.keys for fate in fates):
        return
    for fate in fates:
        number = fate.number
        if fate.start <= yearly.start or number is None or number.unit != yearly.number.unit:
            continue
        alike = fate.keys == [TOTAL] or (not fate.keys and fate.reason in ("part", "repeated", "no_measure"))
        if (
            alike
            and (_so_far(fate, grammar) or _added(yearly, fate, grammar))
            and (number.value or 0) > (yearly.number.value or 0)
        ):
            fate.outcome, fate.reason, fate.keys, fate.candidates = "mapped", "", [CUMULATIVE], []
            return


def _added(yearly: NumberFate, fate: NumberFate, grammar: Grammar) -> bool:
    """全年新增公开512条，累计公开4126条: what was added, then all."""
    new = any(grammar.has(token.text, "new_of_year") for token in yearly.own if token.end <= yearly.start)
    before = [token for token in fate.own if token.end <= fate.start]
    return new and bool(traits_of(before) & trait.SO_FAR) and not traits_of(before) & trait.ANY_YEAR


def _so_far(fate: NumberFate, grammar: Grammar) -> bool:
    """目前…总计, 至今累计, of what was made public, and no year beside it."""
    before = [token for token in fate.own if token.end <= fate.start]
    now, summed = (any(grammar.has(t.text, name) for t in before) for name in ("up_to_now", "together"))
    published = traits_of(before) & trait.PUBLISH or any(grammar.has(t.text, "info_self") for t in before)
    return now and summed and bool(published) and not traits_of(before) & trait.ANY_YEAR
