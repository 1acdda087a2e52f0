"""What perturbations share: a registry entry, and picking places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.factory.model import Cell, Draft, Grid

Apply = Callable[[Draft, Random], None]

PAGES = ("html", "word", "frame")
STYLED = (*PAGES, "docx")
"""Formats that know runs of a cell set in different ways."""
RULED = (*STYLED, "pdf")
"""Formats that know spans and line breaks within a cell."""
DELIMITED = (*RULED, "tabbed", "piped", "markdown")
"""Formats in which every cell has its bounds, so that nothing between them is seen too."""
ALL = (*DELIMITED, "spaced")

ANNUAL = ("2021", "2021-single", "2019")
"""Kinds of report with three tables."""
ANY = (*ANNUAL, "2014", "2008")


@dataclass(frozen=True, slots=True)
class Perturbation:
    """One small realistic change."""

    name: str
    apply: Apply
    """Changes the draft and its truth in place."""
    formats: tuple[str, ...] = RULED
    kinds: tuple[str, ...] = ANNUAL
    size: str = "distinct"


def main_grid(draft: Draft) -> Grid:
    """The request table, or the annex of the older forms."""
    return next(grid for grid in draft.grids() if grid.name in ("t3", "t2014", "t2008"))


def a_figure(draft: Draft, rng: Random, *, tables: Sequence[str] = (), least: int = 0) -> Cell:
    """A figure cell of some table, whose value is at least ``least``."""
    cells = [
        cell
        for grid in draft.grids()
        if not tables or grid.name in tables
        for cell in grid.figures()
        if cell.key and not _is_special(draft, cell.key) and _at_least(draft, cell.key, least)
    ]
    return rng.choice(cells)


def _at_least(draft: Draft, key: str, least: int) -> bool:
    value = draft.truth[key].value
    return value is not None and value >= least


def _is_special(draft: Draft, key: str) -> bool:
    """Money and changes are filled by their own rules."""
    return key.endswith((".amount", ".change")) or key in ("fees.request_collected", "org.budget")


def grid_of(draft: Draft, cell: Cell) -> Grid:
    """The table that prints a cell."""
    return next(grid for grid in draft.grids() if any(cell is known for row in grid.slots for known in row))


def set_text(draft: Draft, cell: Cell, text: str, **changes: object) -> None:
    """Print something else in a cell."""
    grid_of(draft, cell).put(cell, cell.copy(text=text, **changes))


def a_row(draft: Draft, rng: Random, grid: Grid | None = None) -> tuple[Grid, int]:
    """A row of figures of the main table."""
    chosen = grid or main_grid(draft)
    return chosen, rng.choice(chosen.figure_rows())


def detail_rows(grid: Grid) -> list[int]:
    """Rows whose label is long enough to be known when it is damaged, and that lie inside the table."""
    return [r for r in grid.figure_rows() if len(grid.label_of(r).text) >= 9][1:-1]


def fresh_row(grid: Grid, row: int, label: str, texts: Sequence[str]) -> list[Cell]:
    """A row like ``row`` (same merged cells on its left) with another label and other figures, which have no key."""
    old = grid.label_of(row)
    new = Cell(label)
    values = iter(texts)

    def cell_for(cell: Cell) -> Cell:
        if cell is old:
            return new
        if cell.key is not None:
            return Cell(next(values, ""))
        return cell if cell.names is not None else cell.copy()

    made = {id(cell): cell_for(cell) for cell in grid.slots[row]}
    return [made[id(cell)] for cell in grid.slots[row]]
