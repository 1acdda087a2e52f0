"""One number, one fate: what is set aside first, then the measure its words lead to."""

from __future__ import annotations

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.doubts import doubtful, is_carry
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.joining import RECEIVED_AND_ANSWERED, both_done, joined_after, merged_with
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.matching import Match, match_after, match_before
from nianbao.extract.prose.phrase import Phrase, all_light, traits_of
from nianbao.extract.prose.rules import TOTAL
from nianbao.extract.prose.scene import Scene

_NO_MEASURE = "no_measure"
_RATE = "率"
_ONCE = (
    "prose.info_by_wechat",
    "prose.info_by_weibo",
    "prose.info_by_new_media",
    "prose.press_conferences",
    "prose.web_interviews",
    "prose.training_sessions",
    "prose.open_day_events",
    "prose.inspections",
    "prose.hot_issue_responses",
    "prose.consultations_solicited",
    "prose.policy_interpretations",
    "prose.public_messages.received",
)
"""Told again behind 其中, they count a part."""
_RECEIVED, _ANSWERED = "requests.received@total", "results.total@total"
_OTHER_YEARS = ("last_year", "next_year")
_ABOVE_TOTAL = frozenset({"prose.info_cumulative_total", "prose.info_held_total"})
"""Totals of which all that was published in the year may be a part."""


def bind(number: Number, phrase: Phrase, scene: Scene) -> tuple[NumberFate, int]:
    """The fate of a number, and how many of the words behind it it took: those up to its noun, or to the end."""
    reason = set_aside(number, phrase, scene)
    if reason:
        named = find(number, phrase, scene)[0] if reason == "other_year" and number.value is not None else None
        candidates = named.measures() if named else []
        return NumberFate.of(number, "not_a_figure", reason, phrase.tokens, candidates=candidates), 0
    if number.unit is None and _is_rate(phrase):
        return NumberFate.of(number, "not_a_figure", "no_unit", phrase.tokens), 0
    if number.value is None:
        if number.unit is None:
            return NumberFate.of(number, "not_a_figure", "no_unit", phrase.tokens), 0
        return NumberFate.of(number, "unmapped", "unreadable", phrase.tokens), 0
    doubt = doubtful(number, phrase, scene)
    if doubt:
        return NumberFate.of(number, "unmapped", doubt, phrase.tokens), 0
    match, after = find(number, phrase, scene)
    if match is None:
        fate = _nothing(number, phrase)
        scene.foreign |= fate.reason == _NO_MEASURE and number.unit not in scene.grammar.rates and _strange(phrase)
        return fate, 0
    last = len(phrase.tokens) - 1 if phrase.closed else match.head
    return _settle(number, match, phrase, scene), last - phrase.at + 1 if after else 0


_KNOWN = trait.PASSING | trait.RULED


def _strange(phrase: Phrase) -> bool:
    """The number stands with a noun of which no rule speaks."""
    return not all(token.traits & _KNOWN for token in phrase.tokens)


def set_aside(number: Number, phrase: Phrase, scene: Scene) -> str:
    """Why the number is not of this year or no total of a year; empty when it may be one."""
    traits = phrase.before_traits
    if number.indefinite and not scene.grammar.classes["average"].isdisjoint(scene.words):
        return "average"  # 每季度对71家网站开展一次检查
    around = traits | traits_of(scene.reach) if scene.reach else traits
    if is_carry(phrase):
        return ""
    if not (around & _TIMED or scene.year_role in _OTHER_YEARS or scene.part_year):
        return "other_year" if phrase.behind_traits & trait.DATED and _done_later(phrase, scene) else ""
    if traits & trait.FROM and _goes_on_to(phrase):
        return "base"
    if traits & _MOVED and _is_change(number, phrase, scene):
        return "change"
    role = year_role(phrase, scene)
    if role in _OTHER_YEARS and _is_yearly_rate(number, phrase, scene):
        role = year_role(phrase, scene, lasting=False)
    if role in _OTHER_YEARS or (traits & trait.COMPARE and _is_base(phrase, scene)):
        return "other_year"
    if scene.part_year and not (scene.years_past and scene.lasting):
        return "part_year"
    averaged = traits & trait.AVERAGE and traits_of(phrase.before[-3:]) & trait.AVERAGE
    if averaged and number.unit not in scene.grammar.rates:
        return "average"
    return ""


_MOVED = trait.RISE | trait.FALL
_TIMED = trait.ANY_YEAR | trait.COMPARE | trait.FROM | trait.AVERAGE | _MOVED
"""A number without any of these beside it is one of this year, if the sentence speaks of no other."""


