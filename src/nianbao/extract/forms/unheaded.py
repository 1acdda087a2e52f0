"""Tables in lines of text whose header is damaged: rows that are whole, and arithmetic for what is not printed.

In a row that prints as many figures as the form has columns the total is told by the sum, in all rows alike. Which of
the others is which only what is left of the header tells: labels, or pieces of labels, in the order of the form. Of
columns that nothing tells apart only what is the same in all of them is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nianbao.codebook import ColumnSpec, Edition, TableSpec
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.balancing import Balance
from nianbao.extract.forms.flattened import FlatReading, Page, balances_of, without_borders
from nianbao.extract.forms.hits import loose, only_labels
from nianbao.extract.forms.runs import Run, find_columns
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


def _named(header: str, table: TableSpec) -> list[bool] | None:
    """Which columns are where the form has them; None when a label that is left says otherwise.

    The total's place is told by the sums. The members of a group are told apart when most of them have a label, or a
    piece of one; a column that stands alone by its own label.
    """
    found = find_columns(header, table)
    named = [False] * len(table.columns)
    named[-1] = True
    for members in (True, False):
        own = [column for column in table.columns if (len(column.groups) > 1) == members]
        spots = [spot for spot in found if spot[2] in own]
        if [column for _, _, column in spots] != [c for c in own if any(c is column for _, _, column in spots)]:
            return None
        if members and not _gaps_are_explained(header, spots, own, table):
            return None
        told = 2 * len(spots) > len(own) if members else None
        for at, column in enumerate(table.columns):
            if column in own:
                named[at] |= any(column is one for _, _, one in spots) if told is None else told
    return named


def _gaps_are_explained(
    header: str, spots: Sequence[tuple[int, int, ColumnSpec]], own: Sequence[ColumnSpec], table: TableSpec
) -> bool:
    """Strange words beside a label are the damaged label of a column that is missing there."""
    if not spots:
        return True
    places = [(header.rfind("\n", 0, spots[0][0]) + 1, -1), *((end, own.index(column)) for _, end, column in spots)]
    line_end = (header + "\n").index("\n", spots[-1][1])
    starts = [*((start, own.index(column)) for start, _, column in spots), (line_end, len(own))]
    return all(
        right - left > 1 or only_labels(header[end:start], table)
        for (end, left), (start, right) in zip(places, starts, strict=True)
    )
