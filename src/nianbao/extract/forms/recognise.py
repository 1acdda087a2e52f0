"""Deciding which edition a document prints and which tables are which, from their own labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nianbao.codebook import EDITION_FILES, Edition, load_edition
from nianbao.data import load_toml
from nianbao.extract.cells import is_value_like, unit_in, units
from nianbao.extract.forms.halves import side_by_side
from nianbao.extract.forms.labels import TableLabels, fold, table_labels
from nianbao.extract.forms.shape import Memory, Shape, shape_of
from nianbao.model import Block, Document, Paragraph, Table
from nianbao.text.dates import find_years
from nianbao.text.fold import label as fold_label
from nianbao.text.fold import squeeze


@dataclass(frozen=True, slots=True)
class EditionVote:
    """The edition decided on, and every edition whose signature labels are printed."""

    edition: str | None
    printed: tuple[str, ...]


@dataclass(slots=True)
class Fragment:
    """Rows of one Table block that belong to one table of the form."""

    table_index: int
    """Which Table block of the document, from 0."""
    table: Table
    """The Table block, or one of its parts."""
    rows: tuple[int, ...]
    labels: TableLabels
    shape: Shape
    """Of the Table block."""
    unit: str = ""
    """The unit of money the line above the table prints for all of it: 单位：元."""
    part: int = 0
    """Which of the parts that the Table block prints side by side."""


def vote_edition(document: Document, year: int | None) -> EditionVote:
    """The edition whose signature labels are printed most; by year only when no signature is printed at all.

    The printed columns decide, not the year: old forms are reused, and local tables outlived the national one.
    """
    printed = _printed_labels(document)
    counts = {edition: count for edition in EDITION_FILES if (count := _count(_signatures(edition), printed))}
    found = sorted(counts, key=counts.__getitem__, reverse=True)
    if found:
        return EditionVote(found[0], tuple(found))
    by_year = [e for e in EDITION_FILES if year and load_edition(e).first_year <= year <= load_edition(e).last_year]
    return EditionVote(by_year[0] if by_year else None, ())


def _count(signatures: frozenset[str], printed: set[str] | str) -> int:
    if isinstance(printed, set):
        return len(signatures & printed)
    return sum(signature in printed for signature in signatures)


@cache
def _signatures(edition_id: str) -> frozenset[str]:
    return frozenset(fold(text) for text in load_edition(edition_id).signatures)


def _printed_labels(document: Document) -> set[str] | str:
    """The folded labels of all cells; without cells, the folded text they may be run together in."""
    cells = {cell.text for table in document.tables() for cell in table.cells if len(cell.text) > _SHORTEST_SIGNATURE}
    return set(map(fold, cells)) or fold_label(document.text)


_SHORTEST_SIGNATURE = 3


def find_fragments(document: Document, edition: Edition, year: int | None) -> list[Fragment]:
    """The parts of the document's tables that belong to tables of the form, in reading order.

    A table that is announced as another year's is left out: its labels are those of the form, its figures are not
    this report's.
    """
    specs = [table_labels(spec) for spec in edition.tables]
    found: list[Fragment] = []
    index = -1
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        index += 1
        previous = found[-1].labels if found and found[-1].table_index == index - 1 else None
        caption = _caption(document.blocks[:at], specs)
        if is_other_years(caption, year):
            continue
        unit = _unit_above(document.blocks[:at], caption)
        for number, part in enumerate(side_by_side(block, specs)):
            shape = shape_of(part)
            key = (id(edition), shape, id(previous))
            runs = RUNS.recall(key, edition)
            if runs is None:
                runs = RUNS.keep(key, edition, _segments(part, specs, previous))
            found.extend(Fragment(index, part, rows, labels, shape, unit, number) for labels, rows in runs)
    return sorted([*found, *_heads(document, found)], key=lambda fragment: (fragment.table_index, fragment.part))


def _heads(document: Document, found: Sequence[Fragment]) -> Iterator[Fragment]:
    """Header rows that a page break left before the table they head: a grid with nothing in it but its labels."""
    tables = list(document.tables())
    indexes = {fragment.table_index for fragment in found}
    for labels, first in {id(f.labels): (f.labels, f.table_index) for f in reversed(found)}.values():
        head = tables[first - 1] if first and first - 1 not in indexes else None
        if head is None or head.place.page == tables[first].place.page:
            continue
        texts = [cell.text for cell in head.cells if cell.text.strip()]
        if len(texts) > 1 and all(map(labels.knows, texts)):
            yield Fragment(first - 1, head, tuple(range(head.row_count)), labels, shape_of(head))


def _caption(before: Sequence[Block], specs: Sequence[TableLabels]) -> str:
    """The last line before a table that is no line of a table itself."""
    lines = (block.text for block in reversed(before) if isinstance(block, Paragraph))
    return next((text for text in lines if not _is_row(text, specs)), "")


_PIECES = re.compile(r"\t|\s{2,}")


def _is_row(text: str, specs: Sequence[TableLabels]) -> bool:
    """A line of a table itself (二、回应解读情况), set outside of its grid, is no caption of what follows."""
    pieces = _PIECES.split(text.strip())
    if len(pieces) > 1:
        return any(all(map(spec.knows, pieces)) for spec in specs)
    return any(match.exact for spec in specs if (match := spec.rows.match(text)))


def is_other_years(caption: str, year: int | None) -> bool:
    """The line above a table says that its figures are those of another year (上年同期情况, 附：2022年度情况)."""
    years = {found for found, _, _ in find_years(caption)}  # 表1 2022年度: the space parts two numbers
    caption = squeeze(caption)
    if not caption or len(caption) > _CAPTION_LENGTH:
        return False
    years = years or {found for found, _, _ in find_years(caption)}
    if year is not None and year in years:
        return False
    announced = any(word in caption for word in load_toml("cells.toml")["other_year_words"])
    return announced or (year is not None and years == {year - 1})


def _unit_above(before: Sequence[Block], caption: str) -> str:
    """The unit of money above a table: in its caption, or alone in the line above its heading."""
    found = _caption_unit(caption)
    if found or len(caption) > _CAPTION_LENGTH:
        return found
    lines = [block.text for block in before[-_LINES_ABOVE:] if isinstance(block, Paragraph)]
    above = lines[lines.index(caption) - 1] if caption in lines[1:] else ""
    return _caption_unit(above) if len(squeeze(above)) <= _UNIT_LINE else ""


_LINES_ABOVE = 3
_UNIT_LINE = 12
"""Characters of a line that says nothing but a unit."""


def _caption_unit(caption: str) -> str:
    """The unit of money a caption prints (单位：元; 单位：件、元); units of counts bind nothing."""
    if len(caption) > _CAPTION_LENGTH:
        return ""
    announced = unit_in(caption)
    if not announced:
        return ""
    money = load_toml("cells.toml")["money_units"]
    printed = [unit for unit in _BETWEEN_UNITS.split(announced) if unit]
    named = [unit for unit in printed if unit in money]
    return named[0] if len(named) == 1 and all(unit in units() for unit in printed) else ""


_BETWEEN_UNITS = re.compile(r"[、,，/／和及]")


_CAPTION_LENGTH = 40
"""A caption is one line; a sentence that mentions last year announces nothing."""


Run = tuple[TableLabels, tuple[int, ...]]
"""Rows that belong to one table of the form."""

RUNS: Memory[list[Run]] = Memory()


def _segments(table: Table, specs: Sequence[TableLabels], previous: TableLabels | None) -> list[Run]:
    """The rows of a Table block by the table of the form they belong to (usually all to one).

    ``previous`` is the table of the form that the Table block before this one holds, or ends with.
    """
    printed = {cell.text for cell in table.cells}
    known = [{text for text in printed if spec.knows(text)} for spec in specs]
    owners: list[TableLabels | None] = []
    evidence: Counter[int] = Counter()
    for row in table.grid() if any(known) else ():
        texts = {c.text for c in row if c is not None}
        scores = [len(texts & labels) for labels in known]
        best = max(scores, default=0)
        owner = specs[scores.index(best)] if best and scores.count(best) == 1 else None
        owners.append(owner)
        if owner:
            evidence[id(owner)] += best
    claimed = {id(s): s for s in specs if evidence[id(s)] >= (1 if s is previous else s.table.evidence)}
    return _runs(owners, claimed, previous) if claimed else _continuation(table, previous)


def _continuation(table: Table, previous: TableLabels | None) -> list[Run]:
    """Figures without any label right behind a fragment: the values of a table cut below its header."""
    if previous is None or not table.cells:
        return []
    if any(cell.text.strip() and not is_value_like(cell.text) for cell in table.cells):
        return []
    return [(previous, tuple(range(table.row_count)))]


def _runs(
    owners: Sequence[TableLabels | None], claimed: dict[int, TableLabels], previous: TableLabels | None
) -> list[Run]:
    current = next((o for o in owners if o is not None and id(o) in claimed), None)
    if previous is not None and id(previous) in claimed and (not owners or owners[0] is None):
        current = previous
    runs: list[tuple[TableLabels, list[int]]] = []
    for number, owner in enumerate(owners):
        if owner is not None and id(owner) in claimed:
            current = owner
        if current is None:
            continue
        if runs and runs[-1][0] is current:
            runs[-1][1].append(number)
        else:
            runs.append((current, [number]))
    return [(labels, tuple(rows)) for labels, rows in runs]
