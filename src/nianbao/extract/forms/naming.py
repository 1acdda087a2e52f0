"""Naming lines by their labels: exact or close, joined over a page break, or by position between neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nianbao.codebook import RowSpec
from nianbao.extract.forms.bands import POSITION_SIMILARITY, Address, Line, resolve
from nianbao.extract.forms.labels import Kind, TableLabels, fold
from nianbao.model import Cell


def name_lines(lines: list[Line], labels: TableLabels) -> list[Line]:
    """Every line with its labels, values and address set; lines cut in two by a page break made one."""
    for line in lines:
        _split(line, labels)
    joined = _join_cut_lines(lines, labels)
    _settle_homonyms(joined, labels)
    _name_by_position(joined, labels)
    return joined


def _split(line: Line, labels: TableLabels) -> None:
    """Find the line's label cells and the value cells after them."""
    header = line.header
    rows = header is None or not header.row_labels_on_top
    columns = header is not None and not header.column_labels_on_top
    both_on_top = header is not None and header.says_all
    at = -1 if both_on_top else _label_end(line, labels, rows, columns)
    if both_on_top and header is not None:
        at = max((i for i, c in enumerate(line.cells) if c.column < header.value_start), default=-1)
    line.labels, line.values = line.cells[: at + 1], line.cells[at + 1 :]
    texts = [cell.text for cell in line.labels]
    if not both_on_top:
        line.address = resolve(texts[-1:], labels, rows=rows, columns=columns)
        if header is None and line.address.row is not None:
            # A list (行政诉讼 | 复议后起诉 | 总计 | 3): the other dimension stands beside the first.
            line.address = line.address.join(resolve(texts, labels, rows=False, columns=True))


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


def _label_end(line: Line, labels: TableLabels, rows: bool, columns: bool) -> int:
    """Index of the innermost label cell: the last one known, else the last text before the first value."""
    known = -1
    plain = -1
    holds_lines = False
    for index, cell in enumerate(line.cells):
        kind = labels.kind(cell.text)
        if kind in (Kind.BLANK, Kind.NUMBER):
            continue
        address = resolve([cell.text], labels, rows=rows, columns=columns)
        if address:
            known = index
            holds_lines = address.row is not None and address.row.is_group
        elif known == index - 1 and holds_lines:
            # A label nobody knows beside its group's label: the line is that label's, never the group's.
            known, holds_lines = index, False
        if plain == index - 1 and kind is not Kind.FURNITURE:
            plain = index
    return known if known >= 0 else plain


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
    if line.address and line.address.exact:
        return False
    joined = labels.rows.match(before.label_text + line.label_text)
    if joined is None or not joined.exact:
        return False
    return before.address.row is None or before.address.row is joined.spec or not before.address.exact


def _joined(before: Line, line: Line, labels: TableLabels) -> Line:
    match = labels.rows.match(before.label_text + line.label_text)
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
    return any(cell.text.strip() for cell in cells)


def _name_by_position(lines: list[Line], labels: TableLabels) -> None:
    """Name a damaged label when exactly one official row is missing between its named neighbours."""
    order = [row for row in labels.table.rows if not row.is_group]
    index = {row.id: i for i, row in enumerate(order)}
    taken = {line.address.row.id for line in lines if line.address.row}
    for at, line in enumerate(lines):
        if line.address or not line.labels or not line.values or len(fold(line.label_text)) < 3:
            continue
        before = next((x.address.row for x in reversed(lines[:at]) if x.address.row in order), None)
        after = next((x.address.row for x in lines[at + 1 :] if x.address.row in order), None)
        candidate = _between(order, index, before, after)
        if candidate is None or candidate.id in taken:
            continue
        if labels.rows.similarity(line.label_text, candidate) >= POSITION_SIMILARITY:
            line.address = Address(candidate, line.address.column, exact=False)
            taken.add(candidate.id)


def _between(
    order: list[RowSpec], index: dict[str, int], before: RowSpec | None, after: RowSpec | None
) -> RowSpec | None:
    first = index[before.id] + 1 if before else 0
    last = index[after.id] if after else len(order)
    return order[first] if last - first == 1 else None
