"""Tables that survive only as running text: labels in order, digits run together behind them.

Archives keep pages that way. A label binds the run of digits after it; how the run falls into cells is decided by
the form's own arithmetic (row sums, column sums, balance) or not at all: where several cuts remain, the cells on
which all of them agree are given, the rest is unreadable with the number of readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nianbao.codebook import ColumnSpec, Edition, RowSpec, TableSpec
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.splitting import (
    Balance,
    Cut,
    agreed,
    consistent,
    cuts,
    cuts_in_blocks,
    cuts_with_total,
)
from nianbao.model import Document, Evidence, Figure

_RUN = re.compile(r"[\d\s]*\d")
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Run:
    """The text between a row's label and the next label, and its place in the document's text."""

    row: RowSpec
    text: str
    start: int

    @property
    def pieces(self) -> list[str]:
        """The run cut at its white space, which is a border; empty when anything but digits stands in it."""
        pieces = self.text.split()
        return pieces if all(piece.isascii() and piece.isdigit() for piece in pieces) else []

    @property
    def digits(self) -> str:
        """The run when it is one unbroken row of digits, else empty."""
        return self.pieces[0] if len(self.pieces) == 1 else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cuts of one run leave for each of its cells."""

    values: tuple[int | None, ...]
    ways: int


def read_flattened(document: Document, edition: Edition, table_ids: Sequence[str]) -> list[Figure]:
    """Figures (origin ``text``) of the tables that are known to stand in the text without their borders."""
    return [
        figure
        for table in (edition.table(table_id) for table_id in table_ids)
        for figure in _way_of(table)(document, edition, table)
    ]


def _way_of(table: TableSpec) -> Callable[[Document, Edition, TableSpec], Iterator[Figure]]:
    """How a table's runs can be decided, from its shape."""
    if table.bare_order:
        return _one_line
    return _summed if table.columns[-1].id == _TOTAL else _rows


def _summed(document: Document, edition: Edition, table: TableSpec) -> Iterator[Figure]:
    """Table three: each row ends in its total, and the columns are tied to each other."""
    text = loose_text(document)
    if not _columns_in_order(text, table):
        return
    runs = {run.row.id: run for run in _runs(text, table)}
    width = len(table.columns)
    options = {row: _options(run, width) for row, run in runs.items()}
    readings = _decide(options, edition, table)
    for row, run in runs.items():
        yield from _figures(document, table, run, list(table.columns_of(run.row)), readings[row])


def _options(run: Run, width: int) -> list[Cut]:
    """Cuts of a run whose total fits; a run that can be cut in one way only needs no total to decide it."""
    if len(run.pieces) == width:
        cut = tuple(map(int, run.pieces))
        return [cut] if cut[-1] == sum(cut[:-1]) else []
    digits = run.digits
    if len(digits) == width:
        return cuts(digits, width) or []
    return (cuts_with_total(digits, width) or []) if len(digits) > width else []


def _decide(options: dict[str, list[Cut]], edition: Edition, table: TableSpec) -> dict[str, Reading]:
    """Let the columns choose among the cuts of the rows; without a consistent choice each row stands alone."""
    known = {row: found for row, found in options.items() if found}
    balances = [b for b in _balances(edition, table) if all(row in known for row, _ in b.terms)]
    solutions = consistent(known, balances) if balances else None
    readings = {row: Reading((None,) * len(table.columns), 0) for row in options}
    for row, found in known.items():
        left = sorted({solution[row] for solution in solutions}) if solutions else found
        readings[row] = Reading(agreed(left), len(left))
    return readings


def _balances(edition: Edition, table: TableSpec) -> list[Balance]:
    """The ties of the total column as signed rows, derived subtotals replaced by their parts where these are rows."""
    rows = {row.id for row in table.rows if not row.is_group}
    balances = []
    for tie in edition.ties:
        if tie.relation != "=" or tie.spans_years or not all(t.key.endswith(f"@{_TOTAL}") for t in tie.terms):
            continue
        terms = [(term.key, term.sign) for term in tie.left] + [(term.key, -term.sign) for term in tie.right]
        expanded = [
            (part.removesuffix(f"@{_TOTAL}"), sign) for key, sign in terms for part in _parts(key, edition, rows)
        ]
        if all(row in rows for row, _ in expanded):
            balances.append(Balance(tuple(expanded)))
    return balances


def _parts(key: str, edition: Edition, rows: set[str]) -> tuple[str, ...]:
    if key.removesuffix(f"@{_TOTAL}") in rows or key not in edition.derived:
        return (key,)
    return edition.derived[key].parts


def _one_line(document: Document, edition: Edition, table: TableSpec) -> Iterator[Figure]:
    """Table four: the header line three times over, then all its figures in one run."""
    header = _loose("".join(column.zh for column in table.columns))
    matches = list(re.finditer(rf"{header}({_RUN.pattern})", loose_text(document)))
    if len(matches) != 1:
        return
    blocks, width = len(table.rows), len(table.columns)
    found = _line_cuts(matches[0][1].split(), blocks, width)
    reading = Reading(agreed(found), len(found)) if found else Reading((None,) * (blocks * width), 0)
    for at, row in enumerate(table.rows):
        part = Reading(reading.values[at * width : (at + 1) * width], reading.ways)
        run = Run(row, matches[0][1], matches[0].start(1))
        yield from _figures(document, table, run, list(table.columns), part)


def _line_cuts(pieces: list[str], blocks: int, width: int) -> list[Cut] | None:
    if len(pieces) == blocks * width:
        return [tuple(map(int, pieces))]
    if len(pieces) != 1:
        return None
    if len(pieces[0]) == blocks * width:
        return cuts(pieces[0], blocks * width)
    return cuts_in_blocks(pieces[0], blocks, width)


