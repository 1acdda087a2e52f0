"""Running text of PDF pages: sentences stay whole, figures stay apart, furniture of the page goes."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4, landscape

from nianbao.model import Paragraph, Place
from tests.read.pdf_samples import Paper

FULL = "今年以来全区认真做好政府信息公开工作各项任务按期完成"
"""A line of 16 pt type from the left margin (72) to the right (about 488)."""


def paragraphs(paper: Paper) -> list[str]:
    return [paragraph.text for paragraph in paper.read().paragraphs()]


def test_lines_of_a_paragraph_are_joined_without_a_space() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL, FULL[:10] + "。"])
    paper.paragraph(184, [FULL[:24], FULL[:5] + "。"])
    assert paragraphs(paper) == [FULL[:24] + FULL + FULL[:10] + "。", FULL[:24] + FULL[:5] + "。"]


def test_a_number_cut_by_the_line_end_is_whole_again() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL[:25] + "31", "19件，" + FULL[:23], FULL, FULL])
    (text,) = paragraphs(paper)
    assert "3119件" in text


def test_two_numbers_on_either_side_of_a_short_line_stay_two() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL, FULL[:24] + "12", "34件", FULL, FULL])
    text = "".join(paragraphs(paper))
    assert "1234" not in text


def test_a_sentence_goes_on_after_the_page_break_and_the_page_number_is_gone() -> None:
    paper = Paper()
    paper.paragraph(640, [FULL[:24], FULL, FULL, FULL])
    paper.text(280, 780, "- 1 -", 12)
    paper.next_page()
    paper.paragraph(72, [FULL[:20] + "3119件。"], indent=0)
    paper.paragraph(100, [FULL[:24], FULL, FULL[:5] + "。"])
    paper.text(280, 780, "- 2 -", 12)
    document = paper.read()
    first, second = document.paragraphs()
    assert first.text == FULL[:24] + FULL * 3 + FULL[:20] + "3119件。"
    assert second.text == FULL[:24] + FULL + FULL[:5] + "。"
    assert (first.place.page, second.place.page) == (1, 2)


def test_an_indented_page_begin_is_a_new_paragraph() -> None:
    paper = Paper()
    paper.paragraph(700, [FULL[:24], FULL])
    paper.next_page()
    paper.paragraph(72, [FULL[:24], FULL, FULL[:5]])
    assert paragraphs(paper) == [FULL[:24] + FULL, FULL[:24] + FULL + FULL[:5]]


@pytest.mark.parametrize("number", ["第{}页", "第{}页 共3页", "{}/3", "— {} —", "{}"])
def test_page_numbers_of_all_kinds_are_no_text(number: str) -> None:
    paper = Paper()
    for page in (1, 2, 3):
        paper.paragraph(100, [f"本页有{page}0条"])
        paper.text(280, 790, number.format(page), 10)
        paper.next_page()
    assert paragraphs(paper) == ["本页有10条", "本页有20条", "本页有30条"]


def test_a_lone_figure_at_the_foot_that_does_not_count_pages_is_kept() -> None:
    paper = Paper()
    paper.paragraph(100, ["受理申请"])
    paper.text(280, 790, "57", 10)
    assert "57" in paragraphs(paper)


def test_a_running_head_is_dropped_and_the_title_below_it_kept() -> None:
    paper = Paper()
    for page in (1, 2, 3):
        paper.text(200, 30, "市人民政府公报", 10)
        paper.paragraph(100, [f"第{page}号内容"])
        paper.next_page()
    assert paragraphs(paper) == ["第1号内容", "第2号内容", "第3号内容"]


def test_numbering_after_the_end_of_a_sentence_begins_a_paragraph() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL, FULL[:25] + "。", "二、" + FULL[:5], FULL], indent=0)
    texts = paragraphs(paper)
    assert texts[0] == FULL + FULL[:25] + "。"
    assert texts[1].startswith("二、")


def test_a_reference_to_an_item_in_mid_sentence_does_not_break_it() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL[:23] + "第二十", "（一）项规定" + FULL[:19], FULL[:5] + "。"])
    (text,) = paragraphs(paper)
    assert "第二十（一）项规定" in text


def test_spread_characters_of_a_justified_line_get_no_spaces() -> None:
    paper = Paper()
    for number, char in enumerate("电话邮编地址联系方式"):
        paper.text(72 + 24 * number, 100, char, 16)
    assert paragraphs(paper) == ["电话邮编地址联系方式"]


def test_a_table_without_lines_is_not_glued_into_sentences() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL])
    for number, row in enumerate([("规章", "1", "0", "11"), ("规范性文件", "8", "26", "66")]):
        for column, text in enumerate(row):
            paper.text(72 + 120 * column, 160 + 28 * number, text, 16)
    paper.paragraph(216, [FULL, FULL], indent=0)
    texts = paragraphs(paper)
    assert [text.split() for text in texts[1:3]] == [["规章", "1", "0", "11"], ["规范性文件", "8", "26", "66"]]
    assert texts[0] == FULL[:24] + FULL


def test_a_line_of_dates_and_counts_is_no_table() -> None:
    paper = Paper()
    paper.paragraph(100, [FULL[:24], FULL, "2024 年 1 月 1 日至 2024 年 12 月 31 日共 3119 件，", "答复 3050 件。"])
    texts = paragraphs(paper)
    assert "".join(texts[0].split()).startswith(FULL[:24] + FULL + "2024年1月")


def test_two_pages_on_one_landscape_sheet_are_read_one_after_the_other() -> None:
    paper = Paper(*landscape(A4))
    for line in range(8):
        paper.text(60, 100 + 24 * line, f"左页第{line}行内容在此", 14)
        paper.text(480, 100 + 24 * line, f"右页第{line}行内容在此", 14)
    text = paper.read().text
    assert text.index("左页第7行") < text.index("右页第0行")


def test_blocks_come_in_reading_order_and_paragraphs_know_their_offsets() -> None:
    paper = Paper()
    paper.paragraph(72, ["一、总体情况"])
    paper.grid([72, 172, 272], [100, 130, 160], [["规章", "1"], ["许可", "2"]])
    paper.paragraph(200, ["二、其他"])
    document = paper.read()
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert document.text == "一、总体情况\n二、其他"
    for paragraph in document.paragraphs():
        assert document.text[paragraph.start : paragraph.start + len(paragraph.text)] == paragraph.text
    (first, _) = document.paragraphs()
    assert first.place == Place(page=1, bbox=first.place.bbox)
    assert first.place.bbox is not None
    assert first.place.bbox[0] == pytest.approx(104)


def test_larger_type_is_a_heading() -> None:
    paper = Paper()
    paper.text(200, 80, "政府信息公开年度报告", 22)
    paper.paragraph(140, [FULL[:24], FULL, FULL, FULL[:5]])
    assert [(block.heading, block.text[:4]) for block in paper.read().blocks if isinstance(block, Paragraph)] == [
        (True, "政府信息"),
        (False, FULL[:4]),
    ]
