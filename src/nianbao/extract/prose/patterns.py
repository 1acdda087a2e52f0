"""What the lexer looks for, compiled from the data file: regular expressions, beginnings of words, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from nianbao.extract.prose import traits as trait
from nianbao.model import Qualifier

Words = frozenset[str]
BLANKS = r" \t-\r\x1c-\x1f\x85\xa0\xad\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
r"""``\s`` and characters without width, in full: a set of characters is searched three times as fast as a class."""
LONG = 4
"""Words of this length and more are looked up by so many characters."""
WORDS, NUMBERS, NOTHING = 0, -1, -2
"""What may begin with a character, if it is no mark."""
NOUGHT = "零"
_TIMES = "×"
_BEFORE: dict[str, Qualifier] = {"before_approx": "approx", "before_at_least": "at_least"}
_PUNCTUATION = '，,；;：:。！!？?()（）、\n“”"…'


def listed(words: str | Iterable[str]) -> list[str]:
    """Words of the data file: one string with spaces between them, or an array; a word with ``×`` stands for many.

    >>> listed("未|没有×收到|接到 撤回")
    ['未收到', '未接到', '没有收到', '没有接到', '撤回']
    """
    found: list[str] = []
    for word in words.split() if isinstance(words, str) else words:
        if _TIMES in word:
            found += map("".join, product(*(part.split("|") for part in word.split(_TIMES))))
        else:
            found.append(word)
    return found


def respelling(fold: Mapping[str, str]) -> dict[int, int]:
    """Full-width and traditional characters to the one spelling, for ``str.translate``."""
    wide = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    made = {code: code - 0xFEE0 for code in wide} | {0xFF05: ord("%"), 0xFF0D: ord("-")}
    return made | dict(zip(map(ord, fold["traditional"]), map(ord, fold["simplified"]), strict=True))


def unit_pattern(number: Mapping[str, Any], initials: str = "") -> str:
    """Measure words, longest first, by first character; not where they begin another word (``项`` in ``项目``)."""
    tails = {unit: f"(?![{tail}])" for unit, tail in number["unit_tails"].items()}
    found: dict[str, list[str]] = {}
    for unit in sorted(listed(number["units"]), key=len, reverse=True):
        if not initials or unit[0] in initials:
            found.setdefault(unit[0], []).append(re.escape(unit[1:]) + tails.get(unit, ""))
    branches = [char + (f"(?:{'|'.join(rest)})" if any(rest) else "") for char, rest in found.items()]
    return f"(?=[{''.join(found)}])(?:{'|'.join(branches)})"


def counted(raw: Mapping[str, Any]) -> re.Pattern[str]:
    """What is no figure, in the order of the data file, then numbers."""
    number = raw["number"]
    skips = "|".join(f"(?P<{name}>{pattern})" for name, pattern in raw["not_figure"].items())
    forms = f"{filled(number, 'digits')}|{filled(number, 'spelled')}"
    return re.compile(rf"{skips}|(?P<ordinal>{number['ordinal']})?(?:{forms})(?P<after>{_after(number)})?")


def counting(number: Mapping[str, Any]) -> re.Pattern[str]:
    """Numbers; and as ``date`` the dates and the like that make no sentence worth reading."""
    return re.compile(rf"(?P<date>{number['plain_date']})|\d|[{number['numerals']}](?:{filled(number, 'hints')})")


def hint(number: Mapping[str, Any]) -> re.Pattern[str]:
    """Where a number or a stated zero may be: first one character, which most text lacks, then what it asks for."""
    negations = number["zero_hints"].split("|")
    initials = "".join(word[0] for word in negations)
    told = "|".join(f"(?<={word[0]}){word[1:]}" for word in negations)
    counted = rf"(?<=\d)|(?<=[{number['numerals']}])(?:{filled(number, 'hints')})"
    return re.compile(rf"[\d{number['numerals']}{initials}](?:{counted}|{told})")


def mark_traits(traits: Mapping[str, int], starters: str) -> dict[str, int]:
    """Bits of punctuation marks, and of the characters at which something counted can begin."""
    made = {char: traits.get(char, 0) | trait.PASSING for char in _PUNCTUATION}
    for char in starters:
        made[char] = made.get(char, 0) | trait.STARTER
    return made


def openings(words: Words) -> dict[str, tuple[int, ...]]:
    """Lengths of the words by their first two characters, and of all longer ones and these by the first four.

    A word of one character stands by itself and with every second character; but a nought may be a number first.
    """
    words -= {NOUGHT}
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:2], set())
        if len(word) < LONG:
            found[word[:2]].add(len(word))
    for opening, lengths in found.items():
        if opening[0] in words:
            lengths.add(1)
    for word in words:
        if len(word) >= LONG:
            found.setdefault(word[:LONG], set(found[word[:2]])).add(len(word))
    return {opening: tuple(sorted(lengths, reverse=True)) for opening, lengths in found.items() if lengths}


def starts(words: Words, marks: Mapping[str, int]) -> dict[str, int]:
    """What may begin with a character: words and all else, numbers alone, or nothing but a mark, by its traits."""
    begun = {word[0] for word in words}
    made = {char: WORDS if bits & trait.STARTER or char in begun else bits for char, bits in marks.items()}
    made |= dict.fromkeys(set("0123456789") - begun, NUMBERS)
    return made | dict.fromkeys(begun, WORDS)


def filled(number: Mapping[str, Any], name: str) -> str:
    """A pattern of the data file, the names in capitals replaced by what they stand for."""
    pattern: str = number[name]
    pattern = pattern.replace("ENDS", number["ends"])
    pattern = pattern.replace("PLAIN", unit_pattern(number, number["plain_units"]))
    pattern = pattern.replace("UNITS", unit_pattern(number)).replace("AFTER", _after(number))
    return pattern.replace("NUMERALS", number["numerals"])


def _after(number: Mapping[str, Any]) -> str:
    return "|".join([*listed(number["after_approx"]), *listed(number["after_at_least"])])


def before(number: Mapping[str, Any]) -> dict[str, Qualifier]:
    """Words right before a number, with what may stand in between -> what they say of it."""
    made: dict[str, Qualifier] = {}
    for name, qualifier in _BEFORE.items():
        for word in listed(number[name]):
            made |= dict.fromkeys([word, *(word + tail for tail in number["before_tails"])], qualifier)
    return made


def trie(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of the words, sharing their beginnings.

    >>> trie(["ab", "abc", "d"])
    '(?:ab(?:c)?|d)'
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _render(tree)


def shortest(words: Words) -> Words:
    """Words that do not begin with another one: enough to see that one of them stands somewhere."""
    return frozenset(word for word in words if not any(word[:end] in words for end in range(1, len(word))))


_MANY = 24
"""Branches beyond this number are tried in groups, each behind a look at its first characters."""


def _render(node: dict[str, Any]) -> str:
    chars = sorted(char for char in node if char)
    branches = [re.escape(char) + _render(node[char]) for char in chars]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    if len(branches) > _MANY:
        branches = [
            f"(?=[{re.escape(''.join(chars[i : i + _MANY]))}])(?:{'|'.join(branches[i : i + _MANY])})"
            for i in range(0, len(branches), _MANY)
        ]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")
