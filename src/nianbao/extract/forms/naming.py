"""Naming lines by their labels: exact or close, joined over a page break, or by position between neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nianbao.codebook import RowSpec
from nianbao.extract.cells import units
from nianbao.extract.forms.headers import POSITION_SIMILARITY, resolve
from nianbao.extract.forms.labels import Kind, TableLabels, fold
from nianbao.extract.forms.parts import Address, Line
from nianbao.model import Cell


def name_lines(lines: list[Line], labels: TableLabels) -> list[Line]:
    """Every line with its labels, values and address set; lines cut in two by a page break made one."""
    for line in lines:
        _split(line, labels)
    joined = _join_cut_lines(lines, labels)
    _settle_homonyms(joined, labels)
    _drop_groups_with_members(joined)
    _drop_parts(joined)
    _name_by_position(joined, labels)
    return joined


def _split(line: Line, labels: TableLabels) -> None:
    """Find the line's label cells and the value cells after them."""
    header = line.header
    rows = header is None or not header.row_labels_on_top
    columns = not header.column_labels_on_top if header is not None else _is_list(line, labels)
    if header is not None and header.says_all:
        end = max((i for i, c in enumerate(line.cells) if c.column < header.value_start), default=-1)
        line.labels, line.values = line.cells[: end + 1], line.cells[end + 1 :]
        return
    end, name = _label_end(line, labels, rows, columns)
    before = line.cells[: end + 1]
    # The cell that names the line stands last among its labels, wherever it is printed.
    line.labels = [c for i, c in enumerate(before) if i != name] + before[name : name + 1]
    line.values = line.cells[end + 1 :]
    texts = [cell.text for cell in line.labels]
    line.address = resolve(texts[-1:], labels, rows=rows, columns=columns)
    if _in_other_group(line, labels):
        line.address = Address()
    if rows and columns and line.address:
        # A list (行政诉讼 | 复议后起诉 | 总计 | 3): the labels before the last say the rest.
        line.address = line.address.join(resolve(texts, labels, rows=True, columns=True))


def _is_list(line: Line, labels: TableLabels) -> bool:
    """Without a header the line's own labels say everything: 行政复议 | 总计 | 3; 规章 | 本年制发件数 | 0.

    Where the form heads its columns, a line says so by one figure behind the label of a row and that of a column.
    """
    if labels.table.bare_order:
        return True
    kinds = [labels.kind(cell.text) for cell in line.cells if cell.text.strip()]
    return kinds[-1:] == [Kind.NUMBER] and kinds[-2:-1] == [Kind.COLUMN] and Kind.ROW in kinds[:-2]


def _in_other_group(line: Line, labels: TableLabels) -> bool:
    """A bare 其他 beside the label of another group than its own is the rest of some other label."""
    row = line.address.row
    if row is None or row.group is None or labels.kind(line.label_text) is not Kind.EITHER:
        return False
    beside = [match for cell in line.labels[:-1] if (match := labels.rows.match(cell.text))]
    groups = [match.spec for match in beside if match.spec.is_group and match.exact]
    return bool(groups) and row.group not in [group.id for group in groups]


def _drop_groups_with_members(lines: list[Line]) -> None:
    """A group's label names a line only when the group is printed as that one line (其他处理 in the form of 2019).

    Reaching over several rows, or stopping short of the figures beside named members of the group, it is what is
    left of a line whose own label was lost, and that line is nobody's.
    """
    groups = {line.address.row.group for line in lines if line.address.row and not line.address.row.is_group}
    for line in lines:
        row = line.address.row
        if row is None or not row.is_group:
            continue
        last = line.labels[-1]
        start = line.header.value_start if line.header and line.header.by_grid and not line.carried else 0
        if last.row_span > 1 or (row.id in groups and last.column + last.column_span < start):
            line.address = Address()


def _drop_parts(lines: list[Line]) -> None:
    """Lines that share out what one label beside them names (规范性文件 | 县政府, 县政府办公室): none is its figure."""
    beside: dict[int, list[Line]] = {}
    for line in lines:
        if line.address.row is not None and line.labels[-1].row_span > 1 and any(map(_is_figure, line.values)):
            beside.setdefault(id(line.labels[-1]), []).append(line)
    for alike in beside.values():
        if len({tuple(map(id, line.values)) for line in alike}) > 1:
            for line in alike:
                line.address = Address()


def _is_figure(cell: Cell) -> bool:
    return any(char.isdigit() for char in cell.text)


def _settle_homonyms(lines: list[Line], labels: TableLabels) -> None:
    """Give a label that several rows share to the row whose group was named last; to none when no group was."""
    named: list[str] = []
    for line in lines:
        match = labels.rows.match(line.label_text) if line.labels else None
        if match is not None and match.others and line.address.row is match.spec:
            options = [spec for spec in (match.spec, *match.others) if spec.group in named]
            last = max(options, key=lambda spec: _last_index(named, spec.group), default=None)
            line.address = replace(line.address, row=last)
        if line.address.row is not None:
            named.append(line.address.row.id)


def _last_index(named: list[str], group: str | None) -> int:
    return max((i for i, name in enumerate(named) if name == group), default=-1)


