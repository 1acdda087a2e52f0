"""Second thoughts on the numbers of a sentence, once all of them are read: what one says of another."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, takewhile

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.matching import traits_of
from nianbao.extract.prose.scene import DISPUTES, Scene
from nianbao.extract.prose.sums import add_up

_GAZETTE = "prose.info_by_gazette"
_CASES = ("results.", "requests.received@", "prose.requests_by_channel.", "reconsideration.", "litigation.", _GAZETTE)
_DISPUTED = ("reconsideration.total", "litigation.total")
_ANSWERED = "results.total@total"
_TOTALS = ("requests.received@total", _ANSWERED, *_DISPUTED)
_PUBLISHED, _LOWER = "prose.info_published_total", "prose.info_by_level.lower"
_NEVER_LEFT_OVER = (*_TOTALS, "requests.brought_forward@total")
_LIST_MARK = "、"
_GROUP_ENDS = "；;"
_NEAR = 6
"""A word so many tokens before a number speaks of it."""


def think_again(fates: list[NumberFate], tokens: list[Token], scene: Scene) -> None:
    """Take numbers from the measures that other words or numbers of the sentence deny them."""
    classes = scene.grammar.classes
    if not classes["leftovers"].isdisjoint(scene.words):
        _doubt_leftovers(fates, scene.grammar)
    if not classes["ours"].isdisjoint(scene.words):
        _narrow(fates, tokens, scene.grammar)
        _narrow_both(fates, tokens, scene.grammar)
    if not classes["late"].isdisjoint(scene.words):
        _doubt_in_time(fates, scene.grammar)
    if not classes["levels"].isdisjoint(scene.words):
        _doubt_level(fates, scene.grammar)
    _doubt_repeated(fates)
    _doubt_first_of_list(fates, tokens)
    if not classes["together"].isdisjoint(scene.words):
        add_up(fates, scene.grammar)


def _doubt_leftovers(fates: list[NumberFate], grammar: Grammar) -> None:
    """已办结52件，其余4件…: no total is left over, but all that was answered may be (结转6件，其余148件已办结)."""
    read: set[str] = set()
    for fate in fates:
        key = fate.keys[0] if fate.keys else ""
        left_over = key in _NEVER_LEFT_OVER and (key != _ANSWERED or key in read)
        read.add(key)
        if left_over and any(t.end <= fate.start and grammar.has(t.text, "leftovers") for t in fate.own[-_NEAR:]):
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _narrow(fates: list[NumberFate], tokens: list[Token], grammar: Grammar) -> None:
    """行政复议18件，其中涉及政府信息公开的5件: all cases of the body, then those that count here."""
    for whole, part in pairwise(fates):
        if not whole.keys or whole.keys[0] not in _DISPUTED or part.outcome != "unmapped" or part.number is None:
            continue
        between = [t for t in tokens if whole.end <= t.start and t.end <= part.start]
        own = any(grammar.has(t.text, "ours") for t in between)
        if own and traits_of(between) & trait.OPENERS and not _counts_other(between, grammar):
            part.outcome, part.reason, part.keys = "mapped", "", whole.keys
            whole.outcome, whole.reason, whole.keys = "unmapped", "wider", []


def _narrow_both(fates: list[NumberFate], tokens: list[Token], grammar: Grammar) -> None:
    """复议12件、诉讼8件，其中涉政府信息公开复议2件、诉讼1件: all cases of both kinds, then those that count here."""
    for opener, following in pairwise(_spoken(tokens)):
        if not opener.traits & trait.OPENERS or not _ours_next(following, tokens, grammar):
            continue
        begin, end = _group(opener, tokens)
        wholes = [f for f in fates if begin <= f.start < opener.start and f.keys and f.keys[0] in _DISPUTED]
        if len(wholes) < len(_DISPUTED):
            continue
        at = opener.end
        for part in [f for f in fates if opener.end <= f.start < end and f.number is not None]:
            named = {grammar.topic_of.get(t.text) for t in tokens if at <= t.start < part.start} & DISPUTES
            at = part.end
            if part.reason == "part" and len(named) == 1:
                part.outcome, part.reason, part.keys = "mapped", "", [f"{named.pop()}.total"]
        for whole in wholes:
            whole.outcome, whole.reason, whole.keys = "unmapped", "wider", []


def _spoken(tokens: list[Token]) -> list[Token]:
    """Tokens that are no marks."""
    return [token for token in tokens if token.kind != "punct"]


def _ours_next(token: Token, tokens: list[Token], grammar: Grammar) -> bool:
    """Disclosure is named before the first number from this word on."""
    ahead = takewhile(lambda t: t.kind != "number", (t for t in tokens if t.start >= token.start))
    return any(grammar.has(t.text, "ours") for t in ahead)


def _group(opener: Token, tokens: list[Token]) -> tuple[int, int]:
    """From the semicolon before this word to the one behind it."""
    marks = [t.start for t in tokens if t.kind == "punct" and t.text in _GROUP_ENDS]
    before = [mark for mark in marks if mark < opener.start]
    behind = [mark for mark in marks if mark > opener.start]
    return (before or [tokens[0].start])[-1], (behind or [tokens[-1].end])[0]


def _doubt_in_time(fates: list[NumberFate], grammar: Grammar) -> None:
    """按时办结214件，延期办结2件: those answered in time are not all, unless none were late."""
    late = [fate for fate in fates if any(grammar.has(t.text, "late") for t in fate.own)]
    if late and all(fate.number is not None and fate.number.value == 0 for fate in late):
        return
    for fate in fates:
        if fate.keys == [_ANSWERED] and any(grammar.has(t.text, "in_time") for t in fate.own[-_NEAR:]):
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _doubt_level(fates: list[NumberFate], grammar: Grammar) -> None:
    """县级公开15.2万条，乡镇级公开11.7万条: what one level published beside the level below is not all."""
    if any(fate.keys == [_LOWER] for fate in fates):
        for fate in fates:
            if fate.keys == [_PUBLISHED] and any(grammar.has(t.text, "levels") for t in fate.own[-_NEAR:]):
                fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _counts_other(tokens: list[Token], grammar: Grammar) -> bool:
    """Between whole and part stands a noun of another class of cases (其中未经复议直接起诉的)."""
    return any(t.traits & trait.RULED and not grammar.has(t.text, "ours") for t in tokens)


def _doubt_repeated(fates: list[NumberFate]) -> None:
    """判决驳回8件，裁定驳回2件: two parts of one class of cases in one sentence, and neither is the class."""
    keys = [fate.keys[0] for fate in fates if fate.keys]
    if len(keys) == len(set(keys)):
        return
    parts = [f for f in fates if len(f.keys) == 1 and f.keys[0].startswith(_CASES)]
    values = {(fate.keys[0], fate.number.value) for fate in parts if fate.number}
    counts = Counter(key for key, _ in values)
    for fate in parts:
        key = fate.keys[0]
        if counts[key] > 1 and not key.endswith(_TOTALS):
            fate.outcome, fate.reason, fate.keys, fate.candidates = "unmapped", "repeated", [], [key]


def _doubt_first_of_list(fates: list[NumberFate], tokens: list[Token]) -> None:
    """刊登市政府文件52件、市政府办公室文件61件: papers of one body beside those of another are not all of them."""
    for fate, following in pairwise(fates):
        number, beside = fate.number, following.number
        if fate.keys != [_GAZETTE] or number is None or beside is None or following.keys or number.unit != beside.unit:
            continue
        if any(
            token.start >= fate.end and token.text == _LIST_MARK and token.end <= following.start for token in tokens
        ):
            fate.outcome, fate.reason, fate.keys, fate.candidates = "unmapped", "part", [], [_GAZETTE]
