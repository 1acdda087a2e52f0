"""The grammar of ``data/prose``, compiled once: words, classes, topics, rules, and one lexer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from nianbao.codebook.measures import Measure, measures
from nianbao.data import load_toml
from nianbao.errors import CodebookError
from nianbao.extract.prose import patterns
from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.patterns import Words, listed
from nianbao.model import Qualifier

GRAMMAR_FILES = "prose"
"""The folder of the data files: numbers, words, and rules by what they speak of, in the order rules.toml gives."""


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
    time: str = ""
    sets: str = ""
    since: int = 0
    until: int = 9999
    asks: int = 0
    """What the rule asks for beyond its need, as bits: most rules ask for little."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything the reader of sentences knows, ready for use."""

    rules: Mapping[str, tuple[Rule, ...]]
    """Head word -> the rules it can start."""
    by_unit: Mapping[str, Mapping[str, tuple[Rule, ...]]]
    """The same by the measure word of the number."""
    zero_rules: Mapping[str, tuple[Rule, ...]]
    """Those by which a measure may be said to be zero."""
    unnegated: Mapping[str, str]
    """Negated verbs -> the verb: 制定 of 未制定."""
    merged: Mapping[frozenset[str], str]
    """Two measures that one number may count together -> the measure of both."""
    classes: Mapping[str, Words]
    topic_of: Mapping[str, str]
    medium_of: Mapping[str, str]
    measures: Mapping[str, Measure]
    lexicon: Mapping[str, tuple[str, int, int]]
    """Word -> the word itself, always the same object, its traits, and its length."""
    openings: Mapping[str, tuple[int, ...]]
    """Beginnings of words, one or two characters -> lengths of the words that begin so, the longest first."""
    long_openings: Mapping[str, tuple[int, ...]]
    """The same by four characters; apart, since most places in a text need only the small table."""
    firsts: Words
    """Characters at which something can begin that is told by its first character alone; digits besides."""
    traits: Mapping[str, int]
    """Traits of words."""
    marks: Mapping[str, int]
    """Traits of punctuation, and of the characters other than digits at which ``counted`` can begin."""
    nought: re.Pattern[str]
    plain: re.Pattern[str]
    """The most usual numbers: digits with a measure word, and nothing that needs a second look."""
    counted: re.Pattern[str]
    """Numbers, and what looks like one and is none."""
    hint: re.Pattern[str]
    """What ``counting`` or ``negating`` can match: text without any of it holds no figure."""
    counting: re.Pattern[str]
    """Numbers; and as ``date`` the dates and the like that make no sentence worth reading."""
    negating: re.Pattern[str]
    zero_nouns: re.Pattern[str]
    before: Mapping[str, Qualifier]
    """Words right before a number -> what they say of it (约, 近, 超过)."""
    before_lengths: tuple[int, ...]
    before_ends: Words
    """Last characters of these words, and the line end."""
    not_after: Words
    """Characters after which none of them stands (最近)."""
    regional: tuple[tuple[str, str], ...]
    """Words of texts in traditional characters -> the usual words, of the same length."""
    spelling: Mapping[int, int]
    """Full-width and traditional characters to the one spelling, offsets kept."""
    respelled: re.Pattern[str]
    unfolded: re.Pattern[str]
    """What folding changes: white space, and characters to be spelled otherwise."""
    heading: re.Pattern[str]
    chinese_year: re.Pattern[str]
    part_year: re.Pattern[str]
    rates: Words
    claims: Mapping[str, Mapping[str, Words]]
    """What may be said of every case -> the ``words`` that say it, and those that must not stand there."""
    etcetera: str
    divisible: Words
    vague: str
    fillers: Words
    item_units: Words
    money: str
    thing_units: Words
    event_units: Words
    issues: str
    """The measure word of issues, in which several items may be sent out at once."""
    after_approx: Words
    after_at_least: Words
    organisation_ends: Words
    channels: Words
    sections: Mapping[int, str]
    """What a section of the report speaks of when nothing nearer says it."""
    vocabulary: tuple[str, ...]

    def relevant(self, text: str, start: int, end: int, hint: int) -> bool:
        """Whether the sentence can hold a figure: a number, or a negation with a noun that can be zero.

        ``hint`` is where it first says something of the kind.
        """
        for counted in self.counting.finditer(text, max(start, hint - _DATE_LEAD), end):
            if counted.lastgroup is None:
                return True
        return bool(self.negating.search(text, hint, end) and self.zero_nouns.search(text, start, end))

    def answers(self, heading: str, text: str, start: int, end: int) -> bool:
        """Whether the sentence may say a zero of what its heading names."""
        return bool(heading and self.negating.search(text, start, end) and self.zero_nouns.search(heading))

    def has(self, word: str, name: str) -> bool:
        """Whether the word belongs to a class."""
        return word in self.classes[name]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The package's grammar; read, checked and compiled on the first call."""
    return build_grammar(load_grammar(), measures())


