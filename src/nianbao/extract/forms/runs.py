"""Labels of a table in running text, and the run of digits behind each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nianbao.codebook import ColumnSpec, RowSpec, TableSpec
from nianbao.extract.cells import is_value_like, units

REACH = 400
"""Labels of one table follow each other within this many characters."""
_STARTS = 8
"""Places where the first label of a table may stand; it may be a word of sentences too (规章)."""
_CELLS = re.compile(r"(?:[\d\s.,\-－/—]|(?<=\d)(?:万?元)(?=\s|$))*")
"""What cells of figures run together look like; it ends at the first character of words."""
_NUMBERING = re.compile(r"[（(]?\d")
_AFTER_NUMBER = re.compile(r"[年月日.．、:：%％]")
"""Behind the last figure of a table: then it was the beginning of a date, or of an item's number."""


@dataclass(frozen=True, slots=True)
class Run:
    """The text between a row's label and the next label, and its place in the document's text."""

    row: RowSpec
    name: str
    """The first half of its keys: the row, or the group's subtotal where the group's line is filled in."""
    columns: tuple[ColumnSpec, ...]
    text: str
    start: int
    clean: bool = True
    """Its end is certain: no numbering of the next label, no word of a sentence may be part of it."""

    @property
    def pieces(self) -> list[str]:
        """The run cut at its white space, which is a border; empty when anything but cells stands in it."""
        pieces = self.text.split()
        return pieces if self.clean and all(map(is_value_like, pieces)) else []

    @property
    def digits(self) -> str:
        """The run when it is one unbroken row of digits, else empty."""
        run = self.text.strip()
        return run if self.clean and run.isascii() and run.isdigit() else ""

    @property
    def is_whole(self) -> bool:
        """Every cell of the row is there with white space around it."""
        return len(self.pieces) == len(self.columns)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a table that stand in a text, and those of which it is not even known that they do not."""

    runs: tuple[Run, ...]
    obscure: frozenset[str]
    """Rows that may hide behind words which no label explains."""


@dataclass(frozen=True, slots=True)
class _Hit:
    row: RowSpec
    start: int
    end: int
    numbered: bool
    """The label begins as the form prints it; else the numbering before it may have been lost, or be left over."""


def find_runs(text: str, table: TableSpec) -> Found:
    """Each row's run: from the end of its label to the next label, wherever the next one is."""
    hits = _hits(text, table)
    runs: list[Run] = []
    obscure: set[str] = set()
    for at, hit in enumerate(hits):
        following = hits[at + 1] if at + 1 < len(hits) else None
        run, rest = _run(text, hit, following, table)
        if run is not None:
            runs.append(run)
        if following is not None and (rest or (run is not None and not run.clean)):
            obscure |= _between(table, hit.row, following.row)
    return Found(tuple(runs), frozenset(obscure))


def _hits(text: str, table: TableSpec) -> list[_Hit]:
    """The labels in the order of the form, from where most of them follow each other."""
    first = _pattern(table.rows[0], False)
    starts = [match.start() for match in first.finditer(text)][:_STARTS] or [0]
    return max((_hits_from(text, table, start) for start in starts), key=len)


def _hits_from(text: str, table: TableSpec, at: int) -> list[_Hit]:
    found: list[_Hit] = []
    patterns = [_pattern(row, bool(table.unit_headers)) for row in table.rows]
    for number, row in enumerate(table.rows):
        match = patterns[number].search(text, at, at + REACH if found else len(text))
        if match is None or any(p.search(text, at, match.start()) for p in patterns[number + 1 :]):
            continue  # its label stands further on, behind rows that come after it: not this row's
        official = _NUMBERING.match(row.zh)
        numbered = official is None or match[0].startswith(official[0])
        found.append(_Hit(row, match.start(), match.end(), numbered))
        at = match.end()
    return found


