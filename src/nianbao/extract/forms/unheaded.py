"""Tables in lines of text whose header is damaged: rows that are whole, and arithmetic for what is not printed.

In a row that prints as many figures as the form has columns the total is told by the sum, in all rows alike. Which of
the others is which only the header tells: labels, pieces of labels, or damaged labels in the places of the form. Of
columns that nothing tells apart only what is the same in all of them is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nianbao.codebook import ColumnSpec, Edition, TableSpec
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.balancing import Balance
from nianbao.extract.forms.flattened import FlatReading, Page, balances_of, without_borders
from nianbao.extract.forms.hits import loose, only_labels
from nianbao.extract.forms.runs import Run, find_columns, find_group
from nianbao.extract.forms.splitting import Cut
from nianbao.model import Document
from nianbao.text.fold import squeeze

_ROWS = 5
"""Whole rows a table must have before its arithmetic says anything."""
_FAULTS = 2
"""Columns that may be out in one balance: a wrong cell and its total."""
_LONGEST_LINE = 120
"""A longer line is a sentence, no part of a header."""
_SENTENCE = re.compile(r"[。；！？]|^\s*[一二三四五六七八九]\s*、")


def read_unheaded(
    document: Document, edition: Edition, table_ids: Sequence[str], year: int | None = None
) -> FlatReading:
    """Figures (origin ``text``) of tables whose rows are whole and whose header is not."""
    reading = FlatReading()
    text = without_borders(document)
    for table in (edition.table(table_id) for table_id in table_ids):
        if table.ends_in_total and text is not None:
            _read(Page(document, edition, table, year, reading, text))
    return reading


def _read(page: Page) -> None:
    found = page.find()
    whole = {run.name: run for run in found.runs if _is_line(run) and not _is_doubled(run, page.text[found.start :])}
    rows = {name: cut for name, run in whole.items() if (cut := _numbers(run)) is not None}
    named = _named(_header_above(page.text, found.start), page.table)
    if len(rows) < _ROWS or named is None or not _adds_up(rows) or not _balances(rows, balances_of(page, set(rows))):
        return
    if not _is_told(rows, named, page.table):
        return
    for name, cut in rows.items():
        page.give_told(whole[name], [_is_certain(at, cut, named) for at in range(len(cut))])


def _is_line(run: Run) -> bool:
    """All its cells stand in the line of its label."""
    return run.is_whole and "\n" not in run.text.rstrip()


def _is_doubled(run: Run, text: str) -> bool:
    """Its label begins more than one line."""
    return len(re.findall(rf"(?m)(?:^|\s){loose(run.label_text)}\s", text)) > 1


def _is_certain(at: int, cut: Cut, named: Sequence[bool]) -> bool:
    """The column has a name, or all columns without one print the same."""
    return named[at] or len({number for number, known in zip(cut, named, strict=True) if not known}) == 1


def _numbers(run: Run) -> Cut | None:
    """The figures of a whole row, a placeholder being none of anything; None when one cannot be read."""
    cells = [read_cell(piece, "count") for piece in run.pieces]
    return None if any(state == "unreadable" for state, _ in cells) else tuple(int(value or 0) for _, value in cells)


def _adds_up(rows: Mapping[str, Cut]) -> bool:
    """The last figure is the sum of the others, in every row but one that may be at fault."""
    return sum(sum(cut) != 2 * cut[-1] for cut in rows.values()) <= 1


def _balances(rows: Mapping[str, Cut], balances: Sequence[Balance]) -> bool:
    """What comes in and goes out, and the totals of columns: at most one wrong cell in each."""
    for balance in balances:
        sums = [
            sum(sign * rows[row][at] for row, sign in balance.terms) for at in range(len(rows[balance.terms[0][0]]))
        ]
        if sum(total != 0 for total in sums) > _FAULTS:
            return False
    return True


def _is_told(rows: Mapping[str, Cut], named: Sequence[bool], table: TableSpec) -> bool:
    """The total stands last for certain: by a row that would not add up otherwise, by the header, or all is nothing."""
    told = any(sum(cut) != 2 * cut[0] for cut in rows.values() if any(cut) and sum(cut) == 2 * cut[-1])
    return told or not any(map(any, rows.values())) or named[0]


def _header_above(text: str, start: int) -> str:
    """The lines above the first row, up to a heading or a sentence."""
    lines: list[str] = []
    for line in reversed(text[:start].split("\n")):
        bare = line.strip()
        if _SENTENCE.search(bare) or len(squeeze(bare)) > _LONGEST_LINE:
            break
        lines.insert(0, bare)
    return "\n".join(lines)


_Spot = tuple[int, int, ColumnSpec]
"""Where a label begins and ends, and the column it names."""


def _named(header: str, table: TableSpec) -> list[bool] | None:
    """Which columns are where the form has them; None when a label that is left says otherwise.

    The total's place is told by the sums. The others are told when each has a label, a piece of one, or strange words
    where its label should be. A label left out without a trace may have stood anywhere: then none of them is told.
    """
    found = find_columns(header, table)
    columns = list(table.columns)
    for members in (True, False):
        own = [column for column in columns if (len(column.groups) > 1) == members]
        spots = [spot for spot in found if spot[2] in own]
        if [column for _, _, column in spots] != [c for c in own if any(c is column for _, _, column in spots)]:
            return None
        if members and spots and not all(gap.is_explained for gap in _gaps(header, spots, own, table)):
            return None
    group = _group_at(header, found, table)
    single = [spot for spot in found if len(spot[2].groups) < 2 and spot[2] is not columns[-1]]
    if group is None:
        return [*(False for _ in columns[:-1]), True]
    if any(start > group for start, _, _ in single):
        return None
    certain = found if _is_accounted_for(header, group, found, table) else single
    return [*(_is_found(column, certain) for column in columns[:-1]), True]


def _is_found(column: ColumnSpec, found: Sequence[_Spot]) -> bool:
    return any(column is one for _, _, one in found)


def _group_at(header: str, found: Sequence[_Spot], table: TableSpec) -> int | None:
    """Where the columns of a group begin beside the single ones: by its label, or by its members in the same line."""
    labelled = find_group(header, table)
    members = [start for start, _, column in found if len(column.groups) > 1]
    if labelled is not None or not members:
        return labelled
    last = table.columns[-1]
    single = [start for start, _, column in found if len(column.groups) < 2 and column is not last]
    beside = any("\n" not in header[min(at, members[0]) : max(at, members[0])] for at in single)
    return members[0] if beside else None


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between the labels of two members of a group."""

    lost: int
    """Members of which the label should stand here."""
    strange: bool
    """Words that are no label of the table."""

    @property
    def is_explained(self) -> bool:
        """Strange words are the damaged label of a column that is missing there."""
        return self.lost > 0 or not self.strange

    @property
    def is_told(self) -> bool:
        """Nothing is missing, or a single label, which is there in damaged form."""
        return self.lost == 0 or (self.lost == 1 and self.strange)


def _gaps(header: str, spots: Sequence[_Spot], own: Sequence[ColumnSpec], table: TableSpec) -> Iterator[_Gap]:
    """Before the first member of a group that has a label, between two, and behind the last."""
    places = [(header.rfind("\n", 0, spots[0][0]) + 1, -1), *((end, own.index(column)) for _, end, column in spots)]
    line_end = (header + "\n").index("\n", spots[-1][1])
    starts = [*((start, own.index(column)) for start, _, column in spots), (line_end, len(own))]
    for (end, left), (start, right) in zip(places, starts, strict=True):
        yield _Gap(right - left - 1, not only_labels(header[end:start], table))


def _is_accounted_for(header: str, group: int, found: Sequence[_Spot], table: TableSpec) -> bool:
    """Every column but the total has its label, whole or damaged; of two damaged labels nobody knows which is which."""
    columns = table.columns[:-1]
    own = [column for column in columns if len(column.groups) > 1]
    spots = [spot for spot in found if spot[2] in own]
    if not spots or not all(gap.is_told for gap in _gaps(header, spots, own, table)):
        return False
    lost = [column for column in columns if column not in own and not _is_found(column, found)]
    return not lost or (len(lost) == 1 and not only_labels(header[:group], table))
