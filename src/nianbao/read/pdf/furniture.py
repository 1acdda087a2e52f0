"""Page numbers and running heads: printed on the page, no part of the text.

Something is taken for furniture by place *and* pattern: a lone number at the foot of a page may be a figure, so
it must count the pages.
"""

from __future__ import annotations

import re
from collections import Counter

from nianbao.read.pdf.lines import Line
from nianbao.read.pdf.page import Column

HEAD, FOOT = 0.1, 0.88
"""Above the first and below the second share of the page height there may be furniture."""
SAME_HEIGHT = 3.0

_DASH = r"[-–—―─－·•~～]+"
_NUMBER = r"(\d{1,4})"
_DECORATED = re.compile(
    rf"{_DASH}{_NUMBER}{_DASH}|第{_NUMBER}页(?:[,，/]?共\d{{1,4}}页)?|{_NUMBER}/\d{{1,4}}|[Pp](?:age|\.){_NUMBER}(?:of\d{{1,4}})?"
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")


def strip_furniture(columns: list[Column]) -> None:
    """Remove page numbers and running heads from the columns of a document, in place."""
    _strip_page_numbers(columns)
    _strip_running_heads(columns)
    _strip_page_numbers(columns)


def _strip_page_numbers(columns: list[Column]) -> None:
    bare: list[tuple[int, int, Line]] = []
    for index, column in enumerate(columns):
        for line in _rim(column):
            text = "".join(line.text.split())
            if _DECORATED.fullmatch(text):
                column.items.remove(line)
            elif _BARE.fullmatch(text):
                bare.append((index, int(text), line))
    offsets = Counter(number - index for index, number, _ in bare)
    for index, number, line in bare:
        if number - index == 1 or offsets[number - index] > 1:
            columns[index].items.remove(line)


def _rim(column: Column) -> list[Line]:
    """The first and the last line of a column, where they stand in the margins."""
    items = column.items
    found = []
    if items and isinstance(items[0], Line) and items[0].bottom < HEAD * column.height:
        found.append(items[0])
    if len(items) > 1 and isinstance(items[-1], Line) and items[-1].top > FOOT * column.height:
        found.append(items[-1])
    return found


def _strip_running_heads(columns: list[Column]) -> None:
    """The same words at the same height on half of the pages."""
    rims = [(column, line) for column in columns for line in _rim(column) if not line.columns]
    counts = Counter(_words_and_height(line) for _, line in rims)
    for column, line in rims:
        if counts[_words_and_height(line)] >= max(2, (len(columns) + 1) // 2):
            column.items.remove(line)


def _words_and_height(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.top / SAME_HEIGHT)
