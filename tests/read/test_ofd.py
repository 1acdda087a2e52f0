"""OFD: figures in their own slots however a producer draws them, and errors instead of guesses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, EmptyFile, Encrypted, TooLarge
from nianbao.model import Capture, Document, Picture, Table
from nianbao.pipeline import parse_capture
from nianbao.read import load, read
from nianbao.read.docx import read_docx
from nianbao.read.ofd import read_ofd
from nianbao.read.scan import installed
from tests import ofd_writer as writer
from tests.ofd_writer import Press, container, ofd, parts, path, rectangle, text

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"


def capture(data: bytes) -> Capture:
    return Capture(data, "年报.ofd", "")


def document(*pages: list[str], **options: object) -> Document:
    return read_ofd(capture(ofd(*pages, **options)))


def texts(found: Document) -> list[str]:
    for paragraph in found.paragraphs():
        assert found.text[paragraph.start : paragraph.start + len(paragraph.text)] == paragraph.text
    return [paragraph.text for paragraph in found.paragraphs()]


def grid(table: Table) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


def pressed(stem: str, style: str, start: float = writer.TOP) -> Press:
    press = Press(style, y=start)
    for block in read_docx(load(REPORTS / f"{stem}.docx")).blocks:
        press.block(block)
    return press


# Figures


@pytest.mark.parametrize("style", writer.STYLES)
@pytest.mark.parametrize("stem", ["docx-2021-merged-cells", "docx-2021-tracked-changes"])
def test_every_figure_of_a_report_is_right(stem: str, style: str) -> None:
    press = pressed(stem, style)
    report = parse_capture(capture(container(parts(press.pages))))
    truth = json.loads((REPORTS / f"{stem}.truth.json").read_text("utf-8"))
    found = {figure.key: figure.value for figure in report.figures if figure.origin == "table"}
    assert {key: found.get(key) for key in truth["figures"]} == truth["figures"]
    prose = {figure.key: figure.value for figure in report.figures if figure.origin == "prose"}
    assert {key: prose.get(key) for key in truth["prose"]} == truth["prose"]
    assert (report.year, report.source.media_type) == (truth["year"], "application/ofd")


def table_figures(press: Press) -> dict[str, float | None]:
    report = parse_capture(capture(container(parts(press.pages))))
    return {figure.key: figure.value for figure in report.figures if figure.origin == "table"}


@pytest.mark.parametrize("start", [25, 45, 85, 105, 125, 145, 165, 185, 205, 225, 245])
def test_wherever_the_page_ends_in_a_table_no_figure_is_lost_or_moved(start: int) -> None:
    press = pressed("docx-2021-merged-cells", "lines", start)
    truth = json.loads((REPORTS / "docx-2021-merged-cells.truth.json").read_text("utf-8"))
    found = table_figures(press)
    assert len(press.pages) > 2
    assert {key: found.get(key) for key in truth["figures"]} == truth["figures"]


def test_a_page_that_ends_within_the_header_of_a_table_moves_no_figure() -> None:
    truth = json.loads((REPORTS / "docx-2021-merged-cells.truth.json").read_text("utf-8"))
    found = table_figures(pressed("docx-2021-merged-cells", "lines", 65))
    assert {key: found[key] for key in truth["figures"] if found.get(key) is not None}.items() <= truth[
        "figures"
    ].items()


def test_places_are_in_points_of_the_displayed_page() -> None:
    objects = [*rectangle(25.4, 50.8, 76.2, 63.5), *rectangle(76.2, 50.8, 90, 63.5), text(26, 52, "规章")]
    table = next(document(objects).tables())
    assert table.cells[0].place.page == 1
    assert table.cells[0].place.bbox == (72.0, 144.0, 216.0, 180.0)


def test_a_page_area_that_begins_elsewhere_moves_everything() -> None:
    objects = [*rectangle(35.4, 60.8, 86.2, 73.5), *rectangle(86.2, 60.8, 100, 73.5), text(36, 62, "规章")]
    table = next(document(objects, area="10 10 210 297").tables())
    assert table.cells[0].place.bbox == (72.0, 144.0, 216.0, 180.0)


# Characters


@pytest.mark.parametrize(
    ("delta", "content", "printed"),
    [
        ("g 3 1.85", "2024", "2024"),
        ("1.85 1.85 1.85", "2024", "2024"),
        ("1.85", "2024", "2024"),
        ("g 9 1.85", "2024", "2024"),
        ("", "2024", "2024"),
        ("2.2 2.2 2.2", "2024", "2024"),
        ("1.85 3.7 1.85", "2024", "20 24"),
        ("1.85 30 1.85", "2024", "20  24"),
        ("g 3 3.7", "公开信息", "公开信息"),
    ],
)
def test_distances_say_what_is_one_number_and_what_are_two(delta: str, content: str, printed: str) -> None:
    assert texts(document([text(30, 50, content, delta=delta)])) == [printed]


def test_digits_painted_one_by_one_are_one_number_and_far_ones_two() -> None:
    near = [text(30 + 1.85 * index, 50, digit) for index, digit in enumerate("396")]
    far = [text(30, 80, "39"), text(45, 80, "6")]
    assert texts(document([*near, *far])) == ["396", "39  6"]


def test_a_piece_without_place_goes_on_at_the_one_before() -> None:
    second = '</ofd:TextCode><ofd:TextCode Y="9">乙</ofd:TextCode>'
    found = document([text(30, 50, "甲").replace("</ofd:TextCode>", second)])
    assert "".join(texts(found)) == "甲乙"


def test_characters_without_meaning_are_seen_and_said_to_be_unreadable() -> None:
    found = document([text(30, 50, "公开\ue000信息"), text(30, 60, "受理\ufffd件")])
    assert "".join(texts(found)).count("\ufffd") == 2


@pytest.mark.parametrize("hidden", ['Visible="false"', 'Alpha="0"', 'Fill="false"'])
def test_text_that_is_not_painted_is_not_read(hidden: str) -> None:
    found = document([text(30, 50, "旧数99", extra=hidden), text(30, 60, "新数12")])
    assert texts(found) == ["新数12"]


def test_a_scan_is_a_picture_also_with_text_hidden_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "is_installed", lambda: False)
    scan = '<ofd:ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="6"/>'
    found = document([text(30, 50, "公开99条", extra='Alpha="0"'), scan])
    assert [type(block) for block in found.blocks] == [Picture]
    assert [(note.code, note.place.page) for note in found.notes] == [("read.needs_ocr", 1)]


def test_a_page_turned_on_its_side_is_not_guessed_at() -> None:
    found = document([text(100, 50, "公开信息", extra='CTM="0 1 -1 0 0 0"')], [text(30, 50, "第二页")])
    assert [(note.code, note.detail) for note in found.notes] == [("read.needs_ocr", "turned text")]
    assert texts(found) == ["第二页"]


# Rules


def test_shading_makes_no_cells() -> None:
    shade = path(25, 48, 100, 12, "M 0 0 L 100 0 L 100 12 L 0 12 C", 'Fill="true" Stroke="false"')
    found = document([shade, text(30, 50, "公开信息")])
    assert not list(found.tables())
    assert texts(found) == ["公开信息"]


@pytest.mark.parametrize("style", writer.STYLES)
def test_merged_cells_fall_out_of_the_missing_borders(style: str) -> None:
    objects = [
        *rectangle(30, 50, 90, 60, style),
        *rectangle(30, 60, 60, 70, style),
        *rectangle(60, 60, 90, 70, style),
        text(31, 52, "申请人情况"),
        text(31, 62, "12"),
        text(61, 62, "3"),
    ]
    assert [grid(table) for table in document(objects).tables()] == [[["申请人情况", "申请人情况"], ["12", "3"]]]


def test_curves_and_slanted_lines_are_no_borders() -> None:
    wave = path(30, 50, 60, 40, "M 0 0 B 10 40 50 40 60 0 Q 30 20 0 40 A 5 5 0 0 1 10 40 L 60 0 C")
    assert not list(document([wave, text(40, 60, "公章")]).tables())


# Structure


def test_what_a_template_prints_is_on_every_page() -> None:
    frame = [*rectangle(30, 50, 90, 60), *rectangle(90, 50, 120, 60), text(91, 52, "数")]
    found = document([text(31, 52, "甲")], [text(31, 52, "乙")], template=frame)
    assert [grid(table) for table in found.tables()] == [[["甲", "数"]], [["乙", "数"]]]
    assert found.page_count == 2


def test_composite_graphics_are_drawn_where_they_are_used() -> None:
    unit = f'<ofd:CompositeGraphicUnit ID="7" Width="60" Height="10"><ofd:Content>{text(1, 2, "规章12")}</ofd:Content>'
    resources = f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    used = '<ofd:PageBlock><ofd:CompositeObject ID="8" Boundary="30 50 60 10" ResourceID="7"/></ofd:PageBlock>'
    cells = [*rectangle(30, 50, 90, 60), *rectangle(90, 50, 120, 60), text(91, 52, "7")]
    (table,) = document([*cells, used], resources=resources).tables()
    assert grid(table) == [["规章12", "7"]]


def test_the_title_is_kept() -> None:
    assert document([text(30, 50, "甲")], title="某局年报").metadata == {"title": "某局年报"}


def test_page_numbers_are_no_text() -> None:
    pages = [
        [text(30, 50, f"第{word}段。"), text(103, 285, f"- {number} -")] for number, word in enumerate("一二三", 1)
    ]
    assert "".join(texts(document(*pages))) == "第一段。第二段。第三段。"


def test_further_documents_in_the_container_are_told() -> None:
    members = parts([[text(30, 50, "甲")]])
    members["OFD.xml"] = str(members["OFD.xml"]).replace("</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>")
    assert [note.code for note in read_ofd(capture(container(members))).notes] == ["read.part_left_out"]


# Hostile input


def test_graphics_within_themselves_are_refused() -> None:
    used = '<ofd:CompositeObject ID="8" Boundary="0 0 9 9" ResourceID="7"/>'
    resources = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{used}</ofd:Content></ofd:CompositeGraphicUnit>'
    with pytest.raises(TooLarge) as caught:
        document([used], resources=resources)
    assert caught.value.details["what"] == "nesting"


def test_graphics_that_multiply_are_refused() -> None:
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}"><ofd:Content>'
        + f'<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="{n + 1}"/>' * 12
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for n in range(7)
    )
    units += '<ofd:CompositeGraphicUnit ID="7"><ofd:Content/></ofd:CompositeGraphicUnit>'
    with pytest.raises(TooLarge):
        document(['<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="0"/>'], resources=units)


def test_groups_without_end_are_refused() -> None:
    with pytest.raises(TooLarge):
        document(["<ofd:PageBlock>" * 100 + "</ofd:PageBlock>" * 100])


def test_ten_thousand_pages_are_refused() -> None:
    members = parts([[text(30, 50, "甲")]])
    listed = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 10_000
    members["Doc_0/Document.xml"] = str(members["Doc_0/Document.xml"]).replace("<ofd:Pages>", f"<ofd:Pages>{listed}")
    with pytest.raises(TooLarge) as caught:
        read_ofd(capture(container(members)))
    assert caught.value.details["what"] == "pages"


def test_a_page_that_inflates_without_end_is_refused() -> None:
    members = parts([[text(30, 50, "甲")]])
    members["Doc_0/Pages/Page_0/Content.xml"] = " " * (8 * 1024 * 1024)
    with pytest.raises(TooLarge):
        read_ofd(capture(container(members)))


def test_a_group_of_distances_without_end_costs_nothing() -> None:
    assert texts(document([text(30, 50, "12", delta="g 999999 1.85 g 999999 1.85")])) == ["12"]


def test_an_encrypted_container_says_so() -> None:
    with pytest.raises(Encrypted):
        read_ofd(capture(container(parts([[text(30, 50, "甲")]]) | {"Encryptions.xml": "<e/>"})))


def test_a_document_without_anything_printed_is_empty() -> None:
    with pytest.raises(EmptyFile):
        document([])


@pytest.mark.parametrize(
    ("member", "before", "after"),
    [
        ("OFD.xml", "Doc_0/Document.xml", "Doc_9/Document.xml"),
        ("OFD.xml", "<ofd:DocBody>", "<ofd:DocBody"),
        ("OFD.xml", "ofd:DocBody", "ofd:Other"),
        ("Doc_0/Document.xml", "Page_0", "Page_9"),
        ("Doc_0/Document.xml", "<ofd:Page ", "<ofd:Leaf "),
        ("Doc_0/Pages/Page_0/Content.xml", 'Size="3.7"', 'Size="big"'),
        ("Doc_0/Pages/Page_0/Content.xml", 'Size="3.7"', 'Size="0"'),
        ("Doc_0/Pages/Page_0/Content.xml", 'Boundary="30', 'Boundary="nan'),
        ("Doc_0/Pages/Page_0/Content.xml", 'Boundary="30', 'Boundary="1e300'),
        ("Doc_0/Pages/Page_0/Content.xml", "g 2 3.7", "g 2"),
        ("Doc_0/Pages/Page_0/Content.xml", "M 0 0", "M 0"),
        ("Doc_0/Pages/Page_0/Content.xml", "M 0 0", "X 0 0"),
        ("Doc_0/Pages/Page_0/Content.xml", "<ofd:Content>", '<ofd:Template TemplateID="t9"/><ofd:Content>'),
        ("Doc_0/Pages/Page_0/Content.xml", "<ofd:Page ", "<!DOCTYPE a [<!ENTITY x 'y'>]><ofd:Page "),
    ],
)
def test_what_makes_no_sense_is_damaged(member: str, before: str, after: str) -> None:
    members = parts([[text(30, 50, "甲乙丙"), *rectangle(30, 50, 90, 60)]])
    content = str(members[member])
    assert before in content
    with pytest.raises(Damaged):
        read_ofd(capture(container(members | {member: content.replace(before, after)})))


GOOD = ofd([text(30, 50, "公开12条"), *rectangle(30, 50, 90, 60)], template=[text(30, 280, "- 1 -")])
PAGE = str(parts([[text(30, 50, "公开12条"), *rectangle(30, 50, 90, 60)]])["Doc_0/Pages/Page_0/Content.xml"])


def test_half_a_file_is_damaged() -> None:
    for length in (len(GOOD) // 3, len(GOOD) // 2, len(GOOD) - 10):
        with pytest.raises(Damaged):
            read(capture(GOOD[:length]))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8))
def test_changed_bytes_end_in_a_document_or_a_document_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    try:
        found = read(capture(bytes(data)))
    except DocumentError:
        return
    assert found.blocks


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.sampled_from("0123456789-.e gMLC\"' <>/ofx")), max_size=6))
def test_changed_pages_end_in_a_document_or_a_document_error(changes: list[tuple[int, str]]) -> None:
    page = list(PAGE)
    for at, char in changes:
        page[at] = char
    members = parts([[]]) | {"Doc_0/Pages/Page_0/Content.xml": "".join(page)}
    try:
        found = read_ofd(capture(container(members)))
    except DocumentError:
        return
    assert found.blocks
