"""Columns that exist only in a converted table's grid: older formats place cells by distances, not by columns.

LibreOffice turns borders that drift by a fraction of a millimetre from row to row into columns of that width. A
header over the columns 1-5 then ends one sliver before the total of the figures below it does.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from nianbao.errors import Damaged
from nianbao.read.docx.names import (
    GRID_AFTER,
    GRID_BEFORE,
    GRID_COL,
    GRID_SPAN,
    TBL,
    TBL_GRID,
    TC,
    TC_PR,
    TR,
    TR_PR,
    VAL,
    W,
)
from nianbao.read.docx.package import Package

SLIVER = 60
"""Twips (3 points). No character fits into a column this narrow; the same distance makes two lines one in a PDF."""

_WIDTH = W + "w"


def without_slivers(docx: bytes, path: str) -> bytes:
    """The document with tables whose borders are in line; the same bytes where they are already.

    Raises what reading the document would raise: Damaged, TooLarge.
    """
    package = Package(docx, path)
    main = package.main_part()
    root = package.xml(main)
    straightened = [] if root is None else [table for table in root.iter(TBL) if _straighten(table)]
    if not straightened:
        return docx
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    try:
        return _with_part(docx, main, content)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise Damaged(path, format="docx", reason=f"zip: {type(error).__name__}") from error


@dataclass(slots=True)
class _Stretch:
    """What takes up some columns of a row: a cell, or the gap before the first or after the last."""

    node: Any
    """The element whose ``val`` is the number of columns; None for a cell of one."""
    start: int
    span: int
    cell: bool


def _straighten(table: Any) -> bool:
    """Take the slivers out of the grid, in place; whether there were any."""
    columns = table.findall(f"{TBL_GRID}/{GRID_COL}")
    slivers = {index for index, column in enumerate(columns) if 0 < _number(column.get(_WIDTH)) <= SLIVER}
    if not slivers:
        return False
    rows = [_stretches(row) for row in table.findall(TR)]
    if any(sum(stretch.span for stretch in row) > len(columns) for row in rows):
        return False
    for stretch in (stretch for row in rows for stretch in row if stretch.cell):
        covered = set(range(stretch.start, stretch.start + stretch.span))
        if covered <= slivers:
            slivers -= covered
    for stretch in (stretch for row in rows for stretch in row if stretch.node is not None):
        inside = sum(1 for index in slivers if stretch.start <= index < stretch.start + stretch.span)
        stretch.node.set(VAL, str(stretch.span - inside))
    for index in slivers:
        columns[index].getparent().remove(columns[index])
    return bool(slivers)


def _stretches(row: Any) -> list[_Stretch]:
    """The row from left to right."""
    found: list[_Stretch] = []
    at = 0
    before, after = row.find(f"{TR_PR}/{GRID_BEFORE}"), row.find(f"{TR_PR}/{GRID_AFTER}")
    parts = [(before, False)] if before is not None else []
    parts += [(cell.find(f"{TC_PR}/{GRID_SPAN}"), True) for cell in row.iter(TC) if _row_of(cell) is row]
    parts += [(after, False)] if after is not None else []
    for node, cell in parts:
        span = 1 if node is None else _number(node.get(VAL))
        found.append(_Stretch(node, at, span, cell))
        at += span
    return found


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(TR), None)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _with_part(docx: bytes, name: str, content: bytes) -> bytes:
    """The container with one member replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member.filename, content if member.filename == name else source.read(member))
    return buffer.getvalue()
