"""Tables without rules between their columns, read by how their words are aligned on the page.

The form's own labels are looked for, put together from the lines they are broken into; a figure belongs to the row
whose label stands beside it and to the column whose label stands above it. Each must be the only one possible: no
figure is moved to the nearest column, and what fits two ways, or none, gives up the row or the whole table. Where a
cell of the table is empty, which a shift could hide, all of the form's arithmetic must bear the reading out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nianbao.codebook import ColumnSpec, Edition, RowSpec, TableSpec, Tie
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.chains import Chain, Labels, Word, find_labels, words_of
from nianbao.extract.forms.labels import table_labels
from nianbao.extract.forms.recognise import is_other_years
from nianbao.model import Document, Evidence, Figure

_SAME_LINE = 0.4
"""Of the type size: middles nearer than this are on one line."""
_HEAD = 160.0
"""Points above its first figures in which the labels of the columns stand."""
_UNDER = 0.5
"""Of the narrower of a figure and the label of its column: they overlap by at least so much."""
_ROWS = 0.5
"""A table with fewer of its rows is a mention of it."""
_DOUBTFUL = 0.25
"""A table in which more of the sums fail has been misread, or nobody can tell."""
_CAPTION = 4
"""Words above a table that may announce it."""


@dataclass(slots=True)
class _Band:
    """Figures on one line of a page."""

    page: int
    middle: float
    size: float
    words: list[Word]


@dataclass(slots=True)
class _Row:
    """A row of the form with what stands under each column; no entry where nothing is printed."""

    spec: RowSpec
    label: Chain
    cells: dict[str, Word] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """A table as read; ``by_order`` where figures stand beside their columns' labels, not under them."""

    rows: list[_Row]
    by_order: bool = False


@dataclass(slots=True)
class _Scope:
    """The lines of figures under one header, with the labels beside them."""

    heads: dict[str, Chain]
    lines: list[tuple[_Band, Chain]] = field(default_factory=list)
    labels_on_top: bool = False
    """The labels of the lines stand above them as well."""

    def figures_of(self, band: _Band, home: Chain) -> list[Word]:
        """Without running numbers left of the label."""
        return band.words if self.labels_on_top else [word for word in band.words if word.x1 > home.x0]


class _Unclear(Exception):
    """The table can be read in more than one way."""


def read_aligned(
    document: Document, edition: Edition, tables: Sequence[TableSpec], year: int | None
) -> dict[str, list[Figure]]:
    """Table id -> its figures, for those of ``tables`` that can be read by alignment without any doubt."""
    found: dict[str, list[Figure]] = {}
    words = words_of(document) if tables and document.aligned else []
    for table in tables if words else ():
        labels = find_labels(words, table_labels(table))
        if labels is None:
            continue
        try:
            reading = (_in_blocks if table.bare_order else _in_rows)(words, labels, table, year)
        except _Unclear:
            continue
        if reading is not None and _is_borne_out(reading, table, edition):
            found[table.id] = list(_figures(reading.rows, table, edition, document.reader))
    return found


def _in_rows(words: list[Word], labels: Labels, table: TableSpec, year: int | None) -> _Reading | None:
    """A table with rows on the left and columns on top; None when it is not here."""
    bands = _bands(words)
    homes = [(band, home) for band in bands if (home := _home(band, labels.rows, words)) is not None]
    printed = {id(label.spec) for label in labels.rows if not _row_of(label).is_group}
    if not homes or len(printed) < _ROWS * sum(1 for row in table.rows if not (row.is_group or row.local)):
        return None
    if len({id(home.spec) for _, home in homes}) < len(homes):
        raise _Unclear  # a row twice: another year's table, perhaps
    scopes = _scopes(homes, labels.columns, {column.id for column in table.columns})
    if _is_foreign(words, scopes[0].heads, year):
        return None
    reading = _Reading([])
    for scope in scopes:
        rows = _under_labels(scope)
        reading.by_order = reading.by_order or rows is None
        reading.rows += _between_labels(scope) if rows is None else rows
    lost = [band for band in _within(bands, homes) if all(band is not own for own, _ in homes)]
    if not any(_under(word, scope.heads) for scope in scopes for band in lost for word in band.words):
        reading.rows += _empty_rows(labels.rows, homes)
    elif any(len(row.cells) < len(table.columns) for row in reading.rows):
        raise _Unclear
    return reading


