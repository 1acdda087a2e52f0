"""The classes of words that the engine asks for, as bits of ``Token.traits``: one look at a token answers for several.

What is asked for most has the lowest thirty bits, with which Python reckons twice as fast as with the rest.
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
WORD = 1 << 7
"""A word of the grammar."""
DATED = 1 << 8
"""A date with its year."""

# The classes of the data file, by name.
THIS_YEAR = 1 << 9
LAST_YEAR = 1 << 10
NEXT_YEAR = 1 << 11
CARRY = 1 << 12
COMPARE = 1 << 13
OFFICE = 1 << 14
CUMULATIVE = 1 << 15
UNIVERSAL = 1 << 16
ZERO_VERBS = 1 << 17
COORDINATORS = 1 << 18
LIST_VERBS = 1 << 19
PREDICATE = 1 << 20
PUBLISH = 1 << 21
RECEIVE = 1 << 22
OPENERS = 1 << 23
RESPECTIVELY = 1 << 24
EACH = 1 << 25
COPULAS = 1 << 26
RISE = 1 << 27
FALL = 1 << 28
REACHED = 1 << 29
FROM = 1 << 30
PLANNED = 1 << 31
AVERAGE = 1 << 32
YEARLY_CHANGE = 1 << 33
TOGETHER = 1 << 34
REMAINDER = 1 << 35
SHARE = 1 << 36
CLOSING = 1 << 37
SO_FAR = 1 << 38
PART_YEAR = 1 << 39
"""Also of a date or period that is part of a year: 1-6月, 第一季度."""
WHOLE_YEAR = 1 << 40
ANSWER = 1 << 41
COMPARED_BEHIND = 1 << 42
ON_REQUEST = 1 << 43
ZERO_TAILS = 1 << 44
ZERO_BYSTANDERS = 1 << 45
MAY_INCLUDE = 1 << 46
WHOLE_CLAIMS = 1 << 47
UNTIL = 1 << 48

ABOUT = 1 << 49
OTHER_ACTS = 1 << 50
OTHER_THINGS = 1 << 51
OTHER_EVENTS = 1 << 52

YEARS_PAST = 1 << 53
"""A period of some years together (5年来); no class of words."""
SECOND = 1 << 54
"""A word that may ask for second thoughts about the numbers of its sentence."""
SUIT_BLOCKS = 1 << 55
WAY = 1 << 56
PAST_END = 1 << 57
REQUESTS_FULL = 1 << 58

STARTER = 1 << 59
"""A character at which a number, or something that is no figure, can begin; never set in a token."""

_OF_CLASSES = {name.lower(): bit for name, bit in list(globals().items()) if name.isupper() and DATED < bit < STARTER}
_PASSING = ("light", "this_year", "reached", "office")

ANY_YEAR = DATED | THIS_YEAR | LAST_YEAR | NEXT_YEAR


def word_traits(classes: Mapping[str, Iterable[str]], others: Mapping[int, Iterable[str]]) -> dict[str, int]:
    """Word -> bits, from the classes of the data file and from sets of words for the bits that are no class."""
    named = {_OF_CLASSES[name]: words for name, words in classes.items() if name in _OF_CLASSES}
    made: dict[str, int] = {}
    for sets in (named, others, {PASSING: [w for name in _PASSING for w in classes[name]]}):
        for bit, words in sets.items():
            for word in words:
                made[word] = made.get(word, 0) | bit
    return made
