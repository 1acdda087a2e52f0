"""Why no measure is tried for a number: plans, parts of parts, things that count themselves, other acts."""

from __future__ import annotations

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.phrase import Phrase, all_light, traits_of
from nianbao.extract.prose.scene import Scene

_LIST_MARK = "、"


def doubtful(number: Number, phrase: Phrase, scene: Scene) -> str:
    """Why no measure may be tried: a plan, or the part of a part."""
    if (phrase.before_traits | phrase.behind_traits) & trait.PLANNED and not is_carry(phrase) and _is_planned(phrase):
        return "planned"
    if scene.nested:
        return "nested"
    return _other_thing(number, phrase, scene)


def _other_thing(number: Number, phrase: Phrase, scene: Scene) -> str:
    """政策解读专栏12个, 抽查政务新媒体215个: a noun that counts itself, or a verb that makes nothing public."""
    unit, grammar = number.unit, scene.grammar
    if unit in grammar.thing_units:
        said = (phrase.before_traits | phrase.behind_traits) & trait.OTHER_ACTS
        scene.acted = bool(said or scene.acted) and _acted_upon(phrase, scene.acted, grammar)
        if scene.acted:
            return "other_act"
        counted = 0 if unit in grammar.item_units else trait.OTHER_THINGS
        if phrase.behind[:1] and _counts_things(phrase):
            return "other_thing"
    else:
        counted = trait.OTHER_EVENTS if unit in grammar.event_units else 0
    if not phrase.before_traits & counted:
        return ""
    last = next((t for t in reversed(phrase.before) if not t.traits & trait.PASSING), None)
    return "other_thing" if last is not None and last.traits & counted and not last.traits & trait.RULED else ""


def _counts_things(phrase: Phrase) -> bool:
    """24个单位设置了查阅点: the noun right behind the measure word, when no noun stands before."""
    traits = phrase.behind[0].traits
    return bool(traits & trait.OTHER_THINGS and not traits & trait.RULED and not phrase.before_traits & _LED)


_LED = trait.RULED | trait.ABOUT
_ACTS = trait.PUBLISH | trait.RECEIVE | trait.LIST_VERBS | trait.PREDICATE | trait.ANSWER


def _outside_list(tokens: list[Token], grammar: Grammar) -> list[Token]:
    """公开教师招聘录用信息、…等信息86条: what stands between the verb and 等 is a list of nouns."""
    ends = [i for i, token in enumerate(tokens) if token.text.startswith(grammar.etcetera)]
    begin = next((i for i, token in enumerate(tokens) if token.traits & trait.PUBLISH), len(tokens))
    if not ends or begin > ends[-1] or not any(token.text == _LIST_MARK for token in tokens[begin : ends[-1]]):
        return tokens
    return [*tokens[: begin + 1], *tokens[ends[-1] :]]


def _acted_upon(phrase: Phrase, carried: bool, grammar: Grammar) -> bool:
    """By the verb nearest before the number, else that of the item before it, else the one behind a leading number."""
    behind = phrase.behind_traits
    leads = behind & trait.OTHER_ACTS and not behind & (trait.PUBLISH | trait.ANSWER)
    last = phrase.before[-1] if phrase.before_traits & trait.ABOUT else None
    if leads and last is not None and (last.text == "的" or last.traits & trait.ABOUT):
        return True  # 对印发的146件文件逐件评估
    for token in reversed(_outside_list(phrase.before, grammar)):
        if token.traits & trait.OTHER_ACTS:
            return True
        if token.traits & _ACTS:
            return False
    return carried or bool(leads and all_light(phrase.before))


def _is_planned(phrase: Phrase) -> bool:
    """The plan is spoken of where the number's words are, or right behind the number."""
    side = phrase.before_traits if phrase.before_traits & trait.WORD else phrase.behind_traits
    return bool((side | traits_of(phrase.behind[:1])) & trait.PLANNED)


def is_carry(phrase: Phrase) -> bool:
    """What is carried forward or was brought forward; words behind count where no other number follows."""
    traits = phrase.before_traits | phrase.behind_traits if phrase.closed else phrase.before_traits
    return bool(traits & trait.CARRY)
