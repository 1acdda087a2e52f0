"""A draft as a Word document, its XML written directly: merges both ways, struck and hidden runs."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.factory.model import Cell, Draft, Grid, Paragraph, Run

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_RUN_PROPERTIES = {
    "": "",
    "sup": '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
    "strike": "<w:rPr><w:strike/></w:rPr>",
    "hidden": "<w:rPr><w:vanish/></w:rPr>",
}


def docx(draft: Draft) -> bytes:
    """The document; the same bytes for the same draft."""
    body = "".join(_paragraph(p.text) if isinstance(p, Paragraph) else _table(p) for p in draft.parts)
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_W}><w:body>{body}</w:body></w:document>'
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "word/document.xml": document,
        }.items():
            archive.writestr(ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p>{_run(Run(text))}</w:p>"


def _run(run: Run) -> str:
    if run.kind == "deleted":
        return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{escape(run.text)}</w:delText></w:r></w:del>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\n"))
    return f"<w:r>{_RUN_PROPERTIES[run.kind]}{lines}</w:r>"


def _table(grid: Grid) -> str:
    columns = '<w:gridCol w:w="900"/>' * grid.width
    rows = "".join(_row(grid, number) for number in range(len(grid.slots)))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(grid: Grid, number: int) -> str:
    cells: list[str] = []
    row = grid.slots[number]
    column = 0
    while column < len(row):
        width = _width(row, column)
        cells.append(_cell(grid, number, column, width))
        column += width
    hidden = "<w:trPr><w:hidden/></w:trPr>" if number in grid.hidden_rows else ""
    return f"<w:tr>{hidden}{''.join(cells)}</w:tr>"


def _width(row: list[Cell], column: int) -> int:
    end = column
    while end < len(row) and row[end] is row[column]:
        end += 1
    return end - column


def _cell(grid: Grid, number: int, column: int, width: int) -> str:
    cell = grid.slots[number][column]
    first, last = grid.extent(cell)
    merge = "" if first == last else ('<w:vMerge w:val="restart"/>' if number == first else "<w:vMerge/>")
    span = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
    runs = cell.runs or (Run(cell.text),)
    content = "".join(map(_run, runs)) if number == first and cell.text + "".join(r.text for r in runs) else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{content}</w:p></w:tc>"
