"""What a table cell says: a value, nothing, "not applicable", or something that cannot be read with certainty.

Filling conventions: no notice forbids blanks, and practice mixes 0, blank and placeholders, so the four states
are kept apart (国办公开办函〔2021〕30号 is silent; sample reports show all of them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nianbao.data import load_toml
from nianbao.model import State
from nianbao.text.fold import visible
from nianbao.text.numerals import arabic, as_number, chinese

_NOTE_MARK = re.compile(r"(?:\^\{[^}]*\})+$")
_INNER_SPACE = re.compile(r"(?<=\d)\s+(?=\d)")
_SPACE = re.compile(r"\s+")


PLAIN = {str(number): number for number in range(1000)}
"""The counts that nearly all cells hold, as they are nearly always written."""

NO_UNIT = ("", "/", "-", "—", "——", "－")
"""What a unit column prints where there is no unit to print."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    not_applicable: frozenset[str]
    count_units: tuple[str, ...]
    money_units: tuple[tuple[str, Decimal], ...]
    increase: tuple[str, ...]
    decrease: tuple[str, ...]
    unchanged: frozenset[str]
    zero: frozenset[str]
    note_words: tuple[str, ...]
    remark_openings: tuple[str, ...]
    remark_doubts: tuple[str, ...]
    sum_openings: tuple[str, ...]
    scales: tuple[tuple[str, Decimal], ...]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    raw = load_toml("cells.toml")

    def longest_first(words: list[str]) -> tuple[str, ...]:
        return tuple(sorted(words, key=len, reverse=True))

    return _Vocabulary(
        not_applicable=frozenset(_SPACE.sub("", visible(word)) for word in raw["not_applicable"]),
        count_units=longest_first(raw["count_units"]),
        money_units=tuple(
            (unit, Decimal(raw["money_units"][unit])) for unit in longest_first(list(raw["money_units"]))
        ),
        increase=longest_first(raw["change"]["increase"]),
        decrease=longest_first(raw["change"]["decrease"]),
        unchanged=frozenset(raw["change"]["unchanged"]),
        zero=frozenset(visible(word) for word in raw["zero"]),
        note_words=longest_first(raw["note_words"]),
        remark_openings=longest_first(raw["remark_openings"]),
        remark_doubts=longest_first(raw["remark_doubts"]),
        sum_openings=longest_first(raw["sum_openings"]),
        scales=tuple((scale, Decimal(raw["scales"][scale])) for scale in longest_first(list(raw["scales"]))),
    )


@lru_cache(maxsize=1)
def units() -> frozenset[str]:
    """Every unit a cell or a unit column may print."""
    words = _vocabulary()
    return frozenset([*words.count_units, *(unit for unit, _ in words.money_units)])


@lru_cache(maxsize=2048)
def unit_in(label: str) -> str:
    """The unit a label prints in brackets, （元） or （单位：元）; empty when it prints none."""
    headers = "|".join(map(re.escape, load_toml("cells.toml")["unit_headers"]))
    found = re.search(rf"[（(](?:(?:{headers})[:：])?([^（()）:：]{{1,4}})[)）]", _SPACE.sub("", label))
    named = re.search(rf"(?:{headers})[:：]([^（()）]{{1,4}})", _SPACE.sub("", label))
    if found and found[1] in units():
        return found[1]
    return named[1] if named else ""


def read_cell(text: str, kind: str, printed_unit: str = "") -> tuple[State, int | float | None]:
    """State and value of a cell of type ``count``, ``change`` or ``money`` (money comes out in 万元).

    ``printed_unit`` is the unit the table prints for the row or column, if any; a unit inside the cell wins.
    Never raises; what is not cleanly one number is ``unreadable``.
    """
    text = text.strip()
    if not printed_unit and kind != "money" and text in PLAIN:
        return "value", PLAIN[text]
    return _read_cell(text, kind, printed_unit)


@lru_cache(maxsize=4096)
def _read_cell(text: str, kind: str, printed_unit: str) -> tuple[State, int | float | None]:
    words = _vocabulary()
    plain = visible(text).strip()
    if not plain:
        return "blank", None
    if _SPACE.sub("", plain) in words.not_applicable:
        return "not_applicable", None
    plain = _note_mark(words.note_words).sub("", _NOTE_MARK.sub("", plain)).strip()
    if kind == "count":  # a remark may say the sign of a change, or what money is counted in
        plain = _remark(words.remark_openings, words.remark_doubts).sub("", plain)
    if _INNER_SPACE.search(plain):
        return "unreadable", None
    value = _NUMBER_OF[kind](_SPACE.sub("", plain), printed_unit, words)
    return ("unreadable", None) if value is None else ("value", as_number(value))


