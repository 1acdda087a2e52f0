"""Second thoughts on the numbers of a sentence, once all of them are read: what one says of another."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, takewhile

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.askers import RESULTS, doubt_applicants, doubt_only_way, tell_classes
from nianbao.extract.prose.disputes import TOTALS as _DISPUTED
from nianbao.extract.prose.disputes import tell_disputes
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import traits_of
from nianbao.extract.prose.scene import DISPUTES, SUB_BLOCKS, Scene
from nianbao.extract.prose.sums import add_up, carry_the_rest, refine
from nianbao.extract.prose.wholes import GRANTED, doubt_levels, merge_granted, tell_channel, tell_cumulative

_GAZETTE, _FEE = "prose.info_by_gazette", "prose.request_cost_fee"
_NEWS = "prose.info_by_category.news"
_CASES = (
    "results.",
    "requests.received@",
    "prose.requests_by_channel.",
    "reconsideration.",
    "litigation.",
    _GAZETTE,
    _FEE,
)
_ANSWERED = "results.total@total"
_TOTALS = ("requests.received@total", _ANSWERED, *_DISPUTED)
_CUMULATIVE = "prose.info_cumulative_total"
_PUBLISHED, _LOWER = "prose.info_published_total", "prose.info_by_level.lower"
_NEVER_LEFT_OVER = (*_TOTALS, "requests.brought_forward@total")
_LIST_MARK = "、"
_RECEIVED, _BROUGHT = "requests.received@total", "requests.brought_forward@total"
_CARRIED = "requests.carried_forward@total"
_SUMMED = ("new", _BROUGHT, _RECEIVED)
_SUIT_RESULTS = ("litigation.upheld", "litigation.corrected", "litigation.other", "litigation.pending")
_CLAUSE_ENDS = "，,；;：:。()（）"
_AREAS = ("wider_area", "own_area")
_GROUP_ENDS = "；;"
_NEAR = 6
"""A word so many tokens before a number speaks of it."""


def think_again(fates: list[NumberFate], tokens: list[Token], traits: int, scene: Scene) -> None:
    """Take numbers from the measures that other words or numbers of the sentence deny them, or give them to those."""
    if traits & trait.SECOND:
        _by_words(fates, tokens, scene)
    if traits & trait.CARRY and fates:
        _tell_new(fates, scene.grammar)
        _carry_on(fates, tokens, scene)
        carry_the_rest(fates, scene.earlier)
    if len(fates) > 1:
        _compare(fates, tokens, traits, scene)
    scene.earlier += fates


def _compare(fates: list[NumberFate], tokens: list[Token], traits: int, scene: Scene) -> None:
    """What two numbers say of each other."""
    if not scene.grammar.classes["wider_area"].isdisjoint(scene.words):
        _tell_own(fates, scene.grammar)
    said = {fate.keys[0] for fate in fates if fate.keys}
    if said.issuperset(_DISPUTED):
        tell_disputes(fates, tokens)
    if _RECEIVED in said:
        _tell_handled(fates, scene.grammar)
    refine(fates)
    keys = [fate.keys[0] for fate in fates if fate.keys]
    if traits & trait.ON_REQUEST and not scene.grammar.classes["kept_back"].isdisjoint(scene.words):
        tell_classes(fates, scene.grammar)
    if traits & trait.OPENERS and any(key.startswith(RESULTS) for key in keys):
        doubt_applicants(fates, tokens)
    if _PUBLISHED in keys:
        if traits & trait.SO_FAR or not scene.grammar.classes["up_to_now"].isdisjoint(scene.words):
            tell_cumulative(fates, scene.grammar)
        _doubt_totals(fates, tokens)
    if _NEWS in keys:
        tell_channel(fates, scene.grammar)
    if GRANTED in keys and traits & trait.OPENERS:
        merge_granted(fates, tokens, scene.grammar)
    if traits & trait.TOGETHER:
        add_up(fates, scene.grammar)
    if len(keys) != len(set(keys)):
        _doubt_repeated(fates)
    if _GAZETTE in keys:
        _doubt_first_of_list(fates, tokens)
    if _RECEIVED in keys and not scene.grammar.classes["levels_below"].isdisjoint(scene.words):
        doubt_levels(fates, scene.grammar)


def _by_words(fates: list[NumberFate], tokens: list[Token], scene: Scene) -> None:
    """Second thoughts that a word of the sentence gives rise to."""
    classes, grammar = scene.grammar.classes, scene.grammar
    if not classes["leftovers"].isdisjoint(scene.words):
        _doubt_leftovers(fates, grammar)
    if any(fate.keys and fate.keys[0] in _DISPUTED for fate in fates):
        _doubt_disputes(fates, tokens, scene)
    if not classes["late"].isdisjoint(scene.words):
        _doubt_in_time(fates, grammar)
    if not classes["levels"].isdisjoint(scene.words):
        _doubt_level(fates, grammar)
    if not classes["later_suit"].isdisjoint(scene.words):
        _doubt_last_block(fates)
    if not classes["request_platforms"].isdisjoint(scene.words):
        doubt_only_way(fates, scene)


def _doubt_disputes(fates: list[NumberFate], tokens: list[Token], scene: Scene) -> None:
    """Cases of a body on any matter are not those over disclosure."""
    classes, grammar = scene.grammar.classes, scene.grammar
    if not classes["ours"].isdisjoint(scene.words):
        _narrow(fates, tokens, grammar)
        _narrow_both(fates, tokens, grammar)
        if not classes["zero_verbs"].isdisjoint(scene.words):
            _doubt_none_ours(fates, tokens, grammar)
    if not classes["of_all_sorts"].isdisjoint(scene.words):
        _doubt_all_sorts(fates, grammar)


def _doubt_leftovers(fates: list[NumberFate], grammar: Grammar) -> None:
    """已办结52件，其余4件…: no total is left over, but all that was answered may be (结转6件，其余148件已办结)."""
    read: set[str] = set()
    for fate in fates:
        key = fate.keys[0] if fate.keys else ""
        left_over = key in _NEVER_LEFT_OVER and (key != _ANSWERED or key in read)
        read.add(key)
        if left_over and any(t.end <= fate.start and grammar.has(t.text, "leftovers") for t in fate.own[-_NEAR:]):
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "part", fate.keys, []


def _doubt_all_sorts(fates: list[NumberFate], grammar: Grammar) -> None:
    """各类行政复议案件412件: those before the body as judge, or on any matter, not those over disclosure."""
    for fate in fates:
        if fate.keys and fate.keys[0] in _DISPUTED:
            words = [t.text for t in fate.own if t.kind == "word" and t.end <= fate.start]
            sorts = [i for i, word in enumerate(words) if grammar.has(word, "of_all_sorts")]
            if sorts and not any(grammar.has(word, "ours") for word in words):
                fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "wider", fate.keys, []


def _doubt_none_ours(fates: list[NumberFate], tokens: list[Token], grammar: Grammar) -> None:
    """行政复议46件、行政应诉22件，无政府信息公开类案件: the cases counted are of other matters."""
    for index, token in enumerate(tokens):
        if not token.traits & trait.ZERO_VERBS:
            continue
        rest = list(takewhile(lambda t: t.kind != "punct", tokens[index + 1 :]))
        rest = [t for t in rest if not t.traits & trait.ZERO_TAILS]
        nouns = [t for t in rest if t.traits & trait.RULED and not grammar.has(t.text, "ours")]
        if nouns or not any(grammar.has(t.text, "ours") for t in rest):
            continue
        for fate in fates:
            if fate.keys and fate.keys[0] in _DISPUTED and fate.end <= token.start and fate.number is not None:
                fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "wider", fate.keys, []


def _tell_own(fates: list[NumberFate], grammar: Grammar) -> None:
    """全省收到申请8.2万件，我市收到6140件: the number of the body, not that of the region around it."""
    for whole, part in pairwise(f for f in fates if f.number is not None and f.number.unit not in grammar.rates):
        if len(whole.keys) != 1 or part.outcome != "unmapped" or part.reason != "no_measure":
            continue
        said = [[t for t in fate.own if t.end <= fate.start] for fate in (whole, part)]
        if traits_of(said[1]) & (trait.OPENERS | trait.UNKNOWN) or any(_is_noun(t) for t in said[1]):
            continue
        wide, own = (any(grammar.has(t.text, n) for t in words) for n, words in zip(_AREAS, said, strict=True))
        if wide and own:
            part.outcome, part.reason, part.keys = "mapped", "", whole.keys
            whole.outcome, whole.reason, whole.candidates, whole.keys = "unmapped", "wider", whole.keys, []


def _tell_handled(fates: list[NumberFate], grammar: Grammar) -> None:
    """共收到申请124件，办理122件: what was handled of those received, and brought forward, is what was answered."""
    read = [fate for fate in fates if fate.keys == [_RECEIVED]]
    if len(read) != 2:
        return
    received, handled = read
    verbs = [
        {t.text for t in fate.own if t.end <= fate.start and t.traits & trait.RECEIVE} for fate in (received, handled)
    ]
    said = (
        verbs[0] and verbs[1] and verbs[1] <= grammar.classes["handled"] and not verbs[0] & grammar.classes["handled"]
    )
    due = [
        fate.number for fate in fates if fate is received or (fate.keys == [_BROUGHT] and fate.start < handled.start)
    ]
    if said and handled.number and (handled.number.value or 0) <= sum(number.value or 0 for number in due if number):
        handled.keys = [_ANSWERED]


def _is_noun(token: Token) -> bool:
    return bool(token.traits & trait.RULED) and not token.traits & trait.LIST_VERBS


def _tell_new(fates: list[NumberFate], grammar: Grammar) -> None:
    """共办理75件，其中上年结转4件、本年新收71件: the first number counts both, the last those received."""
    wholes = [fate for fate in fates if fate.keys == [_RECEIVED]]
    brought = [fate for fate in fates if fate.keys == [_BROUGHT]]
    if len(wholes) != 1 or len(brought) != 1 or wholes[0].number is None:
        return
    for part in fates:
        if part.number is None or part.start <= wholes[0].start or part.keys or part.outcome != "unmapped":
            continue
        said = any(t.traits & trait.THIS_YEAR or grammar.has(t.text, "new_of_year") for t in part.own)
        values = [
            fate.number.value for fate in (part, brought[0], wholes[0]) if fate.number and fate.number.value is not None
        ]
        if said and len(values) == len(_SUMMED) and values[0] + values[1] == values[2]:
            part.outcome, part.reason, part.keys = "mapped", "", [_RECEIVED]
            wholes[0].outcome, wholes[0].reason, wholes[0].keys = "unmapped", "wider", []


def _doubt_last_block(fates: list[NumberFate]) -> None:
    """直接起诉4件、复议后起诉6件，维持7件: results of all suits are more than the last block has."""
    results = [fate for fate in fates if fate.keys and fate.keys[0] in _SUIT_RESULTS and fate.number is not None]
    blocks = [fate for fate in fates if fate.keys and fate.keys[0] in SUB_BLOCKS and fate.number is not None]
    if len(blocks) < len(SUB_BLOCKS) or not results or results[0].start < blocks[-1].start:
        return
    last = blocks[-1].number.value if blocks[-1].number else None
    told = sum(fate.number.value or 0 for fate in results if fate.number)
    if last is None or told <= last:
        for fate in results:
            fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "block", fate.keys, []


def _carry_on(fates: list[NumberFate], tokens: list[Token], scene: Scene) -> None:
    """尚有8件正在办理，结转下一年度: the clause behind says what becomes of the number before."""
    if any(_CARRIED in fate.keys for fate in fates):
        return
    ends = [index for index, t in enumerate(tokens) if t.traits & trait.CARRY]
    for index in ends:
        clause = _clause_at(tokens, index)
        if any(t.kind == "number" or t.traits & trait.ZERO_VERBS for t in clause):
            continue
        if not any(scene.role(t) == "next_year" for t in clause):
            continue
        before = [fate for fate in fates if fate.number is not None and fate.end <= clause[0].start]
        if before and _is_left(before[-1], tokens, clause[0].start, scene.grammar):
            fate = before[-1]
            fate.outcome, fate.reason, fate.keys, fate.candidates = "mapped", "", [_CARRIED], []


def _clause_at(tokens: list[Token], index: int) -> list[Token]:
    marks = [i for i, t in enumerate(tokens) if t.kind == "punct" and t.text in _CLAUSE_ENDS]
    begin = max([i for i in marks if i < index], default=-1)
    end = min([i for i in marks if i > index], default=len(tokens))
    return tokens[begin + 1 : end]


def _is_left(fate: NumberFate, tokens: list[Token], end: int, grammar: Grammar) -> bool:
    """The number is of cases left over or still open, and nothing else is said to have become of them."""
    between = [t for t in tokens if fate.end <= t.start and t.end <= end]
    said = traits_of(between)
    if fate.outcome != "unmapped" or said & trait.ANSWER or any(t.text in _GROUP_ENDS for t in between):
        return False
    left = traits_of(t for t in fate.own if t.end <= fate.start) & trait.REMAINDER
    return bool(left) or any(grammar.has(t.text, "still_open") for t in between)


def _narrow(fates: list[NumberFate], tokens: list[Token], grammar: Grammar) -> None:
    """行政复议18件，其中涉及政府信息公开的5件: all cases of the body, then those that count here."""
    for whole, part in pairwise(fates):
        if not whole.keys or whole.keys[0] not in _DISPUTED or part.outcome != "unmapped" or part.number is None:
            continue
        share = part.number.unit in grammar.rates  # 其中政府信息公开类占11%
        between = [t for t in tokens if whole.end <= t.start and t.end <= part.start]
        own = any(grammar.has(t.text, "ours") for t in between)
        family = whole.keys[0].partition(".")[0]
        if own and traits_of(between) & trait.OPENERS and not _counts_other(between, family, grammar):
            if not share:
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


def _counts_other(tokens: list[Token], family: str, grammar: Grammar) -> bool:
    """Between whole and part stands a noun of another class of cases (其中未经复议直接起诉的)."""
    total = "reviews" if family == "reconsideration" else "suits"
    known = (t.text for t in tokens if t.traits & trait.RULED)
    return not all(grammar.has(word, "ours") or grammar.has(word, total) for word in known)


def _noun(fate: NumberFate) -> str:
    """The head that stands nearest before the number."""
    return next((t.text for t in reversed(fate.own) if t.traits & trait.RULED and t.end <= fate.start), "")


def _doubt_totals(fates: list[NumberFate], tokens: list[Token]) -> None:
    """Two totals of one year in one sentence: all so far and this year's, or the whole and a part; else neither."""
    totals = [fate for fate in fates if fate.keys == [_PUBLISHED]]
    if totals and _grew(totals[0], fates, tokens):
        return
    values = {fate.number.value for fate in totals if fate.number}
    if len(values) < 2:
        return
    for fate in totals:
        fate.outcome, fate.reason, fate.keys, fate.candidates = "unmapped", "repeated", [], [_PUBLISHED]


def _grew(total: NumberFate, fates: list[NumberFate], tokens: list[Token]) -> bool:
    """截至2011年底已公开12.6万条，2011年新增2.3万条: not the number of the year."""
    at = fates.index(total) + 1
    new = next((f for f in fates[at:] if f.number and total.number and f.number.unit == total.number.unit), None)
    if new is None or new.keys or not any(t.traits & trait.PAST_END for t in tokens if t.end <= total.start):
        return False
    before = traits_of(token for token in new.own if token.end <= new.start)
    if not (before & trait.RISE and before & trait.ANY_YEAR) or before & (trait.COMPARE | trait.YEARLY_CHANGE):
        return False
    total.keys, new.outcome, new.reason, new.keys = [_CUMULATIVE], "mapped", "", [_PUBLISHED]
    return True


def _doubt_repeated(fates: list[NumberFate]) -> None:
    """判决驳回8件，裁定驳回2件: two parts of one class of cases in one sentence, and neither is the class."""
    parts = [f for f in fates if len(f.keys) == 1 and f.keys[0].startswith(_CASES)]
    values = {(fate.keys[0], fate.number.value, _noun(fate)) for fate in parts if fate.number}
    counts = Counter(key for key, _, _ in values)
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