def _label_end(line: Line, labels: TableLabels, rows: bool, columns: bool) -> tuple[int, int]:
    """Index of the last label cell, and of the one that names the line.

    That is the last label known (one of a single line before one that holds several lines together), else the last
    text before the first value. A label behind figures begins a second line in the same row: then none names it.
    """
    end = name = plain = -1
    leading = 0
    holds_lines = figures_seen = False
    for index, cell in enumerate(line.cells):
        kind = labels.kind(cell.text)
        if kind in (Kind.BLANK, Kind.NUMBER, Kind.UNIT):
            figures_seen |= kind is Kind.NUMBER and end >= 0
            # Empty cells of groups that go on from the page before stand left of the label.
            leading += kind is Kind.BLANK and leading == index
            continue
        address = resolve([cell.text], labels, rows=rows, columns=columns)
        if address and figures_seen:
            return -1, -1
        if address:
            end, is_group = index, address.row is not None and address.row.is_group
            if name < 0 or holds_lines or not is_group:
                name, holds_lines = index, is_group
        elif end == index - 1 and holds_lines and not _under_figures(cell, line):
            # A label nobody knows beside its group's label (perhaps a group's too, cut in two): the line is that
            # label's, never the group's.
            end = name = index
        if (plain == index - 1 or leading == index) and kind is not Kind.FURNITURE:
            plain = index
    return (end, name) if end >= 0 else (plain, plain)


def _under_figures(cell: Cell, line: Line) -> bool:
    """The cell stands under the first column of figures or right of it, so it is no label whatever it says."""
    header = line.header
    if header is None or not header.leaves:
        return False
    first = header.leaves[0]
    if line.carried and first.x is not None and cell.place.bbox is not None:
        return cell.place.bbox[0] >= first.x[0] - 1
    return header.by_grid and not line.ragged and cell.column >= first.start


def _join_cut_lines(lines: list[Line], labels: TableLabels) -> list[Line]:
    """Make one line of two where a page break cut a row, and drop the halves of cut group labels."""
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before is not None and _continues(before, line, labels):
            result[-1] = _joined(before, line, labels)
        else:
            result.append(line)
    return result


def _continues(before: Line, line: Line, labels: TableLabels) -> bool:
    """``line`` begins a new fragment and its label only makes sense as the end of the label before."""
    if line.table_index == before.table_index or not line.labels or not before.labels:
        return False
    one_half_filled = _has_content(before.values) != _has_content(line.values)
    if before.address.row is not None and before.address.row is line.address.row:
        return one_half_filled  # the label stands in both halves
    joined = labels.rows.match(before.label_text + line.label_text)
    if joined is None or not joined.exact:
        return False
    if one_half_filled:
        # One half has all the figures: whatever each half may mean alone (2.其他 | 法律行政法规禁止公开).
        return True
    known = before.address.row
    return not (line.address and line.address.exact) and (
        known is None or known is joined.spec or not before.address.exact
    )


def _joined(before: Line, line: Line, labels: TableLabels) -> Line:
    match = labels.rows.match(before.label_text + line.label_text) or labels.rows.match(line.label_text)
    values = _filled(before.values, line.values)
    return replace(
        before if _has_content(before.values) else line,
        labels=[*before.labels, *line.labels],
        values=values if values is not None else [*before.values, *line.values],
        address=Address(match.spec if match else None, None),
        header=before.header or line.header,
        ragged=before.ragged or line.ragged or values is None,
    )


def _filled(upper: list[Cell], lower: list[Cell]) -> list[Cell] | None:
    """The values of a cut row: those of the half that has any. None when both halves print something."""
    if not _has_content(lower):
        return upper
    if not _has_content(upper):
        return lower
    return None


def _has_content(cells: Iterable[Cell]) -> bool:
    """Something besides units is printed (a unit is printed in both halves of a cut row)."""
    return any(cell.text.strip() and cell.text.strip() not in units() for cell in cells)


def _name_by_position(lines: list[Line], labels: TableLabels) -> None:
    """Name damaged labels where as many official rows are missing between named neighbours as lines stand there."""
    order = [row for row in labels.table.rows if not row.is_group]
    index = {row.id: i for i, row in enumerate(order)}
    taken = {line.address.row.id for line in lines if line.address.row}
    nameless: list[Line] = []
    before: RowSpec | None = None
    for line in [*lines, None]:
        row = line.address.row if line is not None else None
        if line is not None and row not in order:
            if not line.address and line.labels and line.values and len(fold(line.label_text)) >= _SHORTEST_DAMAGED:
                nameless.append(line)
            continue
        missing = order[index[before.id] + 1 if before else 0 : index[row.id] if row else len(order)]
        if len(missing) == 1:
            nameless = [x for x in nameless if labels.rows.similarity(x.label_text, missing[0]) >= POSITION_SIMILARITY]
        if len(missing) == len(nameless) and not taken & {spec.id for spec in missing}:
            _name_damaged(nameless, missing, labels)
        nameless, before = [], row


_SHORTEST_DAMAGED = 3


def _name_damaged(lines: Sequence[Line], rows: Sequence[RowSpec], labels: TableLabels) -> None:
    """Each line is given the row in its place if it is more like that row than like the others, and like it enough."""
    for line, row in zip(lines, rows, strict=True):
        likeness = [labels.rows.similarity(line.label_text, other) for other in rows]
        if labels.rows.similarity(line.label_text, row) < max(POSITION_SIMILARITY, *likeness):
            return
    for line, row in zip(lines, rows, strict=True):
        line.address = Address(row, line.address.column, exact=False)
