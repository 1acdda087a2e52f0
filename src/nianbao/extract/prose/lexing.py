"""Text to tokens: folding that keeps the way back, words, numbers, what is no figure, punctuation, and the rest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nianbao.extract.prose.grammar import Grammar
from nianbao.model import Qualifier
from nianbao.text.numerals import LARGE_UNITS, SMALL_UNITS, arabic, chinese

Kind = Literal["word", "number", "skip", "punct", "rest"]
_BLANK = re.compile(r"[\s\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_WIDE_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@dataclass(slots=True)
class Folded:
    """Text brought to one spelling, with the way back to the offsets of the text as printed."""

    text: str
    starts: list[int]
    """Beginnings, in ``text``, of the runs kept."""
    shifts: list[int]
    """What to add to an offset of each run."""

    def origin(self, offset: int) -> int:
        """Offset in the printed text of a character of the folded text."""
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]

    def origin_end(self, offset: int) -> int:
        """Printed end of a span that ends before ``offset``."""
        return self.origin(offset - 1) + 1


def fold(text: str, grammar: Grammar) -> Folded:
    """One spelling: half-width digits, simplified characters, no white space inside Chinese.

    White space between two digits stays as one space, since the two may be two numbers; a line end after
    a heading stays as a sentence end, and so does an empty line.
    """
    plain = text
    if grammar.respelled.search(text):
        plain = _WIDE_POINT.sub(".", _WIDE_COMMA.sub(",", text).translate(grammar.spelling))
    parts: list[str] = []
    starts, shifts = [0], [0]
    done = length = 0
    for blank in _BLANK.finditer(plain):
        begin, end = blank.span()
        kept = _kept(plain, begin, end, grammar)
        parts += (plain[done:begin], kept)
        length += begin - done + len(kept)
        starts.append(length)
        shifts.append(end - length)
        done = end
    parts.append(plain[done:])
    return Folded("".join(parts), starts, shifts)


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


@dataclass(slots=True)
class Token:
    """A piece of folded text. ``text`` of a skip is its reason."""

    kind: Kind
    text: str
    start: int
    end: int
    number: Number | None = None
    year: int | None = None
    part_year: bool = False
    """A date or period that is part of a year: 1-6月, 第一季度."""


_SKIPS = ("date", "period", "document", "phone", "address", "clock", "code", "list", "fraction", "name")
_YEAR = re.compile(r"(?:19|20)\d\d")


def lex(text: str, grammar: Grammar, start: int, end: int) -> Iterator[Token]:
    """Tokens of ``text[start:end]``, without gaps: what nothing explains comes as ``rest``."""
    done = start
    for match in grammar.lexer.finditer(text, start, end):
        begin, stop = match.span()
        if begin == stop:
            continue
        if begin > done:
            yield Token("rest", text[done:begin], done, begin)
        yield _token(match, text, grammar)
        done = stop
    if done < end:
        yield Token("rest", text[done:end], done, end)


def _token(match: re.Match[str], text: str, grammar: Grammar) -> Token:
    begin, stop = match.span()
    kind = match.lastgroup
    if kind == "word" or kind == "punct":
        return Token(kind, match[0], begin, stop)  # type: ignore[arg-type]
    if kind in _SKIPS:
        year = _year(match[0], grammar) if kind == "date" else None
        return Token("skip", kind, begin, stop, year=year, part_year=bool(grammar.part_year.search(match[0])))
    return Token("number", match[0], begin, stop, read_number(match, text, grammar))


def _year(text: str, grammar: Grammar) -> int | None:
    found = _YEAR.match(text)
    if found:
        return int(found[0])
    spelled = grammar.chinese_year.match(text)
    return chinese(spelled[0].replace("○", "〇")) if spelled else None


def read_number(match: re.Match[str], text: str, grammar: Grammar) -> Number:
    """The number of a lexer match; ``value`` is None for what is not cleanly one number."""
    if match["nought"]:
        zero, unit = match[0][:1], match[0][1:]
        return Number(Decimal(0), unit or None, "exact", zero, start=match.start(), end=match.start() + 1)
    spelled = match["chinese"]
    group = "chinese" if spelled else "arabic"
    more = (match["more"] or "") + (match["more2"] or "") + (match["more3"] or "")
    end = max(match.end(name) for name in (group, "range", "more", "scale", "more2", "more3"))
    before = text[max(0, match.start() - 6) : match.start()]
    qualifier = _qualifier(before, more, match["after"], grammar)
    value = _spelled(spelled, more, qualifier, grammar) if spelled else _digits(match, grammar)
    number = Number(
        value=value,
        unit=match["unit"] or match["unit2"],
        qualifier=qualifier,
        raw=text[match.start(group) : end],
        ordinal=bool(match["ordinal"]),
        scaled=bool(match["scale"]) or (spelled is not None and len(spelled) > 2),
        indefinite=spelled in ("一", "两"),
        start=match.start(group),
        end=end,
    )
    if value is None and not spelled:
        number.candidates = (number.raw,)
    return number


def _digits(match: re.Match[str], grammar: Grammar) -> Decimal | None:
    printed = match["arabic"]
    if match["range"] or match["more"] == grammar.vague:
        return None
    sign = -1 if printed[0] in "-－−" else 1
    if sign < 0 and match["unit"] not in grammar.rates:
        sign = 1  # a dash before a count is punctuation
    bare = arabic(printed.lstrip("-－−"))
    if bare is None:
        return None
    for unit in match["scale"] or "":
        bare *= LARGE_UNITS.get(unit) or SMALL_UNITS[unit]
    return bare * sign


def _spelled(text: str, more: str, qualifier: Qualifier, grammar: Grammar) -> Decimal | None:
    if grammar.vague in more:
        return None
    rounds = SMALL_UNITS | LARGE_UNITS
    if text in rounds and qualifier != "exact":  # 近百件, 千余条
        return Decimal(rounds[text])
    value = chinese(text)
    return None if value is None else Decimal(value)


def _qualifier(before: str, more: str, after: str | None, grammar: Grammar) -> Qualifier:
    if after in grammar.after_at_least or grammar.before_at_least.search(before):
        return "at_least"
    if more or after in grammar.after_approx or grammar.before_approx.search(before):
        return "approx"
    return "exact"