@lru_cache(maxsize=1024)
def _pattern(row: RowSpec, unit_follows: bool) -> re.Pattern[str]:
    """The row's label, and behind it the unit where the table has a column of units."""
    labels = sorted({row.zh, *row.variants}, key=len, reverse=True)
    words = "|".join(loose(text) for text in labels if len(text) > 1)
    unit = f"(?:\\s*(?:{'|'.join(map(loose, sorted(units(), key=len, reverse=True)))}))?" if unit_follows else ""
    return re.compile(f"(?:{words}){unit}" if words else r"(?!)")


def _run(text: str, hit: _Hit, following: _Hit | None, table: TableSpec) -> tuple[Run | None, bool]:
    """The run behind a label (None for one without figures), and whether strange words stand behind it."""
    limit = following.start if following else len(text)
    between = text[hit.end : limit]
    cells = _CELLS.match(between)
    run = cells[0] if cells else ""
    rest = between[len(run) :]
    strange = following is not None and not only_labels(rest, table)
    if following is None:
        clean = not _AFTER_NUMBER.match(rest)
    else:
        glued = not rest and not following.numbered and run[-1:].isdigit()
        clean = not strange and not glued and not rest.lstrip().startswith(_PUNCTUATION)
    name = hit.row.subtotal if hit.row.is_group else hit.row.id
    if not run.strip() or name is None:
        return None, strange
    return Run(hit.row, name, tuple(table.columns_of(hit.row)), run, hit.end, clean), strange


_PUNCTUATION = tuple("、.．,，)）:：")


def only_labels(rest: str, table: TableSpec) -> bool:
    """What stands between two rows is the header of the next block or a group's label, nothing else."""
    return not _without_labels(rest, table)


def _without_labels(rest: str, table: TableSpec) -> str:
    for label in _all_labels(table.id, tuple(table.furniture), tuple(c.zh for c in table.columns)):
        rest = rest.replace(label, "")
    return "".join(rest.split())


@lru_cache(maxsize=64)
def _all_labels(table_id: str, furniture: tuple[str, ...], columns: tuple[str, ...]) -> list[str]:
    return sorted({*furniture, *columns}, key=len, reverse=True)


def _between(table: TableSpec, one: RowSpec, other: RowSpec) -> set[str]:
    """Names of the rows that the form prints between two others."""
    rows = list(table.rows)
    return {row.subtotal or row.id for row in rows[rows.index(one) + 1 : rows.index(other)]}


@lru_cache(maxsize=4096)
def loose(label: str) -> str:
    """A pattern for a label with white space anywhere in it."""
    return r"\s*".join(map(re.escape, label))


def with_columns(text: str, runs: Sequence[Run], table: TableSpec) -> Iterator[Run]:
    """The runs with the columns that the header above them names, in its order.

    Where every print of the table has the same columns (``complete``), archives lose the headers of its lower blocks:
    a header that names none of a row's columns leaves it those of the form, one that names some must name all, in
    the order of the form.
    """
    known: dict[tuple[str, ...], tuple[ColumnSpec, ...]] = {}
    for run in runs:
        names = tuple(column.id for column in run.columns)
        if names not in known:
            head = text[max(0, run.start - REACH) : run.start]
            known[names] = run.columns if len(names) == 1 else _headed(head, run.columns)
        columns = known[names] or (run.columns if table.complete else ())
        if columns and (not table.complete or columns == run.columns):
            yield replace(run, columns=columns)


def _headed(head: str, columns: Sequence[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    spots = [(spot, column) for column in columns if (spot := _last(column, head)) is not None]
    return tuple(column for _, column in sorted(spots, key=lambda pair: pair[0]))


def _last(column: ColumnSpec, text: str) -> int | None:
    """The last place of a column's label."""
    words = "|".join(_year(loose(label)) for label in (column.zh, *column.variants) if len(label) > 2)
    return max((match.start() for match in re.finditer(words, text)), default=None)


def _year(pattern: str) -> str:
    """2012年度 heads the column of that year."""
    return pattern.replace(loose("{year}"), r"(?:19|20)\d\d")
