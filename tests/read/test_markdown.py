"""Markdown: pipe tables cell by cell, headings without marks, HTML tables by the HTML reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import DocumentError, EmptyFile
from nianbao.model import Capture, Document, Table
from nianbao.read.markdown import clean_cell, read_markdown


def read_lines(*lines: str) -> Document:
    return read_markdown(Capture("\n".join(lines).encode(), "年报.md", ""))


def rows(table: Table) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row].append(cell.text)
    return found


def test_marks_before_a_line_are_stepped_over_and_offsets_stay() -> None:
    document = read_lines("# 年报 #", "", "> 引文 12 件", "- 公开 5 条", "1. 全年 3 件", "**重点** 7 项", "- 4 -")
    assert [(item.text, item.heading) for item in document.paragraphs()] == [
        ("年报", True),
        ("引文 12 件", False),
        ("公开 5 条", False),
        ("1. 全年 3 件", False),
        ("**重点** 7 项", False),
        ("- 4 -", False),
    ]
    for item in document.paragraphs():
        assert document.text[item.start : item.start + len(item.text)] == item.text


def test_an_underlined_line_is_a_heading_and_a_rule_is_nothing() -> None:
    document = read_lines("年报", "====", "", "---", "", "一、总体情况", "---", "全文")
    assert [(item.text, item.heading) for item in document.paragraphs()] == [
        ("年报", True),
        ("一、总体情况", True),
        ("全文", False),
    ]


def test_front_matter_is_metadata() -> None:
    document = read_lines("---", 'Title: "2024年年报"', "date: 2025-01-20", "---", "全文")
    assert document.metadata == {"title": "2024年年报", "date": "2025-01-20"}
    assert [item.text for item in document.paragraphs()] == ["全文"]


TABLES = [
    (
        ["| 项目 | 数 |", "|---|:-:|", "| 规章 | 7 |", "| 许可 | |"],
        [["项目", "数"], ["规章", "7"], ["许可", ""]],
        "the usual form",
    ),
    (["项目 | 数", "--- | ---", "规章 | 7"], [["项目", "数"], ["规章", "7"]], "without outer pipes"),
    (["|项目|数|", "|-|-|", "|规章|-|", "|-|-|"], [["项目", "数"], ["规章", "-"], ["-", "-"]], "hyphens as cells"),
    (["|a\\|b|数|", "|---|---|", "|规章|7|"], [["a|b", "数"], ["规章", "7"]], "an escaped pipe parts no cells"),
    (
        [
            "|商业<br>企业|数|",
            "|---|---|",
            "|**64**|7<sup>1</sup>|",
            "|*a* __b__|***2***|",
            "|~~9~~8|&nbsp;0|",
            "|`3`|1\\*|",
        ],
        [["商业\n企业", "数"], ["64", "7^{1}"], ["a b", "2"], ["8", "\u00a00"], ["3", "1*"]],
        "what a person sees in a cell",
    ),
]


@pytest.mark.parametrize(("lines", "expected", "why"), TABLES)
def test_a_pipe_table_keeps_every_cell_in_its_column(lines: list[str], expected: list[list[str]], why: str) -> None:
    document = read_lines("# 年报", "", *lines, "", "后文 3 件。")
    (table,) = document.tables()
    assert rows(table) == expected, why
    assert table.ruled
    assert not table.ragged_rows
    assert [item.text for item in document.paragraphs()] == ["年报", "后文 3 件。"]


def test_a_row_with_a_surplus_cell_is_ragged() -> None:
    (table,) = read_lines("|a|b|", "|---|---|", "|1|2|", "|1|2|3|").tables()
    assert table.ragged_rows == {2}


def test_html_tables_keep_their_spans_and_the_text_around_them() -> None:
    document = read_lines(
        "# 年报",
        "全年 12 件",
        '<table><tr><td rowspan="2">规章</td><td>1</td></tr>',
        "<tr><td>2</td></tr></table>",
        "|许可|3|",
        "|---|---|",
        "|处罚|4|",
        "## 后文",
    )
    assert document.reader == "markdown"
    first, second = document.tables()
    assert [[cell.text if cell else None for cell in row] for row in first.grid()] == [["规章", "1"], ["规章", "2"]]
    assert rows(second) == [["许可", "3"], ["处罚", "4"]]
    assert [(item.text, item.heading) for item in document.paragraphs()] == [
        ("年报", True),
        ("全年 12 件", False),
        ("后文", True),
    ]


@pytest.mark.parametrize("text", ["*", "-", "—", "/", "3 * 4", "3*4*5", "1**2**3", "a_b_c", "1\\", "**", "0"])
def test_cells_without_markup_stay_as_printed(text: str) -> None:
    assert clean_cell(text) == text


def test_white_space_is_an_empty_file() -> None:
    with pytest.raises(EmptyFile):
        read_lines("", "  ")


@settings(deadline=None)
@given(st.lists(st.text(alphabet="#>-*_=|\\ `~规章12:<b/>", max_size=20), max_size=10))
def test_any_markdown_reads_with_true_offsets(lines: list[str]) -> None:
    try:
        document = read_lines(*lines)
    except EmptyFile:
        return
    for item in document.paragraphs():
        assert document.text[item.start : item.start + len(item.text)] == item.text


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_end_in_a_document_or_a_document_error(data: bytes) -> None:
    try:
        document = read_markdown(Capture(data, "a.md", ""))
    except DocumentError:
        return
    assert document.text.strip()
