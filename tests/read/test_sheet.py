"""Reports saved as spreadsheets: every figure in its own slot, the prose as prose, nothing unknown taken as blank."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, EmptyFile, Encrypted, TooLarge, Unsupported
from nianbao.model import Capture, Document, Paragraph, Table
from nianbao.pipeline import parse_capture
from nianbao.read import load, read
from nianbao.read.docx import read_docx
from nianbao.read.sheet import read_sheet
from nianbao.read.sheet.values import printed

REPORT = Path(__file__).resolve().parents[2] / "fixtures" / "reports" / "docx-2021-merged-cells.docx"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTNOTED = '<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
STRUCK = "<r><rPr><strike/></rPr><t>9</t></r><r><t>12</t></r>"
STYLES = (
    '<numFmts><numFmt numFmtId="176" formatCode="0!.0,&quot;万&quot;"/><numFmt numFmtId="177" formatCode=";;;"/>'
    '<numFmt numFmtId="178" formatCode="_ * #,##0_ ;_ * -#,##0_ ;_ * &quot;-&quot;_ ;_ @_ "/></numFmts>'
    '<fonts><font/><font><strike/></font><font><color rgb="FFFFFFFF"/></font></fonts>'
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="9" fontId="0"/>'
    '<xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="178"/>'
    '<xf fontId="2" fillId="0"/><xf fontId="2" fillId="2"/></cellXfs>'
)
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


@dataclass
class Item:
    """A cell to be written; rows and columns from 0."""

    row: int
    column: int
    value: str | float
    row_span: int = 1
    column_span: int = 1


def letters(column: int) -> str:
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def xlsx(*sheets: str, attributes: str = "", strings: str = "", styles: str = "") -> bytes:
    """A workbook of sheets given as the XML inside <worksheet>."""
    rels = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    if strings:
        rels += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}" {attributes if n == 1 else ""}/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f"<Relationships {PACKAGE}><Relationship Id='r' Type='{OFFICE}/officeDocument' "
        "Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{rels}</Relationships>",
    }
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {MAIN}>{styles}</styleSheet>"
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {MAIN}>{sheet}</worksheet>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet_xml(items: list[Item]) -> str:
    rows: dict[int, str] = {}
    for item in sorted(items, key=lambda item: (item.row, item.column)):
        name = f"{letters(item.column)}{item.row + 1}"
        if isinstance(item.value, str):
            cell = f'<c r="{name}" t="inlineStr"><is><t>{escape(item.value)}</t></is></c>'
        else:
            cell = f'<c r="{name}"><v>{item.value}</v></c>'
        rows[item.row] = rows.get(item.row, "") + cell
    data = "".join(f'<row r="{row + 1}">{cells}</row>' for row, cells in rows.items())
    merges = "".join(
        f'<mergeCell ref="{letters(i.column)}{i.row + 1}:{letters(i.column + i.column_span - 1)}{i.row + i.row_span}"/>'
        for i in items
        if i.row_span * i.column_span > 1
    )
    return f"<sheetData>{data}</sheetData>" + (f"<mergeCells>{merges}</mergeCells>" if merges else "")


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def wide(text: str, length: str = "<HB") -> bytes:
    return struct.pack(length, len(text), 1) + text.encode("utf-16-le")


def biff(records: list[bytes], merges: list[Item]) -> bytes:
    """A BIFF8 workbook stream of one sheet with these cell records."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0006))
    sheet_name = wide("表", "<BB")
    size = len(begin) + 4 + 6 + len(sheet_name) + 4
    bound = record(0x0085, struct.pack("<IBB", size, 0, 0) + sheet_name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0006)) + b"".join(records)
    spans = [
        struct.pack("<HHHH", i.row, i.row + i.row_span - 1, i.column, i.column + i.column_span - 1) for i in merges
    ]
    if spans:
        sheet += record(0x00E5, struct.pack("<H", len(spans)) + b"".join(spans))
    return begin + bound + record(0x000A, b"") + sheet + record(0x000A, b"")


def cell_record(item: Item) -> bytes:
    at = struct.pack("<HHH", item.row, item.column, 0)
    if isinstance(item.value, str):
        return record(0x0204, at + wide(item.value))
    return record(0x0203, at + struct.pack("<d", item.value))


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream of full sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    tables = -(-(sectors + 2) // 126)
    chain = [*range(tables + 2, tables + 1 + sectors), 0xFFFFFFFE]
    fat = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + chain
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))

    def entry(title: str, kind: int, child: int, start: int, length: int) -> bytes:
        encoded = title.encode("utf-16-le") + b"\0\0"
        ids = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<H", len(encoded))
            + ids
            + bytes(36)
            + struct.pack("<III", start, length, 0)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, tables + 1, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory.ljust(512, b"\0") + stream


