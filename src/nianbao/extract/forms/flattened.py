"""Tables that survive only as running text: labels in order, figures behind them, borders gone.

Archives keep pages that way. Where white space still parts the cells, it is a border, and a row with all its cells
is read as it stands. Where the digits run together, how they fall into cells is decided by the form's own arithmetic
(row sums, column sums, balance) or not at all: where several cuts remain, the cells on which all of them agree are
given, the rest is unreadable with the number of readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.codebook import Edition, TableSpec
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.balancing import Balance, fitting_together
from nianbao.extract.forms.believing import believed
from nianbao.extract.forms.blocks import Cells, readings_in_blocks
from nianbao.extract.forms.hits import REACH, loose
from nianbao.extract.forms.mending import Slip, single_slip
from nianbao.extract.forms.recognise import is_other_years
from nianbao.extract.forms.runs import Found, Run, find_runs, head_before, with_columns
from nianbao.extract.forms.splitting import Cut, agreed, cuts, cuts_with_total
from nianbao.model import Document, Evidence, Figure, Grade, Observation, State
from nianbao.text.numerals import as_number

_RUN = re.compile(r"[\d\s]*\d")
_TOTAL = "total"
_BORDERS = re.compile(r"[|│┃║｜]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cuts of one run leave for each of its cells."""

    values: tuple[int | float | None, ...]
    ways: int


@dataclass(slots=True)
class FlatReading:
    """Figures (origin ``text``) of tables without borders, and what did not fit."""

    figures: list[Figure] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    obscure: set[str] = field(default_factory=set)
    """Keys that may be printed although their label was not found."""


def read_flattened(
    document: Document, edition: Edition, table_ids: Sequence[str], year: int | None = None
) -> FlatReading:
    """Figures of the tables that are known to stand in the text without their borders.

    ``year`` is the report's: a table announced as another year's is left out.
    """
    reading = FlatReading()
    text = loose_text(document) if table_ids else ""
    for table in (edition.table(table_id) for table_id in table_ids):
        _way_of(table)(Page(document, edition, table, year, reading, text))
    return reading


@dataclass(frozen=True, slots=True)
class Page:
    """One table in one document, and where its figures go."""

    document: Document
    edition: Edition
    table: TableSpec
    year: int | None
    reading: FlatReading
    text: str
    """The running text, with the offsets of the document's."""

    def find(self) -> Found:
        """The rows whose label stands in the text."""
        text = self.text
        found = find_runs(text, self.table, lambda at: not self.is_other_years(text, at))
        for name in found.obscure:
            self.reading.obscure |= {self.table.figure_key(name, column.id) for column in self.table.columns}
        for run in found.alike:
            self.note_again("same_row", run)
        for run in found.doubled:
            self.note_again("repeated_row", run.twins[0])
        return found

    def is_other_years(self, text: str, label: int) -> bool:
        """The line above the header says that the figures are those of another year."""
        head = head_before(text, label, self.table)
        lines = self.document.text[:head].rstrip().rpartition("\n")[2]
        return is_other_years(lines.rpartition("。")[2], self.year)

    def give(self, run: Run, reading: Reading, grade: Grade = "read") -> None:
        """One figure per cell of a run that was cut."""
        for column, value in zip(run.columns, reading.values, strict=True):
            state: State = "unreadable" if value is None else "value"
            ways = [f"{reading.ways} readings"] if value is None and reading.ways else []
            self._add(run, column.id, state, value, run.text.strip(), ways, grade)

    def give_whole(self, run: Run) -> None:
        """A run whose cells all stand apart, each read as a cell."""
        for column, piece in zip(run.columns, run.pieces, strict=True):
            due = self.edition.keys[self.table.figure_key(run.name, column.id)].unit
            state, value = read_cell(piece, run.row.type or column.type, run.unit if run.unit != due else "")
            self._add(run, column.id, state, value, piece, [])

    def give_told(self, run: Run, certain: Sequence[bool]) -> None:
        """The cells of a whole run of which it is certain under which column they stand; the others are unreadable."""
        for column, piece, told in zip(run.columns, run.pieces, certain, strict=True):
            state, value = read_cell(piece, run.row.type or column.type) if told else ("unreadable", None)
            self._add(run, column.id, state, value, piece if told else run.text.strip(), [])

    def give_up(self, run: Run) -> None:
        """A run that nothing allows to cut."""
        self.give(run, _reading(None, run))

    def give_doubled(self, run: Run) -> None:
        """A row that is printed again with other figures: every print of each cell, and none chosen."""
        prints = (run, *run.twins)
        whole = all(len(one.pieces) == len(run.columns) for one in prints)
        for at, column in enumerate(run.columns):
            texts = dict.fromkeys(one.pieces[at] if whole else one.text.strip() for one in prints)
            self._add(run, column.id, "unreadable", None, run.text.strip(), list(texts))

    def note_again(self, kind: str, run: Run) -> None:
        """A print of a row that was printed before."""
        keys = [self.table.figure_key(run.name, column.id) for column in run.columns]
        self.reading.observations.append(Observation(kind, run.text.strip(), keys, _evidence(self.document, run)))

    def _add(
        self,
        run: Run,
        column: str,
        state: State,
        value: int | float | None,
        raw: str,
        candidates: list[str],
        grade: Grade = "read",
    ) -> None:
        key = self.table.figure_key(run.name, column)
        unit = self.edition.keys[key].unit or None
        evidence = _evidence(self.document, run)
        figure = Figure(
            key, value, state, unit, raw, "text", grade=grade, evidence=evidence, candidates=tuple(candidates)
        )
        self.reading.figures.append(figure)


