"""A report as a Word document: merged cells, and tracked changes whose old text must not be read."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from scripts.fixture_kit.describe import Report
from scripts.fixture_kit.grids import Grid, placed, width_of
from scripts.fixture_kit.web import parts_of

_WHEN = datetime(2025, 1, 1)


def docx(report: Report, *, tracked: dict[str, str] | None = None) -> bytes:
    """The report; ``tracked`` maps a printed text (a cell, a sentence's beginning) to what stood there."""
    document = Document()
    document.core_properties.title = report.title
    document.core_properties.author = report.issuer
    document.core_properties.created = document.core_properties.modified = _WHEN
    document.add_heading(report.title, level=0)
    changes = dict(tracked or {})
    for part in parts_of(report):
        if isinstance(part, str):
            _paragraph(document.add_paragraph(), part, changes)
        else:
            _table(document, part, changes)
    for line in report.signature:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return timeless(buffer.getvalue())


def _paragraph(paragraph: Any, text: str, changes: dict[str, str]) -> None:
    """A change is spent once: on the first place that prints this text, or begins a sentence with it."""
    match = next((new for new in changes if text == new or (len(new) > 4 and text.startswith(new))), None)
    if match is None:
        paragraph.add_run(text)
        return
    paragraph._p.append(_change("w:del", "w:delText", changes.pop(match)))
    paragraph._p.append(_change("w:ins", "w:t", match))
    paragraph.add_run(text[len(match) :])


def _change(kind: str, text_kind: str, text: str) -> Any:
    change = OxmlElement(kind)
    for name, value in {"id": "1", "author": "校对", "date": "2023-01-10T08:00:00Z"}.items():
        change.set(qn(f"w:{name}"), value)
    run, content = OxmlElement("w:r"), OxmlElement(text_kind)
    content.text = text
    run.append(content)
    change.append(run)
    return change


def _table(document: Any, grid: Grid, changes: dict[str, str]) -> None:
    table = document.add_table(rows=len(grid), cols=width_of(grid))
    table.style = "Table Grid"
    cells = [list(row.cells) for row in table.rows]
    for row, column, cell in placed(grid):
        target = cells[row][column]
        if cell.rows > 1 or cell.columns > 1:
            target = target.merge(cells[row + cell.rows - 1][column + cell.columns - 1])
        _paragraph(target.paragraphs[0], cell.text, {} if cell.head else changes)


def timeless(data: bytes) -> bytes:
    """The same archive with one fixed date on every member."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, date_time=(2025, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return buffer.getvalue()
