"""Plain text: prose stays prose with exact offsets, rows become cells, and no cell is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import DocumentError, EmptyFile, TooLarge
from nianbao.model import Capture, Document, Paragraph, Table
from nianbao.read import load, read
from nianbao.read.text import read_text

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def read_lines(*lines: str) -> Document:
    return read_text(Capture("\n".join(lines).encode(), "年报.txt", ""))


def shape(document: Document) -> list[str | list[list[str]]]:
    """Paragraphs as strings, tables as rows of cells in the order printed."""
    return [_rows(block) if isinstance(block, Table) else getattr(block, "text", "") for block in document.blocks]


def _rows(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


PROSE = [
    (["一、总体情况", "全年公开信息 6003 条。"], "headings and sentences"),
    (["全年公开信息 12 条，其中规章 3", "期刊 7", "期，办结 12 件。"], "figures at line ends of wrapped prose"),
    (["电话：0745  2338221", "邮编：418000"], "numbers behind a colon"),
    (["2024年 12 月 31 日"], "a date set apart"),
    (["行政许可 2293"], "one row without any neighbour proves nothing"),
    (["首页 | 政务公开 | 政府信息公开年报"], "a navigation line"),
    (["\t全年公开信息 12 条。", "\t其中规章 3 条。"], "a tab as indentation"),
    (["- 4 -", "第 5 页", "6", "7 / 12"], "page numbers"),
    (["规章007规范性文件7777166行政许可396442278"], "figures run together are never split"),
    (["本年度 " + "办理结果良好" * 80 + " 0 0 0 0 0 0 0"], "a whole report in one line is no row"),
    (["申请人情况 自然人 总计", "自然人 法人或其他组织"], "headers without any row"),
]


@pytest.mark.parametrize(("lines", "why"), PROSE)
def test_prose_is_never_swallowed_into_a_table(lines: list[str], why: str) -> None:
    assert shape(read_lines(*lines)) == [line.strip() for line in lines], why


TABLES: list[tuple[list[str], list[str | list[list[str]]], str]] = [
    (
        ["一、本年新收 64 0 0 2 0 4 70", "二、上年结转   0 0 0 0 0 0 0"],
        [[["一、本年新收", *["64", "0", "0", "2", "0", "4", "70"]], ["二、上年结转", *"0000000"]]],
        "one space parts numbers",
    ),
    (
        ["三、申请情况", "自然人 商业企业 总计", "（一）予以公开 27 / 30", "后文 3 件。"],
        ["三、申请情况", [["自然人", "商业企业", "总计"], ["（一）予以公开", "27", "/", "30"]], "后文 3 件。"],
        "headers directly above belong to the table, the section heading does not",
    ),
    (
        ["信息内容  本年制发件数  现行有效件数", "规章  0  7", "第二十条第（五）项", "信息内容 数量", "行政许可 2293"],
        [
            [
                ["信息内容", "本年制发件数", "现行有效件数"],
                ["规章", "0", "7"],
                ["第二十条第（五）项"],
                ["信息内容", "数量"],
                ["行政许可", "2293"],
            ]
        ],
        "labels and weak rows between rows",
    ),
    (
        ["一、新收 1 2", "- 4 -", "", "二、结转 3 4 5", "三、不予公开（不含结转，只计一次） 6 7"],
        [
            "一、新收 1 2",
            "- 4 -",
            [["二、结转", "3", "4", "5"], ["三、不予公开（不含结转，只计一次）", "6", "7"]],
        ],
        "a page number splits a table; a comma in brackets is part of the label",
    ),
    (
        ["（一）主动公开政府信息数    条    1,234", "其中：规章数    件    12件"],
        [[["（一）主动公开政府信息数", "条", "1,234"], ["其中：规章数", "件", "12件"]]],
        "units in a cell of their own, or behind the number",
    ),
    (["1 0 2 0 3 1 2 0 0 0 1 2 0 0 0"], [[[*"102031200012000"]]], "a row that lost its label"),
    (
        ["规章　０　0　７", "许可　3　—　不适用"],
        [[["规章", "０", "0", "７"], ["许可", "3", "—", "不适用"]]],
        "ideographic spaces and full-width digits, as printed",
    ),
    (
        ["一、新收 1 2", "", "", "二、结转 3 4", "", "", "", "", "三、办理 5 6", "四、其他 7 8"],
        [[["一、新收", "1", "2"], ["二、结转", "3", "4"]], [["三、办理", "5", "6"], ["四、其他", "7", "8"]]],
        "a few blank lines between rows are spacing, many end the table",
    ),
    (
        ["名称\t本年\t累计", "规章\t\t7", "许可\t3\t"],
        [[["名称", "本年", "累计"], ["规章", "", "7"], ["许可", "3", ""]]],
        "tabs keep empty cells where they are",
    ),
    (
        ["名称\t本年", "许可\t3", "全年很好\t共办理 5 件，均已办结。"],
        [[["名称", "本年"], ["许可", "3"]], "全年很好\t共办理 5 件，均已办结。"],
        "a sentence ends a table of tabs",
    ),
    (
        ["|名称||累计|", "|规章|0|7|"],
        [[["名称", "", "累计"], ["规章", "0", "7"]]],
        "pipes keep empty cells",
    ),
    (
        ["|自然人|总计", "予以公开|12|", "部分公开||7"],
        [[["", "自然人", "总计"], ["予以公开", "12", ""], ["部分公开", "", "7"]]],
        "an outer pipe that not every row has bounds an empty cell",
    ),
    (
        ["主动公开信息数 条 6", "其中：网站公开 条 6"],
        [[["主动公开信息数", "条", "6"], ["其中：网站公开", "条", "6"]]],
        "a unit before its number",
    ),
    (
        ["┌────┬────┐", "│规章│ 7  │", "├────┼────┤", "│许可│    │", "└────┴────┘"],
        [[["规章", "7"], ["许可", ""]]],
        "a drawn table",
    ),
    (
        ["名称 | 累计", "规章 | 7", "", "名称 | 累计", "许可 | 3"],
        [[["名称", "累计"], ["规章", "7"]], [["名称", "累计"], ["许可", "3"]]],
        "a blank line parts two tables with delimiters",
    ),
]


@pytest.mark.parametrize(("lines", "expected", "why"), TABLES)
def test_lines_in_the_shape_of_rows_become_a_table(
    lines: list[str], expected: list[str | list[list[str]]], why: str
) -> None:
    assert shape(read_lines(*lines)) == expected, why


def test_only_drawn_columns_count_as_ruled() -> None:
    spaced = next(read_lines("规章 0 7", "许可 3 5").tables())
    tabbed = next(read_lines("规章\t0\t7", "许可\t3\t5").tables())
    piped = next(read_lines("规章|0|7", "许可|3|5").tables())
    assert (spaced.ruled, tabbed.ruled, piped.ruled) == (False, True, True)


def test_a_row_that_lost_a_cell_is_ragged() -> None:
    table = next(read_lines("规章 0 7 1", "许可 3 5 2", "处罚 3 5", "强制 0 0 0").tables())
    assert table.ragged_rows == {2}


def test_every_place_points_at_what_is_printed_there() -> None:
    document = read_lines("　　一、总体情况  ", "规章   0 7", "许可\u30003 5", "a | b ", "1 |  | 2", " 末 ")
    assert document.text.startswith("　　一、总体情况  \n规章")
    for block in document.blocks:
        cells = block.cells if isinstance(block, Table) else []
        printed = [(cell.text, cell.place) for cell in cells if cell.text]
        if isinstance(block, Paragraph):
            assert document.text[block.start : block.start + len(block.text)] == block.text
            printed.append((block.text, block.place))
        for text, place in printed:
            assert document.text[place.start : place.end] == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_line_ends_and_encodings_make_no_difference(newline: str, encoding: str) -> None:
    data = newline.join(["一、总体情况", "规章 0 7", "许可 3 5"]).encode(encoding)
    document = read_text(Capture(data, "a.txt", ""))
    assert document.text == "一、总体情况\n规章 0 7\n许可 3 5"
    assert shape(document) == ["一、总体情况", [["规章", "0", "7"], ["许可", "3", "5"]]]


def test_bytes_that_give_no_character_are_noted() -> None:
    document = read_text(Capture("全年公开信息 12 条".encode() * 20 + b"\xff\xff", "a.txt", ""))
    assert [note.code for note in document.notes] == ["read.damaged_bytes"]


def test_a_file_of_white_space_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read_text(Capture("\ufeff \n　\n".encode(), "a.txt", ""))


def test_endless_lines_are_refused() -> None:
    with pytest.raises(TooLarge) as caught:
        read_text(Capture(b"a\n" * 300_001, "a.txt", ""))
    assert caught.value.details["what"] == "lines"


def test_hostile_lines_are_read_in_linear_time() -> None:
    size = 200_000
    for line in ("(" * size, " " * size + "x", "|" * size, "\t" * size + "x", "1" * size, "1," * size, "- " * size):
        assert read_lines("一、总体情况", line).text.endswith(line)


LINE = st.text(alphabet="规章一二、（）() \t|　0123456789,.，。/-—#*\\<>", max_size=30)


@settings(deadline=None)
@given(st.lists(LINE, max_size=12))
def test_nothing_printed_is_lost_and_nothing_is_added(lines: list[str]) -> None:
    try:
        document = read_lines(*lines)
    except EmptyFile:
        return
    kept = "".join(
        text
        for block in shape(document)
        for text in ([block] if isinstance(block, str) else [cell for row in block for cell in row])
    )
    digits = [char for char in document.text if char.isdigit()]
    assert [char for char in kept if char.isdigit()] == digits
    for block in document.paragraphs():
        assert document.text[block.start : block.start + len(block.text)] == block.text
    for table in document.tables():
        taken = [(cell.row, cell.column) for cell in table.cells]
        assert len(set(taken)) == len(taken)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_end_in_a_document_or_a_document_error(data: bytes) -> None:
    try:
        document = read_text(Capture(data, "a.txt", ""))
    except DocumentError:
        return
    assert document.text.strip()


@pytest.mark.shared
@pytest.mark.parametrize("case", ["pingtan-gwh-2020-flat", "pingtan-gwh-2021-flat", "hecheng-2025"])
def test_archived_text_without_delimiters_gets_no_invented_cells(case: str) -> None:
    file = SHARED / "real" / case / "report.txt"
    if not file.is_file():
        pytest.skip("the reference data is not beside the checkout")
    document = read_text(Capture(file.read_bytes(), "report.txt", ""))
    assert list(document.tables()) == []
    lines = [line.strip() for line in document.text.split("\n") if line.strip()]
    assert [paragraph.text for paragraph in document.paragraphs()] == lines


@pytest.mark.shared
@pytest.mark.parametrize(("separator", "keeps_blanks"), [("\t", True), ("|", True), ("    ", False)])
def test_real_tables_printed_as_text_give_back_every_row_and_swallow_no_sentence(
    separator: str, keeps_blanks: bool
) -> None:
    cases = sorted((SHARED / "real").glob("*/report.html"))
    if not cases:
        pytest.skip("the reference data is not beside the checkout")
    for case in cases:
        lines, rows, sentences = _printed(read(load(case)), separator, keeps_blanks)
        document = read_lines(*lines)
        found = [row for table in document.tables() for row in _rows(table)]
        assert [row for row in rows if row not in found] == [], case.parent.name
        kept = {paragraph.text for paragraph in document.paragraphs()}
        assert [sentence for sentence in sentences if sentence not in kept] == [], case.parent.name


def _printed(document: Document, separator: str, keeps_blanks: bool) -> tuple[list[str], list[list[str]], list[str]]:
    """The document as lines of text, the rows among them that hold figures, and its paragraphs."""
    lines: list[str] = []
    rows: list[list[str]] = []
    sentences: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            sentences.append(block.text)
        elif isinstance(block, Table):
            for row in _rows(block):
                cells = ["".join(text.split()) for text in row if keeps_blanks or text.strip()]
                lines.append(separator.join(cells))
                if len(cells) > 1 and any(cell.isdecimal() for cell in cells):
                    rows.append(cells)
    return lines, rows, sentences


def test_a_row_of_empty_cells_between_tabs_is_a_row() -> None:
    text = "信息内容\t本年制发件数\t现行有效件数\n规章\t\t\n行政规范性文件\t3\t8\n"
    (table,) = read_text(Capture(text.encode(), "a.txt", "")).tables()
    assert [[cell and cell.text for cell in row] for row in table.grid()][1] == ["规章", "", ""]
