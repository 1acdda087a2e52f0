"""Labels of a table in running text, and the run of digits behind each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nianbao.codebook import ColumnSpec, RowSpec, TableSpec
from nianbao.extract.cells import is_value_like
from nianbao.extract.forms.hits import CELLS, REACH, Hit, find_hits, loose, only_labels, printed_again
from nianbao.text.dates import find_years
from nianbao.text.fold import squeeze

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
    label: int = 0
    """Where its label begins."""
    label_text: str = ""
    """As printed."""
    unit: str = ""
    """The unit printed between the label and the figures."""
    clean: bool = True
    """Its bounds are certain: no numbering of the next label, no word of a sentence may be part of it."""
    twins: tuple[Run, ...] = ()
    """Other prints of the row, with other figures."""

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
    start: int
    """Where the first label stands."""
    obscure: frozenset[str]
    """Rows that may hide behind words which no label explains."""
    doubled: tuple[Run, ...] = ()
    """Rows printed more than once with different figures: none of them can be chosen."""
    alike: tuple[Run, ...] = ()
    """Further prints of rows with the same figures."""


def find_runs(text: str, table: TableSpec, is_ours: Callable[[int], bool]) -> Found:
    """Each row's run: from the end of its label to the next label, wherever the next one is.

    ``is_ours`` tells of the place where the first label stands whether the table is this report's.
    """
    hits = find_hits(text, table, is_ours)
    again = printed_again(text, table, hits)
    every = sorted((*hits, *again), key=lambda hit: hit.start)
    present = {hit.row.group for hit in hits}
    runs: list[Run] = []
    others: list[Run] = []
    obscure = {_name(hit.row) for hit in again}
    for at, hit in enumerate(every):
        following = next((later for later in every[at + 1 :] if later.start > hit.start), None)
        run, rest = _run(text, hit, following, table)
        if run is not None and hit.row.is_group and hit.row.id in present:
            run = None  # figures behind a group's label belong to a row of it whose own label was lost
        if run is not None:
            (others if hit in again else runs).append(run)
        if following is not None and (rest or (run is not None and not run.clean)):
            obscure |= _hidden(table, hits, hit.start)
    return _sorted_out(runs, others, hits[0].start if hits else 0, frozenset(filter(None, obscure)))


def _sorted_out(runs: Sequence[Run], others: Sequence[Run], start: int, obscure: frozenset[str]) -> Found:
    """Rows that are printed again with other figures told from those that are not."""
    single: list[Run] = []
    doubled: list[Run] = []
    alike: list[Run] = []
    for run in runs:
        prints = [other for other in others if other.name == run.name]
        different = [other for other in prints if other.text.split() != run.text.split()]
        if different:
            doubled.append(replace(run, twins=tuple(different)))
        else:
            single.append(run)
            alike += prints
    return Found(tuple(single), start, obscure, tuple(doubled), tuple(alike))


def _name(row: RowSpec) -> str | None:
    """The first half of the keys of a row; None for the line of a group that has no figures."""
    return row.subtotal if row.is_group else row.id


def _run(text: str, hit: Hit, following: Hit | None, table: TableSpec) -> tuple[Run | None, bool]:
    """The run behind a label (None for one without figures), and whether strange words stand behind it."""
    limit = following.start if following else len(text)
    between = text[hit.end : limit]
    cells = CELLS.match(between)
    run = cells[0] if cells else ""
    rest = between[len(run) :]
    strange = following is not None and not only_labels(rest, table)
    if following is None:
        clean = hit.whole and not _AFTER_NUMBER.match(rest)
    else:
        glued = not rest and not following.numbered and run[-1:].isdigit()
        clean = hit.whole and not strange and not glued and not rest.lstrip().startswith(_PUNCTUATION)
    name = _name(hit.row)
    if not run.strip() or name is None:
        return None, strange
    columns = tuple(table.columns_of(hit.row))
    printed = text[hit.start : hit.end].removesuffix(hit.unit)
    return Run(hit.row, name, columns, run, hit.end, hit.start, printed, hit.unit, clean), strange


_PUNCTUATION = tuple("、.．,，)）:：")


def _hidden(table: TableSpec, hits: Sequence[Hit], at: int) -> set[str]:
    """Names of the rows that the form prints between the labels before and behind a place."""
    rows = list(table.rows)
    before = [rows.index(hit.row) for hit in hits if hit.start <= at]
    behind = [rows.index(hit.row) for hit in hits if hit.start > at]
    return {row.subtotal or row.id for row in rows[max(before, default=-1) + 1 : min(behind, default=len(rows))]}


def with_columns(text: str, found: Found, table: TableSpec, year: int | None) -> Iterator[Run]:
    """The runs with the columns that the header above them names, in its order.

    Where every print of the table has the same columns (``complete``), archives lose the headers of its lower blocks:
    without a header a row has the columns of the form. A header that names some must name all of these, in their order.
    A header is one only from its corner on: what cannot be followed back to it has a column that nobody knows.
    """
    known: dict[tuple[str, ...], tuple[ColumnSpec, ...]] = {}
    for run in found.runs:
        names = tuple(column.id for column in run.columns)
        if names not in known:
            at = found.start if not table.complete else run.label
            known[names] = _columns(text[head_before(text, at, table) : at], run.columns, table, year)
        columns = known[names]
        if columns and (not table.complete or columns == run.columns):
            yield replace(run, columns=columns)


def _columns(head: str, columns: tuple[ColumnSpec, ...], table: TableSpec, year: int | None) -> tuple[ColumnSpec, ...]:
    if not head.strip():
        return columns if table.complete else ()
    flat = squeeze(head)
    if not any(squeeze(corner) in flat for corner in (*table.furniture, *table.unit_headers)):
        return ()
    return _headed(head, columns, year)


def head_before(text: str, label: int, table: TableSpec) -> int:
    """Where the header begins that stands unbroken before a label."""
    start = max(0, label - REACH)
    match = _head_pattern(table.id, table).search(text, start, label)
    return match.start() if match else label


@lru_cache(maxsize=64)
def _head_pattern(_: str, table: TableSpec) -> re.Pattern[str]:
    """Labels of columns and furniture, as many as there are, up to the end of the text looked at."""
    columns = {label for column in table.columns for label in (column.zh, *column.variants, *column.groups)}
    words = {*columns, *table.furniture, *table.unit_headers}
    choices = "|".join(_year(loose(word)) for word in sorted(words, key=len, reverse=True) if len(word) > 1)
    return re.compile(rf"(?:\s*(?:{choices}))+\s*\Z")


def _headed(head: str, columns: Sequence[ColumnSpec], year: int | None) -> tuple[ColumnSpec, ...]:
    """The columns a header names, in its order; none when one of them is another year's."""
    years = {found for found, _, _ in find_years(squeeze(head))}
    if year is not None and years and years != {year}:
        return ()
    spots = [(spot, column) for column in columns if (spot := _last(column, head)) is not None]
    return tuple(column for _, column in sorted(spots, key=lambda pair: pair[0]))


