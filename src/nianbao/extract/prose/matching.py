"""From the words beside a number to the rules that fit it: the heads before it, those behind it, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fitting import fits
from nianbao.extract.prose.lexing import Number
from nianbao.extract.prose.phrase import Phrase
from nianbao.extract.prose.rules import Rule
from nianbao.extract.prose.scene import Scene


@dataclass(slots=True)
class Match:
    """What a head word led to: one rule, or several that fit equally."""

    phrase: Phrase
    head: int
    rules: list[Rule]

    def undecided(self) -> bool:
        """No rule is sure: what they lead to are candidates."""
        return self.rules[0].undecided and all(rule.undecided for rule in self.rules)

    def measures(self) -> list[str]:
        """Measures that fit, without doubles."""
        rules = self.rules
        if len(rules) > 1:  # the sure ones first, and the part before its whole (受理网上依申请公开23件)
            rules = [rule for rule in rules if not rule.undecided] or rules
            wholes = {rule.part_of for rule in rules}
            return list(dict.fromkeys([rule.key for rule in rules if rule.key not in wholes]))
        return [rules[0].key]


def match_before(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Heads before the number, the nearest first. Unknown words in between stop all but loose rules."""
    loose = False
    for index in range(phrase.at - 1, -1, -1):
        traits = phrase.tokens[index].traits
        if traits & trait.UNKNOWN:
            loose = True
        found = rules_at(phrase, index, number, scene, loose) if traits & trait.RULED else None
        if found:
            return Match(phrase, index, found)
    return None


def match_after(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Heads after the number, the last first; nothing unknown may stand between the number and the head.

    Where another number follows in the same clause (51件申请中个人递交48件), the nearest head comes first.
    """
    reachable = phrase.at
    stops = trait.UNKNOWN if phrase.before_traits & trait.REMAINDER else _STOPS
    while reachable < len(phrase.tokens) and not phrase.tokens[reachable].traits & stops:
        reachable += 1
    order = range(phrase.at, reachable)
    if (
        phrase.closed
        and reachable < len(phrase.tokens)
        and phrase.before_traits & trait.ABOUT
        and not phrase.before_traits & _SAID
    ):
        return _match_about(phrase, reachable, number, scene)
    for index in reversed(order) if phrase.closed else order:
        found = rules_at(phrase, index, number, scene)
        if found:
            return Match(phrase, index, found)
        if not phrase.closed and phrase.tokens[index].traits & trait.RULED:
            return None
    return None


_SAID = trait.PUBLISH | trait.RECEIVE | trait.UNIVERSAL


def _match_about(phrase: Phrase, first: int, number: Number, scene: Scene) -> Match | None:
    """就17项重大行政决策公开征求意见: what was done about so many of them, whatever they are.

    配备1名专职工作人员负责落实: or what they are, when nothing unknown stands before it.
    """
    for index in (*range(len(phrase.tokens) - 1, first, -1), *range(phrase.at, first)):
        found = [rule for rule in rules_at(phrase, index, number, scene) if rule.about]
        if found:
            return Match(phrase, index, found)
    return None


_STOPS = trait.UNKNOWN | trait.UNIVERSAL
"""An unknown word, or one that begins a claim about every case (均已办结), unless all the rest are meant."""


def rules_at(phrase: Phrase, index: int, number: Number, scene: Scene, loose: bool = False) -> list[Rule]:
    """The rules that begin with this word and fit the number; ``loose``: those that unknown words may follow."""
    token = phrase.tokens[index]
    if not token.traits & trait.RULED or token.kind != "word":
        return []
    unit = number.unit
    if unit is None:
        rules: Sequence[Rule] = [rule for rule in scene.grammar.rules[token.text] if _unit_left_out(rule, number)]
    else:
        rules = scene.grammar.by_unit[token.text].get(unit, ())
    if not rules:
        return []
    view = phrase.view(index < phrase.at, scene)
    found: list[Rule] = []
    for rule in rules:
        # Most rules fail here, for want of a word.
        available = view.words if rule.no_carry else view.available
        for group in rule.need:
            if group.isdisjoint(available):
                break
        else:
            if (rule.loose or not loose) and fits(rule, view, available, phrase, index, number, scene):
                found.append(rule)
    return found


def _unit_left_out(rule: Rule, number: Number) -> bool:
    if number.unit is not None or "%" in rule.units:
        return False
    return rule.unitless or rule.no_unit or (rule.zero and number.value == 0)
