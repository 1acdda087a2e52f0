"""Nouns and verbs joined by 和 and its like: what one number says of two of them."""

from __future__ import annotations

from itertools import pairwise

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.matching import Match, rules_at
from nianbao.extract.prose.phrase import Phrase
from nianbao.extract.prose.scene import DISPUTES, Scene

_VERBS_AND_JOINTS = trait.RECEIVE | trait.ANSWER | trait.COORDINATORS
RECEIVED_AND_ANSWERED = frozenset({"requests.received@total", "results.total@total"})


def both_done(phrase: Phrase, grammar: Grammar) -> bool:
    """收到并办结: one number of what came and was answered."""
    verbs = [t for t in phrase.before if t.traits & _VERBS_AND_JOINTS]
    for verb, joint, last in zip(verbs, verbs[1:], verbs[2:], strict=False):
        received = verb.traits & trait.RECEIVE and not grammar.has(verb.text, "handled")
        if received and joint.traits & trait.COORDINATORS and last.traits & trait.ANSWER:
            return True
    return False


def merged_with(match: Match, number: Number, scene: Scene) -> list[str]:
    """Measures of nouns joined to the head: one number for two classes belongs to neither."""
    phrase = match.phrase
    before = phrase.tokens[match.head - 1] if match.head else None
    if before is not None and before.traits & trait.RULED and _other_dispute(match, before, scene):
        return ["prose.unmapped"]
    if not (phrase.before_traits | phrase.behind_traits) & trait.COORDINATORS:
        return []
    bottom = phrase.at if match.head >= phrase.at else 0
    index = _over_light(phrase, match.head - 1, bottom)
    if _ends_list(phrase, match.head, scene.grammar):
        while index > bottom and phrase.tokens[index].traits & trait.UNKNOWN:
            index -= 1  # 草案解读、决策文件、决策解读等27件
    if index <= bottom or not phrase.tokens[index].traits & trait.COORDINATORS:
        return []
    index = _over_light(phrase, index - 1, bottom)
    if index < bottom:
        return []
    return _joined_keys(match, Phrase(phrase.tokens[: index + 1], [], True, phrase.carried), number, scene)


def _ends_list(phrase: Phrase, head: int, grammar: Grammar) -> bool:
    """The head is the last noun before 等 and the number."""
    return any(token.text == grammar.etcetera for token in phrase.before[head + 1 : head + 2])


def _other_dispute(match: Match, before: Token, scene: Scene) -> bool:
    """复议诉讼案件共9件: both kinds together, without a mark in between."""
    topic_of = scene.grammar.topic_of
    if topic_of.get(before.text) not in DISPUTES:
        return False
    own = topic_of.get(match.phrase.tokens[match.head].text)
    return own in DISPUTES and own != topic_of[before.text]


_VERBS = trait.PUBLISH | trait.RECEIVE | trait.ANSWER
_UNJOINED = trait.PASSING | _VERBS | trait.ANY_YEAR
"""No second noun: light words, verbs, and the year of a comparison (与上年持平)."""


def joined_after(match: Match, grammar: Grammar) -> bool:
    """Another noun is joined between the head and the number (培训、会议等共12次)."""
    if not match.phrase.before_traits & trait.COORDINATORS:
        return False
    between = match.phrase.before[match.head + 1 :]
    objects = frozenset().union(*(rule.strict | rule.kin for rule in match.rules))
    return any(
        mark.traits & trait.COORDINATORS
        and not noun.traits & _UNJOINED
        and noun.text not in objects
        and not _is_whole_of(noun, match, grammar)
        for mark, noun in pairwise(between)
    )


def _is_whole_of(noun: Token, match: Match, grammar: Grammar) -> bool:
    """补正后仍不明确、无法提供的2件: the class behind its reason."""
    if not noun.traits & trait.RULED:
        return False
    parents = {grammar.measures[key].part_of for key in match.measures()}
    return any(rule.key in parents for rule in grammar.rules[noun.text])


def _joined_keys(match: Match, phrase: Phrase, number: Number, scene: Scene) -> list[str]:
    """Measures the last word of the phrase would lead to; the unmapped key when it is a noun without one."""
    grammar, index = scene.grammar, phrase.at - 1
    token = phrase.tokens[index]
    keys = [r.key for r in grammar.rules.get(token.text, ())]
    found = [rule.key for rule in rules_at(phrase, index, number, scene)]
    if any(token.text in rule.kin for rule in match.rules):
        return []
    if found or set(keys) & set(match.measures()):
        return [] if set(found) <= set(match.measures()) else list(dict.fromkeys(found))
    loose = all(rule.loose for rule in match.rules)
    return [] if loose or token.traits & (_VERBS | trait.PASSING) else ["prose.unmapped"]


def _over_light(phrase: Phrase, index: int, bottom: int) -> int:
    while index >= bottom:
        token = phrase.tokens[index]
        if token.text == "的" or token.traits & (trait.COORDINATORS | trait.RULED):
            return index
        if not token.traits & trait.PASSING:
            return index
        index -= 1
    return index