def load_grammar() -> dict[str, Any]:
    """The data files of the grammar as one table; ``rule`` lists the rules of all files, in their order.

    A file of rules may have classes of words of its own.
    """
    shared, numbers, words = (_load(name) for name in ("rules", "numbers", "words"))
    files = [_load(name) for name in listed(shared["files"])]
    classes = {name: made for file in (words, *files) for name, made in file.get("classes", {}).items()}
    return {**shared, **numbers, **words, "classes": classes, "rule": [rule for file in files for rule in file["rule"]]}


def _load(name: str) -> dict[str, Any]:
    return load_toml(f"{GRAMMAR_FILES}/{name}.toml")


def build_grammar(raw: Mapping[str, Any], known: Mapping[str, Measure]) -> Grammar:
    """Compile a grammar. Raises CodebookError when it names an unknown class, field or measure."""
    lists = {**raw["classes"], **raw["time"], **raw["scope"]}
    lists |= {"light": raw["light"]["words"]} | {k: v for k, v in raw["light"].items() if k not in _CHARACTERS}
    lists |= {f"zero_{name}": words for name, words in raw["zero"].items()}
    classes = {name: expand(words, lists) for name, words in lists.items()}
    shared = {words: words for words in classes.values()}  # one set of each: fewer places in memory to look at
    rules = [_rule(table, lists, known, shared) for table in raw["rule"]]
    heads = frozenset().union(*(rule.heads for rule in rules))
    topics, media = _reverse(raw["topics"], lists), _reverse(raw["media"], lists)
    said = (word for sets in raw["claims"].values() for words in sets.values() for word in expand(words, lists))
    words = frozenset().union(*classes.values(), topics, media, said, *map(_words_of, rules)) - {"、"}
    topic_of = _with_compounds(topics, heads, frozenset(listed(raw["compounds"]["topics"])))
    unlike = listed(raw["compounds"]["no_medium"])
    named_so = frozenset(word for word in words if not any(other in word for other in unlike))
    medium_of = _with_compounds(media, named_so, frozenset(raw["media"]))
    by_head = _by_head(rules)
    traits = trait.word_traits(
        classes,
        {
            trait.MARK: _marks(topic_of, medium_of, classes),
            trait.MEDIUM: medium_of,
            trait.NUMBERED: [word for word in words if _DIGIT.search(word)],
            trait.RULED: by_head,
            trait.SECOND: frozenset().union(*(classes[name] for name in _SECOND)),
        },
    )
    number = raw["number"]
    before, openings = patterns.before(number), patterns.openings(words)
    marks = patterns.mark_traits(traits, number["starters"])
    spelling = patterns.respelling(raw["fold"])
    respelled = "".join(map(chr, spelling))
    return Grammar(
        rules=by_head,
        by_unit=_by_unit(by_head),
        zero_rules=_by_head(rule for rule in rules if rule.zero),
        unnegated={word: _without(classes["zero_negations"], word) for word in classes["zero_verbs"]},
        merged={frozenset(listed(table["parts"])): table["key"] for table in raw["merged"]},
        classes=classes,
        topic_of=topic_of,
        medium_of=medium_of,
        measures=known,
        lexicon={word: (word, traits.get(word, 0) | trait.WORD, len(word)) for word in words},
        openings={begin: lengths for begin, lengths in openings.items() if len(begin) < patterns.LONG},
        long_openings={begin: lengths for begin, lengths in openings.items() if len(begin) == patterns.LONG},
        traits=traits,
        firsts=frozenset([*marks, *(begin for begin in openings if len(begin) == 1)]),
        marks=marks,
        nought=re.compile(number["nought"]),
        plain=re.compile(patterns.filled(number, "plain")),
        counted=patterns.counted(raw),
        hint=patterns.hint(number),
        counting=patterns.counting(number),
        negating=re.compile(number["zero_hints"]),
        zero_nouns=re.compile(patterns.trie(patterns.shortest(frozenset().union(*(r.heads for r in rules if r.zero))))),
        before=before,
        before_lengths=tuple(sorted(set(map(len, before)), reverse=True)),
        before_ends=frozenset({"\n", *(word[-1] for word in before)}),
        not_after=frozenset(number["not_after"]),
        regional=tuple(raw["fold"]["words"].items()),
        spelling=spelling,
        respelled=re.compile(f"[{respelled}]"),
        unfolded=re.compile(f"[{patterns.BLANKS}{respelled}]"),
        heading=re.compile(number["heading"]),
        chinese_year=re.compile(number["chinese_year"]),
        part_year=re.compile(number["part_year"]),
        rates=frozenset(listed(number["rates"])),
        claims={name: {part: expand(w, lists) for part, w in sets.items()} for name, sets in raw["claims"].items()},
        etcetera=number["etcetera"],
        divisible=frozenset(listed(number["divisible"])),
        vague=number["vague"],
        fillers=frozenset(raw["light"]["fillers"]),
        item_units=frozenset(listed(number["item_units"])),
        money=number["money"],
        thing_units=frozenset(listed(number["thing_units"])),
        event_units=frozenset(listed(number["event_units"])),
        issues=number["issues"],
        after_approx=frozenset(listed(number["after_approx"])),
        after_at_least=frozenset(listed(number["after_at_least"])),
        organisation_ends=frozenset(raw["light"]["organisation_ends"]),
        channels=classes["channels"],
        sections={int(number): name for number, name in raw["sections"].items()},
        vocabulary=tuple(sorted(word for word in words if len(word) > 2)),
    )


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


