"""The reader of plain text: lines are paragraphs, and neighbouring lines in the shape of rows are tables.

A run of figures without delimiters, as archives keep whole reports, stays one paragraph: no cell is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.errors import EmptyFile, TooLarge
from nianbao.model import Block, Capture, Document, Paragraph, Place, ReaderNote, Table
from nianbao.read.decode import decode
from nianbao.read.limits import MAX_CELLS, MAX_LINES, MAX_SLOTS
from nianbao.read.lines import Line, classify, without_mixed_tabs
from nianbao.read.tabular import build_table, group

_NEWLINE = re.compile(r"\r\n?")


def read_text(capture: Capture) -> Document:
    """The decoded file as it stands (line ends as ``\\n``), with a paragraph per line and the tables found.

    Raises EmptyFile, TooLarge.
    """
    text = flow_text(capture)
    lines = without_mixed_tabs([classify(raw, offset) for raw, offset in numbered_lines(text)])
    blocks: list[Block] = [build_table(item) if isinstance(item, list) else paragraph(item) for item in group(lines)]
    if not blocks:
        raise EmptyFile(capture.path)  # nothing but drawn lines
    refuse_large_tables(blocks, capture.path)
    return Document("text", "text/plain", text, blocks, notes=damage_notes(text))


def flow_text(capture: Capture) -> str:
    """The decoded text with every line end as ``\\n``; EmptyFile when nothing is printed in it.

    Raises TooLarge when it has too many lines.
    """
    text = _NEWLINE.sub("\n", decode(capture.data)[0])
    if not text.strip():
        raise EmptyFile(capture.path)
    _refuse("lines", MAX_LINES, text.count("\n"), capture.path)
    return text


def numbered_lines(text: str) -> Iterator[tuple[str, int]]:
    """Each line with the offset of its first character."""
    offset = 0
    for raw in text.split("\n"):
        yield raw, offset
        offset += len(raw) + 1


def paragraph(line: Line, heading: bool = False) -> Paragraph:
    """The line as a paragraph, at its place in the text."""
    return Paragraph(line.text, line.start, Place(start=line.start, end=line.start + len(line.text)), heading)


def damage_notes(text: str) -> list[ReaderNote]:
    """A note when some bytes gave no character."""
    lost = text.count("\ufffd")
    return [ReaderNote("read.damaged_bytes", detail=f"{lost}")] if lost else []


def refuse_large_tables(blocks: list[Block], path: str) -> None:
    """Raise TooLarge when there are more cells than a report can have."""
    tables = [block for block in blocks if isinstance(block, Table)]
    _refuse("cells", MAX_CELLS, sum(len(table.cells) for table in tables), path)
    for table in tables:
        _refuse("slots", MAX_SLOTS, table.row_count * table.column_count, path)


def _refuse(what: str, limit: int, actual: int, path: str) -> None:
    if actual > limit:
        raise TooLarge(path, what=what, limit=limit, actual=actual)
