"""Dates as they are printed: Arabic and Chinese numerals, with 年月日 or separators."""

from __future__ import annotations

import re
from datetime import date
from operator import itemgetter

from nianbao.text.numerals import chinese

_ARABIC = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(1[0-2]|0?[1-9])\s*[月./-]\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*日?")
_CHINESE = re.compile(
    r"([一二][一二三四五六七八九〇零○0]{3})\s*年\s*([元一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?|([二][一二三四五六七八九〇零○]{3})\s*年?")
_SPAN = re.compile(
    r"((?:19|20)\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日?\s*起?\s*[至到\-—－–~～]+\s*"
    r"(?:((?:19|20)\d\d)\s*年)?\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日"
)


def find_dates(text: str) -> list[tuple[date, int, int]]:
    """Every well-formed date in the text with its span, in order.

    >>> find_dates("二○一二年二月二十日")[0][0].isoformat()
    '2012-02-20'
    """
    found: list[tuple[date, int, int]] = []
    for match in _ARABIC.finditer(text):
        day = _date(int(match[1]), int(match[2]), int(match[3]))
        if day:
            found.append((day, match.start(), match.end()))
    for match in _CHINESE.finditer(text) if "年" in text else ():
        year = chinese(match[1].replace("0", "〇"))
        month = 1 if match[2] == "元" else chinese(match[2])
        number = chinese(match[3])
        day = _date(year, month, number) if year and month and number else None
        if day:
            found.append((day, match.start(), match.end()))
    return sorted(found, key=itemgetter(1)) if len(found) > 1 else found


def find_years(text: str) -> list[tuple[int, int, int]]:
    """Every four-digit year with its span, in order (a year inside a longer number is none)."""
    years: list[tuple[int, int, int]] = []
    for match in _YEAR.finditer(text):
        year = int(match[1]) if match[1] else chinese(match[2])
        if year and 1980 <= year <= 2100:
            years.append((year, match.start(), match.end()))
    return years


def find_spans(text: str) -> list[tuple[date, date, int, int]]:
    """Every span of dates (2024年1月1日至12月31日) with its position, in order."""
    spans: list[tuple[date, date, int, int]] = []
    for match in _SPAN.finditer(text):
        first = _date(int(match[1]), int(match[2]), int(match[3]))
        last = _date(int(match[4] or match[1]), int(match[5]), int(match[6]))
        if first and last:
            spans.append((first, last, match.start(), match.end()))
    return spans


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
