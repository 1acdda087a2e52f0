"""Whether a rule fits a number: every condition of the grammar, one short function each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.extract.prose.grammar import Grammar, Rule
from nianbao.extract.prose.lexing import Number, Token
from nianbao.extract.prose.scene import CATEGORY, TOTAL, Scene

_SUB_BLOCKS = ("litigation.direct.total", "litigation.after_reconsideration.total")


@dataclass(slots=True)
class Phrase:
    """The words a number stands with. ``tokens[:at]`` are before it, the rest after it."""

    tokens: list[Token]
    at: int
    closed: bool
    """The clause ends after the last token, rather than running into another number."""
    carried: frozenset[str] = frozenset()
    """Verbs of the item before in the same list."""
    prepended: bool = False
    """Those verbs were put before the phrase, as if they stood there."""

    def words(self, before: bool) -> frozenset[str]:
        """Words that go with a head: those before the number, or all when the head stands behind it."""
        tokens = self.tokens[: self.at] if before else self.tokens
        return frozenset(token.text for token in tokens if token.kind == "word")


@dataclass(slots=True)
class Match:
    """What a head word led to: one rule, or several that fit equally."""

    phrase: Phrase
    head: int
    rules: list[Rule]

    def measures(self) -> list[str]:
        """Measures that fit, without doubles."""
        return list(dict.fromkeys(rule.key for rule in self.rules))


def match_before(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Heads before the number, the nearest first. Unknown words in between stop all but loose rules."""
    loose = False
    for index in range(phrase.at - 1, -1, -1):
        token = phrase.tokens[index]
        if token.kind == "rest" and not is_filler(token, scene.grammar):
            loose = True
        found = _rules_at(phrase, index, number, scene, loose)
        if found:
            return Match(phrase, index, found)
    return None


def match_after(phrase: Phrase, number: Number, scene: Scene) -> Match | None:
    """Heads after the number, the last first; nothing unknown may stand between the number and the head."""
    reachable = phrase.at
    while reachable < len(phrase.tokens) and not _stops(phrase.tokens[reachable], scene.grammar):
        reachable += 1
    for index in range(reachable - 1, phrase.at - 1, -1):
        found = _rules_at(phrase, index, number, scene, False)
        if found:
            return Match(phrase, index, found)
    return None


def _stops(token: Token, grammar: Grammar) -> bool:
    """An unknown word, or one that begins a claim about every case (均已办结)."""
    return (token.kind == "rest" and not is_filler(token, grammar)) or grammar.has(token.text, "universal")


def _rules_at(phrase: Phrase, index: int, number: Number, scene: Scene, loose: bool) -> list[Rule]:
    token = phrase.tokens[index]
    if token.kind != "word":
        return []
    rules = scene.grammar.rules.get(token.text, ())
    return [rule for rule in rules if (rule.loose or not loose) and fits(rule, phrase, index, number, scene)]


def fits(rule: Rule, phrase: Phrase, head: int, number: Number, scene: Scene) -> bool:
    """Every condition of the rule holds for this number."""
    words = phrase.words(head < phrase.at)
    return (
        _unit_fits(rule, number, phrase)
        and _year_fits(rule, scene)
        and _topic_fits(rule, phrase, head, scene)
        and _words_fit(rule, words, phrase, scene)
        and _place_fits(rule, words, phrase, scene)
        and _order_fits(rule, phrase, head, scene)
    )


def _unit_fits(rule: Rule, number: Number, phrase: Phrase) -> bool:
    if rule.ordinal != number.ordinal:
        return False
    if number.unit is None:
        return "%" not in rule.units and (rule.unitless or (rule.zero and number.value == 0))
    return number.unit in rule.units


def _year_fits(rule: Rule, scene: Scene) -> bool:
    return scene.year is None or rule.since <= scene.year <= rule.until


def _topic_fits(rule: Rule, phrase: Phrase, head: int, scene: Scene) -> bool:
    if not (rule.topics or rule.not_topics):
        return True
    names = scene.topics(phrase.tokens[phrase.at :] if head >= phrase.at else ())
    if rule.fresh and scene.age > 1:
        return False
    return (not rule.topics or bool(rule.topics & names)) and not rule.not_topics & names


def _words_fit(rule: Rule, words: frozenset[str], phrase: Phrase, scene: Scene) -> bool:
    if rule.without & words and not rule.unless & words:
        return False
    if rule.no_carry and phrase.prepended:
        return False
    reach = {token.text for token in scene.reach}
    available = words if rule.no_carry else words | phrase.carried | reach
    if not all(group & available for group in rule.need):
        return False
    if rule.forbid & scene.words:
        return False
    near = rule.near & (available | scene.before | scene.words)
    return not rule.near or bool(near) or bool(rule.or_topic & scene.topics())


