"""The document as published, made fit to be looked at beside its figures: pages, a harmless page, or blocks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from nianbao.data import load_toml
from nianbao.errors import DocumentError
from nianbao.model import Capture, Document, Paragraph, Picture, Report, Table
from nianbao.read import read, sniff
from nianbao.review.numbers import Piece, Span, pieces, spans_of

FRAME_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin"
)
"""For the page in its frame: no script, no request to anywhere. The frame shares our origin so that *our* page may
mark a cell in it; nothing in it can run."""

_FRAME_STYLE = """
body { font: 15px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: .8em; overflow-wrap: anywhere; }
table { border-collapse: collapse; max-width: 100%; } td, th { border: 1px solid #9aa4b5; padding: .15em .35em; }
.nianbao-chosen { background: #ffd54f !important; outline: 3px solid #b06f00 !important; }
[data-place] { scroll-margin: 30vh; }
"""
PICTURES = ("png", "jpeg", "tiff", "bmp", "gif")
_ATTRIBUTES = {
    "*": {"style", "class", "align", "valign", "width", "height", "data-place"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "img": {"src", "alt"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "font": {"size", "color", "face"},
    "table": {"border", "cellpadding", "cellspacing"},
}
_DRAWING = Lock()
"""pdfium does one thing at a time."""


@contextmanager
def drawing() -> Iterator[None]:
    """Alone with pdfium: whatever may touch a PDF in this process is done within."""
    with _DRAWING:
        yield


@dataclass(slots=True)
class TextLine:
    """A paragraph in pieces."""

    pieces: list[Piece]
    heading: bool


@dataclass(slots=True)
class TextCell:
    """A cell of a table as read; ``number`` is the figure read from it."""

    text: str
    rows: int
    columns: int
    number: int | None


@dataclass(slots=True)
class TextBlock:
    """A paragraph, or a table's rows, or a picture."""

    line: TextLine | None = None
    rows: list[list[TextCell]] = field(default_factory=list)
    picture: bool = False


def view_of(capture: Capture) -> str:
    """How to show it: ``pages`` (PDF and pictures), ``frame`` (HTML), ``text`` (everything else)."""
    form = sniff(capture.data)
    return "pages" if form == "pdf" or form in PICTURES else "frame" if form == "html" else "text"


class Pictures:
    """Pages drawn before, the least recently shown forgotten first."""

    def __init__(self, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size, self._most = 0, most_bytes

    def get(self, capture: Capture, page: int) -> bytes:
        """PNG of a page. Raises Damaged, IndexError."""
        key = (capture.sha256, page)
        with _DRAWING:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            png = _drawn(capture, page)
            self._kept[key] = png
            self._size += len(png)
            while self._size > self._most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
            return png


def _drawn(capture: Capture, page: int) -> bytes:
    from nianbao.read.pdf.picture import page_picture
    from nianbao.read.shown import picture_png

    if sniff(capture.data) in PICTURES:
        return picture_png(capture.data, page, capture.path)
    return page_picture(capture.data, page, capture.path).png


def sizes_of(capture: Capture) -> list[tuple[float, float]]:
    """Width and height of every page, in the measure of its boxes: points, or pixels of a picture. Raises Damaged."""
    from nianbao.read.pdf.picture import page_sizes
    from nianbao.read.shown import picture_sizes

    with _DRAWING:
        if sniff(capture.data) in PICTURES:
            return picture_sizes(capture.data, capture.path)
        return page_sizes(capture.data, capture.path)


def frame_page(capture: Capture) -> str:
    """The article's page without anything that runs, loads or submits. Raises what reading the page raises."""
    import nh3

    from nianbao.read.html.marked import marked_page

    body = nh3.clean(
        marked_page(capture),
        tags=_tags(),
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "noscript", "template", "title", "textarea", "select", "button"},
        url_schemes={"data"},
        link_rel=None,
        attribute_filter=_harmless,
    )
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><style>{_FRAME_STYLE}</style><body>{body}</body></html>'
    )


@lru_cache(maxsize=1)
def _tags() -> set[str]:
    """Elements that only print."""
    return set(load_toml("review.toml")["frame"]["tags"].split())


def _harmless(tag: str, name: str, value: str) -> str | None:
    """Pictures only from within the page itself; no style that loads or covers."""
    if name == "src":
        return value if value.startswith("data:image/") and not value.startswith("data:image/svg") else None
    if name == "style":
        lowered = value.lower()
        return None if "url(" in lowered or "position" in lowered or "expression" in lowered or "\\" in value else value
    return value


def blocks_of(capture: Capture, report: Report) -> list[TextBlock]:
    """The document as the reader saw it, every number marked with the list it ended in. Raises DocumentError."""
    with _DRAWING:
        document = _document(capture)
    spans = spans_of(report)
    cells = _cells_of(report)
    found = []
    table_number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(TextBlock(_line(block, spans)))
        elif isinstance(block, Picture):
            found.append(TextBlock(picture=True))
        else:
            table_number += 1
            found.append(TextBlock(rows=_rows(block, table_number, cells)))
    return found


def _line(paragraph: Paragraph, spans: list[Span]) -> TextLine:
    return TextLine(list(pieces(paragraph.text, paragraph.start, spans)), paragraph.heading)


def _cells_of(report: Report) -> dict[tuple[int, int, int], int]:
    """(table, row, column), as a person counts, -> the figure read there."""
    found: dict[tuple[int, int, int], int] = {}
    for number, figure in enumerate(report.figures):
        at = figure.evidence
        if at and at.table is not None and at.row is not None and at.column is not None:
            found.setdefault((at.table, at.row, at.column), number)
    return found


def _rows(table: Table, number: int, cells: dict[tuple[int, int, int], int]) -> list[list[TextCell]]:
    rows: list[list[TextCell]] = [[] for _ in range(table.row_count)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        figure = cells.get((number, cell.row + 1, cell.column + 1))
        rows[cell.row].append(TextCell(cell.text, cell.row_span, cell.column_span, figure))
    return rows


_DOCUMENTS: dict[str, Document | DocumentError] = {}
_KEPT = 16


def _document(capture: Capture) -> Document:
    """Read once while it is being looked at: an old Word file takes its converter a second."""
    if capture.sha256 not in _DOCUMENTS:
        while len(_DOCUMENTS) >= _KEPT:
            _DOCUMENTS.pop(next(iter(_DOCUMENTS)))
        try:
            _DOCUMENTS[capture.sha256] = read(capture)
        except DocumentError as error:
            _DOCUMENTS[capture.sha256] = error
    document = _DOCUMENTS[capture.sha256]
    if isinstance(document, DocumentError):
        raise document
    return document