def xls(items: list[Item]) -> bytes:
    merged = [item for item in items if item.row_span * item.column_span > 1]
    return compound(biff([cell_record(item) for item in items], merged))


def capture(data: bytes, path: str = "年报.xlsx") -> Capture:
    return Capture(data, path, "")


def shape(document: Document) -> list[object]:
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert document.text[block.start : block.start + len(block.text)] == block.text
            found.append(block.text)
        elif isinstance(block, Table):
            found.append([[None if cell is None else cell.text for cell in row] for row in block.grid()])
    return found


def rows_of(*rows: list[str | float]) -> list[Item]:
    return [Item(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""]


def shape_of(items: list[Item]) -> list[object]:
    return shape(read_sheet(capture(xlsx(sheet_xml(items)))))


def report_items(gap: int, merged_prose: bool) -> list[Item]:
    """The bundled Word report typed into a sheet: prose in column A, tables below their headings."""
    items: list[Item] = []
    row = 0
    for block in read_docx(load(REPORT)).blocks:
        if isinstance(block, Paragraph):
            items.append(Item(row, 0, block.text, 1, 15 if merged_prose else 1))
            row += 1
        elif isinstance(block, Table):
            row += gap
            for cell in block.cells:
                number = cell.text.isdigit()
                value = float(cell.text) if number else cell.text
                items.append(Item(row + cell.row, cell.column, value, cell.row_span, cell.column_span))
            row += block.row_count + gap
    return items


# Figures


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize(("gap", "merged_prose"), [(0, True), (1, False), (1, True)])
def test_every_figure_of_a_report_in_a_sheet_is_right(kind: str, gap: int, merged_prose: bool) -> None:
    items = report_items(gap, merged_prose)
    data = xlsx(sheet_xml(items)) if kind == "xlsx" else xls(items)
    report = parse_capture(capture(data, f"年报.{kind}"))
    truth = json.loads(REPORT.with_suffix(".truth.json").read_text("utf-8"))
    found = {figure.key: figure.value for figure in report.figures if figure.origin == "table"}
    assert {key: found.get(key) for key in truth["figures"]} == truth["figures"]
    prose = {figure.key: figure.value for figure in report.figures if figure.origin == "prose"}
    assert {key: prose.get(key) for key in truth["prose"]} == truth["prose"]
    assert report.year == truth["year"]
    assert report.source.media_type == (
        "application/vnd.ms-excel"
        if kind == "xls"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.0, "0"),
        (-417.0, "-417"),
        (24252.311082, "24252.311082"),
        (0.30000000000000004, "0.3"),
        (1e15, "1000000000000000"),
        (1e20, "100000000000000000000"),
        (0.00001, "0.00001"),
        (True, "TRUE"),
        ("3,830 ", "3,830 "),
    ],
)
def test_values_are_given_as_they_are_printed(value: object, text: str) -> None:
    assert printed(value) == text


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "an error"),
        ('<c r="B2"><f>SUM(B3:B9)</f></c>', "a sum nobody has computed"),
        (
            f'<c r="B2" t="inlineStr"><is>{FOOTNOTED}</is></c>',
            "12 with a footnote is not 121",
        ),
        ('<c r="B2" t="s"><v>0</v></c>', "the same among the shared strings"),
        ('<c r="B2" t="s"><v>1</v></c>', "9 struck out before 12 is not 912"),
        ('<c r="B2" s="1"><v>12</v></c>', "struck out as a whole"),
        ('<c r="B2" s="2"><v>1</v></c>', "1 printed as 100%"),
        ('<c r="B2" s="3"><v>120000</v></c>', "120000 printed as 12.0万"),
        ('<c r="B2" s="4"><v>5</v></c>', "5 that is not printed"),
        ('<c r="B2" s="6"><v>5</v></c>', "white on paper"),
    ],
)
def test_what_cannot_be_known_is_never_a_blank_or_a_number(cell: str, why: str) -> None:
    body = f'<row r="2"><c r="A2" t="inlineStr"><is><t>规章</t></is></c>{cell}</row>'
    other = '<row r="3"><c r="A3" t="inlineStr"><is><t>规范</t></is></c><c r="B3"><v>7</v></c></row>'
    data = xlsx(
        f"<sheetData>{body}{other}</sheetData>", strings=f"<si>{FOOTNOTED}</si><si>{STRUCK}</si>", styles=STYLES
    )
    assert shape(read_sheet(capture(data))) == [[["规章", "\ufffd"], ["规范", "7"]]], why


