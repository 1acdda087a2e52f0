"""Cutting a table into header bands and lines: which rows head columns, which carry figures.

A table of the form may hold several header bands (table two has one per block of article 20), may begin in the
middle of a group (a page break), and may print either dimension on either side (table four stands as fifteen
columns, as three rows of five, or as a list). So each row is judged by the labels it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nianbao.codebook import ColumnSpec, RowSpec
from nianbao.extract.forms.labels import Kind, TableLabels, fold
from nianbao.model import Cell, Table

Grid = list[list[Cell | None]]
"""A table with every spanned slot pointing at the cell that covers it."""

POSITION_SIMILARITY = 0.5
"""A damaged label between its two official neighbours is accepted when at least half of it is right."""


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
    is_unit: bool = False
    x: tuple[float, float] | None = None
    """Left and right edge on the page, where the reader gives boxes."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header band: its leaves from left to right, the first of which is the first that is not a corner."""

    leaves: tuple[Leaf, ...]
    row_labels_on_top: bool
    """The codebook's rows stand on top (transposed table, or table four as one line)."""
    column_labels_on_top: bool
    plans: dict[tuple[object, ...], object] = field(default_factory=dict, compare=False)
    """Where the cells of a line go, by the line's shape: a memory of :mod:`placing`."""

    @property
    def says_all(self) -> bool:
        """Rows and columns both stand on top: a line below needs no label of its own."""
        return self.row_labels_on_top and self.column_labels_on_top

    @property
    def value_start(self) -> int:
        """Grid column where figures begin."""
        return self.leaves[0].start if self.leaves else 0


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
    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    address: Address = field(default_factory=Address)
    unit: str = ""
    carried: bool = False
    """The header is that of an earlier fragment of the same table."""

    @property
    def label_text(self) -> str:
        """The text of the innermost label cell, as printed."""
        return self.labels[-1].text if self.labels else ""


class _RowFacts:
    """How many cells of each kind a row holds."""

    __slots__ = ("_kinds",)

    def __init__(self, cells: Sequence[Cell], labels: TableLabels) -> None:
        self._kinds = [labels.kind(cell.text) for cell in cells]

    def __getitem__(self, kind: Kind) -> int:
        return self._kinds.count(kind)

    @property
    def furniture_after_row(self) -> bool:
        """行政复议 | 行政诉讼 heads columns; 行政诉讼 | 复议后起诉 begins a line."""
        kinds = self._kinds
        return Kind.ROW in kinds and Kind.FURNITURE in kinds[kinds.index(Kind.ROW) :]


def lines_of(table: Table, grid: Grid, table_index: int, rows: Sequence[int], labels: TableLabels) -> Iterator[Line]:
    """The lines of one table (of its rows ``rows``), each with the header band above it."""
    header: Header | None = None
    band: list[int] = []
    for number in rows:
        cells = _distinct(grid[number])
        facts = _RowFacts(cells, labels)
        if _is_header(facts):
            band.append(number)
            continue
        if band:
            header = build_header(table, grid, band, labels) or header
            band = []
        if _is_line(facts, header):
            yield Line(table_index, number, cells, header, number in table.ragged_rows, table.ruled)
    if band:
        # A header whose lines follow on the next page: hand it on as a line without cells.
        built = build_header(table, grid, band, labels)
        if built is not None:
            yield Line(table_index, band[-1], [], built, False, table.ruled)


