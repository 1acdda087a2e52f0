"""The chosen items as blocks of a Document."""

from __future__ import annotations

from nianbao.model import Block, Document, Paragraph, Picture
from nianbao.read.html.article import Article
from nianbao.read.html.drawn import with_drawn_tables
from nianbao.read.html.flow import Grid, Line, element
from nianbao.read.html.grids import place_of


def assemble(article: Article) -> Document:
    """A Document whose text is its paragraphs joined by line ends."""
    blocks: list[Block] = []
    texts: list[str] = []
    start = 0
    for item in article.items:
        if isinstance(item, Line):
            blocks.append(Paragraph(item.text, start, place_of(element(item.ref)), item.heading))
            texts.append(item.text)
            start += len(item.text) + 1
        elif isinstance(item, Grid):
            blocks.append(item.table)
        else:
            blocks.append(Picture(place_of(element(item.ref)), item.source, item.inline))
    links = [(link.text, link.href) for link in article.links]
    return Document("html", "text/html", "\n".join(texts), with_drawn_tables(blocks), links=links)


def distrust(document: Document) -> None:
    """Mark every row ragged: cells were lost, and nobody knows from which rows."""
    for table in document.tables():
        table.ragged_rows = frozenset(range(table.row_count))