def _way_of(table: TableSpec) -> Callable[[Page], None]:
    """How a table's runs can be decided, from its shape."""
    if table.bare_order:
        return _one_line
    return _summed if table.ends_in_total else _rows


def _summed(page: Page) -> None:
    """Table three: each row ends in its total, and the columns are tied to each other."""
    if not _columns_in_order(page.text, page.table):
        return
    found = page.find()
    runs = list(found.runs)
    for run in found.doubled:
        page.give_doubled(run)
    if runs and all(run.is_whole for run in runs):
        for run in runs:
            page.give_whole(run)
        return
    options = {run.name: _options(run) for run in runs}
    balances = balances_of(page, set(options))
    chosen = believed({run.name: run.digits for run in runs if not run.is_whole}, options, balances)
    for run in runs:
        page.give(run, _reading(chosen[run.name], run))
    slip = single_slip({run.name: run.digits for run in runs}, options, balances, len(page.table.columns))
    if slip is not None:
        _observe_slip(page, next(run for run in runs if run.name == slip.row), slip)


def _options(run: Run) -> list[Cut]:
    """Cuts of a run whose total fits."""
    width = len(run.columns)
    if run.is_whole:
        numbers = [read_cell(piece, "count")[1] for piece in run.pieces]
        cut = tuple(int(number) for number in numbers if number is not None)
        return [cut] if len(cut) == width and cut[-1] == sum(cut[:-1]) else []
    return (cuts_with_total(run.digits, width) or []) if len(run.digits) >= width else []


def _reading(found: Sequence[tuple[int | float, ...]] | None, run: Run) -> Reading:
    return Reading(agreed(found), len(found)) if found else Reading((None,) * len(run.columns), 0)


def _observe_slip(page: Page, run: Run, slip: Slip) -> None:
    """One printed digit would make the table come out: said, and not put right."""
    keys = [page.table.figure_key(run.name, column.id) for column in run.columns]
    text = f"{slip.at + 1} ({slip.printed} → {slip.wanted})"
    observation = Observation("single_slip", text, keys, _evidence(page.document, run))
    page.reading.observations.append(observation)