@lru_cache(maxsize=1)
def _note_mark(words: tuple[str, ...]) -> re.Pattern[str]:
    """A mark right behind a number or its unit that points to a note and is no part of it: 12①, 12*, 12（注1）."""
    named = "|".join(map(re.escape, words))
    marks = rf"[①-⑳]|[*※]{{1,3}}|\[\d{{1,2}}\]|\((?:{named})\d{{0,2}}\)|(?:{named})\d{{0,2}}"
    return re.compile(rf"(?<=[^\s①-⑳*※\[(])\s*(?:{marks})$")


@lru_cache(maxsize=1)
def _remark(openings: tuple[str, ...], doubts: tuple[str, ...]) -> re.Pattern[str]:
    """Words in brackets behind a number or its unit that say what it holds: 15（含上年结转3件）. They add nothing.

    Not where they may take it back: 5（其中3件系误填，实为2件）.
    """
    words, taken_back = ("|".join(map(re.escape, named)) for named in (openings, doubts))
    return re.compile(rf"(?<=[^\s(])\s*\((?:{words})(?![^()]*(?:{taken_back}))[^()]+\)$")


@lru_cache(maxsize=8192)
def is_value_like(text: str) -> bool:
    """The cell holds no label: blank, a placeholder or a number with its unit."""
    return any(read_cell(text, kind)[0] != "unreadable" for kind in ("count", "change", "money"))


def _count(text: str, printed_unit: str, words: _Vocabulary) -> Decimal | None:
    if printed_unit and printed_unit not in words.count_units:
        return None  # 万条, %: another scale, and no rule says which was meant in the cell
    bare = _without_suffix(text, words.count_units)
    bare = next((bare.removeprefix(opening) for opening in words.sum_openings if _opens(opening, bare)), bare)
    for scale, factor in words.scales:
        if bare.endswith(scale):
            return _whole(_scaled(arabic(bare.removesuffix(scale)), factor))
    # 12.0 and 12.00 are how a spreadsheet shows 12; 1.000 is perhaps a thousand.
    bare = _NO_FRACTION.sub("", bare)
    return _whole(_unsigned(bare, words)) if "." not in bare else None


_NO_FRACTION = re.compile(r"(?<=\d)\.00?$", re.A)


def _opens(opening: str, text: str) -> bool:
    """The word stands before digits: 共12件; 合计 alone is a label."""
    return text.startswith(opening) and text[len(opening) : len(opening) + 1].isdecimal()


def _scaled(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _whole(value: Decimal | None) -> Decimal | None:
    return value if value is not None and value == value.to_integral_value() else None


def _change(text: str, printed_unit: str, words: _Vocabulary) -> Decimal | None:
    if text in words.unchanged:
        return Decimal(0)
    bare = _without_suffix(text, words.count_units)
    sign = Decimal(1)
    for prefixes, factor in ((("±",), 0), (("+", *words.increase), 1), (("-", *words.decrease), -1)):
        for prefix in prefixes:
            if bare.startswith(prefix):
                bare, sign = bare.removeprefix(prefix), Decimal(factor)
                break
        else:
            continue
        break
    value = _unsigned(bare, words)
    if value is None or (sign == 0 and value != 0) or value != value.to_integral_value():
        return None
    return sign * value


def _money(text: str, printed_unit: str, words: _Vocabulary) -> Decimal | None:
    factors = dict(words.money_units)
    if printed_unit and printed_unit not in factors:
        return None
    for unit, factor in words.money_units:
        if text.endswith(unit):
            value = _unsigned(text.removesuffix(unit), words)
            return None if value is None else value * factor
    value = _unsigned(text, words)
    return None if value is None else value * factors.get(printed_unit, Decimal(1))


def _without_suffix(text: str, suffixes: tuple[str, ...]) -> str:
    """Without a unit behind the number, in brackets or not: 12件, 12（件）."""
    bare = text[:-1].replace("(", "", 1) if text.endswith(")") else text
    return next((bare.removesuffix(s) for s in suffixes if bare.endswith(s)), text)


def _unsigned(text: str, words: _Vocabulary) -> Decimal | None:
    if text in words.zero:
        return Decimal(0)
    value = arabic(text)
    if value is not None:
        return value
    # A single 一 may be a dash set in the wrong type, so it is no numeral here.
    numeral = chinese(text) if text != "一" else None
    return None if numeral is None else Decimal(numeral)


_NUMBER_OF = {"count": _count, "change": _change, "money": _money}