_SECOND = ("leftovers", "ours", "of_all_sorts", "late", "levels", "later_suit")
"""Classes of words that make think again."""
_CHARACTERS = ("words", "fillers", "organisation_ends")
"""Entries of ``light`` that are no class of words of their own."""
_DIGIT = re.compile(r"\d")
_DATE_LEAD = 6
"""A date or postcode begins at most so many characters before its first digit."""
ASKS_TOPIC, ASKS_WORDS, ASKS_PLACE, ASKS_CHANNELS, ASKS_ORDER = (1 << n for n in range(5))
_ASKED = {
    ASKS_TOPIC: ("fresh", "topics", "not_topics"),
    ASKS_WORDS: ("without", "no_carry", "forbid", "near"),
    ASKS_PLACE: ("governor", "last", "not_last", "not_behind", "alone", "whole", "not_again"),
    ASKS_CHANNELS: ("aside", "siblings", "not_siblings"),
    ASKS_ORDER: ("bare", "strict", "led", "among"),
}
TOTAL = "prose.info_published_total"
_KINDS = {field.name: field.type for field in fields(Rule)}
_WORD_FIELDS = ("heads", "near", "without", "unless", "aside", "forbid", "lifted_by", "not_behind", "alone", "kin")


def _rule(
    table: Mapping[str, Any], lists: Mapping[str, Any], known: Mapping[str, Measure], shared: dict[Words, Words]
) -> Rule:
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
    rule = Rule(**made)
    asks = sum(bit for bit, names in _ASKED.items() if any(getattr(rule, name) for name in names))
    return replace(rule, asks=asks | (ASKS_CHANNELS if key == TOTAL else 0))


def _words_of(rule: Rule) -> Words:
    return frozenset().union(*(getattr(rule, name) for name in _WORD_FIELDS), *rule.need)


def _by_unit(by_head: Mapping[str, tuple[Rule, ...]]) -> dict[str, dict[str, tuple[Rule, ...]]]:
    made: dict[tuple[int, ...], dict[str, tuple[Rule, ...]]] = {}  # most heads share their rules with others
    for rules in by_head.values():
        known = tuple(map(id, rules))
        if known not in made:
            units = frozenset().union(*(rule.units for rule in rules))
            made[known] = {unit: tuple(rule for rule in rules if unit in rule.units) for unit in units}
    return {head: made[tuple(map(id, rules))] for head, rules in by_head.items()}


def _by_head(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for head in rule.heads:
            found.setdefault(head, []).append(rule)
    return {head: tuple(made) for head, made in found.items()}


def _without(beginnings: Words, word: str) -> str:
    begins = [beginning for beginning in beginnings if word.startswith(beginning)]
    return _without(beginnings, word[len(max(begins, key=len)) :]) if begins else word


def _reverse(named: Mapping[str, list[str]], lists: Mapping[str, Any]) -> dict[str, str]:
    return {word: name for name, words in named.items() for word in expand(words, lists)}


def _with_compounds(named: dict[str, str], words: Words, inherited: Words) -> dict[str, str]:
    """Longer words speak of what they contain (微信用户 of 微信), when that is one thing only."""
    made = dict(named)
    openings: dict[str, set[int]] = {}
    for name in named:
        openings.setdefault(name[:2], set()).add(len(name))
    for word in words - named.keys():
        parts = _parts(word, named, openings)
        within = {named[part] for part in parts if not any(part != other and part in other for other in parts)}
        if len(within) == 1 and within <= inherited:
            made[word] = within.pop()
    return made


def _parts(word: str, named: Mapping[str, str], openings: Mapping[str, Iterable[int]]) -> list[str]:
    """Named words inside the word; all have two characters or more."""
    return [
        part
        for at in range(len(word) - 1)
        for length in openings.get(word[at : at + 2], ())
        if (part := word[at : at + length]) in named and at + length <= len(word)
    ]


def _marks(topics: Mapping[str, str], media: Mapping[str, str], classes: Mapping[str, Words]) -> Words:
    noted = ("this_year", "last_year", "next_year", "part_year", "whole_year", "openers")
    return frozenset().union(topics, media, *(classes[name] for name in noted))
