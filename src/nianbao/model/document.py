"""A document as a reader gives it: blocks in reading order, each with its place, and no meaning attached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """Where something is printed. Which fields are set depends on the reader.

    ``page`` counts from 1. ``bbox`` is (x0, top, x1, bottom) in points from the top left of the page as it is
    *displayed* (after /Rotate). ``element`` names a node in document order, from 1: ``p[12]``,
    ``table[2]/tr[5]/td[3]`` (all ``table`` elements of the document counted in one sequence; ``tr`` within
    that table only, ``td``/``th`` within that row); in a spreadsheet ``sheet[1]/B5``. ``start`` and ``end`` are
    character offsets into ``Document.text``.
    """

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    element: str | None = None
    start: int | None = None
    end: int | None = None


_NOWHERE = Place()


@dataclass(slots=True)
class Paragraph:
    """Running text. ``Document.text[start : start + len(text)] == text`` always holds."""

    text: str
    start: int
    place: Place
    heading: bool = False
    """The markup calls it a heading (h1-h6, a Word heading style, a larger type)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text between headings and tables, and what stands before it."""

    text: str
    start: int = 0
    """Offset of the text in ``Document.text``."""
    context: str = ""
    """The heading or the sentence before."""
    page: int | None = None
    section: int | None = None
    """Number of the section it stands in; None before the first heading."""


@dataclass(slots=True)
class Cell:
    """One printed cell; rows and columns count from 0 in the table's grid, spans are at least 1.

    ``text`` is what a person sees: inline runs joined without a space, paragraphs and line breaks inside the
    cell as ``\\n``, deleted and hidden text left out, superscripts written ``^{...}`` so that a footnote mark
    can never become a digit of the number before it.
    """

    row: int
    column: int
    text: str
    place: Place
    row_span: int = 1
    column_span: int = 1
    candidates: tuple[str, ...] = ()
    """What the cell may say, likeliest first, where the reader of a picture saw marks and is not certain of them;
    ``text`` is then its best guess, good enough for a label and never for a figure. Empty: ``text`` is certain."""


@dataclass(slots=True)
class Table:
    """A grid of cells. No two cells cover the same slot; slots that no cell covers were not printed."""

    cells: list[Cell]
    row_count: int
    column_count: int
    place: Place
    ragged_rows: frozenset[int] = frozenset()
    """Rows whose printed cells did not fill the grid exactly (missing or surplus cells, wrong spans)."""
    ruled: bool = True
    """False when the grid was inferred from spacing alone (plain text), so columns are an inference."""

    def grid(self) -> list[list[Cell | None]]:
        """The table with every spanned slot pointing at the cell that covers it."""
        slots: list[list[Cell | None]] = [[None] * self.column_count for _ in range(self.row_count)]
        for cell in self.cells:
            if cell.row_span == cell.column_span == 1 and cell.row < self.row_count and cell.column < self.column_count:
                slots[cell.row][cell.column] = cell
                continue
            for row in range(cell.row, min(cell.row + cell.row_span, self.row_count)):
                line = slots[row]
                for column in range(cell.column, min(cell.column + cell.column_span, self.column_count)):
                    line[column] = cell
        return slots


@dataclass(slots=True)
class Picture:
    """A picture that may hold what the text does not; nobody has read it."""

    place: Place
    source: str = ""
    """Where its bytes are: a path or URL as the document has it, the name of a part, or ``data:`` and a media type."""
    inline: str = ""
    """The whole data URI, where the document holds the picture as one."""


Block = Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class ReaderNote:
    """What a reader had to do to read: a fallback taken, markup mended, a page without text.

    ``code`` is one of the ``read.*`` codes of ``data/rules.toml``.
    """

    code: str
    place: Place = _NOWHERE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words set tightly on one line, and where they stand on the page."""

    text: str
    place: Place


@dataclass(slots=True)
class Document:
    """One document, read."""

    reader: str
    """``html``, ``pdf``, ``docx``, ``sheet``, ``ofd``, ``text``, ``markdown`` or ``scan`` (a picture file)."""
    media_type: str
    text: str
    """Flow text: the decoded file for plain text; for the others the paragraphs joined by ``\\n``."""
    blocks: list[Block]
    metadata: dict[str, str] = field(default_factory=dict)
    """What the file says of itself outside its body: ``title`` (HTML title, PDF or Word core property) and the
    page's meta tags under their lower-case names (``articletitle``, ``pubdate``, ``siteidcode``,
    ``contentsource``, ``columnname`` ...)."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(text, href) of attachments named in the main content."""
    notes: list[ReaderNote] = field(default_factory=list)
    page_count: int | None = None
    aligned: list[Words] = field(default_factory=list)
    """All words of the running text, where figures in it are aligned in columns that no rules part (PDF); they stand
    in ``text`` as well. Empty where there are none."""

    def paragraphs(self) -> Iterator[Paragraph]:
        """Paragraph blocks in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """Table blocks in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))
