"""Rules of the grammar: one way a number comes to mean one measure, made from a table of the data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from nianbao.codebook.measures import Measure
from nianbao.errors import CodebookError
from nianbao.extract.prose.patterns import Words, listed

GRAMMAR_FILES = "prose"
"""The folder of the data files: numbers, words, and rules by what they speak of, in the order rules.toml gives."""
TOTAL = "prose.info_published_total"
_NO_END = 9999
"""The year until which a rule holds, where none is given."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way a number comes to mean one measure; the fields are explained in the data file."""

    key: str
    heads: Words
    units: Words
    need: tuple[Words, ...] = ()
    near: Words = frozenset()
    or_topic: Words = frozenset()
    topics: Words = frozenset()
    not_topics: Words = frozenset()
    without: Words = frozenset()
    unless: Words = frozenset()
    not_carried: Words = frozenset()
    aside: Words = frozenset()
    lifted_by: Words = frozenset()
    forbid: Words = frozenset()
    governor: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    not_last: tuple[str, ...] = ()
    not_behind: Words = frozenset()
    kin: Words = frozenset()
    block: str = ""
    alone: Words = frozenset()
    zero_topics: Words = frozenset()
    strict: Words = frozenset()
    strict_to_start: bool = False
    bare: bool = False
    off_counter: bool = False
    loose: bool = False
    about: bool = False
    stock: bool = False
    led: bool = False
    among: str = ""
    no_unit: bool = False
    siblings: bool = False
    not_siblings: bool = False
    cumulative: bool = False
    fresh: bool = False
    dispute: bool = False
    ordinal: bool = False
    not_again: bool = False
    unitless: bool = False
    whole: bool = False
    no_carry: bool = False
    yoy: bool = False
    zero: bool = False
    undecided: bool = False
    nought: bool = False
    time: str = ""
    sets: str = ""
    since: int = 0
    until: int = _NO_END
    part_of: str | None = None
    """The measure that this one is a part of."""
    asks: int = 0
    """What the rule asks for beyond its need, as bits: most rules ask for little."""


ASKS_TOPIC, ASKS_WORDS, ASKS_PLACE, ASKS_CHANNELS, ASKS_ORDER, ASKS_TIME = (1 << n for n in range(6))
_ASKED = {
    ASKS_TOPIC: ("fresh", "topics", "not_topics"),
    ASKS_WORDS: ("without", "not_carried", "no_carry", "forbid", "near"),
    ASKS_PLACE: ("governor", "last", "not_last", "not_behind", "alone", "whole", "not_again"),
    ASKS_CHANNELS: ("aside", "siblings", "not_siblings"),
    ASKS_ORDER: ("bare", "strict", "led", "among"),
    ASKS_TIME: ("dispute", "time", "yoy", "since", "nought"),
}
_KINDS = {field.name: field.type for field in fields(Rule)}
_WORD_FIELDS = (
    "heads",
    "near",
    "without",
    "unless",
    "not_carried",
    "aside",
    "forbid",
    "lifted_by",
    "not_behind",
    "alone",
    "kin",
)


def make_rule(
    table: Mapping[str, Any], lists: Mapping[str, Any], known: Mapping[str, Measure], shared: dict[Words, Words]
) -> Rule:
    """The rule of a table. Raises CodebookError when it names an unknown class, field or measure."""
    key = table["key"]
    if key not in known or not table.keys() <= _KINDS.keys():
        raise CodebookError(GRAMMAR_FILES, rule=key, unknown=sorted(table.keys() - _KINDS.keys()) or key)
    made: dict[str, Any] = {"units": frozenset(listed(table.get("units", known[key].units)))}
    for name, value in table.items():
        kind = _KINDS[name]
        if name in ("topics", "not_topics", "or_topic", "zero_topics", "units"):
            made[name] = frozenset(listed(value))
        elif name == "need":
            made[name] = tuple(expand(group, lists) for group in value)
        elif name == "strict":
            made[name] = expand(lists[value], lists)
        else:
            made[name] = expand(value, lists) if kind == "Words" else tuple(listed(value)) if "tuple" in kind else value
    for name, value in made.items():
        if isinstance(value, frozenset):
            made[name] = shared.setdefault(value, value)
    made["need"] = tuple(shared.setdefault(group, group) for group in made.get("need", ()))
    rule = Rule(**made, part_of=known[key].part_of)
    asks = sum(bit for bit, names in _ASKED.items() if any(getattr(rule, name) for name in names))
    asks |= ASKS_CHANNELS if key == TOTAL else 0
    return replace(rule, asks=asks | (ASKS_TIME if rule.until != _NO_END else 0))


def words_of(rule: Rule) -> Words:
    """All words the rule speaks of."""
    return frozenset().union(*(getattr(rule, name) for name in _WORD_FIELDS), *rule.need)


def rules_by_unit(by_head: Mapping[str, tuple[Rule, ...]]) -> dict[str, dict[str, tuple[Rule, ...]]]:
    """Head word -> measure word -> the rules both can start."""
    made: dict[tuple[int, ...], dict[str, tuple[Rule, ...]]] = {}  # most heads share their rules with others
    for rules in by_head.values():
        known = tuple(map(id, rules))
        if known not in made:
            units = frozenset().union(*(rule.units for rule in rules))
            made[known] = {unit: tuple(rule for rule in rules if unit in rule.units) for unit in units}
    return {head: made[tuple(map(id, rules))] for head, rules in by_head.items()}


def rules_by_head(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Head word -> the rules it can start, in their order."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for head in rule.heads:
            found.setdefault(head, []).append(rule)
    return {head: tuple(made) for head, made in found.items()}


def expand(words: str | Iterable[str], lists: Mapping[str, Any], seen: tuple[str, ...] = ()) -> Words:
    """Words with every ``@name`` replaced by the words of that list."""
    found: set[str] = set()
    for word in listed(words):
        if not word.startswith("@"):
            found.add(word)
            continue
        name = word[1:]
        if name not in lists or name in seen:
            raise CodebookError(GRAMMAR_FILES, unknown_class=name)
        found |= expand(lists[name], lists, (*seen, name))
    return frozenset(found)
