"""Placing the cells of a line under the columns of its header.

Two alignments exist: by column (of the grid, or of the page where a header was carried over a page break), and by
order when exactly as many cells follow the label as there are columns. A regular row is placed by column. A row
whose spans do not add up is placed by order, and only when the count is exact; otherwise the whole row is
unreadable. Nothing is ever shifted to make it fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from nianbao.extract.cells import units
from nianbao.extract.forms.labels import TableLabels
from nianbao.extract.forms.parts import Address, Header, Leaf, Line
from nianbao.model import Cell
from nianbao.text.fold import squeeze


@dataclass(slots=True)
class Placed:
    """One crossing: where it belongs and the cell that was printed there (None: the cell is not there)."""

    address: Address
    cell: Cell | None
    shared: bool = False
    """The cell covers more than one crossing, so its number belongs to none of them for certain."""
    unit: str = ""


@dataclass(slots=True)
class Placement:
    """All crossings of a line; ``fits`` is False when the row cannot be aligned with its header."""

    placed: list[Placed]
    fits: bool = True
    surplus: list[Cell] = field(default_factory=list)
    """Printed cells under columns the form does not have."""


def place(line: Line, labels: TableLabels) -> Placement:
    """Where each cell of the line belongs."""
    if line.header is None:
        return _without_header(line, labels)
    by_column = None
    if line.ruled and not line.ragged and line.header.by_grid:
        by_column = _by_columns(line, line.header, _grid_cover)
    elif line.carried and _has_edges(line, line.header):
        by_column = _by_columns(line, line.header, _edge_cover)
    return by_column or _by_order(line, line.header)


def _without_header(line: Line, labels: TableLabels) -> Placement:
    """A list: the line's own labels say everything, and one value follows."""
    columns = labels.table.columns
    if line.address.column is None and len(columns) != 1:
        return Placement([], fits=False)
    address = line.address.join(Address(None, columns[0])) if len(columns) == 1 else line.address
    unit, values = _unit_and_values(line.values)
    if len(values) != 1:
        return Placement([Placed(address, None)], fits=False)
    return Placement([Placed(address, values[0], unit=unit)])


Cover = Callable[[Cell, Leaf], bool]
"""Whether a cell stands under a leaf of the header."""


def _grid_cover(cell: Cell, leaf: Leaf) -> bool:
    return cell.column < leaf.end and cell.column + cell.column_span > leaf.start


def _edge_cover(cell: Cell, leaf: Leaf) -> bool:
    """By position on the page: the middle of the header cell lies within the cell's edges."""
    if cell.place.bbox is None or leaf.x is None:
        return False
    return cell.place.bbox[0] <= sum(leaf.x) / 2 <= cell.place.bbox[2]


def _has_edges(line: Line, header: Header) -> bool:
    """Both have a place on the page, and one below the other: not on the other half of a sheet of two pages."""
    heads = [leaf.x for leaf in header.headed if leaf.x]
    boxes = [cell.place.bbox for cell in line.cells if cell.place.bbox]
    if len(heads) < len(header.headed) or len(boxes) < len(line.cells) or not heads or not boxes:
        return False
    return min(x0 for x0, _ in heads) < boxes[-1][2] and boxes[0][0] < max(x1 for _, x1 in heads)


@dataclass(slots=True)
class Plan:
    """What stands under what, for every line of one shape under one header."""

    clash: bool
    """A label stands over a column of figures, or a cell left of them all: no placement by column."""
    under: list[tuple[Leaf, list[int], bool]]
    """Each leaf, the indexes of the values under it, and whether one of them reaches under another leaf too."""
    stray: list[int]
    """Values under no leaf."""
    one_to_one: bool = False
    """Figures only, one value under each leaf: nothing is left to decide."""


def _by_columns(line: Line, header: Header, covers: Cover) -> Placement | None:
    """Placement by column, or None: a label stands over figures, two cells under one leaf, or the row is too long."""
    plan = _plan(line, header, covers)
    values = line.values
    if plan.one_to_one:
        return Placement(
            [
                Placed(line.address.join(leaf.address), cell, unit=leaf.unit)
                for leaf, cell in zip(header.leaves, values, strict=True)
            ]
        )
    stray = [values[i] for i in plan.stray if values[i].text.strip()]
    if plan.clash or any(_left_of(cell, header.leaves[0]) for cell in stray):
        return None
    placed: list[Placed] = []
    surplus: list[Cell] = []
    unit = ""
    for leaf, under, shared in plan.under:
        cells = [values[i] for i in under]
        if len(cells) > 1:
            cells = [c for c in cells if c.text.strip()] or cells[:1]
        cell = cells[0] if cells else None
        if leaf.kind == "figures":
            if len(cells) > 1:
                return None
            placed.append(Placed(line.address.join(leaf.address), cell, shared, leaf.unit or unit))
        elif leaf.kind == "unit":
            unit = squeeze(cell.text) if cell else ""
        elif leaf.kind == "bare" and cell is not None and _too_long(leaf, cell, header, values):
            return None
        elif leaf.kind != "side":
            surplus.extend(c for c in cells if c.text.strip())
    return Placement(placed, surplus=[*surplus, *stray])


