"""Spreadsheets: XLSX, XLS and ET. Values come from python-calamine, which is fast and tells little.

hints (what the values keep quiet about) -> values -> rows and merged cells -> paragraphs and tables

The hints are read first and guard what follows: the extent of a sheet (calamine allocates all of it), cells that
show an error or a result nobody has computed, and what is hidden.
"""

from __future__ import annotations

from nianbao.errors import EmptyFile
from nianbao.model import Capture, Document, Paragraph, Place, ReaderNote
from nianbao.read.sheet.layout import Writer
from nianbao.read.sheet.values import read_sheets
from nianbao.read.sheet.xls import xls_hints
from nianbao.read.sheet.xlsx import xlsx_hints

__all__ = ["read_sheet"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLS = "application/vnd.ms-excel"


def read_sheet(capture: Capture) -> Document:
    """The visible sheets in their order: rows as tables, lone cells with sentences and titles as paragraphs.

    Numbers are given as the file stores them, without the number format of the cell: 12.5 for a printed 12.50 and
    0.5 for a printed 50%. Places name cells as ``sheet[1]/B5``. A cell whose content cannot be known (an error, a
    formula without its result, raised digits) holds U+FFFD.

    Raises Damaged, Encrypted, TooLarge, EmptyFile.
    """
    zipped = capture.data.startswith(b"PK")
    hints = xlsx_hints(capture) if zipped else xls_hints(capture)
    writer = Writer(capture.path)
    notes: list[ReaderNote] = []
    for number, sheet in enumerate(read_sheets(capture, hints), 1):
        if sheet is None:
            notes.append(_left_out(number, "hidden sheet"))
            continue
        writer.write(number, sheet)
        if sheet.left_out:
            notes.append(_left_out(number, "hidden rows or columns"))
    if not writer.blocks:
        raise EmptyFile(capture.path)
    return Document(
        reader="sheet",
        media_type=_XLSX if zipped else _XLS,
        text="\n".join(block.text for block in writer.blocks if isinstance(block, Paragraph)),
        blocks=writer.blocks,
        notes=notes,
    )


def _left_out(number: int, detail: str) -> ReaderNote:
    return ReaderNote("read.part_left_out", Place(element=f"sheet[{number}]"), detail)
