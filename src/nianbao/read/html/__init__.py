"""HTML pages: what a person sees in the article, as paragraphs, tables and pictures in reading order.

bytes -> decode -> parse (mending what the parser would lose) -> collect (one walk over the tree)
      -> settle (layout tables dissolved, grids formed) -> choose the article -> Document
"""

from __future__ import annotations

from dataclasses import replace

from nianbao.errors import EmptyFile
from nianbao.model import Capture, Document, ReaderNote
from nianbao.read.decode import decode_bytes
from nianbao.read.html.about import page_metadata, table_metadata
from nianbao.read.html.article import choose
from nianbao.read.html.assemble import assemble, distrust
from nianbao.read.html.collect import collect
from nianbao.read.html.collector import Displaced
from nianbao.read.html.flow import Flow
from nianbao.read.html.markup import Page, parse
from nianbao.read.html.scripted import SHOWN, find_article, title_of
from nianbao.read.html.settle import settle

__all__ = ["read_html"]


def read_html(capture: Capture) -> Document:
    """The page as a Document.

    Raises EmptyFile when nothing is printed and nothing linked, TooLarge over the bounds of ``read.limits``.
    """
    try:
        document = _read(capture)
    except EmptyFile:
        found = _of_script(capture)
        if found is None:
            raise
        return found
    if len(document.text) > SHOWN or any(document.tables()):
        return document
    return _of_script(capture) or document


def _of_script(capture: Capture) -> Document | None:
    """The article that a script of the page holds, under the page's title."""
    if b"<script" not in capture.data.lower():
        return None
    source = decode_bytes(capture.data).text
    article = find_article(source)
    if article is None:
        return None
    markup = f"<html><head>{title_of(source)}</head><body>{article.markup}</body></html>"
    try:
        found = _read(replace(capture, data=markup.encode("utf-8", "replace")))
    except EmptyFile:
        return None
    found.notes = [*found.notes, ReaderNote("read.markup_mended", detail=f"script: {article.field}")]
    return found


def _read(capture: Capture) -> Document:
    page, flow = _gather(capture)
    article = choose(settle(flow.items, capture.path), flow)
    if not article.items and not article.links:
        raise EmptyFile(capture.path, what="blank page")
    document = assemble(article)
    if page.cells_lost:
        distrust(document)
    document.metadata = page_metadata(page.tree) | table_metadata(document.tables())
    document.notes = page.notes
    return document


def _gather(capture: Capture) -> tuple[Page, Flow]:
    """Tables with regular markup are read off the source, unless one stands where more than its text matters."""
    page = parse(capture, whole=False)
    try:
        return page, collect(page, capture.path)
    except Displaced:
        page = parse(capture)
        return page, collect(page, capture.path)
