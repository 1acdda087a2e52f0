"""Text to tokens: folding that keeps the way back, words, numbers, what is no figure, punctuation, and the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from math import prod
from typing import Literal

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.patterns import BLANKS, LONG, NOTHING, NOUGHT, NUMBERS
from nianbao.model import Qualifier
from nianbao.text.numerals import LARGE_UNITS, SMALL_UNITS, arabic, as_number, chinese

Kind = Literal["word", "number", "skip", "punct", "rest"]
_BLANK = re.compile(f"[{BLANKS}]+")
_WIDE_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@dataclass(slots=True)
class Folded:
    """Text brought to one spelling, with the way back to the offsets of the text as printed."""

    text: str
    starts: list[int]
    """Beginnings, in ``text``, of the runs kept; none where nothing was left out."""
    shifts: list[int]
    """What to add to an offset of each run."""

    def origin(self, offset: int) -> int:
        """Offset in the printed text of a character of the folded text."""
        return offset + self.shifts[bisect_right(self.starts, offset) - 1] if self.shifts else offset

    def origin_end(self, offset: int) -> int:
        """Printed end of a span that ends before ``offset``."""
        return self.origin(offset - 1) + 1


def fold(text: str, grammar: Grammar) -> Folded:
    """One spelling: half-width digits, simplified characters, no white space inside Chinese.

    White space between two digits stays as one space, since the two may be two numbers; a line end after
    a heading stays as a sentence end, and so does an empty line.
    """
    if not grammar.unfolded.search(text):
        return Folded(text, [], [])
    plain = text
    if grammar.respelled.search(text):
        plain = _WIDE_POINT.sub(".", _WIDE_COMMA.sub(",", text).translate(grammar.spelling))
        for word, usual in grammar.regional:
            plain = plain.replace(word, usual)
    parts: list[str] = []
    starts, shifts = [0], [0]
    done = length = 0
    runs = [run for run in grammar.spaced_out.finditer(plain) if not _is_shared_out(plain[: run.start()], grammar)]
    apart = {at for run in runs for at in range(*run.span())}
    for blank in _BLANK.finditer(plain):
        begin, end = blank.span()
        kept = "" if begin in apart else _kept(plain, begin, end, grammar)
        parts += (plain[done:begin], kept)
        length += begin - done + len(kept)
        starts.append(length)
        shifts.append(end - length)
        done = end
    parts.append(plain[done:])
    return Folded("".join(parts), starts, shifts)


def _is_shared_out(before: str, grammar: Grammar) -> bool:
    """收到申请和答复分别为 5 3 件: two numbers, and not the digits of one."""
    return before.rstrip().endswith(tuple(grammar.classes["respectively"]))


def _kept(text: str, begin: int, end: int, grammar: Grammar) -> str:
    blank = text[begin:end]
    if blank.count("\n") > 1 or ("\n" in blank and grammar.heading.search(text, max(0, begin - 45), begin)):
        return "\n"
    between = begin > 0 and end < len(text) and text[begin - 1].isdigit() and text[end].isdigit()
    return " " if between else ""


@dataclass(slots=True)
class Number:
    """A number as printed: value (None when it cannot be read with certainty), unit and qualifier."""

    value: Decimal | None
    unit: str | None
    qualifier: Qualifier
    raw: str
    ordinal: bool = False
    scaled: bool = False
    indefinite: bool = False
    """The article-like 一 or 两 of running text."""
    candidates: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    """Span of the number without its unit, in the folded text."""
    told: int | float | None = field(default=None, repr=False, compare=False)

    def figure(self) -> int | float:
        """The value as a figure has it; only of a number that could be read."""
        if self.told is None:
            assert self.value is not None
            self.told = as_number(self.value)
        return self.told


@dataclass(slots=True, eq=False)
class Token:
    """A piece of folded text, equal to no other. ``text`` of a skip is its reason."""

    kind: Kind
    text: str
    start: int
    end: int
    traits: int = field(default=0, repr=False)
    """Bits of :mod:`nianbao.extract.prose.traits`."""
    number: Number | None = None
    year: int | None = None


_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_DIGITS = 28
"""Longer numbers, commas included, are no counts, and would not be reckoned with exactly."""
_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+")
"""1 283: a space between thousands."""


def lex(text: str, grammar: Grammar, start: int, end: int) -> list[Token]:
    """Tokens of ``text[start:end]``, without gaps: what nothing explains comes as ``rest``.

    At each place a nought counts first, then the longest word, then what is no figure, then a number.
    """
    openings, long_openings, lexicon, starts = grammar.openings, grammar.long_openings, grammar.lexicon, grammar.starts
    text = text[:end]
    tokens: list[Token] = []
    token: Token | None
    done = at = start
    while at < end:
        char = text[at]
        begins = starts.get(char, NOTHING)
        if not begins:
            lengths = (
                long_openings.get(text[at : at + LONG]) or openings.get(text[at : at + 2]) or openings.get(char, ())
            )
            for length in lengths:
                known = lexicon.get(text[at : at + length])
                if known is not None:
                    break
            else:
                known = None
            if known is not None:
                if at > done:
                    tokens.append(_rest(text, done, at, grammar))
                word, traits, size = known
                done = at + size
                tokens.append(Token("word", word, at, done, traits))
                at = done
                continue
            token = _begun(text, at, grammar)
        elif begins > 0:
            token = Token("punct", char, at, at + 1, begins)
        elif begins == NUMBERS or char.isdecimal():
            token = _plain(text, at, grammar) or _counted(text, at, grammar)
        else:
            at += 1
            continue
        if token is None:
            at += 1
            continue
        if at > done:
            tokens.append(_rest(text, done, at, grammar))
        tokens.append(token)
        done = at = token.end
    if done < end:
        tokens.append(_rest(text, done, end, grammar))
    return tokens


def _begun(text: str, at: int, grammar: Grammar) -> Token | None:
    """What begins where no word stands: a nought, a number, what is no figure, or else a mark."""
    char = text[at]
    if char.isdecimal():
        return _plain(text, at, grammar) or _counted(text, at, grammar)
    mark, token = grammar.marks.get(char, 0), None
    if char == NOUGHT:
        token = _nought(text, at, grammar) or Token("word", char, at, at + 1, grammar.traits.get(char, 0) | trait.WORD)
    elif mark & trait.STARTER:
        token = _counted(text, at, grammar)
    if token is None and mark & trait.PASSING:
        token = Token("punct", char, at, at + 1, mark & ~trait.STARTER)
    return token


def _rest(text: str, start: int, end: int, grammar: Grammar) -> Token:
    piece = text[start:end]
    filler = grammar.fillers.issuperset(piece)
    traits = trait.FILLER | trait.PASSING if filler else trait.UNKNOWN
    return Token("rest", piece, start, end, traits)


def _nought(text: str, at: int, grammar: Grammar) -> Token | None:
    """零件, 均为零: a zero whose unit may be missing."""
    match = grammar.nought.match(text, at)
    if match is None:
        return None
    zero, unit = match[0][:1], match[0][1:]
    number = Number(Decimal(0), unit or None, "exact", zero, start=at, end=at + 1)
    return Token("number", match[0], at, match.end(), grammar.traits.get(match[0], 0) & ~trait.PASSING, number)


def _plain(text: str, at: int, grammar: Grammar) -> Token | None:
    """125件: the number that all of :func:`_counted` would give."""
    match = grammar.plain.match(text, at)
    if match is None:
        return None
    digits, unit, after = match.groups()
    end = at + len(digits)
    value = None if digits[0] == "0" and digits != "0" else Decimal(digits)
    qualifier: Qualifier = "exact"
    if after or text[at - 1 : at] in grammar.before_ends:
        qualifier = _qualifier(text, at, "", after, grammar)
    candidates = (digits,) if value is None else ()
    unit = grammar.same_units.get(unit, unit)
    number = Number(value, unit, qualifier, digits, False, False, False, candidates, at, end)
    return Token("number", match[0], at, match.end(), 0, number)


def _counted(text: str, at: int, grammar: Grammar) -> Token | None:
    match = grammar.counted.match(text, at)
    if match is None:
        return None
    printed, reason = match[0], match.lastgroup
    if match["arabic"] is None and match["chinese"] is None:
        assert reason is not None
        year = _year(printed, grammar) if reason == "date" else None
        return Token("skip", reason, at, match.end(), _dated(printed, year, grammar), None, year)
    return Token("number", printed, at, match.end(), 0, read_number(match, text, grammar))


def _dated(printed: str, year: int | None, grammar: Grammar) -> int:
    """Traits of a date or a period, and of all else that is no figure."""
    part = grammar.part_year.search(printed)
    traits = trait.PASSING | trait.DATED if year else trait.PASSING
    if part is not None:
        traits |= trait.PART_YEAR | trait.YEARS_PAST if part["years"] else trait.PART_YEAR
    return traits


def _year(text: str, grammar: Grammar) -> int | None:
    found = _YEAR.match(text)
    if found:
        return int(found[0])
    spelled = grammar.chinese_year.match(text)
    return chinese(spelled[0].replace("○", "〇")) if spelled else None


_PARTS = ("arabic", "chinese", "range", "scale", "scale2", "more", "more2", "more3", "more4")
_UNITS = ("unit", "unit2", "unit3", "after", "ordinal")


def read_number(match: re.Match[str], text: str, grammar: Grammar) -> Number:
    """The number of a lexer match; ``value`` is None for what is not cleanly one number."""
    printed, spelled, span, scale, scale2, *more = match.group(*_PARTS)
    unit, unit2, unit3, after, ordinal = match.group(*_UNITS)
    unit = unit or unit2 or unit3
    around = "".join(filter(None, more))
    qualifier = _qualifier(text, match.start(), around, after, grammar)
    if spelled:
        value = _spelled(spelled + (scale2 or ""), around, qualifier, grammar)
    else:
        value = None if span or more[0] == grammar.vague else _digits(printed, scale, unit, grammar)
    if (
        value is not None
        and not scale
        and unit
        and unit not in grammar.divisible
        and value != value.to_integral_value()
    ):
        value = None  # 1.204条: a separator gone wrong
    start = match.start() + len(ordinal or "")
    end = match.end() - len(unit or "") - len(after or "")
    raw = text[start:end]
    scaled = bool(scale or scale2) or (spelled is not None and (len(spelled) > 2 or spelled[-1] in LARGE_UNITS))
    candidates = (raw,) if value is None and not spelled else ()
    indefinite = spelled in ("一", "两")
    unit = grammar.same_units.get(unit, unit) if unit else unit
    return Number(value, unit, qualifier, raw, bool(ordinal), scaled, indefinite, candidates, start, end)


def _digits(printed: str, scale: str | None, unit: str | None, grammar: Grammar) -> Decimal | None:
    sign = -1 if printed[0] in "-－−" else 1
    if sign < 0 and unit not in grammar.rates:
        sign = 1  # a dash before a count is punctuation
    printed = printed.lstrip("-－−")
    if len(printed) > _MOST_DIGITS:
        return None
    bare = arabic(printed.replace(" ", "") if _SPACED.fullmatch(printed) else printed)
    if bare is None:
        return None
    for power in scale or "":
        bare *= LARGE_UNITS.get(power) or SMALL_UNITS[power]
    return bare * sign


def _spelled(text: str, more: str, qualifier: Qualifier, grammar: Grammar) -> Decimal | None:
    if grammar.vague in more:
        return None
    rounds = SMALL_UNITS | LARGE_UNITS
    if qualifier != "exact" and all(char in rounds for char in text):  # 近百件, 千余条, 超百万
        return Decimal(prod(rounds[char] for char in text))
    value = chinese(text)
    return None if value is None else Decimal(value)


def _qualifier(text: str, at: int, more: str, after: str | None, grammar: Grammar) -> Qualifier:
    """What the words right before and behind the number say of it; a line end between does not matter."""
    if after in grammar.after_at_least:
        return "at_least"
    led = _led(text, at, grammar) if text[at - 1 : at] in grammar.before_ends else "exact"
    if led == "exact" and (more or after in grammar.after_approx):
        return "approx"
    return led


def _led(text: str, at: int, grammar: Grammar) -> Qualifier:
    end = at - text.endswith("\n", 0, at)
    for length in grammar.before_lengths:
        begin = end - length
        qualifier = grammar.before.get(text[begin:end]) if begin >= 0 else None
        if qualifier and text[begin - 1 : begin] not in grammar.not_after:
            return qualifier
    return "exact"