def test_white_on_a_fill_is_printed() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>规章</t></is></c><c r="B1" s="7"><v>5</v></c></row>'
    assert shape(read_sheet(capture(xlsx(f"<sheetData>{row}</sheetData>", styles=STYLES)))) == [[["规章", "5"]]]


def test_a_format_that_only_dresses_the_number_leaves_it() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>规章</t></is></c><c r="B{n}" s="5"><v>{value}</v></c></row>'
        for n, value in ((1, 0), (2, 1234))
    )
    document = read_sheet(capture(xlsx(f"<sheetData>{rows}</sheetData>", styles=STYLES)))
    assert shape(document) == [[["规章", "0"], ["规章", "1234"]]]


def test_rows_and_columns_of_no_size_are_hidden() -> None:
    cell = '<c r="{0}{1}" t="inlineStr"><is><t>{0}{1}</t></is></c>'
    rows = "".join(
        f'<row r="{n}"{size}>{"".join(cell.format(letter, n) for letter in "ABC")}</row>'
        for n, size in ((1, ""), (2, ' ht="0" customHeight="1"'), (3, ' ht="13.5"'))
    )
    cols = '<cols><col min="2" max="2" width="0" customWidth="1"/></cols>'
    document = read_sheet(capture(xlsx(f"{cols}<sheetData>{rows}</sheetData>")))
    assert shape(document) == [[["A1", "C1"], ["A3", "C3"]]]
    assert [note.code for note in document.notes] == ["read.part_left_out"]


def test_an_error_in_an_old_workbook_is_unreadable_too() -> None:
    records = [cell_record(item) for item in rows_of(["项目", "数"], ["规章"], ["规范"])]
    records.append(record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x17, 1)))
    formula = struct.pack("<HHH", 2, 1, 0) + bytes([2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF]) + bytes(8)
    records.append(record(0x0006, formula))
    document = read_sheet(capture(compound(biff(records, []))))
    assert shape(document) == [[["项目", "数"], ["规章", "\ufffd"], ["规范", "\ufffd"]]]


# Layout

HEADER: list[str | float] = ["信息内容", "制发件数", "废止件数"]


def test_title_headings_and_sentences_around_a_table_are_paragraphs() -> None:
    rows: list[list[str | float]] = [
        ["某局2024年政府信息公开工作年度报告"],
        ["一、总体情况"],
        ["全年公开信息12条。\n受理申请3件。"],
        ["二、主动公开政府信息情况"],
        HEADER,
        ["规章", 0, 1],
        ["注：数据截至年底。"],
    ]
    assert shape_of(rows_of(*rows)) == [
        "某局2024年政府信息公开工作年度报告",
        "一、总体情况",
        "全年公开信息12条。",
        "受理申请3件。",
        "二、主动公开政府信息情况",
        [HEADER, ["规章", "0", "1"]],
        "注：数据截至年底。",
    ]


def test_a_label_whose_figures_are_blank_keeps_its_row() -> None:
    rows: list[list[str | float]] = [HEADER, ["规章", 0, 1], ["二、上年结转"], ["规范性文件", 2, 3], ["四、结转下年"]]
    assert shape_of(rows_of(*rows)) == [
        [HEADER, ["规章", "0", "1"], ["二、上年结转", "", ""], ["规范性文件", "2", "3"], ["四、结转下年", "", ""]]
    ]


def test_a_group_label_over_all_columns_heads_its_table() -> None:
    items = [
        Item(0, 0, "第（一）项", 1, 3),
        *[Item(i.row + 1, i.column, i.value) for i in rows_of(HEADER, ["规章", 0, 1])],
    ]
    assert shape_of(items) == [[["第（一）项"] * 3, HEADER, ["规章", "0", "1"]]]


def test_a_heading_over_all_columns_parts_two_tables() -> None:
    top = rows_of(HEADER, ["规章", 0, 1])
    below = [Item(i.row + 3, i.column, i.value) for i in rows_of(HEADER, ["许可", 5, 6])]
    items = [*top, Item(2, 0, "三、收到和处理申请情况", 1, 3), *below]
    assert shape_of(items) == [
        [HEADER, ["规章", "0", "1"]],
        "三、收到和处理申请情况",
        [HEADER, ["许可", "5", "6"]],
    ]


