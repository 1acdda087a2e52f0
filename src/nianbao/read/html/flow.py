"""What one walk over the tree gathers, before tables are laid out and the article is chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nianbao.model import Table
from nianbao.read.grid import SINGLE, Span

_ASCII_SPACE = " \t\n\r\f"
_COLLAPSIBLE = re.compile(r"[\t\n\r\f]|  ")
_SPACES = re.compile(r"[ \t\n\r\f]+")
# Characters between which a line end of the source is no space. Full-width digits and letters are not among
# them: a space between two of those parts two numbers.
_CJK = (
    "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff01-\uff0c\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    "\U00020000-\U0003134f"
)
_LINE_WRAP = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_CJK}])")
_EMPTY_RAISED = re.compile(r"\^\{\s*\}")
_UNSEEN = " \t\n\r\f\v\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad"


def collapse(text: str) -> str:
    """White space as a browser shows it; line ends of the source between Chinese characters are nothing.

    No-break and ideographic spaces stay.
    """
    if _COLLAPSIBLE.search(text):
        text = _SPACES.sub(" ", _LINE_WRAP.sub("", text))
    return text.strip(_ASCII_SPACE)


def line_text(text: str) -> str:
    """The text of a line as it is seen."""
    if text.isalnum():  # nothing to be done, which is so for most cells and told at once
        return text
    text = collapse(text)
    return _EMPTY_RAISED.sub("", text) if "^{" in text else text


def is_blank(text: str) -> bool:
    """Nothing that leaves a mark on paper."""
    return not text.strip(_UNSEEN)


def trim(text: str) -> str:
    """Without the indentation of a paragraph, which is often made of ideographic or no-break spaces."""
    return text.strip(_UNSEEN)


Ref = str | tuple[str, int]
"""An element: the path of a cell, or a name with its number in the document. Written out only when printed."""


def element(ref: Ref) -> str:
    """As ``Place.element`` has it."""
    return ref if isinstance(ref, str) else f"{ref[0]}[{ref[1]}]"


@dataclass(slots=True)
class Line:
    """Text between two block boundaries or line breaks. Blank only inside cells."""

    text: str
    order: int
    ref: Ref
    heading: bool
    linked: int
    """How many of its characters are the text of links."""


@dataclass(slots=True)
class Image:
    """A picture."""

    source: str
    order: int
    ref: Ref
    inline: str = ""
    """The whole source, when it is a data URI."""


@dataclass(slots=True)
class RawCell:
    """A cell with its span as the markup states it (0 rows: down to the end of the section)."""

    ref: str
    items: list[Item]
    span: Span = SINGLE
    unprinted: bool = False
    """``visibility: hidden``: it takes its place, and nothing of it is seen."""


@dataclass(slots=True)
class RawSection:
    """A row group: thead, tbody or tfoot."""

    kind: str
    rows: list[list[RawCell]] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    """A table element."""

    order: int
    number: int
    caption: list[Item] = field(default_factory=list)
    sections: list[RawSection] = field(default_factory=list)
    plain: bool = True
    """No cell holds more than one line."""
    row_path: str = ""
    row_number: int = 0
    cell_number: int = 0
    """The last row, and the last cell in it, that the walk came to."""

    def cells(self) -> list[RawCell]:
        """All cells in source order."""
        return [cell for section in self.sections for row in section.rows for cell in row]


@dataclass(slots=True)
class Grid:
    """A table that stays a table, laid out."""

    table: Table
    order: int
    linked: int = 0
    """How many characters of its cells are the text of links."""

    @property
    def length(self) -> int:
        """Characters in all cells."""
        return sum(len(cell.text) for cell in self.table.cells)


@dataclass(slots=True)
class Link:
    """An attachment."""

    text: str
    href: str
    order: int


@dataclass(slots=True)
class Region:
    """An element with a telling name: what has an order in [start, end) lies inside."""

    start: int
    end: int

    def holds(self, order: int) -> bool:
        """What has the order lies inside."""
        return self.start <= order < self.end


@dataclass(slots=True)
class Flow:
    """The page in reading order."""

    items: list[Item]
    links: list[Link]
    articles: list[Region]
    """Elements that may be the one around the article."""
    furniture: list[Region]
    """What the markup calls navigation, breadcrumbs, footer."""


Item = Line | Image | RawTable | Grid
Settled = Line | Image | Grid


def in_any(order: int, regions: list[Region]) -> bool:
    """Whether something with that order lies in one of the regions."""
    return any(region.holds(order) for region in regions)