def _distinct(slots: Sequence[Cell | None]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in slots:
        if cell is not None and (not cells or cells[-1] is not cell):
            cells.append(cell)
    return cells


def _is_header(facts: _RowFacts) -> bool:
    if facts[Kind.NUMBER]:
        return False
    if facts[Kind.COLUMN] + facts[Kind.EITHER] >= 2 or facts[Kind.ROW] >= 2:
        return True
    if facts[Kind.COLUMN] and not facts[Kind.ROW] and not facts[Kind.GROUP]:
        return True
    if facts[Kind.ROW] and not facts[Kind.STRANGER]:
        return facts.furniture_after_row or (facts[Kind.EITHER] > 0 and not facts[Kind.BLANK])
    return facts[Kind.FURNITURE] > 0 and not (facts[Kind.ROW] or facts[Kind.GROUP] or facts[Kind.EITHER])


def _is_line(facts: _RowFacts, header: Header | None) -> bool:
    if facts[Kind.ROW] or facts[Kind.GROUP] or facts[Kind.EITHER] or facts[Kind.NUMBER]:
        return True
    if header is not None and header.says_all:
        return facts[Kind.BLANK] > 0 and not facts[Kind.STRANGER]
    return facts[Kind.STRANGER] > 0 and facts[Kind.BLANK] > 0


def build_header(table: Table, grid: Grid, band: Sequence[int], labels: TableLabels) -> Header | None:
    """The header a band of rows makes, or None when none of its labels is known."""
    if not table.ruled:
        return _spaced_header([_distinct(grid[number]) for number in band], labels)
    stacks = [_stack(grid, band, column, labels) for column in range(table.column_count)]
    on_top = _dimensions([cell.text for stack in stacks for cell in stack], labels)
    leaves: list[Leaf] = []
    column = 0
    while column < table.column_count:
        end = column + 1
        while end < table.column_count and stacks[end] and _same(stacks[end], stacks[column]):
            end += 1
        texts = [cell.text for cell in stacks[column]]
        address = resolve(texts, labels, rows=on_top[0], columns=on_top[1])
        is_unit = bool(texts) and fold(texts[-1]) in labels.unit_headers
        leaves.append(Leaf(column, end, address, texts[-1] if texts else "", is_unit, _edges(stacks[column])))
        column = end
    _name_leaves_by_position(leaves, labels)
    first = next((i for i, leaf in enumerate(leaves) if leaf.address or leaf.is_unit), None)
    if first is None or not any(leaf.address for leaf in leaves):
        return None
    return Header(tuple(leaves[first:]), *on_top)


def _name_leaves_by_position(leaves: list[Leaf], labels: TableLabels) -> None:
    """Name a mistyped column (本年废纸件数) when exactly one official column is missing between its neighbours."""
    order = labels.table.columns
    index = {column.id: i for i, column in enumerate(order)}
    for at in range(1, len(leaves) - 1):
        leaf, before, after = leaves[at], leaves[at - 1].address.column, leaves[at + 1].address.column
        if leaf.address or not leaf.text or before is None or after is None or index[after.id] - index[before.id] != 2:
            continue
        candidate = order[index[before.id] + 1]
        if labels.columns.similarity(leaf.text, candidate) >= POSITION_SIMILARITY:
            leaves[at] = replace(leaf, address=Address(None, candidate, exact=False))


def _edges(stack: list[Cell]) -> tuple[float, float] | None:
    box = stack[-1].place.bbox if stack else None
    return (box[0], box[2]) if box else None


def _stack(grid: Grid, band: Sequence[int], column: int, labels: TableLabels) -> list[Cell]:
    """The header cells over a column, outermost first."""
    stack: list[Cell] = []
    for number in band:
        cell = grid[number][column]
        if cell is not None and not cell.text.strip():
            cell = _spread(grid[number], column, labels)
        if cell is not None and cell.text.strip() and not any(cell is known for known in stack):
            stack.append(cell)
    return stack


def _spread(row: Sequence[Cell | None], column: int, labels: TableLabels) -> Cell | None:
    """The block label left of an empty header cell: 行政复议 | (empty) x 4, where a span was left out."""
    left = next((c for c in reversed(row[:column]) if c is not None and c.text.strip()), None)
    if left is None or labels.columns.match(left.text) or not _is_block(left.text, labels):
        return None
    return left


def _is_block(text: str, labels: TableLabels) -> bool:
    return labels.table.bare_order and (labels.rows.match(text) is not None or labels.is_furniture(text))


def _same(left: list[Cell], right: list[Cell]) -> bool:
    return len(left) == len(right) and all(a is b for a, b in zip(left, right, strict=True))


def _dimensions(texts: Sequence[str], labels: TableLabels) -> tuple[bool, bool]:
    """Whether codebook rows, and codebook columns, are among these labels; labels of both kinds do not count."""
    has_rows = has_columns = False
    for text in texts:
        row, column = labels.rows.match(text), labels.columns.match(text)
        has_rows |= bool(row and not column and not row.spec.is_group)
        has_columns |= bool(column and not row)
    return has_rows, has_columns or not has_rows


def resolve(texts: Sequence[str], labels: TableLabels, *, rows: bool, columns: bool) -> Address:
    """What a stack of labels (outermost first) addresses; the innermost that is known wins in each dimension."""
    row = column = None
    exact = True
    for text in _joined_runs(texts):
        if rows and row is None and (match_row := labels.rows.match(text)):
            row, exact = match_row.spec, exact and match_row.exact
        if columns and column is None and (match_column := labels.columns.match(text)):
            column, exact = match_column.spec, exact and match_column.exact
    return Address(row, column, exact)


def _joined_runs(texts: Sequence[str]) -> Iterator[str]:
    """Single labels from the innermost out, then neighbours joined (商业 over 企业)."""
    yield from reversed(texts)
    for size in range(2, len(texts) + 1):
        for end in range(len(texts), size - 1, -1):
            yield "".join(texts[end - size : end])


def _spaced_header(band: list[list[Cell]], labels: TableLabels) -> Header | None:
    """The header of a table set with spaces: a group label stands for the labels of the line below it.

    Such lines carry no columns, so the order is what the labels say: 自然人 / 法人或其他组织 / 总计 over
    商业企业 ... 其他 becomes seven columns. Valid only when every column of the table is named exactly once.
    """
    texts = [[cell.text for cell in line] for line in band]
    order = _expand_groups(texts, labels)
    addresses = [Address(None, match.spec, match.exact) for t in order if (match := labels.columns.match(t))]
    named = [address.column.id for address in addresses if address.column]
    if len(named) < 1 or len(set(named)) != len(named):
        return None
    leaves = tuple(Leaf(i, i + 1, address, "") for i, address in enumerate(addresses))
    return Header(leaves, False, True)


def _expand_groups(texts: list[list[str]], labels: TableLabels) -> list[str]:
    order: list[str] = texts[0] if texts else []
    for below in texts[1:]:
        groups = [text for text in order if fold(text) in labels.groups]
        if groups:
            at = order.index(groups[-1])
            order = [*order[:at], *below, *order[at + 1 :]]
        else:
            order = [*order, *below]
    return order
