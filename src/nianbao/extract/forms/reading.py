"""From tables to figures: the recipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from nianbao.codebook import Edition
from nianbao.extract.cells import PLAIN, read_cell
from nianbao.extract.forms.recognise import Fragment, find_fragments
from nianbao.extract.forms.whereabouts import Blocks, Crossing, Remark, Stranger, find_steps
from nianbao.model import Cell, Document, Evidence, Figure, Observation
from nianbao.text.fold import visible


@dataclass(slots=True)
class FormReading:
    """All figures of the tables, expected ones that are not printed included, and what did not fit."""

    figures: list[Figure] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    """Ids of the tables of the form that are printed; one Table block may hold several."""
    unsettled: set[str] = field(default_factory=set)
    """Keys of cells that the reader of a picture is not certain of, or with digits on several lines: ties may tell."""


def read_tables(document: Document, edition: Edition, year: int | None = None) -> FormReading:
    """Read every table of the form in the document; ``year`` is the report's, to leave out last year's tables."""
    reading = FormReading()
    reader = _Reader(document, edition, reading, year)
    fragments = find_fragments(document, edition, year)
    for table_id in [table.id for table in edition.tables]:
        own = [f for f in fragments if f.labels.table.id == table_id]
        if own:
            reading.found.add(table_id)
            reader.read(own)
    reader.observe_unplaced({fragment.table_index for fragment in fragments})
    reader.add_missing()
    return reading


class _Reader:
    """Collects the figures of one document, key by key."""

    def __init__(self, document: Document, edition: Edition, reading: FormReading, year: int | None) -> None:
        self._year = year
        self._document = document
        self._reader_name = document.reader
        self._edition = edition
        self._observations = reading.observations
        self._reading = reading
        self._figures: dict[str, Figure] = {}
        self._cells: list[Cell] = []
        """Of the table of the form that is being read, by their numbers."""
        self._tables: list[int] = []
        """Number (from 1) of each of its Table blocks in the document."""
        self._units: list[str] = []
        """Unit of money that the line above each of them prints."""

    def read(self, fragments: Sequence[Fragment]) -> None:
        """Read one table of the form from its fragments in order."""
        blocks = Blocks.of(fragments)
        units = {fragment.table_index: fragment.unit for fragment in fragments}
        self._cells = blocks.cells
        self._tables = [index + 1 for index in blocks.indexes]
        self._units = [units[index] for index in blocks.indexes]
        cells, figures = self._cells, self._figures
        for step in find_steps(blocks, self._edition, self._year):
            if isinstance(step, Crossing):
                figure = self._figure(step, cells[step.cell])
                known = figures.setdefault(step.key, figure)
                if known is not figure:
                    self._again(known, figure)
            elif isinstance(step, Remark):
                self._remark(step)
            else:
                self._stranger(step)

    def observe_unplaced(self, placed: set[int]) -> None:
        """Tables with figures that are none of the form's, or are announced as another year's."""
        for index, table in enumerate(self._document.tables()):
            if index in placed:
                continue
            figures = [c for c in table.cells if c.text.strip() and read_cell(c.text, "money")[0] == "value"]
            if len(figures) >= 2:
                text = " | ".join(fold_spaces(cell.text) for cell in table.cells[:6])
                where = Evidence(self._reader_name, table.place.page, table.place.bbox, table.place.element, index + 1)
                self._observations.append(Observation("unplaced_table", text, evidence=where))

    def add_missing(self) -> None:
        """Order the figures as the form does, with ``missing`` for what is due and not printed."""
        figures, keys = self._figures, self._edition.keys
        for key in self._edition.expected.difference(figures):
            figures[key] = Figure(key, None, "missing", keys[key].unit or None, "", "table")
        self._reading.figures += [figures[key] for key in keys if key in figures]

    def _figure(self, step: Crossing, cell: Cell) -> Figure:
        text = cell.text
        number = PLAIN.get(text.strip()) if step.plain and not cell.candidates else None
        if number is None:
            return self._other_figure(step, cell)
        evidence = self._evidence(cell, step.block)
        # All fields, since a default of a dataclass is made anew by a call.
        return Figure(step.key, number, "value", step.unit, text, "table", "exact", "read", evidence, None, None, ())

    def _other_figure(self, step: Crossing, cell: Cell) -> Figure:
        """What is no plain count, or not printed at all."""
        if step.standing == "printed":
            return self._printed(step, cell)
        if step.standing == "missing":
            return Figure(step.key, None, "missing", step.unit, "", "table")
        evidence = self._evidence(cell, step.block)
        return Figure(step.key, None, "unreadable", step.unit, self._row_text(step.row), "table", evidence=evidence)

    def _printed(self, step: Crossing, cell: Cell) -> Figure:
        spec, text, evidence = step.spec, cell.text, self._evidence(cell, step.block)
        if cell.candidates:
            # What the cell of a picture may say: for the arithmetic to judge.
            self._reading.unsettled.add(spec.key)
            return Figure(
                spec.key, None, "unreadable", step.unit, text, "table", evidence=evidence, candidates=cell.candidates
            )
        printed = self._units[step.block] if step.unit_of_caption else step.printed_unit
        state, value = read_cell(text, spec.type, "" if printed == spec.unit else printed)
        if step.shared and state == "value":
            # One printed number over two crossings: nobody can say which of them it counts.
            state, value = "unreadable", None
        broken = broken_number(cell, spec.type) if state == "unreadable" and not step.shared else ()
        if broken:
            self._reading.unsettled.add(spec.key)
        elif state == "unreadable":
            self._observations.append(Observation("unreadable_cell", text, [spec.key], evidence))
        return Figure(spec.key, value, state, step.unit, text, "table", "exact", "read", evidence, candidates=broken)

    def _remark(self, step: Remark) -> None:
        own = self._row_text(step.row) if step.row else self._cells[step.cell].text
        self._observe(step.kind, own if step.label is None else step.label, step.cell, step.block, step.keys)

    def _stranger(self, step: Stranger) -> None:
        """A local row, or a note that is no row at all."""
        if any(read_cell(self._cells[value].text, "money")[0] == "value" for value in step.values):
            self._observe(step.kind, self._row_text(step.row), step.cell, step.block)

    def _again(self, known: Figure, figure: Figure) -> None:
        """A crossing that was come to before."""
        if known.state == "missing":
            self._figures[figure.key] = figure
        elif figure.state != "missing" and (known.state, known.value) != (figure.state, figure.value):
            self._conflict(known, figure)
        elif _another_row(known.evidence, figure.evidence):
            self._doubled(figure)

    def _doubled(self, figure: Figure) -> None:
        """A row printed twice with the same content: it is read once, and said once."""
        last = self._observations[-1] if self._observations else None
        if last is not None and last.kind == "same_row" and _same_row(last.evidence, figure.evidence):
            last.keys.append(figure.key)
        else:
            self._observations.append(Observation("same_row", figure.raw, [figure.key], evidence=figure.evidence))

    def _conflict(self, known: Figure, figure: Figure) -> None:
        """The same crossing printed twice with different content: neither can be chosen."""
        self._observations.append(Observation("repeated_row", figure.raw, [figure.key], evidence=figure.evidence))
        self._reading.unsettled.discard(figure.key)
        candidates = (*known.candidates, *(f.raw for f in (known, figure) if f.raw not in known.candidates))
        self._figures[figure.key] = replace(known, value=None, state="unreadable", candidates=candidates)

    def _observe(self, kind: str, text: str, cell: int, block: int, keys: Iterable[str] = ()) -> None:
        self._observations.append(Observation(kind, text, list(keys), self._evidence(self._cells[cell], block)))

    def _row_text(self, row: Iterable[int]) -> str:
        return " | ".join(fold_spaces(self._cells[number].text) for number in row)

    def _evidence(self, cell: Cell, block: int) -> Evidence:
        place = cell.place
        return Evidence(
            self._reader_name,
            place.page,
            place.bbox,
            place.element,
            self._tables[block],
            cell.row + 1,
            cell.column + 1,
            place.start,
            place.end,
            cell.text,
        )


def broken_number(cell: Cell, kind: str) -> tuple[str, ...]:
    """The one number that digits on the lines of a narrow cell may be (14 over 99), where lines break by width.

    Elsewhere a break is the author's, and two numbers are as likely.
    """
    lines = visible(cell.text).split("\n")
    whole = "".join(lines)
    if cell.place.bbox is None or len(lines) < 2 or not all(line.isdigit() for line in lines):
        return ()
    return (whole,) if read_cell(whole, kind)[0] == "value" else ()


def fold_spaces(text: str) -> str:
    """A cell's text on one line."""
    return " ".join(text.split())


__all__ = ["FormReading", "read_tables"]


def _another_row(one: Evidence | None, other: Evidence | None) -> bool:
    """Two rows of one table."""
    return one is not None and other is not None and one.table == other.table and one.row != other.row


def _same_row(one: Evidence | None, other: Evidence | None) -> bool:
    return one is not None and other is not None and (one.table, one.row) == (other.table, other.row)
