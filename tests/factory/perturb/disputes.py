"""Table four in its other shapes."""

from __future__ import annotations

from random import Random

from tests.factory.model import Cell, Draft, Grid, Paragraph
from tests.factory.perturb.common import ALL, DELIMITED, RULED, STYLED, Perturbation


def _disputes(draft: Draft) -> tuple[Grid, list[list[Cell]], list[Cell]]:
    """Table four: the grid, its figures by block, its five column labels."""
    grid = draft.grid("t4")
    figures = grid.slots[3]
    return grid, [figures[i : i + 5] for i in (0, 5, 10)], grid.slots[2][:5]


def disputes_as_three_rows(draft: Draft, rng: Random) -> None:
    grid, blocks, columns = _disputes(draft)
    names = [grid.slots[0][0], grid.slots[1][5], grid.slots[1][10]]
    corner = Cell("")
    grid.slots = [[corner, *columns], *([name, *block] for name, block in zip(names, blocks, strict=True))]
    grid.header = 1


def disputes_as_list(draft: Draft, rng: Random) -> None:
    grid, blocks, columns = _disputes(draft)
    litigation = grid.slots[0][5]
    names = [grid.slots[0][0], grid.slots[1][5], grid.slots[1][10]]
    rows = []
    for number, (name, block) in enumerate(zip(names, blocks, strict=True)):
        outer = litigation if number else name
        rows += [[outer, name, column.copy(), cell] for column, cell in zip(columns, block, strict=True)]
    grid.slots, grid.header = rows, 0


def disputes_transposed(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t4")
    grid.slots = [list(row) for row in zip(*grid.slots, strict=True)]
    grid.header = 0


def disputes_vertical_text(draft: Draft, rng: Random) -> None:
    """One character per line in the narrow header cells."""
    grid = draft.grid("t4")
    for cell in grid.slots[2]:
        grid.put(cell, cell.copy(text="\n".join(cell.text)))


def disputes_header_lost(draft: Draft, rng: Random) -> None:
    """Fifteen bare numbers under the heading of section four."""
    grid = draft.grid("t4")
    grid.slots, grid.header = grid.slots[3:], 0
    draft.allow([str(c.key) for c in grid.figures()], "missing", "unreadable")


def disputes_third_header_lost(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t4")
    grid.slots = [grid.slots[0], grid.slots[1][:5] + grid.slots[1][5:], grid.slots[3]]
    first = grid.slots[0][0]
    grid.slots[1] = [first] * 5 + grid.slots[1][5:]
    grid.header = 2
    draft.allow([str(c.key) for c in grid.figures()], "missing", "unreadable")


def disputes_two_blocks_only(draft: Draft, rng: Random) -> None:
    """The block 复议后起诉 is not printed."""
    grid = draft.grid("t4")
    gone = [str(c.key) for c in grid.slots[3][10:]]
    grid.slots = [row[:10] for row in grid.slots]
    draft.no_value(gone, "missing")


def disputes_block_order(draft: Draft, rng: Random) -> None:
    """Litigation after reconsideration stands before direct litigation."""
    grid = draft.grid("t4")
    grid.slots = [row[:5] + row[10:] + row[5:10] if n else row for n, row in enumerate(grid.slots)]


def disputes_cut_between_header_and_figures(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t4")
    upper, lower = grid.part(0, 3), grid.part(3, 4)
    lower.header = 0
    draft.replace(grid, upper, Paragraph("6"), lower)


def disputes_in_two_tables(draft: Draft, rng: Random) -> None:
    """Reconsideration in one table, litigation in another."""
    grid = draft.grid("t4")
    left = Grid("t4", [row[:5] for row in grid.part(0, 4).slots], 3)
    right = Grid("t4", [row[5:] for row in grid.part(0, 4).slots], 3)
    draft.replace(grid, left, right)


DISPUTES = [
    Perturbation("table four as three rows", disputes_as_three_rows, DELIMITED),
    Perturbation("table four as a list", disputes_as_list, STYLED),
    Perturbation("table four transposed", disputes_transposed, STYLED),
    Perturbation("table four with vertical text", disputes_vertical_text, RULED),
    Perturbation("table four without header", disputes_header_lost, ALL),
    Perturbation("table four without third header row", disputes_third_header_lost, RULED),
    Perturbation("table four without its last block", disputes_two_blocks_only, RULED),
    Perturbation("table four, blocks in another order", disputes_block_order, RULED),
    Perturbation("table four cut under its header", disputes_cut_between_header_and_figures, RULED),
    Perturbation("table four as two tables", disputes_in_two_tables, RULED),
]