def _done_later(phrase: Phrase, scene: Scene) -> bool:
    """1件于2023年1月答复: the number leads, and what was done with it is dated in another year."""
    if not phrase.closed or phrase.before_traits & trait.RULED:
        return False
    at = next(index for index, token in enumerate(phrase.behind) if token.traits & trait.DATED)
    dated = scene.role(phrase.behind[at])
    return dated in _OTHER_YEARS and not traits_of(phrase.behind[:at]) & (trait.RULED | trait.COMPARE)


def _goes_on_to(phrase: Phrase) -> bool:
    """由31件增加到64件, 由31件到64件."""
    if phrase.behind_traits & trait.REACHED:
        return True
    return not phrase.closed and bool(phrase.behind_traits & trait.UNTIL) and all_light(phrase.behind)


def _is_yearly_rate(number: Number, phrase: Phrase, scene: Scene) -> bool:
    """同比增长13.1%, behind the number of the year before: of this year."""
    return bool(phrase.before_traits & trait.YEARLY_CHANGE) and number.unit in scene.grammar.rates


def _is_base(phrase: Phrase, scene: Scene) -> bool:
    """较2021年的57件: what this year is compared with, right behind the other year."""
    near = [token for token in phrase.before[-4:] if not token.traits & trait.FILLER and token.text != "的"][-2:]
    return len(near) == 2 and bool(near[0].traits & trait.COMPARE) and scene.role(near[1]) == "last_year"


def _is_rate(phrase: Phrase) -> bool:
    """纠正率0: the share of cases, not their number."""
    said = [token for token in phrase.before[-3:] if not token.traits & trait.PASSING]
    return bool(said) and said[-1].text.endswith(_RATE)


_COMPARED = trait.COMPARE | trait.YEARLY_CHANGE


def _is_change(number: Number, phrase: Phrase, scene: Scene) -> bool:
    """比上年增加20件: a difference, not a count. Rates go on to the rule for them."""
    traits = phrase.before_traits
    if not _moved(phrase.before) or traits & trait.REACHED or number.unit in scene.grammar.rates:
        return False
    if traits & _COMPARED:
        return True
    near = traits_of(scene.reach) & _COMPARED
    return bool(near and phrase.before[-1].traits & _MOVED)


def _moved(tokens: list[Token]) -> bool:
    """A verb of change; 增, 减, 多 and 少 of one character alone only right before the number (防灾减灾, 多部门)."""
    near = tokens[-2:]
    return any(t.traits & _MOVED and (len(t.text) > 1 or t in near) for t in tokens)


def year_role(phrase: Phrase, scene: Scene, lasting: bool = True) -> str:
    """The year the number belongs to: the nearest one named before it, comparisons left out.

    ``lasting``: a year named in an earlier clause counts where none is named beside the number.
    """
    said = phrase.before_traits | traits_of(scene.reach) if scene.reach else phrase.before_traits
    if said & trait.ANY_YEAR:
        around = [*scene.reach, *phrase.before]
        for index in range(len(around) - 1, -1, -1):
            role = scene.role(around[index])
            if role and not _compared(around, index):
                return role
    return scene.year_role if lasting else ""


def _compared(tokens: list[Token], index: int) -> bool:
    near = [token for token in tokens[max(0, index - 2) : index] if not token.traits & trait.FILLER]
    if near and near[-1].traits & trait.COMPARE:
        return True
    return bool(traits_of(tokens[index + 1 : index + 2]) & trait.COMPARED_BEHIND)


def find(number: Number, phrase: Phrase, scene: Scene) -> tuple[Match | None, bool]:
    """The rules the words lead to, and whether the words behind the number did.

    A predicate behind the number claims it (``3件维持``), unless it speaks of every case (``3件均维持``);
    otherwise the words before have the first say, then those behind, then what the sentence spoke of before.
    """
    claimed = False
    if phrase.behind:
        if _described_behind(phrase):
            return match_after(phrase, number, scene), True
        behind, classes = phrase.behind[0].text, scene.grammar.classes
        if behind in classes["within"] or behind in classes["shared_out"]:
            # 15件中维持9件: the whole of which parts follow; what stands behind is theirs.
            phrase = Phrase(phrase.before, [], phrase.closed, phrase.carried, phrase.prepended)
        claimed = _claimed_behind(phrase)
    first, second = match_before, match_after
    if claimed:
        first, second = second, first
    match = first(phrase, number, scene)
    if match is not None:
        return match, claimed
    match = second(phrase, number, scene)
    if match is not None:
        return match, not claimed
    return match_carried(phrase, number, scene) or match_inherited(phrase, number, scene), False