def balances_of(page: Page, rows: set[str], column: str = _TOTAL) -> list[Balance]:
    """The ties of one column as signed rows, derived subtotals replaced by their parts where these are rows."""
    balances = []
    for tie in page.edition.ties:
        if tie.relation != "=" or tie.spans_years or (tie.unless and tie.unless.partition("@")[0] in rows):
            continue
        terms = [(term.key, term.sign) for term in tie.left] + [(term.key, -term.sign) for term in tie.right]
        if not all(key.endswith(f"@{column}") for key, _ in terms):
            continue
        expanded = [
            (part.removesuffix(f"@{column}"), sign)
            for key, sign in terms
            for part in _parts(key, page.edition, rows, column)
        ]
        if all(row in rows for row, _ in expanded):
            balances.append(Balance(tuple(expanded)))
    return balances


def _parts(key: str, edition: Edition, rows: set[str], column: str) -> tuple[str, ...]:
    if key.removesuffix(f"@{column}") in rows or key not in edition.derived:
        return (key,)
    return edition.derived[key].parts


def _one_line(page: Page) -> None:
    """Table four: the header line three times over, then all its figures in one run."""
    table = page.table
    header = loose("".join(column.zh for column in table.columns))
    matches = list(re.finditer(rf"{header}({_RUN.pattern})(?!\s*[\d年月日.．、%])", page.text))
    if len(matches) != 1 or not _blocks_in_order(page.text[: matches[0].start(1)], table):
        return
    if page.is_other_years(page.text, matches[0].start(1)):
        return
    blocks, width = len(table.rows), len(table.columns)
    found = _line_readings(matches[0][1].split(), blocks, width)
    reading = Reading(agreed(found), len(found)) if found else Reading((None,) * (blocks * width), 0)
    for at, row in enumerate(table.rows):
        part = Reading(reading.values[at * width : (at + 1) * width], reading.ways)
        page.give(Run(row, row.id, tuple(table.columns), matches[0][1], matches[0].start(1)), part)


def _blocks_in_order(before: str, table: TableSpec) -> bool:
    """Where the header names the blocks it names them in the order of the form."""
    spots = [match.start() for row in table.rows if (match := _last(loose(row.zh), before[-REACH:]))]
    return spots == sorted(spots)


def _line_readings(pieces: list[str], blocks: int, width: int) -> Sequence[Cells]:
    if len(pieces) == blocks * width:
        return [tuple(map(int, pieces))]
    return readings_in_blocks(pieces[0], blocks, width) if len(pieces) == 1 else []


def loose_text(document: Document) -> str:
    """The document's text with everything that stands in a table blanked out; offsets are kept."""
    parts: list[str] = []
    at = 0
    for paragraph in document.paragraphs():
        parts += [" " * (paragraph.start - at), paragraph.text]
        at = paragraph.start + len(paragraph.text)
    return "".join(parts)


def without_borders(document: Document) -> str | None:
    """The document's text where its tables are lines of it, what parts their cells blanked out; else None."""
    if any(cell.place.start is None for table in document.tables() for cell in table.cells):
        return None
    return _BORDERS.sub(" ", document.text)


def _rows(page: Page) -> None:
    """Table two and the annexes: no total ends a row, so its run must be cut in one way, or the columns decide."""
    found = page.find()
    for run in found.doubled:
        page.give_doubled(run)
    headed = {run.name: run for run in with_columns(page.text, found, page.table, page.year)}
    cut = [run for run in headed.values() if not run.is_whole]
    options = {run.name: _row_options(run) for run in headed.values()}
    first = next(iter(headed.values())).columns[0].id if headed else ""
    chosen = fitting_together(options, balances_of(page, set(options), first))
    for run in found.runs:
        if run.name not in headed:
            page.give_up(run)
        elif headed[run.name] in cut:
            ways = chosen[run.name] or _money_cuts(headed[run.name])
            untied = len(options[run.name]) == 1 and _may_lack_a_cell(headed[run.name])
            page.give(headed[run.name], _reading(ways, headed[run.name]), "doubtful" if untied else "read")
        else:
            page.give_whole(headed[run.name])