def _row_of(label: Chain) -> RowSpec:
    """The row of the form a label names."""
    assert isinstance(label.spec, RowSpec), "looked for among rows"
    return label.spec


def _bands(words: list[Word]) -> list[_Band]:
    """The figures, line by line."""
    bands: list[_Band] = []
    for word in sorted((word for word in words if word.is_figure), key=lambda word: (word.page, word.middle)):
        last = bands[-1] if bands else None
        if last and last.page == word.page and word.middle - last.middle <= _SAME_LINE * last.size:
            last.words.append(word)
        else:
            bands.append(_Band(word.page, word.middle, word.height, [word]))
    return bands


def _home(band: _Band, named: list[Chain], words: list[Word]) -> Chain | None:
    """The label beside a line of figures: the innermost there, with nothing unexplained behind it."""
    beside = [label for label in named if label.page == band.page and label.top <= band.middle <= label.bottom]
    beside = [label for label in beside if any(word.x0 >= label.x1 for word in band.words)]
    if not beside:
        return None
    home = max(beside, key=lambda label: label.x0)
    left = min(word.x0 for word in band.words if word.x0 >= home.x1)
    labels = [label for label in named if label.x1 <= left]  # not those that head columns
    if any(label.x1 > home.x0 for label in beside if label is not home) or not _may_be_filled(home, labels):
        return None
    return None if any(_is_behind(word, home, band) for word in words) else home


def _may_be_filled(label: Chain, named: list[Chain]) -> bool:
    """A row of figures; a group's line only where none of its rows is printed, and the form allows for it."""
    row = _row_of(label)
    return not row.is_group or (row.subtotal is not None and all(_row_of(other).group != row.id for other in named))


def _is_behind(word: Word, home: Chain, band: _Band) -> bool:
    """Words between a label and its figures, or among these."""
    return (
        word.page == band.page
        and not word.is_figure
        and word.x1 > home.x1
        and word not in home.words
        and min(word.bottom, band.middle + band.size / 2) > max(word.top, band.middle - band.size / 2)
    )


def _scopes(homes: list[tuple[_Band, Chain]], columns: list[Chain], wanted: set[str]) -> list[_Scope]:
    """The lines of figures by their header; a page without one has that of the page before."""
    scopes: list[_Scope] = []
    for page in sorted({band.page for band, _ in homes}):
        lines = [(band, home) for band, home in homes if band.page == page]
        top = min(min(home.top, band.middle) for band, home in lines)
        left = max(home.x1 for _, home in lines)
        above = [c for c in columns if c.page == page and top - _HEAD < c.top and c.bottom <= top and c.x1 > left]
        heads = {head.spec.id: head for head in above}
        if above:
            if set(heads) != wanted or len(heads) < len(above) or _overlap(above):
                raise _Unclear
            scopes.append(_Scope(heads))
        if not scopes:
            raise _Unclear
        scopes[-1].lines += lines
    return scopes


def _overlap(heads: list[Chain]) -> bool:
    """Two labels stand over one column."""
    return any(before.x1 > after.x0 for before, after in pairwise(sorted(heads, key=lambda head: head.x0)))


def _under(word: Word, heads: dict[str, Chain]) -> list[str]:
    """The columns over a figure."""
    return [column for column, head in heads.items() if min(word.x1, head.x1) > max(word.x0, head.x0)]