def _too_long(leaf: Leaf, cell: Cell, header: Header, values: Sequence[Cell]) -> bool:
    """The row has a cell behind the last headed column: perhaps one was put in before it, and all have shifted.

    An empty cell there is harmless when most rows have it, or when no other cell of the row is empty.
    """
    if any(other.kind != "bare" and other.start > leaf.start for other in header.leaves):
        return False
    if cell.text.strip():
        return True
    return not leaf.common and any(not c.text.strip() for c in values if c is not cell)


def _plan(line: Line, header: Header, covers: Cover) -> Plan:
    """The plan of a line; most lines of a table have one shape and share it."""
    cells = [*line.labels, *line.values]
    shape: tuple[object, ...] = (covers, len(line.values), *((c.column, c.column_span) for c in cells))
    if covers is _edge_cover:
        shape = (covers, len(line.values), *(c.place.bbox for c in cells))
    plan = header.plans.get(shape)
    if not isinstance(plan, Plan):
        plan = header.plans[shape] = _make_plan(line, header, covers)
    return plan


def _make_plan(line: Line, header: Header, covers: Cover) -> Plan:
    under = {leaf: [i for i, cell in enumerate(line.values) if covers(cell, leaf)] for leaf in header.leaves}
    reached = {i: sum(i in found for found in under.values()) for i in range(len(line.values))}
    # Empty header cells before the first headed column may be the corner's, which lines above had no label in.
    told = list(dropwhile(lambda leaf: leaf.kind == "bare", header.leaves))
    clash = any(covers(cell, leaf) for cell in line.labels for leaf in told)
    plain = all(leaf.kind == "figures" and under[leaf] == [i] and reached[i] == 1 for i, leaf in enumerate(under))
    return Plan(
        one_to_one=plain and not clash and len(line.values) == len(header.leaves),
        clash=clash,
        under=[(leaf, found, any(reached[i] > 1 for i in found)) for leaf, found in under.items()],
        stray=[i for i in range(len(line.values)) if not any(i in found for found in under.values())],
    )


def _left_of(cell: Cell, leaf: Leaf) -> bool:
    if cell.place.bbox is not None and leaf.x is not None:
        return cell.place.bbox[2] <= leaf.x[0] + 1
    return cell.column < leaf.start


def _by_order(line: Line, header: Header) -> Placement:
    """Placement by order; exact count or nothing."""
    leaves = header.headed
    values = line.values
    if len(values) != len(leaves):
        values = _without_empty_end(values, len(leaves))
    if len(values) != len(leaves):
        return Placement([Placed(line.address.join(x.address), None) for x in leaves if x.address], fits=False)
    placed: list[Placed] = []
    surplus: list[Cell] = []
    unit = ""
    for leaf, cell in zip(leaves, values, strict=True):
        if leaf.kind == "figures":
            placed.append(Placed(line.address.join(leaf.address), cell, unit=leaf.unit or unit))
        elif leaf.kind == "unit":
            unit = squeeze(cell.text)
        elif leaf.kind == "other" and cell.text.strip():
            surplus.append(cell)
    return Placement(placed, surplus=surplus)


def _without_empty_end(values: list[Cell], wanted: int) -> list[Cell]:
    """The first ``wanted`` values when only empty cells follow and none of the first is empty (a shift would show)."""
    head, tail = values[:wanted], values[wanted:]
    if any(cell.text.strip() for cell in tail) or not all(cell.text.strip() for cell in head):
        return values
    return head


def _unit_and_values(cells: Sequence[Cell]) -> tuple[str, list[Cell]]:
    """Split off a leading cell that holds nothing but a unit (条, 万元)."""
    if cells and squeeze(cells[0].text) in units():
        return squeeze(cells[0].text), list(cells[1:])
    return "", list(cells)
