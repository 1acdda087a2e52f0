"""Drafts as spreadsheets, OFD, saved pages and mails."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from io import BytesIO

from nianbao.model import Cell as ReadCell
from nianbao.model import Paragraph as ReadParagraph
from nianbao.model import Place, Table
from tests.factory import web
from tests.factory.model import Draft, Grid, layout
from tests.ofd_writer import STYLES, Press, ofd


def xlsx(draft: Draft) -> bytes:
    """Prose and tables below each other on one sheet."""
    return _workbook(draft, apart=False)


def sheets(draft: Draft) -> bytes:
    """The prose on the first sheet, each table on a sheet of its own."""
    return _workbook(draft, apart=True)


def ofd_file(draft: Draft) -> bytes:
    """Drawn in one of three ways."""
    press = Press(STYLES[len(draft.title) % 3])
    for part in draft.parts:
        press.block(_table(part) if isinstance(part, Grid) else ReadParagraph(part.text, 0, Place()))
    return ofd(*press.pages)


def mhtml(draft: Draft) -> bytes:
    """A page saved by a browser."""
    part = EmailMessage()
    part.set_content(web.word(draft).decode(), subtype="html", cte="quoted-printable")
    head = (
        "From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b7"\r\n\r\n'
    )
    body = bytes(part).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return head.encode() + b"--b7\r\n" + body + b"\r\n--b7--\r\n"


def eml(draft: Draft) -> bytes:
    """A mail with the report as its HTML text."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = draft.title, "a@example.cn", "b@example.cn"
    mail.set_content("请见正文。")
    mail.add_alternative(web.plain(draft).decode(), subtype="html", cte="base64")
    mail.set_boundary("b9")
    return bytes(mail)


def _table(grid: Grid) -> Table:
    cells: list[ReadCell] = []
    seen: set[int] = set()
    for r, row in enumerate(grid.slots):
        for c, cell in enumerate(row):
            if id(cell) not in seen:
                seen.add(id(cell))
                first, last = grid.extent(cell)
                cells.append(ReadCell(r, c, cell.text, Place(), last - first + 1, sum(other is cell for other in row)))
    return Table(cells, len(grid.slots), grid.width, Place())


def _workbook(draft: Draft, *, apart: bool) -> bytes:
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 1, 1)})
    plain = book.add_format({"border": 1, "text_wrap": True})
    sheet, row = book.add_worksheet("年报"), 0
    for part in draft.parts:
        if not isinstance(part, Grid):
            sheet.write_string(row, 0, part.text)
            row += 1
        elif apart:
            _write(book.add_worksheet(f"表{len(book.worksheets())}"), part, 0, plain)
        else:
            _write(sheet, part, row, plain)
            row += len(part.slots)
    book.close()
    return buffer.getvalue()


def _write(sheet: object, grid: Grid, top: int, plain: object) -> None:
    for r, row in enumerate(layout(grid)):
        for emitted in row:
            column = next(c for c, cell in enumerate(grid.slots[r]) if cell is emitted.cell)
            _write_cell(sheet, top + r, column, emitted.rows, emitted.columns, _value(emitted.cell.text), plain)


def _write_cell(sheet: object, row: int, column: int, rows: int, columns: int, value: object, plain: object) -> None:
    if rows * columns > 1:
        sheet.merge_range(row, column, row + rows - 1, column + columns - 1, value, plain)  # type: ignore[attr-defined]
    else:
        sheet.write(row, column, value, plain)  # type: ignore[attr-defined]


def _value(text: str) -> object:
    """A number as a number, as people type it."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
