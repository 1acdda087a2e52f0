"""Where the labels of a table's rows stand in running text, and which of them stand there more than once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nianbao.codebook import RowSpec, TableSpec
from nianbao.extract.cells import units
from nianbao.text.fold import short_label, squeeze

REACH = 400
"""Labels of one table follow each other within this many characters."""
_STARTS = 8
"""Places where the first label of a table may stand; it may be a word of sentences too (规章)."""
_LONGEST_LABEL = 80
_SHORTEST = 4
"""Characters of a label that is known without its number (主动公开规范性文件数)."""
CELLS = re.compile(r"(?:[\d\s.,\-－/—]|(?<=\d)(?:万?元)(?=\s|$))*")
"""What cells of figures run together look like; it ends at the first character of words."""
_FILLED = re.compile(r"\s*-?\d")
_SAID = re.compile(r"[件条项宗起个次部份万亿，,、；;。]")
"""Behind a figure: then it is a sentence's."""
_WORD = re.compile(r"[一-鿿]")
_NUMBERING = re.compile(r"[（(]?\d")


@dataclass(frozen=True, slots=True)
class Hit:
    """A label in the text, with the unit behind it."""

    row: RowSpec
    start: int
    end: int
    unit: str
    numbered: bool = True
    """The label begins as the form prints it; else the numbering before it may have been lost, or be left over."""
    whole: bool = True
    """It begins where a cell may begin; else it may be the end of a longer label (其他行政许可)."""
    namesakes: tuple[RowSpec, ...] = ()
    """Other rows that the label may name."""


def find_hits(text: str, table: TableSpec, is_ours: Callable[[int], bool]) -> list[Hit]:
    """The labels in the order of the form, from where most of them follow each other."""
    first = _patterns(table.id, table)[0]
    starts = [match.start() for match in first.finditer(text)][:_STARTS] or [0]
    found = [hits for start in starts if (hits := _hits_from(text, table, start)) and is_ours(hits[0].start)]
    return max(found, key=len, default=[])


def _hits_from(text: str, table: TableSpec, at: int) -> list[Hit]:
    found: list[Hit] = []
    patterns = _patterns(table.id, table)
    for number, row in enumerate(table.rows):
        match = patterns[number].search(text, at, at + REACH if found else len(text))
        if match is None or any(p.search(text, at, match.start()) for p in patterns[number + 1 :]):
            continue  # its label stands further on, behind rows that come after it: not this row's
        found.append(_hit(row, match, _begins_a_cell(text, match.start(), table)))
        at = match.end()
    return found


def _hit(row: RowSpec, match: re.Match[str], whole: bool) -> Hit:
    official = _NUMBERING.match(row.zh)
    numbered = official is None or match[0].startswith(official[0])
    return Hit(row, match.start(), match.end(), squeeze(match.groupdict().get("unit") or ""), numbered, whole)


def _begins_a_cell(text: str, at: int, table: TableSpec) -> bool:
    """No word runs into the label, but for one of the table's own."""
    if not at or not _WORD.match(text[at - 1]):
        return True
    before = squeeze(text[max(0, at - _LONGEST_LABEL) : at])
    return before.endswith(_words(table.id, table))


@lru_cache(maxsize=64)
def _words(_: str, table: TableSpec) -> tuple[str, ...]:
    """Everything that is printed on the table but figures."""
    columns = [text for column in table.columns for text in (column.zh, *column.variants, *column.groups)]
    rows = [text for row in table.rows for text in (row.zh, *row.variants)]
    texts = {*columns, *rows, *table.furniture, *table.unit_headers, *units()}
    return tuple(sorted({squeeze(text) for text in texts}, key=len, reverse=True))


@lru_cache(maxsize=64)
def _patterns(_: str, table: TableSpec) -> list[re.Pattern[str]]:
    """For each row its label, not as the beginning or the middle of a longer one (其他 in 其他法律行政法规禁止公开).

    Behind it the unit where the table has a column of units.
    """
    return [_pattern(row, table) for row in table.rows]


def _pattern(row: RowSpec, table: TableSpec) -> re.Pattern[str]:
    own = {row.zh, *row.variants}
    labels = sorted(filter(lambda text: len(text) > 1, own), key=len, reverse=True)
    longer = [text for text in _words(table.id, table) if text not in own]
    words = "|".join(loose(text) + _not_within(text, longer) for text in labels)
    return re.compile(f"(?:{words}){_unit(bool(table.unit_headers))}" if words else r"(?!)")


def _not_within(label: str, longer: Iterable[str]) -> str:
    rests = {text.partition(label)[2] for text in longer if label in text}
    return "".join(f"(?!\\s*{loose(rest)})" for rest in sorted(rests) if rest)


