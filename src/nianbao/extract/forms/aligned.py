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

from nianbao.codebook import ColumnSpec, Edition, RowSpec, TableSpec
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.chains import Chain, Word, chains, words_of
from nianbao.extract.forms.labels import TableLabels, table_labels
from nianbao.extract.forms.recognise import is_other_years
from nianbao.model import Document, Evidence, Figure
from nianbao.text.fold import squeeze

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
    chain: Chain
    cells: dict[str, Word] = field(default_factory=dict)


class _Unclear(Exception):
    """The table can be read in more than one way."""


def read_aligned(
    document: Document, edition: Edition, tables: Sequence[TableSpec], year: int | None
) -> dict[str, list[Figure]]:
    """Table id -> its figures, for those of ``tables`` that can be read by alignment without any doubt."""
    found: dict[str, list[Figure]] = {}
    words = words_of(document) if tables and document.aligned else []
    for table in tables:
        try:
            rows = _one_line(words, table) if table.bare_order else _rows(words, table_labels(table), year)
        except _Unclear:
            continue
        if rows is not None and _is_borne_out(rows, table, edition):
            found[table.id] = list(_figures(rows, table, edition, document.reader))
    return found


def _rows(words: list[Word], labels: TableLabels, year: int | None) -> list[_Row] | None:
    """The rows of a table with rows on the left and columns on top; None when it is not here."""
    table = labels.table
    named = chains(words, labels.rows, {id(row): row for row in table.rows})
    bands = _bands(words)
    homes = [(band, home) for band in bands if (home := _home(band, named, words)) is not None]
    specs = [_row_of(home) for _, home in homes]
    if len(homes) < _ROWS * sum(1 for row in table.rows if not (row.is_group or row.local)):
        return None
    if len({id(spec) for spec in specs}) < len(specs):
        raise _Unclear  # a row twice: another year's table, perhaps
    heads = _heads(words, labels, homes)
    if _is_foreign(words, heads[homes[0][0].page], year):
        return None
    rows = [_Row(_row_of(home), home, _placed(band, home, heads[band.page])) for band, home in homes]
    lost = [band for band in _within(bands, homes) if all(band is not own for own, _ in homes)]
    lost = [band for band in lost if any(_under(word, heads.get(band.page, {})) for word in band.words)]
    width = len(table.columns)
    if lost and any(len(row.cells) < width for row in rows):
        raise _Unclear
    if not lost:
        rows += _empty_rows(named, homes)
    return rows


def _row_of(chain: Chain) -> RowSpec:
    """The row of the form a label names."""
    assert isinstance(chain.spec, RowSpec), "looked for among rows"
    return chain.spec


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
    beside = [chain for chain in named if chain.page == band.page and chain.top <= band.middle <= chain.bottom]
    beside = [chain for chain in beside if any(word.x0 >= chain.x1 for word in band.words)]
    if not beside:
        return None
    home = max(beside, key=lambda chain: chain.x0)
    others = [chain for chain in beside if chain is not home]
    if any(chain.x1 > home.x0 for chain in others):
        return None
    if _row_of(home).is_group and _row_of(home).subtotal is None:
        return None
    return None if any(_is_behind(word, home, band) for word in words) else home


def _is_behind(word: Word, home: Chain, band: _Band) -> bool:
    """Words between a label and its figures, or among these."""
    return (
        word.page == band.page
        and not word.is_figure
        and word.x1 > home.x1
        and word not in home.words
        and min(word.bottom, band.middle + band.size / 2) - max(word.top, band.middle - band.size / 2) > 0
    )


def _heads(words: list[Word], labels: TableLabels, homes: list[tuple[_Band, Chain]]) -> dict[int, dict[str, Chain]]:
    """Page -> id of a column -> its label; a page without a header has that of the page before."""
    wanted = {column.id for column in labels.table.columns}
    found: dict[int, dict[str, Chain]] = {}
    last: dict[str, Chain] = {}
    for page in sorted({band.page for band, _ in homes}):
        own = [(band, home) for band, home in homes if band.page == page]
        top = min(min(home.top, band.middle) for band, home in own)
        left = max(home.x1 for _, home in own)
        above = [w for w in words if w.page == page and top - _HEAD < w.top and w.bottom <= top and w.x1 > left]
        heads = _columns(chains(above, labels.columns, {id(column): column for column in labels.table.columns}))
        if heads and set(heads) != wanted:
            raise _Unclear
        last = found[page] = heads or last
    if not all(found.values()):
        raise _Unclear
    return found


def _columns(named: list[Chain]) -> dict[str, Chain]:
    """Id of a column -> its label. Raises _Unclear where one stands twice, or two stand over each other."""
    found = {chain.spec.id: chain for chain in named}
    edges = sorted((chain.x0, chain.x1) for chain in named)
    if len(found) < len(named) or any(before[1] > after[0] for before, after in pairwise(edges)):
        raise _Unclear
    return found


def _under(word: Word, heads: dict[str, Chain]) -> list[str]:
    """The columns over a figure."""
    return [column for column, head in heads.items() if min(word.x1, head.x1) > max(word.x0, head.x0)]


