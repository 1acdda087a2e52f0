"""Header bands: what stands under each column of a table, told by the labels above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from nianbao.data import load_toml
from nianbao.extract.cells import unit_in
from nianbao.extract.forms.labels import LINE_LABELS, Kind, TableLabels, fold
from nianbao.extract.forms.parts import Address, Grid, Header, Leaf, LeafKind
from nianbao.model import Cell, Table
from nianbao.text.dates import find_years
from nianbao.text.fold import squeeze

POSITION_SIMILARITY = 0.5
"""A damaged label between its two official neighbours is accepted when at least half of it is right."""


def build_header(table: Table, grid: Grid, band: Sequence[int], labels: TableLabels, year: int | None) -> Header | None:
    """The header a band of rows makes, or None when none of its labels is known.

    Where the header rows themselves do not add up (a span left out), their grid columns mean nothing, and only the
    order of the labels is used.
    """
    if not table.ruled or any(row in table.ragged_rows for row in band):
        own = [[c for c in distinct(grid[number]) if c.row == number] for number in band]
        return _header_in_order(own, labels, year)
    stacks = [_stack(grid, band, column, labels) for column in range(table.column_count)]
    on_top = _dimensions([cell.text for stack in stacks for cell in stack], labels)
    leaves = [_of_this_year(leaf, year) for leaf in _leaves(stacks, grid[band[-1]], labels, on_top)]
    _name_leaves_by_position(leaves, labels)
    leaves = list(_without_parts(leaves))
    below = grid[band[-1] + 1 :]
    leaves = _merged(_without_corner(leaves, below, labels, says_all=all(on_top)), below, labels)
    if not any(leaf.address for leaf in leaves):
        return None
    return Header(tuple(_told_apart(leaves, grid, band)), *on_top, width=table.column_count)


def _of_this_year(leaf: Leaf, year: int | None) -> Leaf:
    """A column headed 2013年度 in the report for 2014 holds figures the form does not ask for."""
    years = {found for found, _, _ in find_years(squeeze(leaf.text))}
    if leaf.kind != "figures" or year is None or not years or year in years:
        return leaf
    return replace(leaf, address=Address(), kind="other")


def _without_parts(leaves: list[Leaf]) -> Iterator[Leaf]:
    """Without columns that share out what the label over them names (自然人 over 内地 | 港澳): their sum is it."""
    shares: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves:
        if leaf.kind == "figures":
            row, column = leaf.address.row, leaf.address.column
            shares.setdefault((row.id if row else "", column.id if column else ""), []).append(leaf)
    sums = {fold(text) for text in load_toml("cells.toml")["sum_headers"]}
    parts: set[int] = set()
    for alike in shares.values():
        if len({fold(leaf.text) for leaf in alike}) > 1:
            whole = [leaf for leaf in alike if fold(leaf.text) in sums]
            parts |= {id(leaf) for leaf in alike if len(whole) != 1 or leaf is not whole[0]}
    for leaf in leaves:
        yield replace(leaf, address=Address(), kind="other") if id(leaf) in parts else leaf


def distinct(slots: Sequence[Cell | None]) -> list[Cell]:
    """The cells of a grid row, each once, from left to right."""
    cells: list[Cell] = []
    for cell in slots:
        if cell is not None and (not cells or cells[-1] is not cell):
            cells.append(cell)
    return cells


def _leaves(
    stacks: list[list[Cell]], lowest: Sequence[Cell | None], labels: TableLabels, on_top: tuple[bool, bool]
) -> Iterator[Leaf]:
    """The columns under a band; ``lowest`` is its last row, whose cells have the columns' own edges."""
    column = 0
    while column < len(stacks):
        end = column + 1
        while end < len(stacks) and stacks[end] and _is_one(stacks[end], stacks[column], labels):
            end += 1
        texts = [cell.text for cell in stacks[column]]
        address = resolve(texts, labels, rows=on_top[0], columns=on_top[1])
        text = texts[-1] if texts else ""
        unit = unit_in(text) if address else ""
        yield Leaf(column, end, address, text, _kind(text, address, labels), _edges(lowest[column]), unit=unit)
        column = end