def find_columns(text: str, table: TableSpec) -> list[tuple[int, int, ColumnSpec]]:
    """Where each column's label stands last, in the order they stand; a group's label (法人或其他组织) names none."""
    groups = "|".join(loose(label) for label in sorted(table.furniture, key=len, reverse=True))
    bare = re.sub(groups, lambda match: " " * len(match[0]), text)
    found: list[tuple[int, int, ColumnSpec]] = []
    for column in table.columns:
        spots = [(match.start(), match.end(), column) for match in re.finditer(_words_of(column), bare)]
        if not spots:
            spots = [(match.start(), match.end(), column) for match in re.finditer(_piece_of(column, table), bare)]
        found += spots[-1:]
    return sorted(found, key=lambda spot: spot[0])


def find_group(text: str, table: TableSpec) -> int | None:
    """Where the label begins that heads several columns beside single ones (法人或其他组织), whole or in pieces."""
    groups = sorted({column.groups[-1] for column in table.columns if len(column.groups) > 1})
    matches = (re.search(_label_or_pieces(group), text) for group in groups)
    return next((match.start() for match in matches if match), None)


@lru_cache(maxsize=64)
def _label_or_pieces(label: str) -> str:
    pieces = [label[at : at + _PIECE + 1] for at in range(len(label) - _PIECE)]
    return "|".join(map(loose, [label, label[:_PIECE], *pieces]))


def _words_of(column: ColumnSpec) -> str:
    return "|".join(loose(label) for label in sorted({column.zh, *column.variants}, key=len, reverse=True))


def _piece_of(column: ColumnSpec, table: TableSpec) -> str:
    """The beginning of a longer label, where no other column has it."""
    piece = column.zh[:_PIECE]
    others = "".join(other.zh for other in table.columns if other is not column)
    rest = f"\\S{{0,{len(column.zh) - _PIECE}}}"
    return loose(piece) + rest if len(column.zh) > _PIECE and piece not in others else r"(?!)"


_PIECE = 2
"""Characters by which a label that was cut or damaged is still known."""


def _last(column: ColumnSpec, text: str) -> int | None:
    """The last place of a column's label."""
    words = "|".join(_year(loose(label)) for label in (column.zh, *column.variants) if len(label) > 2)
    return max((match.start() for match in re.finditer(words, text)), default=None)


def _year(pattern: str) -> str:
    """2012年度 heads the column of that year."""
    return pattern.replace(loose("{year}"), r"(?:19|20)\d\d")
