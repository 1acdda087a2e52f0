"""From tables to figures: the recipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nianbao.codebook import Edition, KeySpec, TableSpec
from nianbao.extract.cells import NO_UNIT, read_cell, unit_in
from nianbao.extract.forms.bands import lines_of
from nianbao.extract.forms.bare import bare_header, is_bare
from nianbao.extract.forms.labels import TableLabels
from nianbao.extract.forms.naming import name_lines
from nianbao.extract.forms.parts import Header, Line
from nianbao.extract.forms.placing import Placed, place
from nianbao.extract.forms.recognise import Fragment, find_fragments
from nianbao.model import Cell, Document, Evidence, Figure, Observation
from nianbao.text.fold import short_label


@dataclass(slots=True)
class FormReading:
    """All figures of the tables, expected ones that are not printed included, and what did not fit."""

    figures: list[Figure] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    tables: dict[int, str] = field(default_factory=dict)
    """Index of a Table block -> id of the (first) table of the form it holds."""

    @property
    def found(self) -> set[str]:
        """Ids of the tables of the form that are printed."""
        return set(self.tables.values())


def read_tables(document: Document, edition: Edition, year: int | None = None) -> FormReading:
    """Read every table of the form in the document; ``year`` is the report's, to leave out last year's tables."""
    reading = FormReading()
    reader = _Reader(document, edition, reading, year)
    fragments = find_fragments(document, edition, year)
    for table_id in [table.id for table in edition.tables]:
        own = [f for f in fragments if f.labels.table.id == table_id]
        for fragment in own:
            reading.tables.setdefault(fragment.table_index, table_id)
        if own:
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
        self._reading = reading
        self._figures: dict[str, Figure] = {}
        self._headers: list[Header] = []
        self._units: dict[int, str] = {}

    def read(self, fragments: Sequence[Fragment]) -> None:
        """Read one table of the form from its fragments in order."""
        labels = fragments[0].labels
        self._units.update({fragment.table_index: fragment.unit for fragment in fragments})
        lines = name_lines(_carry_headers(_lines(fragments, self._year)), labels)
        for line in lines:
            if is_bare(line, labels.table):
                line.header = bare_header(line, labels.table, self._edition)
            self._read_line(line, labels)

    def observe_unplaced(self, placed: set[int]) -> None:
        """Tables with figures that are none of the form's, or are announced as another year's."""
        for index, table in enumerate(self._document.tables()):
            figures = [c for c in table.cells if c.text.strip() and read_cell(c.text, "money")[0] == "value"]
            if index not in placed and len(figures) >= 2:
                text = " | ".join(fold_spaces(cell.text) for cell in table.cells[:6])
                where = Evidence(self._reader_name, table.place.page, table.place.bbox, table.place.element, index + 1)
                self._reading.observations.append(Observation("unplaced_table", text, evidence=where))

    def add_missing(self) -> None:
        """Order the figures as the form does, with ``missing`` for what is due and not printed."""
        expected = set(self._edition.expected_keys())
        for key, spec in self._edition.keys.items():
            figure = self._figures.get(key)
            if figure is None and key in expected:
                figure = Figure(key, None, "missing", spec.unit or None, "", "table")
            if figure is not None:
                self._reading.figures.append(figure)

    def _read_line(self, line: Line, labels: TableLabels) -> None:
        if not line.cells:
            return
        if not line.address and not (line.header is not None and line.header.says_all):
            self._observe_stranger(line)
            return
        self._observe_header(line)
        placement = place(line, labels)
        if line.address and not line.address.exact:
            self._observe("damaged_label", line.label_text, line, line.labels[-1])
        self._observe_variant(line, labels)
        for cell in placement.surplus:
            self._observe("extra_column", cell.text, line, cell)
        if not placement.fits:
            self._observe("ragged_row", _row_text(line), line, line.cells[0])
        for placed in placement.placed:
            self._figure(placed, line, placement.fits, labels.table)

    def _observe_variant(self, line: Line, labels: TableLabels) -> None:
        """A label that is known and yet not the official one (规范性文件 for 行政规范性文件)."""
        row = line.address.row
        if row is None or not line.labels or not line.address.exact or row.local:
            return
        if short_label(line.label_text) != short_label(row.zh):
            key = labels.table.figure_key(row.subtotal or row.id, next(labels.table.columns_of(row)).id)
            self._observe("variant_label", line.label_text, line, line.labels[-1], [key])

    def _observe_header(self, line: Line) -> None:
        """Mistyped column labels, once for each header."""
        if line.header is None or any(line.header is known for known in self._headers):
            return
        self._headers.append(line.header)
        for leaf in line.header.leaves:
            if leaf.address and not leaf.address.exact:
                self._observe("damaged_label", leaf.text, line, line.cells[0])

    def _observe_stranger(self, line: Line) -> None:
        """A line whose label the form does not have: a local row, or a note that is no row at all."""
        numbers = [c for c in line.values if read_cell(c.text, "money")[0] == "value"]
        if line.labels and numbers:
            self._observe("extra_row", _row_text(line), line, line.labels[-1])
        elif numbers:
            self._observe("unplaced_row", _row_text(line), line, line.cells[0])

    def _figure(self, placed: Placed, line: Line, fits: bool, table: TableSpec) -> None:
        spec = self._spec(placed, table)
        if spec is None:
            if placed.cell is not None and placed.cell.text.strip():
                self._observe("misplaced_figure", placed.cell.text, line, placed.cell)
            return
        figure = self._make(spec, placed, line, fits)
        self._keep(figure)

    def _spec(self, placed: Placed, table: TableSpec) -> KeySpec | None:
        row, column = placed.address.row, placed.address.column
        if row is None or column is None:
            return None
        return self._edition.crossings.get((table.id, row.id, column.id))

    def _make(self, spec: KeySpec, placed: Placed, line: Line, fits: bool) -> Figure:
        cell = placed.cell
        unit = spec.unit or placed.unit or None
        if cell is None:
            if fits:
                return Figure(spec.key, None, "missing", unit, "", "table")
            row = self._evidence(line, line.cells[0])
            return Figure(spec.key, None, "unreadable", unit, _row_text(line), "table", evidence=row)
        printed = unit_in(line.label_text) or placed.unit
        if spec.type == "money" and printed in NO_UNIT:
            printed = self._units[line.table_index]
        state, value = read_cell(cell.text, spec.type, "" if printed in (spec.unit, *NO_UNIT) else printed)
        if state == "value" and (placed.shared or cell.row_span > 1):
            # One printed number over two crossings: nobody can say which of them it counts.
            state, value = "unreadable", None
        if state == "unreadable":
            self._observe("unreadable_cell", cell.text, line, cell, [spec.key])
        return Figure(spec.key, value, state, unit, cell.text, "table", evidence=self._evidence(line, cell))

    def _keep(self, figure: Figure) -> None:
        known = self._figures.get(figure.key)
        if known is None or known.state == "missing":
            self._figures[figure.key] = figure
        elif figure.state == "missing":
            return
        elif (known.state, known.value) != (figure.state, figure.value):
            self._conflict(known, figure)

    def _conflict(self, known: Figure, figure: Figure) -> None:
        """The same crossing printed twice with different content: neither can be chosen."""
        self._reading.observations.append(
            Observation("repeated_row", figure.raw, [figure.key], evidence=figure.evidence)
        )
        candidates = [*known.candidates, *(f.raw for f in (known, figure) if f.raw not in known.candidates)]
        self._figures[figure.key] = replace(known, value=None, state="unreadable", candidates=candidates)

    def _observe(self, kind: str, text: str, line: Line, cell: Cell, keys: Iterable[str] = ()) -> None:
        evidence = self._evidence(line, cell)
        self._reading.observations.append(Observation(kind, text, list(keys), evidence))

    def _evidence(self, line: Line, cell: Cell) -> Evidence:
        place = cell.place
        return Evidence(
            self._reader_name,
            place.page,
            place.bbox,
            place.element,
            line.table_index + 1,
            cell.row + 1,
            cell.column + 1,
            place.start,
            place.end,
            cell.text,
        )


def _lines(fragments: Sequence[Fragment], year: int | None) -> Iterator[Line]:
    for fragment in fragments:
        yield from lines_of(fragment.table, fragment.grid, fragment.table_index, fragment.rows, fragment.labels, year)


def _carry_headers(lines: Iterable[Line]) -> list[Line]:
    """Give lines of a fragment without a header the header of the fragment before.

    Grid columns of two fragments need not agree (a page break drops the merged corner). Where the reader gives boxes
    the header is applied by position on the page; else by column when the grids are equally wide, or by order with
    an exact count: the line is marked ragged for that.
    """
    carried: Header | None = None
    result: list[Line] = []
    for line in lines:
        if line.header is not None:
            carried = line.header
        elif carried is not None:
            line.header, line.carried = carried, True
            line.ragged = line.ragged or line.width != carried.width or _on_page(line)
        result.append(line)
    return result


def _on_page(line: Line) -> bool:
    return any(cell.place.bbox for cell in line.cells)


def _row_text(line: Line) -> str:
    return " | ".join(fold_spaces(cell.text) for cell in line.cells)


def fold_spaces(text: str) -> str:
    """A cell's text on one line."""
    return " ".join(text.split())


__all__ = ["FormReading", "read_tables"]