def _claimed_behind(phrase: Phrase) -> bool:
    traits = phrase.behind_traits
    if not phrase.closed or not traits & trait.PREDICATE:
        return False
    return not traits & trait.UNIVERSAL or bool(phrase.before_traits & trait.REMAINDER)


def _described_behind(phrase: Phrase) -> bool:
    """62篇为文字: the words behind say what this part is; the noun before is the whole."""
    behind = phrase.behind
    if not phrase.closed or not behind[0].traits & trait.COPULAS:
        return False
    return not all_light(behind)


_KNOWN_NOUN = trait.PASSING | trait.RULED | trait.MARK | trait.COORDINATORS | trait.FILLER


def match_carried(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """The item stands in a list and leaves out the verb of the item before."""
    before = phrase.before
    if not scene.verbs or phrase.before_traits & (trait.PUBLISH | trait.RECEIVE | trait.UNKNOWN):
        return None
    if all_light(before):
        return None
    carried = Phrase([*scene.verbs, *before], phrase.behind, phrase.closed, prepended=True)
    match = match_before(carried, number, scene)
    if match is None or _repeats(match, before, scene):
        return None
    other = match.head < len(scene.verbs) and any(not token.traits & _KNOWN_NOUN for token in before)
    return None if other else match  # 公开信息286条，其中水质公告52条: a noun of its own


def _repeats(match: Match, before: list[Token], scene: Scene) -> bool:
    """The verb would count the same thing again under another name (办结52件，…，其他情形4件)."""
    if not set(match.measures()) <= set(scene.keys[scene.fresh_keys :]):
        return False
    named = {token.text for token in scene.subject if token.traits & trait.RULED}
    return named.isdisjoint([token.text for token in before if token.traits & trait.RULED])


def match_inherited(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Only light words beside the number: it counts what the sentence or the heading spoke of before."""
    before = phrase.before
    if not phrase.closed or not all_light(phrase.tokens):
        return None
    summed = phrase.before_traits & (trait.TOGETHER | trait.REACHED)
    opened = phrase.before_traits & trait.OPENERS or scene.part
    if not before:
        return _match_apposed(phrase, number, scene)
    if opened and not _this_year_alone(before, scene):
        return None
    barred = scene.subject_key and not summed
    heads = [scene.reach] if barred else [scene.reach, _before_comparison(scene.subject)]
    if scene.based and not barred:  # 申请比上年翻倍，由31件到64件
        heads.append(_before_comparison(scene.reach))
    for head in heads:
        match = match_before(Phrase([*head, *before], [], True), number, scene)
        if match is not None:
            return None if scene.subject_key in match.measures() else match
    return None


def _this_year_alone(before: list[Token], scene: Scene) -> bool:
    """累计收到申请57件，其中2010年12件: behind a number that is not of this year."""
    return not scene.subject_key and any(scene.role(token) == "this_year" for token in before)


def _match_apposed(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """其次是当面申请，58件; 信息不存在（21件）: the noun that ends the clause before, and nothing else."""
    if phrase.behind:
        return None
    if not scene.reach and not scene.keys and scene.subject and scene.subject == scene.context:
        return match_before(Phrase([*scene.context], [], True), number, scene)  # （二）行政诉讼: 0件
    if not scene.reach or not scene.reach[-1].traits & trait.RULED:
        return None
    return match_before(Phrase([*scene.reach], [], True), number, scene)


def _before_comparison(tokens: list[Token]) -> list[Token]:
    """申请数量 of 申请数量比上年增长, and of 累计申请数量."""
    tokens = [token for token in tokens if not token.traits & (trait.CUMULATIVE | trait.SO_FAR)]
    while tokens and not tokens[-1].traits & trait.RULED:  # 申请数量已连续三年超过
        tokens.pop()
    end = next((i for i, t in enumerate(tokens) if t.traits & (_COMPARED | _MOVED | trait.FROM)), len(tokens))
    return tokens[:end]


def _nothing(number: Number, phrase: Phrase) -> NumberFate:
    if number.unit is None:
        return NumberFate.of(number, "not_a_figure", "no_unit", phrase.tokens)
    if number.indefinite:
        return NumberFate.of(number, "not_a_figure", "indefinite", phrase.tokens)
    return NumberFate.of(number, "unmapped", _NO_MEASURE, phrase.tokens)


def _settle(number: Number, match: Match, phrase: Phrase, scene: Scene) -> NumberFate:
    if match.undecided():
        return NumberFate.of(number, "unmapped", "undecided", phrase.tokens, candidates=match.measures())
    keys, merged = match.measures(), merged_with(match, number, scene)
    several = len(keys) > 1 or bool(merged)
    both = scene.grammar.merged.get(frozenset(keys + merged)) if several else None
    if both:
        keys, merged, several = [both], [], False
    if keys == [_RECEIVED] and _RECEIVED in scene.keys and _handled(phrase, scene):
        keys = [_ANSWERED]
    joined = phrase.before_traits & trait.COORDINATORS
    if joined and RECEIVED_AND_ANSWERED.issuperset(keys) and both_done(phrase, scene.grammar):
        return _both(number, phrase, scene)
    if number.value == 0 and len(keys) == 1 and merged and scene.grammar.measures.keys() >= set(merged):
        return _each_none(number, phrase, sorted({*keys, *merged}), scene)  # 行政复议、行政诉讼案件为0
    if several or joined_after(match, scene.grammar):
        known = [key for key in keys + merged if key in scene.grammar.measures]
        return NumberFate.of(number, "unmapped", "ambiguous", phrase.tokens, candidates=known)
    if keys[0] == TOTAL and TOTAL in scene.keys and phrase.before_traits & trait.WAY:
        return NumberFate.of(number, "unmapped", "part", phrase.tokens)  # 公开120条；通过执法平台公开80条
    if scene.part and keys[0].startswith(_ONCE) and keys[0] in scene.keys and not phrase.before_traits & trait.MEDIUM:
        return NumberFate.of(number, "unmapped", "part", phrase.tokens)  # 发布推文364篇，其中10万+推文57篇
    if scene.part and (keys[0] == scene.governor or (keys[0] == TOTAL and _ABOVE_TOTAL.isdisjoint(scene.keys))):
        return NumberFate.of(number, "unmapped", "part", phrase.tokens)
    bare = number.unit is None and not number.scaled and not match.rules[0].no_unit
    if bare and not _case_number(number, phrase, keys[0], scene):
        return NumberFate.of(number, "not_a_figure", "no_unit", phrase.tokens)
    scene.record(keys[0], phrase.tokens, match.rules[0].sets)
    return NumberFate.of(number, "mapped", "", phrase.tokens, keys, scope=scope_of(phrase, scene))


def _each_none(number: Number, phrase: Phrase, keys: list[str], scene: Scene) -> NumberFate:
    """None of several kinds together is none of each."""
    for key in keys:
        scene.record(key, phrase.tokens)
    return NumberFate.of(number, "mapped", "", phrase.tokens, keys, scope=scope_of(phrase, scene))


def _handled(phrase: Phrase, scene: Scene) -> bool:
    """收到57件。…共办理55件: handled, when those received were told before."""
    verbs = [token.text for token in phrase.before if token.traits & trait.RECEIVE]
    if scene.part and not phrase.before_traits & trait.TOGETHER:
        return False  # 其中，市政府办公室办理30件
    own = not any(scene.grammar.has(token.text, "levels_below") for token in phrase.before)
    return own and bool(verbs) and all(scene.grammar.has(verb, "handled") for verb in verbs)


def _both(number: Number, phrase: Phrase, scene: Scene) -> NumberFate:
    keys = sorted(RECEIVED_AND_ANSWERED)
    for key in keys:
        scene.record(key, phrase.tokens)
    return NumberFate.of(number, "mapped", "", phrase.tokens, keys, scope=scope_of(phrase, scene))


def _case_number(number: Number, phrase: Phrase, key: str, scene: Scene) -> bool:
    """A number without unit may be read in a list of outcomes, where the others have theirs.

    Never beside the labels of the official tables, whose cells may be run together.
    """
    if number.value is None or number.value >= 1_000_000 or phrase.behind:
        return False
    if len(scene.words & scene.grammar.classes["table_labels"]) > 1:
        return False
    if key.startswith("prose.info_held") or number.value == 0:
        return True
    cases = ("results.", "requests.", "reconsideration", "litigation")
    return key.startswith(cases) and ("requests" in scene.topics() or any(k.startswith(cases) for k in scene.keys))


def scope_of(phrase: Phrase, scene: Scene) -> str | None:
    """``office`` when the sentence counts for an office acting in the government's name."""
    traits = phrase.before_traits | phrase.behind_traits
    return "office" if (traits | traits_of(scene.reach) if scene.reach else traits) & trait.OFFICE else None
