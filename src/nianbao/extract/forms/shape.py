"""The shape of a table: everything of it but its figures.

Reports that print one form alike differ in their figures only, so where each figure stands is found once for each
shape (:mod:`whereabouts`). That this cannot change a result is a matter of construction: what is remembered was
found in a table that had no figures, only places of figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import Generic, TypeVar

from nianbao.extract.cells import is_value_like
from nianbao.model import Cell, Table
from nianbao.text.remembered import Remembered

Shape = int
"""The same for tables that differ in nothing but figures."""
Value = TypeVar("Value")

FIGURE = "0"
"""What stands for every figure."""
_REMEMBERED = 128
"""Shapes of one kind; a batch of a million different reports must not grow without bound."""


def _without_figure(text: str) -> str:
    if not text.strip():
        return ""
    has_digit = _DIGIT.search(text) is not None
    return FIGURE if has_digit and is_value_like(text) else text


_DIGIT = re.compile("[0-9]")
WITHOUT_FIGURE = Remembered(_without_figure, most=8192)
"""The text of a cell as far as its place goes: every number is one and the same, and so is every blank."""


def shape_of(table: Table) -> Shape:
    """A number that stands for what is compared here once, and not again in every memory."""
    cells = table.cells
    facts: list[object] = [table.row_count, table.column_count, table.ruled, table.ragged_rows]
    facts += [c.row for c in cells]
    facts += [c.column for c in cells]
    facts += [c.row_span for c in cells]
    facts += [c.column_span for c in cells]
    facts += [WITHOUT_FIGURE[c.text] for c in cells]
    boxes = [c.place.bbox for c in cells]
    if any(boxes):
        facts += boxes
    return _SHAPES[tuple(facts)]


_NUMBERS = count()
_SHAPES: Remembered[tuple[object, ...], Shape] = Remembered(lambda _: next(_NUMBERS), most=2 * _REMEMBERED)


def blank_form(table: Table) -> Table:
    """The table with its figures taken out; the cells keep their order."""
    cells = [Cell(c.row, c.column, WITHOUT_FIGURE[c.text], c.place, c.row_span, c.column_span) for c in table.cells]
    return replace(table, cells=cells)


class Memory(Generic[Value]):
    """What was found for a shape; the oldest is forgotten when there are too many."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[object, Value]] = {}

    def recall(self, key: tuple[object, ...], owner: object) -> Value | None:
        """What was kept under the key for this very ``owner`` (an edition, whose ``id`` the key may hold)."""
        found = self._known.get(key)
        return found[1] if found is not None and found[0] is owner else None

    def keep(self, key: tuple[object, ...], owner: object, value: Value) -> Value:
        """Keep a value, which nobody changes from now on."""
        if len(self._known) >= _REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[key] = (owner, value)
        return value

    def forget(self) -> None:
        """Forget everything; only what is found the slow way counts."""
        self._known.clear()
