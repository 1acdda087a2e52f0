"""Bytes to a tree: lexbor, which builds what a browser builds, and help where that would lose cells.

A browser drops ``<tr>`` and ``<td>`` that stand outside a table and runs their texts together, so that "12"
and "3" become "123". Such markup is noticed by counting the cells of the source, and mended through
BeautifulSoup.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from nianbao.errors import EmptyFile, TooLarge
from nianbao.model import Capture, ReaderNote
from nianbao.read.decode import decode_bytes, encoding_by_mark
from nianbao.read.html.regular import MARK, RegularTable, take_out
from nianbao.read.html.spelling import LONGEST_TAG, Spelled
from nianbao.read.html.tags import UNPRINTED, Pieces, with_whole_tags
from nianbao.read.limits import MAX_FILE_BYTES

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_DEPTH = 20_000
"""Open block elements within each other; the parser's time grows with the square of it."""

MAX_OPTIONS = 10_000
"""Choices a page offers in forms, and attributes of one element; the parser's time grows with their square too."""

_AT_ONCE = 4 * 2**20
"""Bytes up to which a page is spelled before its depth is asked for."""
_CELL_TAG = re.compile(rb"<t[dh](?=[\s/>])")
_BLOCK = re.compile(
    rb"<(/?)(?:div|center|section|article|main|aside|form|ul|ol|dl|blockquote|fieldset|header|footer|nav|menu|pre|listing"
    rb"|address|details|summary|dir|figure|figcaption|hgroup|dialog|search|optgroup|h[1-6]|dd|dt)\b"
)
# The end of a table whose last cell is open: the end tag closes nothing when the table's start tag is missing.
_OPEN_TABLE_END = re.compile(r"(</(?:tr|tbody|thead|tfoot|table)\s*>\s*)?</table\b", re.I)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_FRAME = re.compile(r"""<iframe\b([^<>]*?)\bsrcdoc\s*=\s*("([^"]*)"|'([^']*)')([^<>]*)>(?:[^<]*</iframe\s*>)?""", re.I)
_XHTML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE[^>]*XHTML)", re.I)
_SCRIPT_OR_CDATA = re.compile(r"(<(script|style)\b.*?</\2\s*>)|<!\[CDATA\[(.*?)\]\]>", re.S | re.I)


@dataclass(slots=True)
class Page:
    """A parsed page and what had to be done to parse it."""

    tree: LexborHTMLParser
    body: LexborNode
    vocabulary: bytes
    """All different tags and texts of the source in lower case: to ask whether a word occurs at all."""
    names: frozenset[str]
    """Names of elements; no other occurs in the tree, but for those that a browser adds to every page or table."""
    cells_lost: bool
    """The source has cells or text that the tree has not: no row of any table can be trusted to be whole."""
    notes: list[ReaderNote] = field(default_factory=list)
    regular: list[RegularTable] = field(default_factory=list)
    """Tables that the tree has in name only: their content was read off the source."""


def parse(capture: Capture, *, whole: bool = True) -> Page:
    """Decode and parse; ``whole`` with all tables in the tree.

    Raises EmptyFile for white space, TooLarge over a bound.
    """
    notes: list[ReaderNote] = []
    spelled = None if whole else _spelled_as_it_is(capture)
    if spelled is not None:
        page = _without_regular_tables(spelled, notes)
        if page is not None:
            return page
    pieces = _pieces(capture, notes)
    if not pieces.source.strip():
        raise EmptyFile(capture.path)
    pieces, unclear = with_whole_tags(_with_pages_within(_without_cdata(pieces, notes), notes), notes)
    _check_attributes(pieces, capture.path)
    if len(pieces.all) > MAX_OPTIONS:
        lowered = pieces.source.lower()
        _check_depth(lowered, capture.path)
        _check_options(lowered, capture.path)
    page = None if whole or unclear or spelled is not None else _without_regular_tables(Spelled(pieces.source), notes)
    if page is not None:
        return page
    source = pieces.source
    tree, names, cells_lost = _with_all_cells(LexborHTMLParser(source), source, pieces, notes)
    body = tree.body
    if body is None:
        frames = [frame.attributes.get("src") or "" for frame in tree.css("frame")]
        raise EmptyFile(capture.path, what="frameset", attachments=[source for source in frames if source])
    return Page(tree, body, pieces.text, names, cells_lost or unclear, notes)


