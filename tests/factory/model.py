"""A report before it is printed: paragraphs and grids, and beside them what a careful person would read.

A :class:`Grid` is a matrix of slots; a merged cell is the same :class:`Cell` object in every slot it covers, so rows
and columns can be moved, dropped or doubled without minding spans. Spans appear when a renderer lays it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from tests.factory.figures import Number

ANY_STATE = ("blank", "not_applicable", "unreadable", "missing")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell's text: ``kind`` is plain, ``sup``, ``strike``, ``deleted`` or ``hidden``."""

    text: str
    kind: str = ""


@dataclass(eq=False, slots=True)
class Cell:
    """One printed cell: a label (``names`` is the id of its row, column or group) or a figure (``key``)."""

    text: str
    key: str | None = None
    names: str | None = None
    runs: tuple[Run, ...] = ()
    """How the text is set, where that differs from the text alone; HTML and DOCX only."""

    def copy(self, **changes: object) -> Cell:
        """Another cell, printed the same but for ``changes``."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the names are fields of Cell


@dataclass(eq=False, slots=True)
class Emitted:
    """A cell as markup prints it; tweaks may make the spans lie."""

    cell: Cell
    columns: int
    rows: int
    attributes: str = ""


Tweak = Callable[[list[list[Emitted]]], None]


@dataclass(eq=False, slots=True)
class Grid:
    """A table."""

    name: str
    slots: list[list[Cell]]
    header: int
    """Number of header rows on top (table two has its headers inside, so 0)."""
    tweaks: list[Tweak] = field(default_factory=list)
    """Faults of markup, applied by the HTML renderer after layout."""
    hidden_rows: set[int] = field(default_factory=set)
    break_before: int | None = None
    """A row that begins a new page in PDF."""
    repeat_merged: bool = False
    """Text formats repeat a label in every column it is merged over."""

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return max(len(row) for row in self.slots)

    def figures(self) -> Iterator[Cell]:
        """Cells that print a figure, each once, in reading order."""
        seen: set[int] = set()
        for row in self.slots:
            for cell in row:
                if cell.key is not None and id(cell) not in seen:
                    seen.add(id(cell))
                    yield cell

    def keys_in(self, row: int) -> list[str]:
        """Keys printed in a row, from left to right."""
        return [cell.key for cell in self.slots[row] if cell.key is not None]

    def figure_rows(self) -> list[int]:
        """Rows that print figures."""
        return [number for number in range(len(self.slots)) if self.keys_in(number)]

    def label_of(self, row: int) -> Cell:
        """The innermost label of a row: the last label left of its first figure."""
        cells = self.slots[row]
        first = next(i for i, cell in enumerate(cells) if cell.key is not None)
        return next(cell for cell in reversed(cells[:first]) if cell.names is not None)

    def extent(self, cell: Cell) -> tuple[int, int]:
        """First and last row of a cell."""
        rows = [number for number, row in enumerate(self.slots) if any(c is cell for c in row)]
        return rows[0], rows[-1]

    def put(self, old: Cell, new: Cell) -> None:
        """Print ``new`` wherever ``old`` stood."""
        self.slots = [[new if cell is old else cell for cell in row] for row in self.slots]

    def part(self, first: int, last: int) -> Grid:
        """Rows ``first`` to ``last`` (exclusive) as a table of their own; cut cells are printed in both."""
        copies: dict[int, Cell] = {}
        rows = [[copies.setdefault(id(c), c.copy()) for c in row] for row in self.slots[first:last]]
        return Grid(self.name, rows, max(0, self.header - first))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``kind`` is ``text``, ``title`` or ``heading``."""

    text: str
    kind: str = "text"


Part = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Expect:
    """What a careful person accepts for one key.

    ``value`` is the only value that may be given (None: none may). ``states`` are the states accepted instead;
    empty: the value must be read.
    """

    value: Number | None
    states: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """A report ready to print, with its truth."""

    title: str
    year: int
    issuer: str
    edition: str
    published: str
    parts: list[Part]
    truth: dict[str, Expect]
    markup: list[Callable[[str], str]] = field(default_factory=list)
    """Changes to the finished HTML page."""

    def grids(self) -> list[Grid]:
        """Its tables in order."""
        return [part for part in self.parts if isinstance(part, Grid)]

    def grid(self, name: str) -> Grid:
        """The first table with this name."""
        return next(grid for grid in self.grids() if grid.name == name)

    def expect_value(self, key: str, value: Number) -> None:
        """This value, and nothing else, must be read."""
        self.truth[key] = Expect(value)

    def allow(self, keys: Iterable[str], *states: str) -> None:
        """The value may also be given up, with one of these states."""
        for key in keys:
            known = self.truth[key]
            self.truth[key] = Expect(known.value, known.states | frozenset(states))

    def no_value(self, keys: Iterable[str], *states: str) -> None:
        """No value may be given, only one of these states."""
        for key in keys:
            self.truth[key] = Expect(None, frozenset(states))

    def index(self, part: Part) -> int:
        """Where a part stands."""
        return next(i for i, known in enumerate(self.parts) if known is part)

    def replace(self, part: Part, *new: Part) -> None:
        """Print ``new`` instead of ``part``."""
        at = self.index(part)
        self.parts[at : at + 1] = new

    def after(self, part: Part, *new: Part) -> None:
        """Print ``new`` right behind ``part``."""
        at = self.index(part) + 1
        self.parts[at:at] = new


def layout(grid: Grid) -> list[list[Emitted]]:
    """Rows of cells with their spans. A cell whose slots are no rectangle is a fault of the test: AssertionError."""
    done: set[int] = set()
    rows: list[list[Emitted]] = []
    for number, row in enumerate(grid.slots):
        line: list[Emitted] = []
        for column, cell in enumerate(row):
            if id(cell) in done:
                continue
            done.add(id(cell))
            line.append(_emitted(grid, cell, number, column))
        rows.append(line)
    return rows


def _emitted(grid: Grid, cell: Cell, row: int, column: int) -> Emitted:
    slots = [(r, c) for r, line in enumerate(grid.slots) for c, other in enumerate(line) if other is cell]
    rows = 1 + max(r for r, _ in slots) - row
    columns = 1 + max(c for _, c in slots) - column
    assert len(slots) == rows * columns, (cell.text, slots)
    return Emitted(cell, columns, rows)