def loose_text(document: Document) -> str:
    """The document's text with everything that stands in a table blanked out; offsets are kept."""
    parts: list[str] = []
    at = 0
    for paragraph in document.paragraphs():
        parts += [" " * (paragraph.start - at), paragraph.text]
        at = paragraph.start + len(paragraph.text)
    return "".join(parts)


def _rows(document: Document, edition: Edition, table: TableSpec) -> Iterator[Figure]:
    """Table two: no tie decides a row, so it is read only when its run can be cut in one way."""
    for run in _runs(loose_text(document), table):
        columns = list(table.columns_of(run.row))
        if len(columns) == 1:
            yield _single(document, table, run, columns[0])
            continue
        found = _row_cuts(run, columns)
        reading = Reading(agreed(found), len(found)) if found else Reading((None,) * len(columns), 0)
        yield from _figures(document, table, run, columns, reading)


def _row_cuts(run: Run, columns: Sequence[ColumnSpec]) -> list[Cut]:
    """Cuts of a row without a tie. A minus sign opens the change column, so it is a border that is still there."""
    if any(column.type == "money" for column in columns):
        return []
    change = next((i for i, column in enumerate(columns) if column.type == "change"), None)
    before, minus, after = run.text.strip().partition("-")
    if not minus and len(run.pieces) == len(columns):
        return [tuple(map(int, run.pieces))]
    if not minus:
        return (cuts(run.digits, len(columns)) or []) if run.digits else []
    if change is None or not before.isdigit() or not after.isdigit():
        return []
    heads, tails = cuts(before, change) or [], cuts(after, len(columns) - change) or []
    return [(*head, -tail[0], *tail[1:]) for head in heads for tail in tails]


def _single(document: Document, table: TableSpec, run: Run, column: ColumnSpec) -> Figure:
    """One cell in its row: the run is the cell."""
    state, value = read_cell(run.text, column.type)
    state = "unreadable" if state in ("blank", "not_applicable") else state
    key = table.figure_key(run.row.id, column.id)
    return Figure(key, value, state, column.unit or None, run.text.strip(), "text", evidence=_evidence(document, run))


def _figures(
    document: Document, table: TableSpec, run: Run, columns: Sequence[ColumnSpec], reading: Reading
) -> Iterator[Figure]:
    for column, value in zip(columns, reading.values, strict=True):
        yield Figure(
            table.figure_key(run.row.id, column.id),
            value,
            "unreadable" if value is None else "value",
            column.unit or None,
            run.text.strip(),
            "text",
            evidence=_evidence(document, run),
            candidates=[f"{reading.ways} readings"] if value is None and reading.ways else [],
        )


def _evidence(document: Document, run: Run) -> Evidence:
    return Evidence(
        document.reader,
        start=run.start,
        end=run.start + len(run.text),
        quote=run.text,
        quote_start=run.start,
    )


def _columns_in_order(text: str, table: TableSpec) -> bool:
    """The header names the columns, and in the order of the form (a group's members follow the line above)."""
    first_row = re.search(_loose(table.rows[0].zh), text)
    if first_row is None:
        return False
    head = text[max(0, first_row.start() - 200) : first_row.start()]
    spots = [(m.start(), c) for c in table.columns for m in [_last(_loose(c.zh), head)] if m]
    inner = [c for _, c in sorted(spots, key=lambda spot: spot[0]) if len(c.groups) > 1]
    outer = [c for _, c in sorted(spots, key=lambda spot: spot[0]) if len(c.groups) <= 1]
    return inner == [c for c in table.columns if len(c.groups) > 1] and outer == [
        c for c in table.columns if len(c.groups) <= 1
    ]


def _last(pattern: str, text: str) -> re.Match[str] | None:
    """The last place of a label (其他 also stands inside 法人或其他组织)."""
    matches = list(re.finditer(pattern, text))
    return matches[-1] if matches else None


def _runs(text: str, table: TableSpec) -> Iterator[Run]:
    """Each row's run: from the end of its label to the next label, wherever the next one is."""
    found: list[tuple[int, int, RowSpec]] = []
    at = 0
    for row in table.rows:
        match = re.compile(_row_pattern(row)).search(text, at)
        if match is not None and (not found or match.start() - at <= _REACH):
            found.append((match.start(), match.end(), row))
            at = match.end()
    for (_, end, row), following in zip(found, [*found[1:], None], strict=True):
        limit = following[0] if following else len(text)
        run = text[end:limit]
        if following is None or not _CELLS.fullmatch(run):
            cells = _CELLS.match(run)
            run = cells[0] if cells and (following is None or _only_labels(run[cells.end() :], table)) else run
        if not row.is_group and run.strip():
            yield Run(row, run, end)


_CELLS = re.compile(r"[\d\s.,\-]*(?:万?元)?")
"""What cells of figures run together look like; it ends at the first character of words."""
_REACH = 400
"""Labels of one table follow each other within this many characters."""


def _only_labels(rest: str, table: TableSpec) -> bool:
    """What stands between two rows is the header of the next block, nothing that could be a figure."""
    for label in sorted({*table.furniture, *(c.zh for c in table.columns)}, key=len, reverse=True):
        rest = rest.replace(label, "")
    return not any(char.isdigit() for char in rest)


@lru_cache(maxsize=1024)
def _loose(label: str) -> str:
    """A pattern for a label with white space anywhere in it."""
    return r"\s*".join(map(re.escape, label))


def _row_pattern(row: RowSpec) -> str:
    return "|".join(_loose(text) for text in sorted({row.zh, *row.variants}, key=len, reverse=True) if len(text) > 1)