def _spelled_as_it_is(capture: Capture) -> Spelled | None:
    """The page spelled; None when its bytes have to be decoded or mended first, or its depth asked for."""
    if len(capture.data) > _AT_ONCE or not _is_plain(capture.data):
        return None
    spelled = Spelled(capture.data)
    if len(spelled.word) > MAX_OPTIONS:
        _check_options(capture.data.lower(), capture.path)
    return spelled if spelled.whole and len(spelled.word) <= MAX_DEPTH else None


def _is_plain(raw: bytes) -> bool:
    """The bytes may be those of a page in UTF-8."""
    return len(raw) <= MAX_FILE_BYTES and b"\0" not in raw and not encoding_by_mark(raw)


def _without_regular_tables(spelled: Spelled, notes: list[ReaderNote]) -> Page | None:
    """The page with its regular tables aside; None when there are none, or when some of the rest has to be mended."""
    source, tables = take_out(spelled)
    if not tables or source.lower().count(MARK.encode()) > len(tables):
        return None
    tree, pieces = LexborHTMLParser(source), Pieces(source)
    if tree.body is None or _lost_cells(tree, source, pieces):
        return None
    return Page(tree, tree.body, pieces.text, pieces.names(), False, notes, tables)


def _pieces(capture: Capture, notes: list[ReaderNote]) -> Pieces:
    """The page in UTF-8, cut in pieces; the bytes themselves when they are that, which the different pieces tell."""
    raw = capture.data
    if _is_plain(raw):
        pieces = Pieces(raw)
        if pieces.are_utf8:
            return pieces
    decoded = decode_bytes(raw)
    if decoded.damaged:
        notes.append(ReaderNote("read.damaged_bytes", detail=f"{decoded.encoding}: {decoded.damaged}"))
    source = decoded.text.encode("utf-8", "replace")
    if len(source) > MAX_FILE_BYTES:
        raise TooLarge(capture.path, what="decoded bytes", limit=MAX_FILE_BYTES, actual=len(source))
    return Pieces(source.replace(b"\0", b""))


def _without_cdata(pieces: Pieces, notes: list[ReaderNote]) -> Pieces:
    """XHTML prints its CDATA sections; an HTML parser takes them for comments."""
    if b"<![CDATA[" not in pieces.once:
        return pieces
    text = pieces.source.decode("utf-8", "replace")
    if not _XHTML.match(text):
        return pieces
    mended = _SCRIPT_OR_CDATA.sub(lambda m: m[1] or html.escape(m[3] or "", quote=False), text)
    if mended == text:
        return pieces
    notes.append(ReaderNote("read.markup_mended", detail="CDATA sections"))
    return Pieces(mended.encode("utf-8", "replace"))


def _with_pages_within(pieces: Pieces, notes: list[ReaderNote]) -> Pieces:
    """``<iframe srcdoc>`` shows the page that its attribute holds: its body in the place of the frame."""
    if b"srcdoc" not in pieces.text:
        return pieces
    text, frames = _FRAME.subn(_body_of_frame, pieces.source.decode("utf-8", "replace"))
    if not frames:
        return pieces
    notes.append(ReaderNote("read.markup_mended", detail="iframe srcdoc"))
    return Pieces(text.encode("utf-8", "replace"))


def _body_of_frame(frame: re.Match[str]) -> str:
    """What the frame is, hidden perhaps, it stays."""
    page = html.unescape(frame[3] or frame[4] or "")
    body = re.split(r"<body\b[^<>]*>", page, maxsplit=1, flags=re.I)[-1]
    return f"<div {frame[1]}{frame[5]}>{re.split('</body', body, maxsplit=1, flags=re.I)[0]}</div>"


