"""The page as markup again, every element that a place can name carrying that place: to show where a figure stands.

The same tree as the reader walked, mended where the reader mended it; nothing is made safe here.
"""

from __future__ import annotations

from collections import defaultdict

from selectolax.lexbor import LexborNode

from nianbao.model import Capture
from nianbao.read.html.markup import parse

PLACE = "data-place"
"""The attribute that carries the place, as ``Place.element`` writes it."""

_CELLS = ("td", "th")


def marked_page(capture: Capture) -> str:
    """The body's markup with ``data-place="table[2]/tr[5]/td[3]"``, ``"p[12]"`` and the like on its elements.

    Raises EmptyFile and TooLarge as reading the page does.
    """
    page = parse(capture)
    counts: defaultdict[str, int] = defaultdict(int)
    tables: dict[int, _Numbers] = {}
    for node in page.body.traverse(include_text=False):
        place = _place(node, counts, tables)
        if place:
            node.attrs[PLACE] = place
    return page.body.html or ""


class _Numbers:
    """Where a table stands, and how far its rows and cells have been counted."""

    __slots__ = ("cell", "row", "table")

    def __init__(self, table: int) -> None:
        self.table, self.row, self.cell = table, 0, 0


def _place(node: LexborNode, counts: defaultdict[str, int], tables: dict[int, _Numbers]) -> str | None:
    tag = node.tag or ""
    if not node.is_element_node:  # a comment
        return None
    if tag == "tr" or tag in _CELLS:
        numbers = _table_of(node, tables)
        return _in_table(tag, numbers) if numbers else None
    counts[tag] += 1
    if tag == "table":
        tables[node.mem_id] = _Numbers(counts[tag])
    return f"{tag}[{counts[tag]}]"


def _table_of(node: LexborNode, tables: dict[int, _Numbers]) -> _Numbers | None:
    around = node.parent
    while around is not None and around.tag != "table":
        around = around.parent
    return tables.get(around.mem_id) if around is not None else None


def _in_table(tag: str, numbers: _Numbers) -> str:
    if tag == "tr":
        numbers.row, numbers.cell = numbers.row + 1, 0
        return f"table[{numbers.table}]/tr[{numbers.row}]"
    numbers.cell += 1
    return f"table[{numbers.table}]/tr[{numbers.row}]/{tag}[{numbers.cell}]"
