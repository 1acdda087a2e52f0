"""Tables drawn with characters in a page: lines of cells between │ or |, as in ``pre``."""

from __future__ import annotations

from itertools import groupby

from nianbao.model import Block, Paragraph
from nianbao.read.lines import classify
from nianbao.read.tabular import build_table, group

_BORDERS = frozenset("│┃║|")
_DRAWN = frozenset("─━═┌┬┐├┼┤└┴┘") | _BORDERS
_FEWEST = 2
"""Lines of cells below each other that make a table."""


def with_drawn_tables(blocks: list[Block]) -> list[Block]:
    """The blocks, with each run of paragraphs that draw a table made one table; its places are those in the text."""
    found: list[Block] = []
    for drawn, run in groupby(blocks, key=_is_drawn):
        members = list(run)
        found += _tables([block for block in members if isinstance(block, Paragraph)]) if drawn else members
    return found


def _is_drawn(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text[:1] in _DRAWN and len(block.text) > 1


def _tables(run: list[Paragraph]) -> list[Block]:
    if sum(paragraph.text[0] in _BORDERS for paragraph in run) < _FEWEST:
        return list(run)
    by_start = {paragraph.start: paragraph for paragraph in run}
    lines = [classify(paragraph.text, paragraph.start) for paragraph in run]
    return [build_table(item) if isinstance(item, list) else by_start[item.start] for item in group(lines)]
