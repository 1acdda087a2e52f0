"""The spans that a cell states, as the HTML standard reads them."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

from nianbao.read.grid import Span

_INTEGER = re.compile(r"[ \t\n\r\f]*\+?(\d{1,9})")
_MAX_COLUMN_SPAN = 1000
_MAX_ROW_SPAN = 65534


def stated_span(node: LexborNode) -> Span:
    """(rows, columns), 1 where nothing sensible is said; 0 rows means down to the end of the section."""
    attributes = node.attributes
    return span_of(attributes.get("rowspan"), attributes.get("colspan"))


def span_of(rowspan: str | None, colspan: str | None) -> Span:
    """The same, from the values of the attributes."""
    return _row_span(rowspan), _column_span(colspan)


@lru_cache(maxsize=256)
def _column_span(value: str | None) -> int:
    """At least 1, at most 1000."""
    number = _leading_integer(value)
    return min(number, _MAX_COLUMN_SPAN) if number else 1


@lru_cache(maxsize=256)
def _row_span(value: str | None) -> int:
    number = _leading_integer(value)
    return 1 if number is None else min(number, _MAX_ROW_SPAN)


def _leading_integer(value: str | None) -> int | None:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else None