def _check_depth(lowered: bytes, path: str) -> None:
    depth = deepest = 0
    for tag in _BLOCK.finditer(lowered):
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise TooLarge(path, what="nested elements", limit=MAX_DEPTH, actual=deepest)


def _check_options(lowered: bytes, path: str) -> None:
    options = lowered.count(b"<opt")
    if options > MAX_OPTIONS and b"<select" in lowered:
        raise TooLarge(path, what="options of a form", limit=MAX_OPTIONS, actual=options)


def _check_attributes(pieces: Pieces, path: str) -> None:
    for piece in pieces.different:
        if len(piece) > LONGEST_TAG:
            attributes = len(_QUOTED.sub(b"", piece.partition(b">")[0]).split())
            if attributes > MAX_OPTIONS:
                raise TooLarge(path, what="attributes of an element", limit=MAX_OPTIONS, actual=attributes)


# -- markup that the parser would lose something of


def _with_all_cells(
    tree: LexborHTMLParser, source: bytes, pieces: Pieces, notes: list[ReaderNote]
) -> tuple[LexborHTMLParser, frozenset[str], bool]:
    """The tree, or one of mended markup when that holds more cells; names; whether some are lost all the same."""
    printed = _lost_cells(tree, source, pieces)
    names = pieces.names()
    if not printed:
        return tree, names, False
    markup = _wrap_orphans(source)
    mended = LexborHTMLParser(markup)
    kept, found = _count(tree), _count(mended)
    if found > kept:
        notes.append(ReaderNote("read.markup_mended", detail=f"{found - kept} cells outside of tables"))
        tree, kept, names = mended, found, Pieces(markup.encode("utf-8", "replace")).names()
    if kept < printed:
        notes.append(ReaderNote("read.markup_mended", detail=f"{printed - kept} of {printed} cells not recovered"))
    return tree, names, kept < printed


def _count(tree: LexborHTMLParser) -> int:
    return len(tree.css("td, th"))


def _lost_cells(tree: LexborHTMLParser, source: bytes, pieces: Pieces) -> int:
    """The number of cells in the source when the tree holds fewer, else 0."""
    cells = pieces.cells
    kept = _count(tree) if cells else 0
    if cells <= kept:
        return 0
    printed = len(_CELL_TAG.findall(UNPRINTED.sub(b"", source.lower())))
    return printed if printed > kept else 0


def _wrap_orphans(source: bytes) -> str:
    """The markup rebuilt, with rows and cells that lack a table wrapped in one of their own."""
    from bs4 import BeautifulSoup

    markup = _OPEN_TABLE_END.sub(lambda m: m[0] if m[1] else f"</td></tr>{m[0]}", source.decode("utf-8", "replace"))
    soup = BeautifulSoup(markup, "lxml")
    for cell in soup.find_all(["td", "th"]):
        if cell.parent is not None and cell.parent.name != "tr":
            _wrap_run(soup, cell, "tr", ("td", "th"))
    for row in soup.find_all("tr"):
        if row.parent is not None and row.parent.name not in ("table", "thead", "tbody", "tfoot"):
            _wrap_run(soup, row, "table", ("tr",))
    for section in soup.find_all(["thead", "tbody", "tfoot"]):
        if section.parent is not None and section.parent.name != "table":
            _wrap_run(soup, section, "table", ("thead", "tbody", "tfoot", "tr"))
    return str(soup)


def _wrap_run(soup: BeautifulSoup, first: Tag, wrapper: str, names: tuple[str, ...]) -> None:
    """Put an element and the like elements that follow it directly into one new parent."""
    box = soup.new_tag(wrapper)
    first.insert_before(box)
    for element in [first, *_directly_after(first, names)]:
        box.append(element.extract())


def _directly_after(first: Tag, names: tuple[str, ...]) -> list[Tag]:
    run: list[Tag] = []
    for sibling in first.next_siblings:
        name = getattr(sibling, "name", None)
        if name in names:
            run.append(sibling)  # type: ignore[arg-type]
        elif name is not None or str(sibling).strip():
            break
    return run
