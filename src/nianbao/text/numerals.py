"""Numerals: Arabic and Chinese, as strings to exact numbers. No units, no meaning."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("〇零一二三四五六七八九", [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)) | {
    "两": 2,
    "○": 0,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}

_INTEGER = re.compile(r"0|[1-9]\d*")
_DECIMAL = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def arabic(text: str) -> Decimal | None:
    """A plain or thousands-grouped unsigned number, or None when it is anything else.

    Leading zeros, misplaced separators and inner spaces are not cleanly a number.

    >>> arabic("3,830"), arabic("38,30"), arabic("07")
    (Decimal('3830'), None, None)
    """
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return None


def chinese(text: str) -> int | None:
    """A Chinese numeral to an integer, or None when it is not well formed.

    >>> chinese("一百二十"), chinese("二〇一二"), chinese("两"), chinese("百百")
    (120, 2012, 2, None)
    """
    if text in DIGITS:
        return DIGITS[text]
    if not text:
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    last_small = 10_000
    last_large = 10**12
    for char in text:
        if char in DIGITS:
            if DIGITS[char] == 0:
                if digit is not None:
                    return None
                continue
            if digit is not None:
                return None
            digit = DIGITS[char]
        elif char in SMALL_UNITS:
            unit = SMALL_UNITS[char]
            if unit >= last_small or (digit is None and unit != 10):
                return None
            section += (1 if digit is None else digit) * unit
            digit, last_small = None, unit
        elif char in LARGE_UNITS:
            unit = LARGE_UNITS[char]
            section += digit or 0
            if unit >= last_large or section == 0:
                return None
            total += section * unit
            section, digit, last_small, last_large = 0, None, 10_000, unit
        else:
            return None
    return total + section + (digit or 0)


def as_number(value: Decimal) -> int | float:
    """The number as JSON prints it: an integer when it is one."""
    whole, parts = value.as_integer_ratio()
    return whole if parts == 1 else float(value)