def _kind(text: str, address: Address, labels: TableLabels) -> LeafKind:
    if address:
        return "figures"
    folded = fold(text)
    if folded in labels.unit_headers:
        return "unit"
    if folded in labels.side_headers:
        return "side"
    return "other" if folded else "bare"


def _without_corner(leaves: list[Leaf], below: Grid, labels: TableLabels, *, says_all: bool) -> list[Leaf]:
    """The leaves behind the corner: behind the last column that holds row labels before the first figures.

    Below a header that says all, a line may have any label (数量, 2023年): a column of words alone is the corner's.
    """
    if not below:
        return _from_first(leaves)
    start = 0
    before = _before_figures(leaves)
    edge = before[-1].end if before else 0
    for at, leaf in enumerate(before):
        cells = (cell for row in below for cell in row[leaf.start : leaf.end] if cell is not None)
        kinds = {labels.kind(cell.text) for cell in cells if cell.column + cell.column_span <= edge}
        if kinds & LINE_LABELS or (says_all and kinds and kinds <= _WORDS):
            start = at + 1
    return leaves[start:]


_WORDS = frozenset({Kind.STRANGER, Kind.FURNITURE})


def _before_figures(leaves: list[Leaf]) -> list[Leaf]:
    return list(takewhile(lambda leaf: leaf.kind != "figures", leaves))


def _from_first(leaves: list[Leaf]) -> list[Leaf]:
    """The leaves from the first unit or figures on, with codes right before them; nothing else is known."""
    first = len(list(takewhile(lambda leaf: leaf.kind not in ("figures", "unit"), leaves)))
    while first and leaves[first - 1].kind == "side":
        first -= 1
    return leaves[first:]


def _merged(leaves: list[Leaf], below: Grid, labels: TableLabels) -> list[Leaf]:
    """Neighbours with one and the same header made one, where only the first has figures (a span written out)."""
    merged: list[Leaf] = []
    for leaf in leaves:
        last = merged[-1] if merged else None
        if (
            last
            and leaf.address
            and last.address == leaf.address
            and not _has_figures(last.end, leaf.end, below, labels)
        ):
            merged[-1] = replace(last, end=leaf.end)
        else:
            merged.append(leaf)
    return merged


def _has_figures(start: int, end: int, below: Grid, labels: TableLabels) -> bool:
    """Some row prints a figure that begins in these columns."""
    cells = (cell for row in below for cell in row[start:end] if cell is not None and cell.column >= start)
    return any(labels.kind(cell.text) is Kind.NUMBER for cell in cells)


def _told_apart(leaves: list[Leaf], grid: Grid, band: Sequence[int]) -> Iterator[Leaf]:
    """Say of each leaf without a header whether most rows have a cell there, or a few rows are just too long."""
    below = grid[band[-1] + 1 :]
    for leaf in leaves:
        if leaf.kind != "bare":
            yield leaf
            continue
        reaching = sum(row[leaf.start] is not None for row in below)
        yield replace(leaf, common=2 * reaching >= len(below))


def _name_leaves_by_position(leaves: list[Leaf], labels: TableLabels) -> None:
    """Name a mistyped column (本年废纸件数) when exactly one official column is missing between its neighbours."""
    order = labels.table.columns
    index = {column.id: i for i, column in enumerate(order)}
    for at in range(1, len(leaves) - 1):
        leaf, before, after = leaves[at], leaves[at - 1].address.column, leaves[at + 1].address.column
        nameless = leaf.kind == "other" or (leaf.address.row is not None and leaf.address.column is None)
        if not nameless or before is None or after is None or index[after.id] - index[before.id] != 2:
            continue
        candidate = order[index[before.id] + 1]
        if labels.columns.similarity(leaf.text, candidate) >= POSITION_SIMILARITY:
            leaves[at] = replace(leaf, address=Address(leaf.address.row, candidate, exact=False), kind="figures")


def _edges(cell: Cell | None) -> tuple[float, float] | None:
    box = cell.place.bbox if cell else None
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