def _under_labels(scope: _Scope) -> list[_Row] | None:
    """Each figure under the one label that stands over it; None where one is not plainly under one."""
    rows: list[_Row] = []
    for band, home in scope.lines:
        row = _Row(_row_of(home), home)
        for word in scope.figures_of(band, home):
            columns = _under(word, scope.heads)
            if len(columns) != 1 or not _is_plainly_under(word, scope.heads[columns[0]]):
                return None
            if columns[0] in row.cells:
                raise _Unclear
            row.cells[columns[0]] = word
        rows.append(row)
    return rows


def _is_plainly_under(word: Word, head: Chain) -> bool:
    return min(word.x1, head.x1) - max(word.x0, head.x0) >= _UNDER * min(word.x1 - word.x0, head.x1 - head.x0)


def _between_labels(scope: _Scope) -> list[_Row]:
    """Figures set to one side of their columns: as many columns of figures as labels, each near its own.

    Raises _Unclear where a cell is empty, or a figure is as near to another column's label.
    """
    heads = sorted(scope.heads.items(), key=lambda item: item[1].x0)
    lines = [sorted(scope.figures_of(band, home), key=lambda word: word.x0) for band, home in scope.lines]
    if any(len(line) != len(heads) for line in lines):
        raise _Unclear
    for at in range(len(heads)):
        low = heads[at - 1][1].x1 if at else float("-inf")
        high = heads[at + 1][1].x0 if at + 1 < len(heads) else float("inf")
        column = [line[at] for line in lines]
        following = [line[at + 1] for line in lines] if at + 1 < len(heads) else []
        if min(word.x0 for word in column) < low or max(word.x1 for word in column) > high:
            raise _Unclear
        if following and max(word.x1 for word in column) > min(word.x0 for word in following):
            raise _Unclear
    return [
        _Row(_row_of(home), home, {column: word for (column, _), word in zip(heads, line, strict=True)})
        for (_, home), line in zip(scope.lines, lines, strict=True)
    ]


def _within(bands: list[_Band], homes: list[tuple[_Band, Chain]]) -> Iterator[_Band]:
    """The lines of figures from the first row of the table to the last."""
    places = [(band.page, band.middle) for band, _ in homes]
    return (band for band in bands if min(places) <= (band.page, band.middle) <= max(places))


def _empty_rows(named: list[Chain], homes: list[tuple[_Band, Chain]]) -> Iterator[_Row]:
    """Rows whose label stands among the others, with nothing beside it."""
    places = [(home.page, home.top) for _, home in homes]
    read = {id(home.spec) for _, home in homes}
    left, right = min(home.x0 for _, home in homes), max(home.x1 for _, home in homes)
    spare = [
        label
        for label in named
        if not (_row_of(label).is_group or id(label.spec) in read)
        and min(places) < (label.page, label.top) < max(places)
        and left <= label.x0
        and label.x1 <= right
    ]
    for label in spare:
        if sum(other.spec is label.spec for other in spare) == 1:
            yield _Row(_row_of(label), label)


def _is_foreign(words: list[Word], heads: dict[str, Chain], year: int | None) -> bool:
    """The lines above the table say that it is another year's."""
    top, page = min(head.top for head in heads.values()), next(iter(heads.values())).page
    above = [word for word in words if word.page == page and word.bottom <= top]
    return any(is_other_years(word.text, year) for word in above[-_CAPTION:])


def _in_blocks(words: list[Word], labels: Labels, table: TableSpec, year: int | None) -> _Reading | None:
    """A table printed as one line: blocks of equal columns side by side, the rows of the form on top of them."""
    blocks = sorted(labels.rows, key=lambda label: (label.page, label.x0))
    if len({id(label.spec) for label in blocks}) < len(table.rows):
        return None
    page, low = blocks[0].page, max(label.bottom for label in blocks)
    if len(blocks) > len(table.rows) or any(label.page != page for label in blocks):
        raise _Unclear
    band = next(iter(_bands([word for word in words if word.page == page and low < word.middle < low + _HEAD])), None)
    top = min(label.top for label in blocks)
    if band is None or _is_foreign(words, {label.spec.id: label for label in blocks}, year):
        return None
    heads = [head for head in labels.columns if head.page == page and top <= head.top and head.bottom <= band.middle]
    heads.sort(key=lambda head: head.x0)
    _require_order(blocks, heads, band, table, words)
    return _of_line(blocks, heads, band, table)


