"""The grammar of ``data/prose``, compiled once: words, classes, topics, rules, and one lexer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nianbao.codebook.measures import Measure, measures
from nianbao.data import load_toml
from nianbao.extract.prose import patterns
from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.patterns import Words, listed
from nianbao.extract.prose.rules import GRAMMAR_FILES, Rule, expand, make_rule, rules_by_head, rules_by_unit, words_of
from nianbao.model import Qualifier


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
    other_media: re.Pattern[str]
    """Names of media other than the website."""
    website: Words
    """Words that name the website."""
    measures: Mapping[str, Measure]
    lexicon: Mapping[str, tuple[str, int, int]]
    """Word -> the word itself, always the same object, its traits, and its length."""
    openings: Mapping[str, tuple[int, ...]]
    """Beginnings of words, one or two characters -> lengths of the words that begin so, the longest first."""
    long_openings: Mapping[str, tuple[int, ...]]
    """The same by four characters; apart, since most places in a text need only the small table."""
    starts: Mapping[str, int]
    """Characters at which something can begin -> what, as :func:`patterns.starts` tells."""
    traits: Mapping[str, int]
    """Traits of words."""
    marks: Mapping[str, int]
    """Traits of punctuation, and of the characters other than digits at which ``counted`` can begin."""
    same_units: Mapping[str, str]
    """Measure words -> the usual ones of the same meaning."""
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
    shortened: Mapping[str, str]
    """Short words for a list -> the words of the list."""
    regional: tuple[tuple[str, str], ...]
    """Words of texts in traditional characters -> the usual words, of the same length."""
    spelling: Mapping[int, int]
    """Full-width and traditional characters to the one spelling, offsets kept."""
    respelled: re.Pattern[str]
    unfolded: re.Pattern[str]
    """What folding changes: white space, and characters to be spelled otherwise."""
    spaced_out: re.Pattern[str]
    """One number whose digits stand apart (1 0 2 件)."""
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
        at, place = start, hint
        while (counted := self.counting.search(text, max(at, place - _DATE_LEAD), end)) is not None:
            if counted.lastgroup is None:
                return True
            at = counted.end()  # of a date: on to the next hint, which is found faster than the next number
            following = self.hint.search(text, at, end)
            if following is None:
                break
            place = following.start()
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
    rules = [make_rule(table, lists, known, shared) for table in raw["rule"]]
    heads = frozenset().union(*(rule.heads for rule in rules))
    topics, media = _reverse(raw["topics"], lists), _reverse(raw["media"], lists)
    said = (word for sets in raw["claims"].values() for words in sets.values() for word in expand(words, lists))
    words = frozenset().union(
        *classes.values(), topics, media, said, *map(words_of, rules), raw["light"]["shortened"]
    ) - {"、"}
    topic_of = _with_compounds(topics, heads, frozenset(listed(raw["compounds"]["topics"])))
    unlike = listed(raw["compounds"]["no_medium"])
    named_so = frozenset(word for word in words if not any(other in word for other in unlike))
    medium_of = _with_compounds(media, named_so, frozenset(raw["media"]))
    by_head = rules_by_head(rules)
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
        by_unit=rules_by_unit(by_head),
        zero_rules=rules_by_head(rule for rule in rules if rule.zero),
        unnegated={word: _without(classes["zero_negations"], word) for word in classes["zero_verbs"]},
        merged={frozenset(listed(table["parts"])): table["key"] for table in raw["merged"]},
        classes=classes,
        topic_of=topic_of,
        medium_of=medium_of,
        other_media=re.compile(
            patterns.trie(patterns.shortest(frozenset(word for word, name in media.items() if name != "website")))
        ),
        website=frozenset(word for word, medium in medium_of.items() if medium == "website"),
        measures=known,
        lexicon={word: (word, traits.get(word, 0) | trait.WORD, len(word)) for word in words},
        openings={begin: lengths for begin, lengths in openings.items() if len(begin) < patterns.LONG},
        long_openings={begin: lengths for begin, lengths in openings.items() if len(begin) == patterns.LONG},
        traits=traits,
        starts=patterns.starts(words, marks),
        marks=marks,
        same_units=number["same_units"],
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
        shortened=raw["light"]["shortened"],
        regional=tuple(raw["fold"]["words"].items()),
        spelling=spelling,
        respelled=re.compile(f"[{respelled}]"),
        unfolded=re.compile(f"[{patterns.BLANKS}{respelled}]"),
        spaced_out=re.compile(patterns.filled(number, "spaced_out")),
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


_SECOND = ("leftovers", "ours", "of_all_sorts", "late", "levels", "later_suit", "request_platforms")
"""Classes of words that make think again."""
_CHARACTERS = ("words", "fillers", "organisation_ends", "shortened")
"""Entries of ``light`` that are no class of words of their own."""
_DIGIT = re.compile(r"\d")
_DATE_LEAD = 6
"""A date or postcode begins at most so many characters before its first digit."""


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
