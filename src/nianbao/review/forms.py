"""The tables of the form as the notice prints them, each cell with the figure that was read for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nianbao.codebook import EDITION_FILES, ColumnSpec, RowSpec, TableSpec, load_edition
from nianbao.export.messages import Language, text
from nianbao.model import Figure, Report


@dataclass(slots=True)
class Head:
    """A header cell."""

    label: str
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Slot:
    """One cell of the form; ``number`` is the figure's place in ``Report.figures``, from 0."""

    number: int
    figure: Figure
    shown: str
    kinds: str
    """Words for its look: state, grade, whether a finding or a decision speaks of it."""


@dataclass(slots=True)
class Line:
    """One row of the form; None stands where the form has no figure, or the report none of that key."""

    label: str
    depth: int
    slots: list[Slot | None] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """One table of the form."""

    title: str
    heads: list[list[Head]]
    lines: list[Line]


@dataclass(slots=True)
class Form:
    """All that was read from tables: in the form's own, and what stands in none of them."""

    grids: list[Grid]
    others: list[Slot]
    prose: list[Slot]


def form_of(report: Report, language: Language, marked: dict[str, str]) -> Form:
    """The report's figures laid out; ``marked`` adds a word for the look of a key's cell."""
    slots = [_slot(number, figure, language, marked) for number, figure in enumerate(report.figures)]
    printed: dict[str, Slot] = {}
    tabled = [slot for slot in slots if slot.figure.origin != "prose"]
    others = [slot for slot in tabled if printed.setdefault(slot.figure.key, slot) is not slot]
    grids = []
    for spec in load_edition(report.edition).tables if report.edition in EDITION_FILES else ():
        grid = _grid(spec, printed, language)
        if grid.lines:
            grids.append(grid)
    used = {slot.number for grid in grids for line in grid.lines for slot in line.slots if slot}
    others += [slot for slot in printed.values() if slot.number not in used]
    return Form(grids, others, [slot for slot in slots if slot.figure.origin == "prose"])


def shown_value(value: int | float | None, state: str, language: Language) -> str:
    """The value, or the mark of its state: never an empty cell for something that was printed."""
    return text("mark", state, language) if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _slot(number: int, figure: Figure, language: Language, marked: dict[str, str]) -> Slot:
    kinds = [f"state-{figure.state}", f"grade-{figure.grade}"]
    if figure.origin != "prose" and figure.key in marked:
        kinds.append(marked[figure.key])
    return Slot(number, figure, shown_value(figure.value, figure.state, language), " ".join(kinds))


def _grid(spec: TableSpec, printed: dict[str, Slot], language: Language) -> Grid:
    found = {row.id: {c: printed[key] for c, key in spec.keys_of(row).items() if key in printed} for row in spec.rows}
    columns = [column for column in spec.columns if any(column.id in slots for slots in found.values())]
    kept = {group for row in spec.rows if found[row.id] for group in spec.line_of(row)}
    lines = [
        Line(_label(row, language), len(spec.line_of(row)) - 1, [found[row.id].get(c.id) for c in columns])
        for row in spec.rows
        if row.id in kept
    ]
    return Grid(_label(spec, language), heads_of(columns, language), lines)


def heads_of(columns: list[ColumnSpec], language: Language) -> list[list[Head]]:
    """The header in as many rows as groups nest; groups in Chinese only are left out of an English header."""
    deep = max((len(column.groups) for column in columns), default=0) if language == "zh" else 0
    paths = [[*(column.groups if deep else ()), _label(column, language)] for column in columns]
    return [list(_head_row(paths, level, deep + 1)) for level in range(deep + 1)]


def _head_row(paths: list[list[str]], level: int, depth: int) -> Iterator[Head]:
    at = 0
    while at < len(paths):
        path = paths[at]
        if level >= len(path):
            at += 1
            continue
        if level == len(path) - 1:
            yield Head(path[level], rows=depth - level)
            at += 1
            continue
        end = at
        while end < len(paths) and len(paths[end]) > level + 1 and paths[end][: level + 1] == path[: level + 1]:
            end += 1
        yield Head(path[level], columns=end - at)
        at = end


def _label(spec: TableSpec | RowSpec | ColumnSpec, language: Language) -> str:
    return spec.en if language == "en" else spec.zh