def _require_order(blocks: list[Chain], heads: list[Chain], band: _Band, table: TableSpec, words: list[Word]) -> None:
    """Raise _Unclear unless each block stands over its columns, in the order of the form, right above the figures."""
    order = [column.id for column in table.columns]
    if [head.spec.id for head in heads] != order * len(blocks) or _overlap(heads):
        raise _Unclear
    bottom = max(head.bottom for head in heads)
    beside = [word for word in words if word.page == band.page and bottom < word.middle < band.middle + band.size]
    if band.middle < bottom or any(word not in band.words for word in beside):
        raise _Unclear
    for at, block in enumerate(blocks):
        own = heads[at * len(order) : (at + 1) * len(order)]
        if not own[0].x0 <= (block.x0 + block.x1) / 2 <= own[-1].x1:
            raise _Unclear


def _of_line(blocks: list[Chain], heads: list[Chain], band: _Band, table: TableSpec) -> _Reading:
    """The figures of a line by block and column."""
    order = [column.id for column in table.columns]
    scope = _Scope({str(at): head for at, head in enumerate(heads)}, [(band, blocks[0])], labels_on_top=True)
    placed = _under_labels(scope)
    cells = (placed or _between_labels(scope))[0].cells
    rows = [_Row(_row_of(block), block) for block in blocks]
    for at, word in cells.items():
        block, column = divmod(int(at), len(order))
        rows[block].cells[order[column]] = word
    return _Reading(rows, by_order=placed is None)


def _is_borne_out(reading: _Reading, table: TableSpec, edition: Edition) -> bool:
    """The form's sums agree with the reading: all of them, and each figure known, where a shift is thinkable."""
    values = _values(reading.rows, table)
    if values is None:
        return False
    ties = [t for t in edition.ties if t.relation == "=" and t.strength == "hard" and not t.spans_years]
    ties = [t for t in ties if t.terms and all(term.key in values for term in t.terms)]
    failed = sum(not _holds(tie, values) for tie in ties)
    if not reading.by_order and None not in values.values():
        return failed <= _DOUBTFUL * len(ties)
    tied = {key for tie in ties for key in tie.keys}
    return not failed and tied >= set(values) and (not reading.by_order or None not in values.values())


def _values(rows: list[_Row], table: TableSpec) -> dict[str, float | None] | None:
    """Value by key, None where nothing is printed; nothing at all when a cell is no figure."""
    columns = {column.id: column for column in table.columns}
    values: dict[str, float | None] = {}
    for row in rows:
        for column, key in table.keys_of(row.spec).items():
            word = row.cells.get(column)
            state, values[key] = read_cell(word.text if word else "", _type(row.spec, columns[column]))
            if state == "unreadable":
                return None
    return values


def _holds(tie: Tie, values: dict[str, float | None]) -> bool:
    """What is not printed counts nothing."""
    left, right = (sum((values[term.key] or 0) * term.sign for term in side) for side in (tie.left, tie.right))
    return left == right


def _figures(rows: list[_Row], table: TableSpec, edition: Edition, reader: str) -> Iterator[Figure]:
    columns = {column.id: column for column in table.columns}
    for row in rows:
        for column, key in table.keys_of(row.spec).items():
            word, unit = row.cells.get(column), edition.keys[key].unit or None
            state, value = read_cell(word.text if word else "", _type(row.spec, columns[column]))
            place = word.place if word else row.label.lines[0].place
            evidence = Evidence(reader, place.page, place.bbox, quote=word.text if word else row.label.text)
            yield Figure(key, value, state, unit, word.text if word else "", "text", evidence=evidence)


def _type(row: RowSpec, column: ColumnSpec) -> str:
    return row.type or column.type