def _placed(band: _Band, home: Chain, heads: dict[str, Chain]) -> dict[str, Word]:
    """The figures of a row by column. Raises _Unclear where one is not plainly under one label."""
    cells: dict[str, Word] = {}
    for word in band.words:
        if word.x1 <= home.x0:
            continue  # a running number
        columns = _under(word, heads)
        if len(columns) != 1 or columns[0] in cells:
            raise _Unclear
        head = heads[columns[0]]
        if min(word.x1, head.x1) - max(word.x0, head.x0) < _UNDER * min(word.x1 - word.x0, head.x1 - head.x0):
            raise _Unclear
        cells[columns[0]] = word
    return cells


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
        chain
        for chain in named
        if not (_row_of(chain).is_group or id(chain.spec) in read)
        and min(places) < (chain.page, chain.top) < max(places)
        and left <= chain.x0
        and chain.x1 <= right
    ]
    for chain in spare:
        if sum(other.spec is chain.spec for other in spare) == 1:
            yield _Row(_row_of(chain), chain)


def _is_foreign(words: list[Word], heads: dict[str, Chain], year: int | None) -> bool:
    """The lines above the table say that it is another year's."""
    first = next(iter(heads.values()))
    above = [word for word in words if word.page == first.page and word.bottom <= first.top]
    return any(is_other_years(word.text, year) for word in above[-4:])


def _one_line(words: list[Word], table: TableSpec) -> list[_Row] | None:
    """A table printed as one line: blocks of equal columns side by side, the rows of the form on top of them."""
    labels = table_labels(table)
    blocks = sorted(
        chains(words, labels.rows, {id(row): row for row in table.rows}), key=lambda chain: (chain.page, chain.x0)
    )
    specs = [chain.spec for chain in blocks]
    if len({id(spec) for spec in specs}) < len(table.rows):
        return None
    page, low = blocks[0].page, max(chain.bottom for chain in blocks)
    if len(specs) > len(table.rows) or any(chain.page != page for chain in blocks):
        raise _Unclear
    below = [word for word in words if word.page == page and low - 1 <= word.middle <= low + _HEAD]
    band = next((band for band in _bands(below)), None)
    if band is None:
        return None
    above = _around(blocks, [w for w in words if w.page == page and w.bottom <= band.middle])
    heads = sorted(
        chains(above, labels.columns, {id(column): column for column in table.columns}), key=lambda head: head.x0
    )
    return _in_blocks(blocks, heads, band, table, words)


def _around(blocks: list[Chain], words: list[Word]) -> list[Word]:
    """The words beside and below the labels of the blocks."""
    top = min(chain.top for chain in blocks)
    own = [word for chain in blocks for word in chain.words]
    return [word for word in words if word.top >= top - 1 and word not in own]


def _in_blocks(
    blocks: list[Chain], heads: list[Chain], band: _Band, table: TableSpec, words: list[Word]
) -> list[_Row] | None:
    count = len(table.columns)
    order = [column.id for column in table.columns]
    if [head.spec.id for head in heads] != order * len(blocks):
        raise _Unclear
    if any(before.x1 > after.x0 for before, after in pairwise(heads)):
        raise _Unclear
    bottom = max(head.bottom for head in heads)
    between = [w for w in words if w.page == band.page and bottom < w.middle < band.middle + band.size]
    if any(word not in band.words for word in between) or band.middle < bottom:
        raise _Unclear
    rows: list[_Row] = []
    for at, block in enumerate(blocks):
        own = heads[at * count : (at + 1) * count]
        if not own[0].x0 <= (block.x0 + block.x1) / 2 <= own[-1].x1:
            raise _Unclear
        rows.append(_Row(_row_of(block), block))
    for word in band.words:
        over = [at for at, head in enumerate(heads) if min(word.x1, head.x1) > max(word.x0, head.x0)]
        if len(over) != 1 or order[over[0] % count] in rows[over[0] // count].cells:
            raise _Unclear
        rows[over[0] // count].cells[order[over[0] % count]] = word
    return rows


def _is_borne_out(rows: list[_Row], table: TableSpec, edition: Edition) -> bool:
    """The form's sums agree with the reading: all of them, and each row known, where anything is empty."""
    columns = {column.id: column for column in table.columns}
    values: dict[str, float] = {}
    whole = True
    for row in rows:
        for column, key in table.keys_of(row.spec).items():
            word = row.cells.get(column)
            state, value = read_cell(word.text, _type(row.spec, columns[column])) if word else ("blank", None)
            if state == "unreadable":
                return False
            whole = whole and state == "value"
            values[key] = value or 0
    ties = [t for t in edition.ties if t.relation == "=" and t.strength == "hard" and not t.spans_years]
    ties = [t for t in ties if t.terms and all(term.key in values for term in t.terms)]
    failed = sum(
        1 for t in ties if sum(values[x.key] * x.sign for x in t.left) != sum(values[x.key] * x.sign for x in t.right)
    )
    if whole:
        return failed <= _DOUBTFUL * len(ties)
    tied = {term.key for t in ties for term in t.terms}
    return not failed and all(key in tied for key in values) and any(values.values())


def _figures(rows: list[_Row], table: TableSpec, edition: Edition, reader: str) -> Iterator[Figure]:
    columns = {column.id: column for column in table.columns}
    for row in rows:
        for column, key in table.keys_of(row.spec).items():
            word, unit = row.cells.get(column), edition.keys[key].unit or None
            text = word.text if word else ""
            state, value = read_cell(text, _type(row.spec, columns[column]))
            place = word.place if word else row.chain.words[0].place
            quote = text if word else squeeze(row.chain.text)
            evidence = Evidence(reader, place.page, place.bbox, quote=quote)
            yield Figure(key, value, state, unit, text, "text", evidence=evidence)


def _type(row: RowSpec, column: ColumnSpec) -> str:
    return row.type or column.type
