"""Whether a rule fits a number: every condition of the grammar, one short function each."""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.phrase import Phrase, View, all_light, is_organisation, traits_of
from nianbao.extract.prose.rules import (
    ASKS_CHANNELS,
    ASKS_ORDER,
    ASKS_PLACE,
    ASKS_TIME,
    ASKS_TOPIC,
    ASKS_WORDS,
    TOTAL,
    Rule,
)
from nianbao.extract.prose.scene import CATEGORY, Scene

_LIST_MARK = "、"


def fits(
    rule: Rule, view: View, available: frozenset[str], phrase: Phrase, head: int, number: Number, scene: Scene
) -> bool:
    """Every condition of the rule but its need holds for this number."""
    asks = rule.asks
    return (
        rule.ordinal == number.ordinal
        and (rule.stock or rule.cumulative == view.cumulative)
        and not (scene.spanning and not (rule.cumulative and view.so_far))
        and not (asks & ASKS_TOPIC and not _topic_fits(rule, view, scene))
        and not (asks & ASKS_WORDS and not _words_fit(rule, view, available, phrase, scene))
        and not (asks & ASKS_PLACE and not _place_fits(rule, view, phrase, scene))
        and not (asks & ASKS_CHANNELS and not _channels_fit(rule, view, scene))
        and not (asks & ASKS_TIME and not _time_fits(rule, phrase, view.around, number, scene))
        and not (asks & ASKS_ORDER and not _order_fits(rule, phrase, head, scene))
    )


def _topic_fits(rule: Rule, view: View, scene: Scene) -> bool:
    if rule.fresh and scene.age > 1:
        return False
    if rule.topics and rule.topics.isdisjoint(view.topics):
        return False
    return rule.not_topics.isdisjoint(view.topics)


def _words_fit(rule: Rule, view: View, available: frozenset[str], phrase: Phrase, scene: Scene) -> bool:
    if rule.without and not rule.without.isdisjoint(view.words) and rule.unless.isdisjoint(view.words):
        return False
    if rule.no_carry and phrase.prepended:
        return False
    if rule.not_carried and not rule.not_carried.isdisjoint(phrase.carried):
        return False
    if rule.forbid and not rule.forbid.isdisjoint(scene.words):
        return False
    if rule.off_counter and scene.at_counter(view.words):
        return False
    return not rule.near or _is_near(rule, available, scene)


def _is_near(rule: Rule, available: frozenset[str], scene: Scene) -> bool:
    if not rule.near.isdisjoint(available) or scene.speaks_of(rule.near):
        return True
    return not rule.or_topic.isdisjoint(scene.topics())


def _place_fits(rule: Rule, view: View, phrase: Phrase, scene: Scene) -> bool:
    if rule.governor and not _governed(rule, view.words | phrase.carried, scene):
        return False
    if (rule.last or rule.not_last) and not _follows(rule, scene):
        return False
    if rule.not_behind and not rule.not_behind.isdisjoint([t.text for t in phrase.behind]):
        return False
    if rule.alone and len(rule.alone & scene.words) > 1:
        return False
    if rule.whole and scene.counted:
        return False
    return not (rule.not_again and rule.key in scene.keys[scene.fresh_keys :])


def _governed(rule: Rule, words: frozenset[str], scene: Scene) -> bool:
    """The whole was read before; a category may also follow a total anywhere before, or a verb of publishing."""
    if any(_named(key, rule.governor) for key in scene.keys):
        return True
    category = rule.key.startswith(CATEGORY) and not rule.key.endswith(".other")
    return category and (TOTAL in scene.totals or bool(words & scene.grammar.classes["publish"]))


def _follows(rule: Rule, scene: Scene) -> bool:
    """The figure read last is one of those the rule follows, and none of those it must not follow."""
    return (not rule.last or _named(scene.last_key, rule.last)) and not _named(scene.last_key, rule.not_last)


def _named(key: str, patterns: Sequence[str]) -> bool:
    return any(key.startswith(p[:-1]) if p.endswith("*") else key == p for p in patterns)


def _channels_fit(rule: Rule, view: View, scene: Scene) -> bool:
    around, total = view.around, rule.key == TOTAL
    several = total and len(_media(around, scene)) > 1
    if total and _of_one_level(view.words, scene):
        return False
    if several and _of_new_media(around, scene):
        return False
    if total and scene.account and not several and not scene.grammar.classes["account_verbs"].isdisjoint(view.words):
        return False
    unwanted = rule.aside & around if rule.aside and rule.lifted_by.isdisjoint(around) else frozenset()
    if unwanted and not (several and unwanted <= scene.grammar.channels):
        return False
    if not (rule.siblings or rule.not_siblings):
        return True
    media = _media(around, scene)
    elsewhere = scene.siblings - media or TOTAL in scene.totals
    if rule.siblings:
        return bool(elsewhere)
    if elsewhere and media == _TWO_MEDIA:
        return False
    return not (elsewhere and media == {"website"})


