"""Tables of PDF pages: what a person sees as a cell is a cell, with its text and nothing else's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from reportlab.lib.colors import HexColor, black, white

from tests.read.pdf_samples import Paper, sides, spans, texts

XS = [72.0, 172.0, 272.0, 372.0]
YS = [100.0, 130.0, 160.0, 190.0]
ROWS = [["信息内容", "制发", "废止"], ["规章", "1", "0"], ["行政规范性文件", "8", "26"]]


def test_a_ruled_table_is_read_slot_by_slot_with_its_place() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS
    assert (table.place.page, table.place.bbox) == (1, (72.0, 100.0, 372.0, 190.0))
    cell = table.grid()[2][2]
    assert cell is not None
    assert cell.place.bbox == (272.0, 160.0, 372.0, 190.0)


def test_cells_merged_across_and_down_become_spans() -> None:
    paper = Paper()
    rows = [["行政复议", "", "总计"], ["维持", "纠正", ""], ["3", "4", "7"]]
    paper.grid(XS, YS, rows, merges=[(0, 0, 0, 1), (0, 2, 1, 2)])
    (table,) = paper.read().tables()
    assert spans(table)["行政复议"] == (0, 0, 1, 2)
    assert spans(table)["总计"] == (0, 2, 2, 1)
    assert spans(table)["7"] == (2, 2, 1, 1)
    assert not table.ragged_rows


def test_a_region_that_is_no_rectangle_is_split_and_its_rows_are_marked() -> None:
    paper = Paper()
    missing = {((0, 1), (1, 1)), ((1, 0), (1, 1))}
    for (row, column), (end_row, end_column) in sides(2, 2, ()):
        if ((row, column), (end_row, end_column)) not in missing:
            paper.line(XS[column], YS[row], XS[end_column], YS[end_row])
    paper.text(80, 104, "甲", 10)
    paper.text(180, 104, "乙", 10)
    paper.text(80, 134, "5", 10)
    paper.text(180, 134, "6", 10)
    (table,) = paper.read().tables()
    assert table.ragged_rows == {0, 1}
    assert texts(table)[1] == ["5", "6"]


def test_a_blank_cell_stays_blank_and_shifts_nothing() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["自然人", "企业", "总计"], ["26", "", "26"], ["", "0", ""]])
    (table,) = paper.read().tables()
    assert texts(table)[1:] == [["26", "", "26"], ["", "0", ""]]


def test_a_number_wrapped_in_a_narrow_cell_keeps_its_line_end() -> None:
    paper = Paper()
    paper.grid(XS, [100.0, 140.0, 180.0], [["许可", "处罚", "强制"], ["39857\n58", "0", "3"]])
    (table,) = paper.read().tables()
    cell = table.grid()[1][0]
    assert cell is not None
    assert cell.text == "39857\n58"


def test_two_numbers_in_one_cell_are_never_read_as_one() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["许可", "处罚", "强制"], ["12 34", "0", "1"], ["0", "0", "0"]])
    (table,) = paper.read().tables()
    cell = table.grid()[1][0]
    assert cell is not None
    assert cell.text.split() == ["12", "34"]


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier", "STSong-Light"])
@pytest.mark.parametrize("scale", [60, 100, 140])
def test_a_printed_space_parts_numbers_in_every_font_even_in_condensed_type(font: str, scale: int) -> None:
    paper = Paper()
    paper.grid(XS, YS, [["许可", "处罚", "强制"], ["", "0", "1"], ["0", "0", "0"]])
    line = paper.canvas.beginText(80, paper.height - 145)
    line.setFont(font, 10)
    line.setHorizScale(scale)
    line.textOut("12 34")
    paper.canvas.drawText(line)
    (table,) = paper.read().tables()
    cell = table.grid()[1][0]
    assert cell is not None
    assert cell.text.split() == ["12", "34"]


def test_a_number_too_wide_for_its_cell_stays_whole_and_its_row_is_marked() -> None:
    paper = Paper()
    xs = [72.0, 112.0, 152.0, 192.0]
    paper.grid(xs, YS, [["许可", "处罚", "强制"], ["", "", "1"], ["0", "0", "0"]])
    paper.text(75, 138, "3985758", 12, "Helvetica")
    (table,) = paper.read().tables()
    assert texts(table)[1] == ["3985758", "", "1"]
    assert table.ragged_rows == {1}


def test_numbers_close_on_either_side_of_a_rule_are_two() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["许可", "处罚", "强制"], ["", "", "1"], ["0", "0", "0"]])
    paper.text(172 - 0.6 - 2 * 6.672, 138, "12", 12, "Helvetica")
    paper.text(172 + 0.6, 138, "34", 12, "Helvetica")
    (table,) = paper.read().tables()
    assert texts(table)[1] == ["12", "34", "1"]
    assert not table.ragged_rows


def test_a_superscript_does_not_become_a_digit_of_the_number() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["许可", "处罚", "强制"], ["", "0", "1"], ["0", "0", "0"]])
    paper.text(80, 138, "3119", 12, "Helvetica")
    paper.text(80 + 4 * 6.672, 135, "12", 6, "Helvetica")
    (table,) = paper.read().tables()
    cell = table.grid()[1][0]
    assert cell is not None
    assert cell.text == "3119^{12}"


def test_digits_painted_twice_for_bold_type_are_read_once() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["许可", "处罚", "强制"], ["", "0", ""], ["0", "0", "0"]])
    for number, digit in enumerate("47"):
        paper.text(80 + 6 * number, 134, digit, 12, "Helvetica")
        paper.text(80.4 + 6 * number, 134, digit, 12, "Helvetica")
    paper.text(280, 134, "33", 12, "Helvetica")
    paper.text(280.3, 134, "33", 12, "Helvetica")
    (table,) = paper.read().tables()
    assert texts(table)[1] == ["47", "0", "33"]


def test_shading_is_no_cell() -> None:
    paper = Paper()
    for top in range(40, 95, 15):
        paper.box(72, top, 372, top + 15, fill=white)
        paper.text(80, top + 1, "本年度公开情况如下", 10)
    paper.box(72, 100, 372, 130, fill=HexColor("#c6d9f1"))
    paper.grid(XS, YS, ROWS)
    document = paper.read()
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert document.text.split() == ["本年度公开情况如下"] * 4


def test_a_frame_around_the_page_leaves_text_and_table_as_they_are() -> None:
    paper = Paper()
    paper.box(50, 40, 540, 800, stroke=True)
    paper.paragraph(50, ["一、总体情况"], left=72)
    paper.grid(XS, YS, ROWS)
    paper.text(72, 220, "二、其他", 16)
    document = paper.read()
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、总体情况", "二、其他"]


def test_boxes_in_one_column_are_text_and_no_table() -> None:
    paper = Paper()
    for top in (100, 140, 180):
        paper.box(72, top, 400, top + 40, stroke=True)
        paper.text(80, top + 10, "公开2023年信息5条", 12)
    document = paper.read()
    assert list(document.tables()) == []
    assert document.text.count("公开2023年信息5条") == 3


def test_running_text_in_a_full_width_row_at_the_rim_is_text() -> None:
    paper = Paper()
    xs, ys = XS, [100.0, 180.0, 210.0, 240.0]
    prose = "今年共受理申请21件\n全部按期答复\n没有收取费用\n"
    paper.grid(xs, ys, [[prose, "", ""], ["许可", "处罚", "强制"], ["1", "2", "3"]], merges=[(0, 0, 0, 2)])
    document = paper.read()
    (table,) = document.tables()
    assert texts(table) == [["许可", "处罚", "强制"], ["1", "2", "3"]]
    assert table.place.bbox == (72.0, 180.0, 372.0, 240.0)
    assert "今年共受理申请21件" in document.text


def test_tables_side_by_side_stay_apart() -> None:
    paper = Paper()
    paper.grid(XS[:3], YS, [row[:2] for row in ROWS])
    paper.grid([300.0, 380.0, 460.0], YS, [["许可", "5"], ["处罚", "6"], ["强制", "7"]])
    left, right = paper.read().tables()
    assert texts(left) == [row[:2] for row in ROWS]
    assert texts(right) == [["许可", "5"], ["处罚", "6"], ["强制", "7"]]


def test_double_borders_make_no_extra_cells() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.grid([x + 1.5 for x in XS], [y + 1.5 for y in YS], [])
    paper.grid([x + 1.5 for x in XS], [y + 1.5 for y in YS], [[]] * 3)
    for x in XS:
        paper.line(x + 1.5, YS[0], x + 1.5, YS[-1])
    for y in YS:
        paper.line(XS[0], y + 1.5, XS[-1], y + 1.5)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS


@pytest.mark.parametrize("how", ["dash array", "single dashes", "hairline fills", "one path", "cell rectangles"])
def test_borders_count_however_they_are_painted(how: str) -> None:
    paper = Paper()
    canvas = paper.canvas

    def dashes(x0: float, top: float, x1: float, bottom: float) -> None:
        steps = int(max(x1 - x0, bottom - top) // 4)
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, top + (bottom - top) * step / steps
            paper.box(x, y, x + (2 if top == bottom else 0.6), y + (0.6 if top == bottom else 2), fill=black)

    def hairline(x0: float, top: float, x1: float, bottom: float) -> None:
        paper.box(x0, top, max(x1, x0 + 0.5), max(bottom, top + 0.5), fill=black)

    drawing = {"single dashes": dashes, "hairline fills": hairline, "dash array": None}
    if how in drawing:
        if how == "dash array":
            canvas.setDash(3, 2)
        paper.grid(XS, YS, ROWS, draw=drawing[how])
    elif how == "one path":
        path = canvas.beginPath()
        for x in XS:
            path.rect(x, paper.height - YS[-1], 0.6, YS[-1] - YS[0])
        for y in YS:
            path.rect(XS[0], paper.height - y, XS[-1] - XS[0], 0.6)
        canvas.drawPath(path, stroke=0, fill=1)
        paper.grid(XS, YS, ROWS, draw=lambda *_: None)
    else:
        paper.grid(XS, YS, ROWS, draw=lambda *_: None)
        for left, right in pairwise(XS):
            for top, bottom in pairwise(YS):
                paper.box(left, top, right, bottom, stroke=True)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS


def test_white_lines_part_cells_only_where_they_can_be_seen() -> None:
    paper = Paper()
    paper.grid(XS, YS, [["甲", "乙", "丙"], ["合并的", "", "3"], ["1", "2", "3"]], merges=[(1, 0, 1, 1)])
    paper.canvas.setStrokeColor(white)
    paper.line(XS[1], YS[1], XS[1], YS[2])
    (table,) = paper.read().tables()
    assert spans(table)["合并的"] == (1, 0, 1, 2)

    paper = Paper()
    paper.box(XS[0], YS[0], XS[-1], YS[-1], fill=HexColor("#c6d9f1"))
    paper.canvas.setStrokeColor(white)
    paper.grid(XS, YS, ROWS)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS


def test_lines_without_ink_are_no_lines() -> None:
    paper = Paper()
    paper.canvas.setStrokeAlpha(0)
    paper.grid(XS, YS, ROWS)
    assert list(paper.read().tables()) == []


def test_open_sides_lose_no_column_and_an_open_end_no_row() -> None:
    paper = Paper()
    for y in YS[:3]:
        paper.line(XS[0], y, XS[-1], y)
    for x in XS[1:3]:
        paper.line(x, YS[0], x, YS[3])
    paper.grid(XS, YS, ROWS, draw=lambda *_: None)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS


def test_text_in_a_notch_of_the_outline_belongs_to_no_cell() -> None:
    paper = Paper()
    notch = {((0, 2), (0, 3)), ((0, 3), (1, 3))}
    for start, end in sides(3, 3, ()):
        if (start, end) not in notch:
            paper.line(XS[start[1]], YS[start[0]], XS[end[1]], YS[end[0]])
    paper.grid(XS, YS, [["许可", "处罚", "单位：件"], ["1", "2", "3"], ["4", "5", "6"]], draw=lambda *_: None)
    document = paper.read()
    (table,) = document.tables()
    assert texts(table)[0] == ["许可", "处罚", None]
    assert table.ragged_rows == {0}
    assert document.text == "单位：件"


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_rotated_page_is_read_as_displayed(turns: int) -> None:
    upright = Paper()
    upright.grid(XS, YS, ROWS)
    upright.text(72, 60, "二、主动公开", 12)
    paper = Paper()  # the page size is turned with the page
    width, height = (paper.height, paper.width) if turns != 180 else (paper.width, paper.height)
    canvas = paper.canvas
    canvas.setPageRotation(turns)
    if turns == 90:
        canvas.translate(width, 0)
    elif turns == 180:
        canvas.translate(width, height)
    else:
        canvas.translate(0, height)
    canvas.rotate({90: 90, 180: 180, 270: -90}[turns])
    paper.grid(XS, YS, ROWS)
    paper.text(72, 60, "二、主动公开", 12)
    document, expected = paper.read(), upright.read()
    (table,), (model,) = document.tables(), expected.tables()
    assert texts(table) == ROWS
    assert table.place.bbox == pytest.approx(model.place.bbox, abs=0.2)
    assert document.text == expected.text == "二、主动公开"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_table_set_sideways_on_an_upright_page_keeps_the_order_of_its_digits(angle: int) -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.translate(300, 400)
    canvas.rotate(angle)
    canvas.translate(-222, -paper.height + 145)  # the middle of the table to the middle of the turn
    paper.grid(XS, YS, ROWS)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS
    middle = ((300 - 45, 442 - 150, 300 + 45, 442 + 150), (300 - 150, 442 - 45, 300 + 150, 442 + 45))[angle == 180]
    assert table.place.bbox == pytest.approx(middle)
    cell = table.grid()[2][2]
    assert cell is not None
    assert cell.text == "26"
    assert cell.place.bbox is not None
    x0, top, x1, bottom = cell.place.bbox
    assert ((x0 + x1) / 2, (top + bottom) / 2) == {90: (330, 342), 180: (200, 412), 270: (270, 542)}[angle]


def test_a_table_inside_a_form_object_is_placed_by_its_matrix() -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.beginForm("inner")
    paper.grid(XS, YS, ROWS)
    canvas.endForm()
    canvas.saveState()
    canvas.translate(20, -50)
    canvas.doForm("inner")
    canvas.restoreState()
    (table,) = paper.read().tables()
    assert texts(table) == ROWS
    assert table.place.bbox == (92.0, 150.0, 392.0, 240.0)


def test_a_visible_box_smaller_than_the_page_moves_the_origin() -> None:
    paper = Paper(cropBox=(50, 100, 545, 792))
    paper.grid(XS, YS, ROWS)
    (table,) = paper.read().tables()
    assert texts(table) == ROWS
    assert table.place.bbox == (22.0, 50.0, 322.0, 140.0)


def test_a_table_cut_by_the_page_break_is_given_in_parts_and_no_text_is_lost() -> None:
    paper = Paper()
    paper.grid(XS, [700.0, 730.0, 760.0], [["申请人", "自然人", "总计"], ["（四）无", "746", "769"]])
    paper.next_page()
    paper.grid(XS, YS, [["申请人", "自然人", "总计"], ["法提供", "11", "11"], ["（七）总计", "757", "780"]])
    first, second = paper.read().tables()
    assert (first.place.page, second.place.page) == (1, 2)
    assert texts(first) == [["申请人", "自然人", "总计"], ["（四）无", "746", "769"]]
    assert texts(second)[1] == ["法提供", "11", "11"]


def test_a_header_set_upright_has_one_character_a_line() -> None:
    paper = Paper()
    paper.grid(XS, [100.0, 160.0, 190.0], [["结\n果\n维\n持", "总计", "其他"], ["1", "2", "3"]])
    (table,) = paper.read().tables()
    cell = table.grid()[0][0]
    assert cell is not None
    assert cell.text == "结\n果\n维\n持"


def test_words_set_edge_to_edge_are_parted_at_the_rules_of_their_own_table() -> None:
    """A browser prints cells without padding as one stretch; another table's rules say nothing of where it ends."""
    paper = Paper()
    paper.grid([72.0, 122.0, 172.0, 222.0], [100.0, 130.0, 160.0], [["", "", ""], ["3", "4", "7"]])
    paper.text(72, 104, "信息内容量制发件数量废止件数量", 10)
    paper.grid([72.0, 117.0, 167.0, 222.0], [300.0, 330.0, 360.0], ROWS[:2])
    table, _ = paper.read().tables()
    assert texts(table) == [["信息内容量", "制发件数量", "废止件数量"], ["3", "4", "7"]]
    assert not table.ragged_rows
