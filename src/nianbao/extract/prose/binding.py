"""One number, one fate: what is set aside first, then the measure its words lead to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.matching import Match, Phrase, fits, is_filler, is_light, match_after, match_before
from nianbao.extract.prose.scene import Scene

_NO_MEASURE = "no_measure"


def bind(number: Number, phrase: Phrase, scene: Scene) -> tuple[NumberFate, bool]:
    """The fate of a number, and whether it took the words behind it."""
    reason = set_aside(number, phrase, scene)
    if reason:
        return NumberFate.of(number, "not_a_figure", reason, own=phrase.tokens), False
    if number.value is None:
        if number.unit is None:
            return NumberFate.of(number, "not_a_figure", "no_unit", own=phrase.tokens), False
        return NumberFate.of(number, "unmapped", "unreadable", own=phrase.tokens), False
    doubt = doubtful(number, phrase, scene)
    if doubt:
        return NumberFate.of(number, "unmapped", doubt, own=phrase.tokens), False
    match, after = find(number, phrase, scene)
    if match is None:
        fate = _nothing(number, phrase)
        scene.foreign |= fate.reason == _NO_MEASURE and number.unit not in scene.grammar.rates
        return fate, False
    return _settle(number, match, phrase, scene), after


def set_aside(number: Number, phrase: Phrase, scene: Scene) -> str:
    """Why the number is not of this year or no total of a year; empty when it may be one."""
    before = phrase.tokens[: phrase.at]
    if _is_carry(phrase, scene.grammar):
        return ""
    if _is_base(phrase, scene.grammar):
        return "base"
    if _is_change(number, before, scene):
        return "change"
    role = year_role(before, scene)
    if role in ("last_year", "next_year"):
        return "other_year"
    if scene.part_year:
        return "part_year"
    if number.unit not in scene.grammar.rates and _any(before[-3:], scene.grammar, "average"):
        return "average"
    return ""


def doubtful(number: Number, phrase: Phrase, scene: Scene) -> str:
    """Why no measure may be tried: a plan, or the part of a part."""
    side = (
        phrase.tokens if not any(t.kind == "word" for t in phrase.tokens[: phrase.at]) else phrase.tokens[: phrase.at]
    )
    if _any(side, scene.grammar, "planned") or _planned_after(phrase, scene.grammar):
        return "planned"
    if scene.nested:
        return "nested"
    return ""


def _planned_after(phrase: Phrase, grammar: Grammar) -> bool:
    behind = phrase.tokens[phrase.at : phrase.at + 1]
    return _any(behind, grammar, "planned")


def _any(tokens: list[Token], grammar: Grammar, name: str) -> bool:
    return not grammar.classes[name].isdisjoint([token.text for token in tokens])


def _is_carry(phrase: Phrase, grammar: Grammar) -> bool:
    return _any(phrase.tokens if phrase.closed else phrase.tokens[: phrase.at], grammar, "carry")


def _is_base(phrase: Phrase, grammar: Grammar) -> bool:
    return _any(phrase.tokens[: phrase.at], grammar, "from") and _any(phrase.tokens[phrase.at :], grammar, "reached")


def _is_change(number: Number, before: list[Token], scene: Scene) -> bool:
    """比上年增加20件: a difference, not a count. Rates go on to the rule for them."""
    if number.unit in scene.grammar.rates or not before:
        return False
    grammar = scene.grammar
    moved = [t for t in before if grammar.has(t.text, "rise") or grammar.has(t.text, "fall")]
    if not moved or _any(before, grammar, "reached"):
        return False
    own = _any(before, grammar, "compare") or _any(before, grammar, "yearly_change")
    near = _any(scene.reach, grammar, "compare") or _any(scene.reach, grammar, "yearly_change")
    return own or (near and moved[-1] is before[-1])


def year_role(before: list[Token], scene: Scene) -> str:
    """The year the number belongs to: the nearest one named before it, comparisons left out."""
    around = [*scene.reach, *before]
    for index in range(len(around) - 1, -1, -1):
        role = scene.role(around[index])
        if role and not _compared(around, index, scene.grammar):
            return role
    return scene.year_role


def _compared(tokens: list[Token], index: int, grammar: Grammar) -> bool:
    near = [token for token in tokens[max(0, index - 2) : index] if not is_filler(token, grammar)]
    behind = tokens[index + 1 : index + 2]
    return _any(near[-1:], grammar, "compare") or _any(behind, grammar, "compared_behind")


def find(number: Number, phrase: Phrase, scene: Scene) -> tuple[Match | None, bool]:
    """The rules the words lead to, and whether the words behind the number did.

    A predicate behind the number claims it (``3件维持``), unless it speaks of every case (``3件均维持``);
    otherwise the words before have the first say, then those behind, then what the sentence spoke of before.
    """
    steps: list[tuple[bool, Callable[[], Match | None]]] = [
        (False, lambda: match_before(phrase, number, scene)),
        (True, lambda: match_after(phrase, number, scene)),
        (False, lambda: match_carried(phrase, number, scene)),
        (False, lambda: match_inherited(phrase, number, scene)),
    ]
    if _described_behind(phrase, scene.grammar):
        return match_after(phrase, number, scene), True
    if _claimed_behind(phrase, scene.grammar):
        steps[0], steps[1] = steps[1], steps[0]
    for after, step in steps:
        match = step()
        if match is not None:
            return match, after
    return None, False


def _claimed_behind(phrase: Phrase, grammar: Grammar) -> bool:
    behind = phrase.tokens[phrase.at :]
    if not phrase.closed or _any(behind, grammar, "universal"):
        return False
    return any(token.text in grammar.predicates for token in behind)


def _described_behind(phrase: Phrase, grammar: Grammar) -> bool:
    """62篇为文字: the words behind say what this part is; the noun before is the whole."""
    behind = phrase.tokens[phrase.at :]
    if not behind or not phrase.closed or not grammar.has(behind[0].text, "copulas"):
        return False
    return not all(is_light(token, grammar) for token in behind)


def match_carried(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """The item stands in a list and leaves out the verb of the item before."""
    before = phrase.tokens[: phrase.at]
    if not scene.verbs or _any(before, scene.grammar, "publish") or _any(before, scene.grammar, "receive"):
        return None
    if any(token.kind == "rest" and not is_filler(token, scene.grammar) for token in before):
        return None
    if all(is_light(token, scene.grammar) for token in before):
        return None
    tokens = [*scene.verbs, *before, *phrase.tokens[phrase.at :]]
    carried = Phrase(tokens, len(scene.verbs) + phrase.at, phrase.closed, prepended=True)
    return match_before(carried, number, scene)


def match_inherited(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Only light words beside the number: it counts what the sentence or the heading spoke of before."""
    grammar = scene.grammar
    before, behind = phrase.tokens[: phrase.at], phrase.tokens[phrase.at :]
    if not phrase.closed or not all(is_light(token, grammar) for token in before + behind):
        return None
    summed = _any(before, grammar, "together") or _any(before, grammar, "reached")
    opened = _any(before, grammar, "openers") or scene.part
    if opened or not before or (scene.subject_key and not summed):
        return None
    for head in (scene.reach, _before_comparison(scene.subject, grammar)):
        tokens = [*head, *before]
        match = match_before(Phrase(tokens, len(tokens), True), number, scene)
        if match is not None:
            return None if scene.subject_key in match.measures() else match
    return None