def _is_one(stack: list[Cell], before: list[Cell], labels: TableLabels) -> bool:
    """Two grid columns under one printed label: the same cells stand over both, or borders of rows above drift.

    A cell that names neither row nor column may begin over the second already: what it heads begins behind the label.
    """
    if _same(stack, before):
        return True
    drifted = bool(before) and stack[-1] is before[-1] and labels.columns.match(stack[-1].text) is not None
    beside = [cell for cell in stack[:-1] if not any(cell is one for one in before)]
    return drifted and all(labels.kind(cell.text) is Kind.FURNITURE for cell in beside)


def _dimensions(texts: Sequence[str], labels: TableLabels) -> tuple[bool, bool]:
    """Whether codebook rows, and codebook columns, are among these labels; labels of both kinds do not count."""
    has_rows = has_columns = False
    for text in texts:
        row, column = labels.rows.match(text), labels.columns.match(text)
        has_rows |= bool(row and not column and not row.spec.is_group)
        has_columns |= bool(column and not row)
        if row is None and column is None and labels.compound(text):
            has_rows = has_columns = True
    return has_rows, has_columns or not has_rows


def resolve(texts: Sequence[str], labels: TableLabels, *, rows: bool, columns: bool) -> Address:
    """What a stack of labels (outermost first) addresses; the innermost that is known wins in each dimension."""
    row = column = None
    exact = True
    for text in _joined_runs(texts):
        if rows and columns and row is None and column is None and (both := labels.compound(text)):
            return Address(*both)
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


def _header_in_order(band: list[list[Cell]], labels: TableLabels, year: int | None) -> Header | None:
    """The header as the order of its labels tells it; a group label stands for the labels of the line below it.

    自然人 / 法人或其他组织 / 总计 over 商业企业 ... 其他 becomes seven columns. Valid only when no column is named
    twice, and when a table that always prints all its columns names all of them.
    """
    order = _expand_groups([[cell.text for cell in line if cell.text.strip()] for line in band], labels)
    if order is None or _holds_open_group(order, labels):
        return None
    leaves = [_of_this_year(leaf, year) for leaf in _ordered_leaves(order, labels)]
    named = [leaf.address.column.id for leaf in leaves if leaf.address.column]
    doubled = len(set(named)) != len(named)
    partial = bool(labels.groups) and len(named) < len(labels.table.columns)
    if not named or doubled or partial or labels.table.bare_order:
        return None
    return Header(tuple(leaves), row_labels_on_top=False, column_labels_on_top=True, by_grid=False)


def _ordered_leaves(order: list[str], labels: TableLabels) -> Iterator[Leaf]:
    """Leaves in order; what stands before the first of them is the corner."""
    leaves: list[Leaf] = []
    for at, text in enumerate(order):
        match = labels.columns.match(text)
        address = Address(None, match.spec, match.exact) if match else Address()
        kind = _kind(text, address, labels)
        repeated = bool(leaves) and bool(address) and leaves[-1].address == address
        if not repeated and not (kind == "other" and labels.kind(text) is Kind.FURNITURE):
            leaves.append(Leaf(at, at + 1, address, text, kind, unit=unit_in(text) if address else ""))
    yield from _from_first(leaves)


def _expand_groups(texts: list[list[str]], labels: TableLabels) -> list[str] | None:
    """The labels in order, a group's replaced by those below it.

    None where nothing tells which labels of the line above stand over those of a line: a group's label was lost.
    """
    order: list[str] = texts[0] if texts else []
    for below in texts[1:]:
        groups = [text for text in order if fold(text) in labels.groups]
        if groups:
            at = order.index(groups[-1])
            order = [*order[:at], *below, *order[at + 1 :]]
        elif labels.groups and _names_columns(order, labels) and _names_columns(below, labels):
            return None
        else:
            order = [*order, *below]
    return order


def _holds_open_group(order: list[str], labels: TableLabels) -> bool:
    """Behind the first column stands a group's label still: which of the labels of its own line are its columns?"""
    named = [bool(labels.columns.match(text)) for text in order]
    first = named.index(True) if True in named else len(order)
    return any(fold(text) in labels.groups for text in order[first:])


def _names_columns(texts: list[str], labels: TableLabels) -> bool:
    return any(labels.columns.match(text) for text in texts)
