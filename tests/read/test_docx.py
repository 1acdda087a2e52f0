"""Word documents: what a person sees printed, every figure in its own slot."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, EmptyFile, Encrypted, TooLarge
from nianbao.model import Capture, Document, Paragraph, Picture, Table
from nianbao.read import limits
from nianbao.read.docx import read_docx
from nianbao.read.unknown import UNKNOWN

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/relationships/styles" Target="styles.xml"/>'
    '<Relationship Id="rId7" Type="http://x/relationships/image" Target="media/image1.png"/></Relationships>'
)


def capture(data: bytes) -> Capture:
    return Capture(data=data, path="年报.docx", sha256="")


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_body(body: str, styles: str = "") -> Document:
    """Read a document with this body and these styles, written as raw XML."""
    xml = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": xml,
        "word/_rels/document.xml.rels": RELATIONS,
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
    }
    return read_docx(capture(packed(parts)))


def read_word(document: Any) -> Document:
    buffer = io.BytesIO()
    document.save(buffer)
    return read_docx(capture(buffer.getvalue()))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def grid(table: Table) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(run(text))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
SUM = "<w:r><w:instrText>{}</w:instrText></w:r>"
INSTRUCTION = "<w:r><w:instrText>PAGE 9</w:instrText></w:r>"
BOX = "<w:txbxContent>{}</w:txbxContent>"

PARAGRAPHS = [
    (run("1") + run("0") + run(" 件"), ["10 件"], "runs join without a space"),
    (
        "<w:ins>" + run("12") + "</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>",
        ["12"],
        "accepted",
    ),
    ("<w:moveFrom>" + run("99") + "</w:moveFrom><w:moveTo>" + run("12") + "</w:moveTo>", ["12"], "moved"),
    (run("1") + run("9", "<w:vanish/>") + run("2"), ["12"], "hidden text is not printed"),
    (run("12") + run("9", '<w:color w:val="FFFFFF"/>'), ["12" + UNKNOWN], "a white digit may be seen or not"),
    (run("12", '<w:color w:val="FFFFFF"/>'), ["12"], "white as a whole: the ground is dark"),
    (run("12") + run("9", '<w:sz w:val="2"/>'), ["12" + UNKNOWN], "a digit of one point"),
    (run("12") + run("9", '<w:sz w:val="18"/>'), ["129"], "small type is seen"),
    (run("12", '<w:vanish w:val="0"/>'), ["12"], "the property is switched off"),
    (run("99", "<w:strike/>") + run("88", '<w:dstrike w:val="true"/>') + run("12"), ["12"], "struck out"),
    (run("12") + run("1", '<w:vertAlign w:val="superscript"/>') + run("件"), ["12^{1}件"], "a footnote mark"),
    (
        run("12") + run("[", '<w:vertAlign w:val="superscript"/>') + run("1", '<w:rStyle w:val="Ref"/>'),
        ["12^{[1}"],
        "neighbouring raised runs are one mark, also when raised by a style",
    ),
    (run("99", '<w:rStyle w:val="Hid"/>') + run("12"), ["12"], "hidden by a character style"),
    (run("12") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run("件"), ["12件"], "reference marks"),
    ("<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>3</w:t><w:tab/><w:t>4</w:t></w:r>", ["12-3\t4"], "signs"),
    ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", ["一", "二"], "a break parts lines of the body"),
    ("<w:hyperlink>" + run("12") + "</w:hyperlink>", ["12"], "wrapped in a link"),
    ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("12") + "</w:sdtContent></w:sdt>", ["12"], "a content control"),
    ('<w:fldSimple w:instr="PAGE">' + run("12") + "</w:fldSimple>", ["12"], "the result of a simple field"),
    (
        FIELD.format("begin") + INSTRUCTION + FIELD.format("separate") + run("12") + FIELD.format("end"),
        ["12"],
        "the result of a complex field",
    ),
    (run("12") + run("1", '<w:vertAlign w:val="subscript"/>'), ["12^{1}"], "nor is a mark below the line a digit"),
    ('<w:r><w:t>1</w:t><w:sym w:font="Symbol" w:char="F032"/></w:r>', ["12"], "a digit of a font of symbols"),
    (
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        ["1/2"],
        "a fraction is not 12",
    ),
    ("<m:sSub><m:e><m:r><m:t>5</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>", ["5^{2}"], ""),
    (FIELD.format("begin") + SUM.format("=SUM(ABOVE)") + FIELD.format("end"), [UNKNOWN], "a sum nobody has computed"),
    (
        FIELD.format("begin") + SUM.format(" EQ \\o\\ac(○,5)") + FIELD.format("separate") + FIELD.format("end"),
        [UNKNOWN],
        "a circled number is kept in the field itself",
    ),
    ('<w:fldSimple w:instr="=SUM(ABOVE)"/>', [UNKNOWN], "the same as a simple field"),
    (run("12") + FIELD.format("begin") + run("9") + FIELD.format("end"), ["12"], "a field without result"),
    (FIELD.format("begin") + INSTRUCTION + run("12"), ["12"], "a field that never ends loses no text"),
    (
        "<w:r><w:ruby><w:rt>" + run("lu") + "</w:rt><w:rubyBase>" + run("率") + "</w:rubyBase></w:ruby></w:r>",
        ["率"],
        "",
    ),
    ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", ["12"], "a number set as a formula"),
    (
        "<mc:AlternateContent><mc:Choice>"
        + run("12")
        + "</mc:Choice><mc:Fallback>"
        + run("12")
        + "</mc:Fallback></mc:AlternateContent>",
        ["12"],
        "alternatives are read once",
    ),
]
RUN_STYLES = (
    '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Ref"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>'
)


@pytest.mark.parametrize(("content", "expected", "why"), PARAGRAPHS)
def test_a_paragraph_reads_as_it_is_printed(content: str, expected: list[str], why: str) -> None:
    document = read_body(p(content) + p(run("末")), RUN_STYLES)
    assert texts(document) == [*expected, "末"], why


def test_offsets_point_into_the_text_of_the_document() -> None:
    document = read_body(p(run("　　一、总体情况 ")) + p() + p(run("甲"), "<w:r><w:br/></w:r>", run("乙")))
    assert document.text == "一、总体情况\n甲\n乙"
    for paragraph in document.paragraphs():
        assert document.text[paragraph.start :].startswith(paragraph.text)
    assert [paragraph.place.element for paragraph in document.paragraphs()] == ["p[1]", "p[3]", "p[3]"]


def test_a_deleted_paragraph_mark_joins_two_lines() -> None:
    mark = "<w:rPr><w:del/></w:rPr>"
    document = read_body(p(run("公开 1"), properties=mark) + p(run("2 件")))
    assert texts(document) == ["公开 12 件"]
    assert [note.code for note in document.notes] == ["read.tracked_changes"]


@pytest.mark.parametrize(
    ("properties", "styles", "heading"),
    [
        ("", "", False),
        ('<w:pStyle w:val="Heading1"/>', "", True),
        ('<w:pStyle w:val="2"/>', '<w:style w:styleId="2"><w:name w:val="heading 1"/></w:style>', True),
        ('<w:pStyle w:val="2"/>', '<w:style w:styleId="2"><w:name w:val="Normal (Web)"/></w:style>', False),
        ('<w:pStyle w:val="a"/>', '<w:style w:styleId="a"><w:name w:val="标题 2"/></w:style>', True),
        (
            '<w:pStyle w:val="b"/>',
            '<w:style w:styleId="a"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
            '<w:style w:styleId="b"><w:name w:val="y"/><w:basedOn w:val="a"/></w:style>',
            True,
        ),
        ('<w:outlineLvl w:val="1"/>', "", True),
        ('<w:outlineLvl w:val="9"/>', "", False),
    ],
)
def test_headings_are_told_by_style_or_outline_level(properties: str, styles: str, heading: bool) -> None:
    (paragraph,) = read_body(p(run("一、总体情况"), properties=properties), styles).paragraphs()
    assert paragraph.heading is heading


def test_an_automatic_table_of_contents_is_left_out_and_said_to_be() -> None:
    style = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    contents = p(run("一、总体情况"), "<w:r><w:tab/></w:r>", run("3"), properties='<w:pStyle w:val="11"/>')
    document = read_body(contents + p(run("一、总体情况")), style)
    assert texts(document) == ["一、总体情况"]
    assert [note.code for note in document.notes] == ["read.contents_left_out"]


def test_a_deleted_row_is_gone_and_the_tracked_change_is_said() -> None:
    document = read_body(tbl(tr(tc("a"), tc("b")), tr(tc("1"), tc("2"), properties="<w:del/>")))
    assert [note.code for note in document.notes] == ["read.tracked_changes"]
    assert read_body(tbl(tr(tc("a"), tc("b")))).notes == []


def test_a_text_box_comes_once_after_its_anchor() -> None:
    box = BOX.format(p(run("盒中 5 件")))
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>" + box + "</w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>" + box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read_body(p(run("前"), shape, run("后")) + p(run("末")))) == ["前后", "盒中 5 件", "末"]


def test_a_text_box_in_a_cell_never_touches_the_figure() -> None:
    shape = "<w:r><w:pict><v:textbox>" + BOX.format(p(run("5"))) + "</v:textbox></w:pict></w:r>"
    cell = f"<w:tc>{p(run('12'), shape)}</w:tc>"
    document = read_body(tbl(tr(tc("许可"), cell)))
    assert grid(next(document.tables())) == [["许可", "12"]]
    assert texts(document) == ["5"]


@pytest.mark.parametrize(
    "content",
    [
        p('<w:r><w:drawing><a:blip r:embed="rId7"/></w:drawing></w:r>'),
        p("<w:r><w:pict>" + BOX.format(p(run("5"))) + "</w:pict></w:r>"),
        tbl(tr(tc("5"), tc("6"))) + p(),
        p('<w:r><w:sym w:font="Wingdings" w:char="F08C"/></w:r>'),
    ],
)
def test_a_cell_with_anything_printed_but_text_is_not_blank(content: str) -> None:
    table = tbl(tr(tc("甲"), f"<w:tc>{content}</w:tc>", tc("3")), tr(tc("乙"), tc("1"), tc("")), tr(tc("丙")))
    assert grid(next(read_body(table).tables()))[:2] == [["甲", UNKNOWN, "3"], ["乙", "1", ""]]


def test_pictures_are_named_by_their_part() -> None:
    picture = '<w:r><w:drawing><a:graphic><a:blip r:embed="rId7"/></a:graphic></w:drawing></w:r>'
    blocks = read_body(p(run("表一"), picture)).blocks
    assert [type(block) for block in blocks] == [Paragraph, Picture]
    assert isinstance(blocks[1], Picture)
    assert blocks[1].source == "media/image1.png"


def test_an_embedded_document_is_not_passed_over_in_silence() -> None:
    document = read_body(p(run("甲")) + '<w:altChunk r:id="rId9"/>')
    assert [note.code for note in document.notes] == ["read.part_left_out"]


def test_merged_cells_of_both_directions_cover_their_slots() -> None:
    word = WordDocument()
    table = word.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    for corner, opposite, text in (((0, 0), (1, 1), "角"), ((2, 3), (3, 3), "竖"), ((0, 2), (0, 3), "横")):
        table.cell(*corner).merge(table.cell(*opposite)).text = text
    read = next(read_word(word).tables())
    assert grid(read) == [
        ["角", "角", "横", "横"],
        ["角", "角", "12", "13"],
        ["20", "21", "22", "竖"],
        ["30", "31", "32", "竖"],
    ]
    assert not read.ragged_rows
    assert [(cell.row_span, cell.column_span) for cell in read.cells[:2]] == [(2, 2), (1, 2)]


SPAN2, RESTART, CONTINUE = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
GRIDS = [
    (
        [
            tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("b")),
            tr(tc("1"), tc("2"), tc("3")),
        ],
        [["a", "a", "b"], ["1", "2", "3"]],
        set(),
        "the old horizontal merge",
    ),
    (
        [tr(tc("a"), tc("b"), tc("c")), tr(tc("2"), tc("3"), properties='<w:gridBefore w:val="1"/>')],
        [["a", "b", "c"], [None, "2", "3"]],
        set(),
        "columns left out before a row do not shift it",
    ),
    (
        [tr(tc("a"), tc("b")), tr(tc("1"), properties='<w:gridAfter w:val="1"/>')],
        [["a", "b"], ["1", None]],
        set(),
        "columns left out after a row",
    ),
    (
        [tr(tc("a"), tc("b")), tr(tc("1"), tc("2")), tr(tc("3"))],
        [["a", "b"], ["1", "2"], ["3", None]],
        {2},
        "a row with a missing cell is ragged",
    ),
    (
        [tr(tc("a", SPAN2 + RESTART), tc("b")), tr(tc("1", CONTINUE), tc("2"), tc("3"))],
        [["a", "a", "b"], ["1", "2", "3"]],
        {1},
        "a merge that goes on from a wider cell stands for itself, and is doubted",
    ),
    (
        [tr(tc("a"), tc("b")), tr(tc("1"), tc("2"), properties="<w:del/>"), tr(tc("3"), tc("4"))],
        [["a", "b"], ["3", "4"]],
        set(),
        "a deleted row is gone",
    ),
    (
        [tr(tc("a"), tc("b")), tr(tc("1"), tc("2"), properties="<w:hidden/>")],
        [["a", "b"]],
        set(),
        "a hidden row is not printed",
    ),
    (
        [tr(tc("a"), tc("b")), "<w:sdt><w:sdtContent>" + tr(tc("1"), tc("2")) + "</w:sdtContent></w:sdt>"],
        [["a", "b"], ["1", "2"]],
        set(),
        "rows in a content control",
    ),
    (
        [tr(tc("a"), "<w:sdt><w:sdtContent>" + tc("b") + "</w:sdtContent></w:sdt>"), tr(tc("1"), tc("2"))],
        [["a", "b"], ["1", "2"]],
        set(),
        "a cell in a content control",
    ),
    (
        [tr(tc("a"), tc("x", "<w:cellDel/>"), tc("b")), tr(tc("1"), tc("9", "<w:cellDel/>"), tc("2"))],
        [["a", "b"], ["1", "2"]],
        set(),
        "a column deleted with tracking",
    ),
    (
        [tr(tc("a", '<w:gridSpan w:val="99999999"/>'), tc("b")), tr(tc("1"), tc("2"))],
        [["a", "b"], ["1", "2"]],
        {0},
        "an absurd span counts as one, and is doubted",
    ),
]


@pytest.mark.parametrize(("rows", "expected", "ragged", "why"), GRIDS)
def test_every_cell_lands_in_its_slot(
    rows: list[str], expected: list[list[str | None]], ragged: set[int], why: str
) -> None:
    table = next(read_body(tbl(*rows)).tables())
    assert grid(table) == expected, why
    assert table.ragged_rows == ragged, why


def test_text_that_a_merge_covers_is_reported() -> None:
    document = read_body(tbl(tr(tc("a", RESTART), tc("b")), tr(tc("7", CONTINUE), tc("2"))))
    assert grid(next(document.tables())) == [["a", "b"], ["a", "2"]]
    assert [note.code for note in document.notes] == ["read.covered_text"]


def test_paragraphs_of_a_cell_stand_on_lines_and_blank_cells_stay_blank() -> None:
    two = f"<w:tc>{p(run('商业'))}{p(run('企业'))}</w:tc>"
    table = next(read_body(tbl(tr(two, tc("")), tr(tc("\u00a0"), tc("0")))).tables())
    assert grid(table) == [["商业\n企业", ""], ["\u00a0", "0"]]


def test_places_name_rows_and_cells_as_written_in_the_file() -> None:
    rows = (tr(tc("x"), tc("y"), properties="<w:del/>"), tr(tc("a", SPAN2)), tr(tc("1"), tc("2")))
    table = list(read_body(tbl(tr(tc("v"), tc("w"))) + p(run("甲")) + tbl(*rows)).tables())[1]
    assert [cell.place.element for cell in table.cells] == [
        "table[2]/tr[2]/td[1]",
        "table[2]/tr[3]/td[1]",
        "table[2]/tr[3]/td[2]",
    ]


def test_a_nested_table_comes_after_the_table_that_holds_it() -> None:
    word = WordDocument()
    outer = word.add_table(4, 2)
    for number, cell in enumerate(cell for row in outer.rows for cell in row.cells):
        cell.text = str(number)
    inner = outer.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "99"
    first, second = read_word(word).tables()
    assert [row[1] for row in grid(first)] == ["1", "3", "5", "7"]
    assert grid(second) == [["内", "99"]]


def test_a_table_of_one_cell_in_a_cell_is_a_border_around_its_text() -> None:
    border = tbl(tr(tc("12")))
    rows = [tr(tc("甲"), f"<w:tc>{border}{p()}</w:tc>"), tr(tc("乙"), f"<w:tc>{p(run('3'))}{border}{p()}</w:tc>")]
    (table,) = read_body(tbl(*rows, tr(tc("丙"), tc("5")), tr(tc("丁"), tc("6")))).tables()
    assert grid(table) == [["甲", "12"], ["乙", "3\n12"], ["丙", "5"], ["丁", "6"]]


def test_a_page_frame_is_dissolved_into_its_content_in_order() -> None:
    inner = tbl(tr(tc("规章"), tc("7")), tr(tc("许可"), tc("3")))
    frame = tbl(tr(f"<w:tc>{p(run('一、总体情况'))}{inner}{p(run('二、其他'))}</w:tc>"), tr(tc("落款")))
    document = read_body(frame)
    order = [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]
    assert order == ["一、总体情况", "table", "二、其他", "落款"]
    assert grid(next(document.tables())) == [["规章", "7"], ["许可", "3"]]


def test_headers_footers_and_notes_are_no_part_of_the_body() -> None:
    word = WordDocument()
    word.core_properties.title = "二〇二四年年报"
    word.sections[0].header.paragraphs[0].text = "页眉 9"
    word.sections[0].footer.paragraphs[0].text = "- 4 -"
    word.add_heading("一、总体情况", 1)
    word.add_paragraph("公开 12 件")
    document = read_word(word)
    assert [(item.text, item.heading) for item in document.paragraphs()] == [
        ("一、总体情况", True),
        ("公开 12 件", False),
    ]
    assert document.metadata == {"title": "二〇二四年年报"}


def test_a_strict_document_is_read_like_any_other() -> None:
    xml = f"<w:document {NAMESPACES}><w:body>{p(run('公开 12 件'))}</w:body></w:document>"
    strict = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(read_docx(capture(packed({"word/document.xml": strict})))) == ["公开 12 件"]


def test_the_main_part_is_found_by_the_relations_of_the_package() -> None:
    relations = RELATIONS.replace("relationships/styles", "relationships/officeDocument").replace(
        "styles.xml", "/word/document2.xml"
    )
    xml = f"<w:document {NAMESPACES}><w:body>{p(run('公开 12 件'))}</w:body></w:document>"
    data = packed({"_rels/.rels": relations, "word/document2.xml": xml})
    assert texts(read_docx(capture(data))) == ["公开 12 件"]


DOCUMENT_TYPE = '<!DOCTYPE w:document [<!ENTITY n "12">]>'
BROKEN = [
    (b"PK\x03\x04 no container", Damaged, "no zip"),
    (packed({"word/other.xml": "<x/>"}), Damaged, "no body part"),
    (packed({"word/document.xml": "<w:document"}), Damaged, "bad XML"),
    (packed({"word/document.xml": f"<w:document {NAMESPACES}/>"}), Damaged, "no body"),
    (
        packed({"word/document.xml": f"{DOCUMENT_TYPE}<w:document {NAMESPACES}><w:body/></w:document>"}),
        Damaged,
        "entities could hide text",
    ),
    (
        packed({"word/document.xml": f"<w:document {NAMESPACES}><w:body>{p()}</w:body></w:document>"}),
        EmptyFile,
        "nothing printed",
    ),
    (packed({f"word/{number}.xml": "" for number in range(limits.MAX_MEMBERS + 1)}), TooLarge, "members"),
    (packed({"word/document.xml": b"<w:p/>" * 1_500_000}), TooLarge, "a bomb, by its ratio"),
]


@pytest.mark.parametrize(("data", "error", "why"), BROKEN, ids=[why for _, _, why in BROKEN])
def test_what_is_no_readable_document_is_named(data: bytes, error: type[DocumentError], why: str) -> None:
    with pytest.raises(error) as caught:
        read_docx(capture(data))
    assert caught.value.where == "年报.docx"


def test_the_inflated_size_is_counted_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nianbao.read.container.MAX_PART_BYTES", 100_000)
    with pytest.raises(TooLarge) as caught:
        read_body(p(run("x" * 200_000)))
    assert caught.value.details["what"] == "inflated_bytes"


def test_a_table_of_endless_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nianbao.read.docx.body.MAX_CELLS", 10)
    with pytest.raises(TooLarge):
        read_body(tbl(*[tr(tc("1"), tc("2"))] * 6))


def test_tables_within_tables_without_end_are_refused() -> None:
    inner = tbl(tr(tc("1"), tc("2")))
    for _ in range(40):
        inner = tbl(tr(f"<w:tc>{inner}{p()}</w:tc>"))
    with pytest.raises(TooLarge) as caught:
        read_body(inner)
    assert caught.value.details["what"] == "nesting"


def test_deep_nesting_is_refused_by_name() -> None:
    deep = "<w:smartTag>" * 1500 + run("12") + "</w:smartTag>" * 1500
    with pytest.raises(DocumentError):
        read_body(p(deep))


def test_an_encrypted_member_needs_a_password() -> None:
    data = bytearray(packed({"word/document.xml": "<w:document/>"}))
    # The general purpose flag, in the local header and in the directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Encrypted):
        read_docx(capture(bytes(data)))


SAMPLE = packed(
    {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{p(run('公开 12 件'))}"
        f"{tbl(*(row for rows, *_ in GRIDS for row in rows))}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{RUN_STYLES}</w:styles>",
        "word/_rels/document.xml.rels": RELATIONS,
    }
)


@settings(deadline=None)
@given(st.integers(0, len(SAMPLE)), st.binary(max_size=8), st.integers(0, len(SAMPLE)))
def test_damage_of_any_kind_ends_in_a_document_error_or_a_document(at: int, noise: bytes, end: int) -> None:
    damaged = (SAMPLE[:at] + noise + SAMPLE[at + len(noise) :])[: max(end, at + len(noise))]
    try:
        document = read_docx(capture(damaged))
    except DocumentError:
        return
    assert document.blocks


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_end_in_a_document_error(data: bytes) -> None:
    with pytest.raises(DocumentError):
        read_docx(capture(data))


@settings(deadline=None)
@given(st.data())
def test_random_merges_give_the_grid_that_the_word_library_sees(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(2, 5)), data.draw(st.integers(4, 6))
    word = WordDocument()
    table = word.add_table(rows, columns)
    for row in range(rows):
        for column in range(columns):
            table.cell(row, column).text = f"{row}.{column}"
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    bottom, right = data.draw(st.integers(top, rows - 1)), data.draw(st.integers(left, columns - 1))
    table.cell(top, left).merge(table.cell(bottom, right)).text = "合"
    read = next(read_word(word).tables())
    assert grid(read) == [[cell.text for cell in row.cells] for row in table.rows]
    assert not read.ragged_rows


CELL_PROPERTIES = st.sampled_from(
    [
        *("", "", "", SPAN2, RESTART, CONTINUE, SPAN2 + RESTART, SPAN2 + CONTINUE, "<w:cellDel/>"),
        *('<w:hMerge w:val="restart"/>', "<w:hMerge/>", '<w:gridSpan w:val="x"/>', '<w:gridSpan w:val="0"/>'),
    ]
)
ROW_PROPERTIES = st.sampled_from(
    ["", "", "", "<w:del/>", '<w:gridBefore w:val="2"/>', '<w:gridAfter w:val="1"/>', "<w:hidden/>"]
)
CELLS = st.builds(tc, st.sampled_from(["", "0", "12"]), CELL_PROPERTIES)
ROWS = st.builds(
    lambda cells, properties: tr(*cells, properties=properties), st.lists(CELLS, max_size=6), ROW_PROPERTIES
)
TABLES = st.builds(lambda rows: tbl(*rows), st.lists(ROWS, max_size=6))


@settings(deadline=None)
@given(TABLES)
def test_whatever_the_merges_no_slot_is_covered_twice(table: str) -> None:
    document = read_body(p(run("甲")) + table)
    for read in document.tables():
        covered = [
            (cell.row + down, cell.column + right)
            for cell in read.cells
            for down in range(cell.row_span)
            for right in range(cell.column_span)
        ]
        assert len(covered) == len(set(covered))
        assert all(row < read.row_count and column < read.column_count for row, column in covered)


@pytest.mark.shared
def test_the_official_form_has_its_three_grids_with_every_figure_blank() -> None:
    file = SHARED / "real" / "form-2021-template" / "report.docx"
    if not file.is_file():
        pytest.skip("the reference data is not beside the checkout")
    document = read_docx(capture(file.read_bytes()))
    first, second, third = document.tables()
    assert (first.row_count, first.column_count) == (14, 4)
    assert (second.row_count, second.column_count) == (28, 10)
    assert (third.row_count, third.column_count) == (4, 15)
    assert not first.ragged_rows | second.ragged_rows | third.ragged_rows
    assert not any((cell and cell.text.strip()) for row in second.grid()[3:] for cell in row[3:])
    assert not any((cell and cell.text.strip()) for cell in third.grid()[3])
    oracle = WordDocument(str(file)).tables
    for ours, theirs in zip((first, second, third), oracle, strict=True):
        assert grid(ours) == [[cell.text for cell in row.cells] for row in theirs.rows]