def _before_comparison(tokens: list[Token], grammar: Grammar) -> list[Token]:
    """申请数量 of 申请数量比上年增长."""
    names = ("compare", "yearly_change", "rise", "fall")
    end = next((i for i, t in enumerate(tokens) if any(grammar.has(t.text, n) for n in names)), len(tokens))
    return tokens[:end]


def _nothing(number: Number, phrase: Phrase) -> NumberFate:
    if number.unit is None:
        return NumberFate.of(number, "not_a_figure", "no_unit", own=phrase.tokens)
    if number.indefinite:
        return NumberFate.of(number, "not_a_figure", "indefinite", own=phrase.tokens)
    return NumberFate.of(number, "unmapped", _NO_MEASURE, own=phrase.tokens)


def _settle(number: Number, match: Match, phrase: Phrase, scene: Scene) -> NumberFate:
    keys = match.measures()
    merged = merged_with(match, number, scene)
    both = scene.grammar.merged.get(frozenset(keys + merged))
    if both:
        keys, merged = [both], []
    if len(keys) > 1 or merged or _joined_after(match, scene.grammar):
        return NumberFate.of(
            number,
            "unmapped",
            "ambiguous",
            candidates=[key for key in keys + merged if key in scene.grammar.measures],
            own=phrase.tokens,
        )
    if scene.part and keys[0] == scene.governor:
        return NumberFate.of(number, "unmapped", "part", own=phrase.tokens)
    if number.unit is None and not number.scaled and not _case_number(number, phrase, keys[0], scene):
        return NumberFate.of(number, "not_a_figure", "no_unit", own=phrase.tokens)
    scene.record(keys[0], phrase.tokens, match.rules[0].sets)
    return NumberFate.of(number, "mapped", keys=keys, own=phrase.tokens, scope=scope_of(phrase, scene))