def _money_cuts(run: Run) -> list[tuple[int | float, ...]]:
    """Cuts of counts with a sum of money behind them: what follows the point is the end of the last."""
    whole, point, decimals = run.text.strip().partition(".")
    kinds = [column.type for column in run.columns]
    if (
        run.unit
        or not run.clean
        or not (whole + decimals).isdigit()
        or not whole
        or kinds.count("money") != 1
        or "change" in kinds
    ):
        return []
    if kinds[-1] != "money" or (point and not decimals):
        return []
    heads = cuts(whole, len(kinds)) or []
    return [(*head[:-1], as_number(Decimal(f"{head[-1]}{point}{decimals}"))) for head in heads]


def _row_options(run: Run) -> list[Cut]:
    """The ways a row may be read, for weighing it against others."""
    if not run.is_whole:
        return _row_cuts(run)
    numbers = [read_cell(p, run.row.type or c.type)[1] for p, c in zip(run.pieces, run.columns, strict=True)]
    return [tuple(n for n in numbers if isinstance(n, int))] if all(isinstance(n, int) for n in numbers) else []


def _row_cuts(run: Run) -> list[Cut]:
    """Cuts of a row without a tie. A minus sign opens the change column, so it is a border that is still there."""
    columns = run.columns
    if any(column.type == "money" for column in columns) or not run.clean:
        return []
    change = next((i for i, column in enumerate(columns) if column.type == "change"), None)
    before, minus, after = run.text.strip().partition("-")
    if not minus:
        return (cuts(run.digits, len(columns)) or []) if run.digits else []
    if change is None or not before.isdigit() or not after.isdigit():
        return []
    heads, tails = cuts(before, change) or [], cuts(after, len(columns) - change) or []
    return [(*head, -tail[0], *tail[1:]) for head in heads for tail in tails]


def _may_lack_a_cell(run: Run) -> bool:
    """The digits are also those of a row in which a cell is blank: 415 is 4, 1, 5, or 415 and nothing else.

    000 is not: no number begins with a nought.
    """
    parts = run.text.strip().split("-") if "-" in run.text else [run.digits]
    return any(cuts(part, cells) for part in parts for cells in range(1, min(len(part), len(run.columns))))


def _evidence(document: Document, run: Run) -> Evidence:
    return Evidence(
        document.reader,
        start=run.start,
        end=run.start + len(run.text),
        quote=run.text,
        quote_start=run.start,
    )


def _columns_in_order(text: str, table: TableSpec) -> bool:
    """The header names the columns, in the order of the form (a group's members may follow in the line below it)."""
    first_row = re.search(loose(table.rows[0].zh), text)
    if first_row is None:
        return False
    head = text[max(0, first_row.start() - 200) : first_row.start()]
    spots = sorted((m.start(), at) for at, c in enumerate(table.columns) if (m := _last(loose(c.zh), head)))
    members = [at for at, column in enumerate(table.columns) if len(column.groups) > 1]
    single = [at for at, column in enumerate(table.columns) if len(column.groups) <= 1]
    printed = [at for _, at in spots]
    if [at for at in printed if at in members] != members or [at for at in printed if at in single] != single:
        return False
    groups = {table.columns[at].groups[-1] for at in members}
    heads = [match.start() for group in groups if (match := _last(loose(group), head))]
    heads += [start for start, at in spots if at in members]
    return all((start < heads[0]) == (at < members[0]) for start, at in spots if members and at in single)


def _last(pattern: str, text: str) -> re.Match[str] | None:
    """The last place of a label (其他 also stands inside 法人或其他组织)."""
    matches = list(re.finditer(pattern, text))
    return matches[-1] if matches else None
