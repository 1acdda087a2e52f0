"""The parts of a table of the form: addresses, leaves of a header, lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nianbao.codebook import ColumnSpec, RowSpec
from nianbao.model import Cell

Grid = list[list[Cell | None]]
"""A table with every spanned slot pointing at the cell that covers it."""

LeafKind = Literal["figures", "unit", "side", "other", "bare"]
"""What stands under a header cell: figures of the form; units; codes or remarks; figures the form does not have;
or, where the header cell is empty or missing, nobody knows what."""


@dataclass(slots=True)
class Address:
    """Half of a figure's key, or all of it: a row of the codebook, a column, or both."""

    row: RowSpec | None = None
    column: ColumnSpec | None = None
    exact: bool = True

    def __bool__(self) -> bool:
        """Something was recognised."""
        return self.row is not None or self.column is not None

    def join(self, other: Address) -> Address:
        """What two labels say together; the first one wins where both speak."""
        return Address(self.row or other.row, self.column or other.column, self.exact and other.exact)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One printed column under a header band: grid columns ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    address: Address
    text: str
    kind: LeafKind = "figures"
    x: tuple[float, float] | None = None
    """Left and right edge on the page, where the reader gives boxes."""
    unit: str = ""
    """The unit its header prints: 本年收费金额（单位：元）."""
    common: bool = True
    """Most rows of the table have a cell there (only told of bare leaves)."""


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """A header band: its leaves from left to right, the first of which is the first that is not a corner."""

    leaves: tuple[Leaf, ...]
    row_labels_on_top: bool
    """The codebook's rows stand on top (transposed table, or table four as one line)."""
    column_labels_on_top: bool
    by_grid: bool = True
    """The leaves' grid columns can be trusted; otherwise only their order."""
    width: int = 0
    """Columns of the grid it was read from."""
    plans: dict[tuple[object, ...], object] = field(default_factory=dict)
    """Where the cells of a line go, by the line's shape: a memory of :mod:`placing`."""

    @property
    def says_all(self) -> bool:
        """Rows and columns both stand on top: a line below needs no label of its own."""
        return self.row_labels_on_top and self.column_labels_on_top

    @property
    def value_start(self) -> int:
        """Grid column where figures begin."""
        return self.leaves[0].start if self.leaves else 0

    @property
    def headed(self) -> list[Leaf]:
        """The leaves that have a printed header."""
        return [leaf for leaf in self.leaves if leaf.kind != "bare"]


@dataclass(slots=True)
class Line:
    """One row that carries figures: the cells up to its label, the label, the cells after it."""

    table_index: int
    row: int
    cells: list[Cell]
    """Distinct cells from left to right."""
    header: Header | None
    ragged: bool
    ruled: bool
    width: int = 0
    """Columns of the grid it was read from."""
    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    address: Address = field(default_factory=Address)
    carried: bool = False
    """The header is that of an earlier fragment of the same table."""

    @property
    def label_text(self) -> str:
        """The text of the innermost label cell, as printed."""
        return self.labels[-1].text if self.labels else ""