def _case_number(number: Number, phrase: Phrase, key: str, scene: Scene) -> bool:
    """A number without unit may be read in a list of outcomes, where the others have theirs.

    Never beside the labels of the official tables, whose cells may be run together.
    """
    if number.value is None or number.value >= 1_000_000 or phrase.tokens[phrase.at :]:
        return False
    if len(scene.words & scene.grammar.classes["table_labels"]) > 1:
        return False
    if key.startswith("prose.info_held") or number.value == 0:
        return True
    cases = ("results.", "requests.", "reconsideration", "litigation")
    return key.startswith(cases) and ("requests" in scene.topics() or any(k.startswith(cases) for k in scene.keys))


def scope_of(phrase: Phrase, scene: Scene) -> str | None:
    """``office`` when the sentence counts for an office acting in the government's name."""
    around = [*scene.reach, *phrase.tokens]
    return "office" if _any(around, scene.grammar, "office") else None


def merged_with(match: Match, number: Number, scene: Scene) -> list[str]:
    """Measures of nouns joined to the head: one number for two classes belongs to neither."""
    grammar, phrase = scene.grammar, match.phrase
    index = match.head - 1
    bottom = phrase.at if match.head >= phrase.at else 0
    index = _over_light(phrase, index, bottom, grammar)
    if index <= bottom or not grammar.has(phrase.tokens[index].text, "coordinators"):
        return []
    index = _over_light(phrase, index - 1, bottom, grammar)
    if index < bottom:
        return []
    return _joined_keys(match, Phrase(phrase.tokens[: index + 1], index + 1, True, phrase.carried), number, scene)


def _joined_after(match: Match, grammar: Grammar) -> bool:
    """Another noun is joined between the head and the number (培训、会议等共12次)."""
    between = match.phrase.tokens[match.head + 1 : match.phrase.at]
    return any(
        grammar.has(mark.text, "coordinators") and not is_light(noun, grammar) and not _is_verb(noun, grammar)
        for mark, noun in pairwise(between)
    )


def _is_verb(token: Token, grammar: Grammar) -> bool:
    return any(grammar.has(token.text, name) for name in ("publish", "receive", "answer"))


def _joined_keys(match: Match, phrase: Phrase, number: Number, scene: Scene) -> list[str]:
    """Measures the last word of the phrase would lead to; the unmapped key when it is a noun without one."""
    grammar, index = scene.grammar, phrase.at - 1
    token = phrase.tokens[index]
    keys = [r.key for r in grammar.rules.get(token.text, ())]
    found = [r.key for r in grammar.rules.get(token.text, ()) if fits(r, phrase, index, number, scene)]
    if found or set(keys) & set(match.measures()):
        return [] if set(found) <= set(match.measures()) else list(dict.fromkeys(found))
    loose = all(rule.loose for rule in match.rules)
    return [] if _is_verb(token, grammar) or loose or is_light(token, grammar) else ["prose.unmapped"]


def _over_light(phrase: Phrase, index: int, bottom: int, grammar: Grammar) -> int:
    while index >= bottom:
        token = phrase.tokens[index]
        if token.text == "的" or grammar.has(token.text, "coordinators") or token.text in grammar.rules:
            return index
        if not is_light(token, grammar):
            return index
        index -= 1
    return index
