"""Several documents that are one: the pages of an article, one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nianbao.model import Block, Document, Paragraph, Place, ReaderNote, Table


def join(documents: Sequence[Document]) -> Document:
    """One document with all blocks in order; ``Place.page`` says which of the pages something stands on.

    What the first says of itself holds for all.
    """
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    for number, document in enumerate(documents, 1):
        blocks += [_moved(block, at, number) for block in document.blocks]
        texts.append(document.text)
        at += len(document.text) + 1
    first = documents[0]
    notes = [note for document in documents for note in document.notes]
    return replace(
        first,
        text="\n".join(texts),
        blocks=blocks,
        links=[link for document in documents for link in document.links],
        notes=[*notes, ReaderNote("read.joined", detail=f"{len(documents)}")],
        page_count=len(documents),
    )


def _moved(block: Block, offset: int, page: int) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, start=block.start + offset, place=_on(block.place, offset, page))
    if isinstance(block, Table):
        cells = [replace(cell, place=_on(cell.place, offset, page)) for cell in block.cells]
        return replace(block, cells=cells, place=_on(block.place, offset, page))
    return replace(block, place=_on(block.place, offset, page))


def _on(place: Place, offset: int, page: int) -> Place:
    start = None if place.start is None else place.start + offset
    end = None if place.end is None else place.end + offset
    return place._replace(page=page, start=start, end=end)