def _unit(follows: bool) -> str:
    choices = "|".join(map(loose, sorted(units(), key=len, reverse=True)))
    return f"(?:\\s*(?P<unit>{choices}))?" if follows else ""


@lru_cache(maxsize=4096)
def loose(label: str) -> str:
    """A pattern for a label with white space anywhere in it."""
    return r"\s*".join(map(re.escape, label))


def only_labels(rest: str, table: TableSpec) -> bool:
    """What stands between two rows is the header of the next block or a group's label, nothing else."""
    for label in _all_labels(table.id, tuple(table.furniture), tuple(c.zh for c in table.columns)):
        rest = rest.replace(label, "")
    return not rest.strip()


@lru_cache(maxsize=64)
def _all_labels(table_id: str, furniture: tuple[str, ...], columns: tuple[str, ...]) -> list[str]:
    return sorted({*furniture, *columns}, key=len, reverse=True)


def printed_again(text: str, table: TableSpec, hits: Sequence[Hit]) -> list[Hit]:
    """Labels with figures behind them that are none of ``hits``: between these, or joined to them without a gap.

    One for each row that the label may name: 被依法纠错数 stands under reconsideration and under litigation.
    """
    if not hits:
        return []
    spare = sorted(_spare(text, table, hits), key=lambda one: (one.start, -one.end))
    apart = [one for at, one in enumerate(spare) if not any(one.start < other.end for other in spare[:at])]
    first, last = hits[0].start, hits[-1].start
    inside = [one for one in apart if first < one.start < last]
    behind = _chain(text, table, _end(text, hits[-1].end), [one for one in apart if one.start > last])
    before = _chain_back(text, table, first, [one for one in apart if one.start < first])
    found = (*before, *inside, *behind)
    return [replace(hit, row=row) for hit in found for row in (hit.row, *hit.namesakes)]


def _spare(text: str, table: TableSpec, hits: Sequence[Hit]) -> Iterator[Hit]:
    low = max(0, hits[0].start - 2 * REACH)
    flat, known = squeeze(text[low:]), "\0".join(squeeze(text[hit.start : hit.end]) for hit in hits)
    for label, rows in _labels(table.id, table).items():
        if flat.count(label) <= known.count(label):
            continue
        for match in _again(label, bool(table.unit_headers)).finditer(text, low):
            start, end = match.span()
            if any(start < hit.end and hit.start < end for hit in hits) or not _is_filled(text, end):
                continue
            if _begins_a_cell(text, start, table):
                yield replace(_hit(rows[0], match, True), namesakes=rows[1:])


@lru_cache(maxsize=1024)
def _again(label: str, unit_follows: bool) -> re.Pattern[str]:
    return re.compile(loose(label) + _unit(unit_follows))


@lru_cache(maxsize=64)
def _labels(_: str, table: TableSpec) -> dict[str, tuple[RowSpec, ...]]:
    """Label, as printed or without its number -> the rows it may name; not those that also head columns."""
    others = {squeeze(text) for column in table.columns for text in (column.zh, *column.variants, *column.groups)}
    found: dict[str, tuple[RowSpec, ...]] = {}
    for row in table.rows:
        texts = {squeeze(text) for text in (row.zh, *row.variants)}
        texts |= {short for text in texts if len(short := short_label(text)) >= _SHORTEST and short in text}
        for text in texts - others:
            if len(text) > 1:
                found[text] = (*found.get(text, ()), row)
    return found


def _is_filled(text: str, at: int) -> bool:
    """Figures stand here, and no sentence goes on behind them."""
    if not _FILLED.match(text, at):
        return False
    return not _SAID.match(text, _end(text, at))


def _end(text: str, at: int) -> int:
    """Where the cells that begin here end."""
    cells = CELLS.match(text, at)
    return cells.end() if cells else at


def _chain(text: str, table: TableSpec, at: int, spare: Sequence[Hit]) -> Iterator[Hit]:
    for hit in spare:
        if not _joins(text[at : hit.start], table):
            return
        yield hit
        at = _end(text, hit.end)


def _chain_back(text: str, table: TableSpec, at: int, spare: Sequence[Hit]) -> Iterator[Hit]:
    for hit in reversed(spare):
        if not _joins(text[_end(text, hit.end) : at], table):
            return
        yield hit
        at = hit.start


def _joins(between: str, table: TableSpec) -> bool:
    """Nothing but labels of the table stands between two rows."""
    between = squeeze(between)
    for row in table.rows:
        if row.is_group:
            between = between.replace(squeeze(row.zh), "")
    return only_labels(between, table)
