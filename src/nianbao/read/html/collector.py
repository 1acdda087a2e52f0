"""The state of the walk: what has been gathered, and what is open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from nianbao.errors import TooLarge
from nianbao.read.html.flow import (
    Image,
    Item,
    Line,
    Link,
    RawCell,
    RawTable,
    Ref,
    Region,
    line_text,
    trim,
)
from nianbao.read.html.grids import regular_grid
from nianbao.read.html.regular import MARK, RegularTable
from nianbao.read.html.words import role_of
from nianbao.read.limits import MAX_CELLS

_NO_FILE = re.compile(r"\s*(?:about|javascript|data|blob|mailto):|#", re.I)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|odt|zip|rar|7z)(?:$|[?#&])|viewer\.html\?.*file=", re.I)


class Displaced(Exception):
    """A table that was read off the source stands where more than its text matters, or is not in the page at all."""


class Collector:
    """What has been gathered, and where the walk stands."""

    __slots__ = (
        "articles",
        "cell_count",
        "counts",
        "furniture",
        "headings",
        "href",
        "items",
        "link_text",
        "linked",
        "links",
        "marks",
        "mixed",
        "order",
        "parts",
        "path",
        "pre",
        "raised",
        "refs",
        "regular",
        "sinks",
        "spanned",
        "tables",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        self.items: list[Item] = []
        """Where finished items go: the page, or the cell that is open."""
        self.sinks: list[list[Item]] = []
        self.links: list[Link] = []
        self.articles: list[Region] = []
        self.furniture: list[Region] = []
        self.parts: list[str] = []
        """The text of the line that is open."""
        self.linked = 0
        self.href: list[str] = []
        self.link_text: list[str] = []
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.refs: list[Ref] = []
        self.mixed: set[int] = set()
        """Ids of the elements that hold more than text; a paragraph or a cell that does not is read at once."""
        self.spanned: set[int] = set()
        """Ids of the cells whose spans have to be looked at."""
        self.regular: dict[str, RegularTable] = {}
        """Tables that were read off the source and have not been come to, by the value of their mark."""
        self.marks: list[Region | None] = []
        self.tables: list[RawTable] = []
        self.cell_count = 0
        self.order = 0
        self.headings = 0
        self.raised = 0
        self.pre = 0

    def text(self, text: str) -> None:
        """Text of the open line."""
        if self.href and not text.isspace():
            self.linked += len(text.strip())
            self.link_text.append(text)
        if self.pre and "\n" in text:
            self._preformatted(text)
        else:
            self.parts.append(text)

    def _preformatted(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.parts.append(first)
        for line in rest:
            self.flush()
            self.parts.append(line)

    def flush(self) -> None:
        """The open line ends here."""
        if not self.parts:
            return
        text = line_text("".join(self.parts))
        linked, self.linked = self.linked, 0
        self.parts.clear()
        if not self.sinks:
            text = trim(text)
        if text:
            self.items.append(Line(text, self.next_order(), self.refs[-1], self.headings > 0, linked))

    def next_order(self) -> int:
        """The number of the next item in document order, from 1."""
        self.order += 1
        return self.order

    def count(self, tag: str) -> int:
        """The number of the element that has just been come to, among those of its name."""
        self.counts[tag] = number = self.counts[tag] + 1
        return number

    def count_cells(self, count: int = 1) -> None:
        """Raises TooLarge over the bound."""
        self.cell_count += count
        if self.cell_count > MAX_CELLS:
            raise TooLarge(self.path, what="cells", limit=MAX_CELLS, actual=MAX_CELLS + 1)

    def enter_cell(self, cell: RawCell) -> None:
        """What follows goes into the cell."""
        self.flush()
        self.refs.append(cell.ref)
        self.sinks.append(self.items)
        self.items = cell.items

    def leave_cell(self) -> None:
        """What follows goes where it went before the cell."""
        if self.parts:
            self.flush()
        if len(self.items) > 1:
            self.tables[-1].plain = False
        self.refs.pop()
        self.items = self.sinks.pop()

    def add_block(self, block: Image | RawTable) -> None:
        """A picture or a table, in the page or in a cell."""
        self.items.append(block)
        if self.sinks:
            self.tables[-1].plain = False

    def add_regular(self, number: int, attributes: dict[str, str | None]) -> None:
        """Add the table that was read off the source where its start tag stands. Raises Displaced."""
        table = self.regular.pop(attributes[MARK] or "")
        if self.sinks or self.tables or self.href or self.raised or self.pre or self.headings:
            raise Displaced
        self.count_cells(len(table.texts))
        self.items.append(regular_grid(table, number, self.next_order(), self.path))
        self.mark("table", attributes.get("id"), attributes.get("class"))
        self.order += table.lines
        self.counts["p"] += table.paragraphs
        self.unmark()

    def add_link(self, href: str, text: str) -> None:
        """Keep a link when it names a document."""
        if _ATTACHMENT.search(href):
            self.links.append(Link(text, href, self.next_order()))

    def in_file_link(self) -> bool:
        """Inside a link to a document."""
        return bool(self.href) and _ATTACHMENT.search(self.href[-1]) is not None

    def add_frame(self, source: str, text: str) -> None:
        """Keep the address of a frame, whatever it shows, unless nothing can lie there."""
        if source and not _NO_FILE.match(source):
            self.links.append(Link(text, source, self.next_order()))

    def mark(self, tag: str, element_id: str | None, classes: str | None) -> None:
        """Open a region when the element has a telling name. Each call goes with one of ``unmark``."""
        role = role_of(tag, element_id or "", classes or "")
        region = Region(self.order + 1, self.order + 1) if role is not None else None
        self.marks.append(region)
        if region is not None:
            (self.articles if role == "article" else self.furniture).append(region)

    def unmark(self) -> None:
        """Close what ``mark`` opened."""
        region = self.marks.pop()
        if region is not None:
            region.end = self.order + 1


Close = Callable[[Collector], None]
"""What to do at an end tag."""
Open = Callable[[Collector, LexborNode], Close | None]
"""What to do at a start tag; it may return what to do at the end tag."""


def has_role(node: LexborNode) -> bool:
    """Whether ``Collector.mark`` opens a region at this element."""
    attributes = node.attributes
    return role_of(node.tag or "", attributes.get("id") or "", attributes.get("class") or "") is not None