def test_places_name_cells_as_a_person_does() -> None:
    items = [Item(i.row + 3, i.column + 25, i.value) for i in rows_of(HEADER, ["规章", 0, 1])]
    table = next(read_sheet(capture(xlsx(sheet_xml(items)))).tables())
    assert table.place.element == "sheet[1]/Z4:AB5"
    assert [cell.place.element for cell in table.cells][:3] == ["sheet[1]/Z4", "sheet[1]/AA4", "sheet[1]/AB4"]


def test_merged_cells_that_overlap_never_share_a_slot() -> None:
    items = [Item(0, 0, "甲", 2, 2), Item(1, 1, "乙", 2, 2), *rows_of([], [], ["x", "1", "2"])]
    table = next(read_sheet(capture(xlsx(sheet_xml(items)))).tables())
    slots = [
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(slots) == len(set(slots)) == table.row_count * table.column_count


def test_a_hidden_sheet_is_left_out_and_said_to_be() -> None:
    data = xlsx(
        sheet_xml(rows_of(HEADER, ["草稿", 9, 9])),
        sheet_xml(rows_of(HEADER, ["规章", 0, 1])),
        attributes='state="hidden"',
    )
    document = read_sheet(capture(data))
    assert shape(document) == [[HEADER, ["规章", "0", "1"]]]
    assert [(note.code, note.detail) for note in document.notes] == [("read.part_left_out", "hidden sheet")]


def test_hidden_rows_and_columns_are_left_out_and_said_to_be() -> None:
    xml = sheet_xml(rows_of([*HEADER, "旧"], ["草稿", 9, 9, 7], ["规章", 0, 1, 7]))
    xml = '<cols><col min="4" max="4" hidden="1"/></cols>' + xml.replace('<row r="2">', '<row r="2" hidden="1">')
    document = read_sheet(capture(xlsx(xml)))
    assert shape(document) == [[HEADER, ["规章", "0", "1"]]]
    assert [note.detail for note in document.notes] == ["hidden rows or columns"]
    assert [cell.place.element for cell in next(document.tables()).cells][3] == "sheet[1]/A3"


# Hostile input


def test_two_cells_at_the_ends_of_a_sheet_are_refused_before_they_are_read() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(TooLarge) as caught:
        read_sheet(capture(xlsx(f"<sheetData>{far}</sheetData>")))
    assert caught.value.details["what"] == "slots"


def test_the_same_in_an_old_workbook() -> None:
    with pytest.raises(TooLarge):
        read_sheet(capture(xls([Item(0, 0, 1.0), Item(65_535, 255, 1.0)])))


def test_merged_ranges_that_cover_everything_again_and_again_are_refused() -> None:
    items = [Item(row, column, 1.0) for row in range(100) for column in range(100)]
    merges = '<mergeCell ref="A1:CV100"/>' * 500
    xml = sheet_xml(items) + f"<mergeCells>{merges}</mergeCells>"
    with pytest.raises(TooLarge):
        read_sheet(capture(xlsx(xml)))


def test_a_workbook_that_inflates_without_end_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_sheet(capture(xlsx("<sheetData/>" + " " * (8 * 1024 * 1024))))


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(EmptyFile):
        read_sheet(capture(xlsx("<sheetData/>")))


def test_an_old_workbook_with_a_password_says_so() -> None:
    locked = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + record(0x002F, bytes(6))
    with pytest.raises(Encrypted):
        read_sheet(capture(compound(locked + record(0x000A, b"")), "年报.xls"))


def test_workbooks_of_other_kinds_name_a_remedy() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(Unsupported) as caught:
        read(capture(buffer.getvalue(), "年报.xlsb"))
    assert caught.value.details == {"format": "xlsb", "remedy": "save_as_xlsx"}


GOOD = {"xlsx": xlsx(sheet_xml(rows_of(HEADER, ["规章", 0, 1]))), "xls": xls(rows_of(HEADER, ["规章", 0, 1]))}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_half_a_workbook_is_damaged(kind: str) -> None:
    data = GOOD[kind]
    for length in (len(data) // 4, len(data) // 2, len(data) * 3 // 4):
        with pytest.raises(Damaged):
            read_sheet(capture(data[:length]))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["xlsx", "xls"]), st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), max_size=12))
def test_changed_bytes_end_in_a_document_or_a_document_error(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD[kind])
    for at, byte in changes:
        data[at % len(data)] = byte
    try:
        document = read(capture(bytes(data)))
    except DocumentError:
        return
    assert document.blocks


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_worksheet_ends_in_a_document_or_a_document_error(content: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD["xlsx"])) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = content if name.endswith("sheet1.xml") else source.read(name)
            target.writestr(name, part)
    with pytest.raises(DocumentError):
        read_sheet(capture(buffer.getvalue()))