def _of_new_media(words: frozenset[str], scene: Scene) -> bool:
    """通过微信公众号、今日头条等新媒体公开信息1039条: all of them are new media."""
    media = _media(words, scene)
    traditional = scene.grammar.classes["traditional_media"]
    return "new_media" in media and media.isdisjoint(_OTHER_WAYS) and traditional.isdisjoint(words)


_OTHER_WAYS = ("website", "gazette")
_TWO_MEDIA = {"wechat", "weibo"}
"""Together they are the new media, beside what was made public elsewhere."""


def _of_one_level(words: frozenset[str], scene: Scene) -> bool:
    """市直部门公开信息5.3万条，各县区公开21.6万条: beside the other level, or the total."""
    classes = scene.grammar.classes
    departments, lower = classes["departments"] | classes["levels"], classes["lower"]
    named = (not departments.isdisjoint(words), not lower.isdisjoint(words))
    if named[0] == named[1]:
        return False
    return not (lower if named[0] else departments).isdisjoint(scene.words)


def _media(words: frozenset[str], scene: Scene) -> set[str]:
    medium_of = scene.grammar.medium_of
    return {medium_of[word] for word in words if word in medium_of}


def _time_fits(rule: Rule, phrase: Phrase, around: frozenset[str], number: Number, scene: Scene) -> bool:
    if rule.nought and number.value:
        return False
    if scene.year is not None and not rule.since <= scene.year <= rule.until:
        return False
    if rule.dispute and scene.block() != rule.block:
        return False
    if rule.time and rule.time not in {scene.role(token) for token in phrase.tokens}:
        return False
    return not rule.yoy or _is_yearly(rule, around, scene)


def _is_yearly(rule: Rule, around: frozenset[str], scene: Scene) -> bool:
    classes = scene.grammar.classes
    compared = scene.based or bool((classes["compare"] | classes["yearly_change"]) & around)
    spoken_of = {token.text for token in scene.subject} if not scene.subject_key else set()
    of_requests = not classes["requests"].isdisjoint(around | spoken_of)
    return compared and (of_requests or (scene.last_key in rule.after and len(scene.keys) > scene.fresh_keys))


def _order_fits(rule: Rule, phrase: Phrase, head: int, scene: Scene) -> bool:
    before = head < phrase.at
    if rule.led and head and _is_odd(phrase.tokens[head - 1]) and not _leads(phrase, head - 1, scene):
        return False
    if rule.among and not _is_among(rule, phrase, head, scene):
        return False
    if rule.bare and not _is_bare(phrase, head, before, scene.grammar):
        return False
    return not rule.strict or _strict(rule, phrase, head, scene.grammar)


_ODD = trait.UNKNOWN | trait.OTHER_THINGS
"""Right before 公开信息: a class of information without a measure (社会公益事业领域公开信息)."""


def _is_odd(token: Token) -> bool:
    return bool(token.traits & _ODD) and not token.traits & trait.PASSING


def _leads(phrase: Phrase, index: int, scene: Scene) -> bool:
    """The name of a body, or the column through which something was made public (通过政务公开专栏公开政府信息)."""
    column = phrase.tokens[index].traits & trait.OTHER_THINGS and phrase.before_traits & trait.WAY
    return bool(column) or is_organisation(phrase, index, scene.grammar)


def _is_among(rule: Rule, phrase: Phrase, head: int, scene: Scene) -> bool:
    """公开机关简介、医疗卫生等群众关心的信息: the word ends a list that stands between the verb and the head."""
    ways = scene.grammar.classes["many_ways"]
    ends = (i for i in range(head, -1, -1) if phrase.tokens[i].text.startswith(rule.among))
    at = next((i for i in ends if phrase.tokens[i].text not in ways), 0)
    verb = next((i for i in range(at) if phrase.tokens[i].text in rule.need[0]), at)
    return any(token.text == _LIST_MARK for token in phrase.tokens[verb:at])


def _is_bare(phrase: Phrase, head: int, before: bool, grammar: Grammar) -> bool:
    """Nothing but light words between head and number, on the other side, and behind a head that stands behind.

    Where another number follows, the head behind must be closed by 中 or 里.
    """
    if before:
        between, side = phrase.before[head + 1 :], phrase.behind if phrase.closed else []
    elif phrase.closed:
        between, side = phrase.tokens[phrase.at : head] + phrase.tokens[head + 1 :], phrase.before
    else:
        between, side = phrase.tokens[phrase.at : head], phrase.before
        if head + 1 >= len(phrase.tokens) or not grammar.has(phrase.tokens[head + 1].text, "within"):
            return False
    if traits_of(side) & trait.UNIVERSAL:
        side = []
    if before:  # 申请29件已受理
        side = [token for token in side if not token.traits & trait.RECEIVE]
    return all_light(between) and all_light(side)


def _strict(rule: Rule, phrase: Phrase, head: int, grammar: Grammar) -> bool:
    anchors = frozenset() if rule.strict_to_start else frozenset().union(*rule.need)
    bottom = phrase.at if head >= phrase.at else 0
    for index in range(head - 1, bottom - 1, -1):
        token = phrase.tokens[index]
        if token.text in anchors:
            return True
        if not (token.traits & trait.PASSING or token.text in rule.strict or is_organisation(phrase, index, grammar)):
            return False
    return True