def _place_fits(rule: Rule, words: frozenset[str], phrase: Phrase, scene: Scene) -> bool:
    around = words | {token.text for token in scene.reach}
    if rule.governor and not _governed(rule, words | phrase.carried, scene):
        return False
    if rule.whole and scene.counted:
        return False
    if rule.not_again and rule.key in scene.keys[scene.fresh_keys :]:
        return False
    return _channels_fit(rule, words, around, scene) and _kind_fits(rule, phrase, around, scene)


def _governed(rule: Rule, words: frozenset[str], scene: Scene) -> bool:
    """The whole was read before; a category may also follow a total anywhere before, or a verb of publishing."""
    if any(_named(key, rule.governor) for key in scene.keys):
        return True
    category = rule.key.startswith(CATEGORY) and not rule.key.endswith(".other")
    return category and (TOTAL in scene.totals or bool(words & scene.grammar.classes["publish"]))


def _named(key: str, patterns: Sequence[str]) -> bool:
    return any(key.startswith(p[:-1]) if p.endswith("*") else key == p for p in patterns)


def _channels_fit(rule: Rule, words: frozenset[str], around: frozenset[str], scene: Scene) -> bool:
    media = {scene.grammar.medium_of[word] for word in around if word in scene.grammar.medium_of}
    unwanted = frozenset() if rule.lifted_by & around else rule.aside & around
    if rule.key == TOTAL and scene.account and words & scene.grammar.classes["account_verbs"]:
        return False
    if unwanted and not (rule.key == TOTAL and len(media) > 1 and unwanted <= scene.grammar.channels):
        return False
    if not (rule.siblings or rule.not_siblings):
        return True
    elsewhere = scene.siblings - media or TOTAL in scene.totals
    if rule.siblings:
        return bool(elsewhere)
    return not (elsewhere and media == {"website"})


def _kind_fits(rule: Rule, phrase: Phrase, around: frozenset[str], scene: Scene) -> bool:
    grammar = scene.grammar
    lasting = scene.lasting and bool(grammar.classes["so_far"] & around)
    if rule.cumulative != (lasting or bool(grammar.classes["cumulative"] & around)):
        return False
    if rule.dispute and scene.last_key in _SUB_BLOCKS:
        return False
    if rule.time and rule.time not in {scene.role(token) for token in phrase.tokens}:
        return False
    return not rule.yoy or _is_yearly(rule, around, scene)


def _is_yearly(rule: Rule, around: frozenset[str], scene: Scene) -> bool:
    classes = scene.grammar.classes
    compared = bool((classes["compare"] | classes["yearly_change"]) & around)
    of_requests = bool(classes["requests"] & around)
    return compared and (of_requests or (scene.last_key in rule.after and len(scene.keys) > scene.fresh_keys))


def _order_fits(rule: Rule, phrase: Phrase, head: int, scene: Scene) -> bool:
    before = head < phrase.at
    if rule.bare and not _is_bare(phrase, head, before, scene.grammar):
        return False
    return not rule.strict or _strict(rule, phrase, head, scene.grammar)


def _is_bare(phrase: Phrase, head: int, before: bool, grammar: Grammar) -> bool:
    """Nothing but light words between head and number, on the other side, and behind a head that stands behind."""
    if before:
        between, side = phrase.tokens[head + 1 : phrase.at], phrase.tokens[phrase.at :] if phrase.closed else []
    else:
        between, side = phrase.tokens[phrase.at : head] + phrase.tokens[head + 1 :], phrase.tokens[: phrase.at]
        if not phrase.closed:
            return False
    if any(grammar.has(token.text, "universal") for token in side):
        side = []
    return all(is_light(token, grammar) for token in between + side)


def _strict(rule: Rule, phrase: Phrase, head: int, grammar: Grammar) -> bool:
    anchors = frozenset() if rule.strict_to_start else frozenset().union(*rule.need)
    bottom = phrase.at if head >= phrase.at else 0
    for index in range(head - 1, bottom - 1, -1):
        token = phrase.tokens[index]
        if token.text in anchors:
            return True
        if not (token.text in rule.strict or is_light(token, grammar) or is_organisation(phrase, index, grammar)):
            return False
    return True


def is_light(token: Token, grammar: Grammar) -> bool:
    """A word that says nothing of what is counted."""
    if token.kind == "word":
        text = token.text
        return any(grammar.has(text, name) for name in ("light", "this_year", "reached", "office"))
    return token.kind == "skip" or token.kind == "punct" or is_filler(token, grammar)


def is_filler(token: Token, grammar: Grammar) -> bool:
    """Quotation marks and particles that the grammar need not know."""
    return token.kind == "rest" and grammar.fillers.issuperset(token.text)


def is_organisation(phrase: Phrase, index: int, grammar: Grammar) -> bool:
    """Unknown text that ends as the name of an office or place does, alone or with the next word."""
    token = phrase.tokens[index]
    if token.kind != "rest":
        return False
    if token.text[-1] in grammar.organisation_ends:
        return True
    following = phrase.tokens[index + 1] if index + 1 < len(phrase.tokens) else None
    return following is not None and following.kind == "word" and following.text[0] in grammar.organisation_ends
