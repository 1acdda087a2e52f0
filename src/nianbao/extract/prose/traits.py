"""The classes of words that the engine asks for, as bits of ``Token.traits``: one look at a token answers for several.

Those from LIGHT to SO_FAR are the classes of the data file, by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

UNKNOWN = 1 << 0
"""Text the grammar does not know, more than a particle or a quotation mark."""
FILLER = 1 << 1
"""Particles and quotation marks that the grammar need not know."""
PASSING = 1 << 2
"""Says nothing of what is counted: light words, words for this year, marks, dates, fillers."""
MARK = 1 << 3
"""Changes what the text is about."""
MEDIUM = 1 << 4
"""Names a medium."""
NUMBERED = 1 << 5
"""A word that holds digits of its own, such as the name of a hotline."""
RULED = 1 << 6
"""A word that some rule begins with."""

LIGHT = 1 << 7
THIS_YEAR = 1 << 8
LAST_YEAR = 1 << 9
NEXT_YEAR = 1 << 10
REACHED = 1 << 11
OFFICE = 1 << 12
CARRY = 1 << 13
COMPARE = 1 << 14
YEARLY_CHANGE = 1 << 15
RISE = 1 << 16
FALL = 1 << 17
FROM = 1 << 18
AVERAGE = 1 << 19
PLANNED = 1 << 20
UNIVERSAL = 1 << 21
COORDINATORS = 1 << 22
RESPECTIVELY = 1 << 23
EACH = 1 << 24
OPENERS = 1 << 25
LIST_VERBS = 1 << 26
PREDICATE = 1 << 27
COPULAS = 1 << 28
PART_YEAR = 1 << 29
PUBLISH = 1 << 30
RECEIVE = 1 << 31
ANSWER = 1 << 32
TOGETHER = 1 << 33
CUMULATIVE = 1 << 34
COMPARED_BEHIND = 1 << 35
ON_REQUEST = 1 << 36
ZERO_VERBS = 1 << 37
ZERO_TAILS = 1 << 38
ZERO_BYSTANDERS = 1 << 39
WHOLE_YEAR = 1 << 40
SHARE = 1 << 41
REMAINDER = 1 << 42
CLOSING = 1 << 43
MAY_INCLUDE = 1 << 44
WHOLE_CLAIMS = 1 << 45
UNTIL = 1 << 46
SO_FAR = 1 << 47

WORD = 1 << 48
"""A word of the grammar."""
DATED = 1 << 49
"""A date with its year."""

STARTER = 1 << 50
"""A character at which a number, or something that is no figure, can begin; never set in a token."""

ANY_YEAR = DATED | THIS_YEAR | LAST_YEAR | NEXT_YEAR

_OF_CLASSES = {name.lower(): bit for name, bit in list(globals().items()) if name.isupper() and LIGHT <= bit < WORD}
_PASSING = ("light", "this_year", "reached", "office")


def word_traits(classes: Mapping[str, Iterable[str]], others: Mapping[int, Iterable[str]]) -> dict[str, int]:
    """Word -> bits, from the classes of the data file and from sets of words for the bits that are no class."""
    named = {_OF_CLASSES[name]: words for name, words in classes.items() if name in _OF_CLASSES}
    made: dict[str, int] = {}
    for sets in (named, others, {PASSING: [w for name in _PASSING for w in classes[name]]}):
        for bit, words in sets.items():
            for word in words:
                made[word] = made.get(word, 0) | bit
    return made
