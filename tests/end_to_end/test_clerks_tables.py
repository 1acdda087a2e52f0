"""Tables laid out otherwise than the form, as clerks do: the same figures come out under the same keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from nianbao.model import Figure
from tests.end_to_end.test_quirks import COLUMNS, PAGE, REPORTS, TRUTH, read

_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_OUTCOMES = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
]
_BLOCKS = [
    ("reconsideration", "行政复议"),
    ("litigation.direct", "未经复议直接起诉"),
    ("litigation.after_reconsideration", "复议后起诉"),
]


def _put(number: int, table: str) -> str:
    """The page with another table in the place of one (from 1)."""
    old = _TABLE.findall(PAGE)[number - 1]
    return PAGE.replace(old, table, 1)


def _table(rows: list[list[object]]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def disputes_in_one_header_row(join: str) -> str:
    keys = [(f"{block}.{outcome}", f"{b}{join}{o}") for block, b in _BLOCKS for outcome, o in _OUTCOMES]
    return _put(3, _table([[label for _, label in keys], [TRUTH[key] for key, _ in keys]]))


def disputes_as_a_list() -> str:
    rows: list[list[object]] = [["项目", "数量"]]
    rows += [[f"{b}{o}", TRUTH[f"{block}.{outcome}"]] for block, b in _BLOCKS for outcome, o in _OUTCOMES]
    return _put(3, _table(rows))


def documents_as_a_list() -> str:
    """One line for each figure of table two: its row, its column, its number."""
    labels = {
        "regulations": "规章",
        "normative_documents": "行政规范性文件",
        "licensing": "行政许可",
        "penalty": "行政处罚",
        "coercion": "行政强制",
        "admin_fees": "行政事业性收费",
    }
    columns = {
        "issued": "本年制发件数",
        "repealed": "本年废止件数",
        "in_force": "现行有效件数",
        "decisions": "本年处理决定数量",
        "amount": "本年收费金额（单位：万元）",
    }
    rows: list[list[object]] = [["信息内容", "指标", "数量"]]
    for key, value in TRUTH.items():
        if key.startswith("proactive."):
            _, row, column = key.split(".")
            rows.append([labels[row], columns[column], value])
    return _put(2 - 1, _table(rows))


def borders_that_drift() -> str:
    """As LibreOffice saves it: 总计 over two columns of the grid, and 行政诉讼 begins over the second of them."""
    old = _TABLE.findall(PAGE)[2]
    new = old.replace('<td colspan="10">行政诉讼</td>', '<td colspan="11">行政诉讼</td>', 1)
    new = new.replace('<td rowspan="2">总计</td>', '<td rowspan="2" colspan="2">总计</td>', 1)
    total = TRUTH["reconsideration.total"]
    head, line = new.rsplit("<tr>", 1)
    line = line.replace(f"<td>{total}</td>", f'<td colspan="2">{total}</td>', 1)
    return PAGE.replace(old, f"{head}<tr>{line}", 1)


LAYOUTS: list[tuple[str, Callable[[], str]]] = [
    ("table four under one row of labels", lambda: disputes_in_one_header_row("")),
    ("the same with a dash between", lambda: disputes_in_one_header_row("—")),
    ("table four as a list", disputes_as_a_list),
    ("table four with borders that drift", borders_that_drift),
    ("table two as a list", documents_as_a_list),
]


def _figures(page: str) -> dict[str, Figure]:
    return {figure.key: figure for figure in read(page).figures if figure.origin == "table"}


@pytest.mark.parametrize("page", [layout[1] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS])
def test_the_figures_are_those_of_the_form(page: Callable[[], str]) -> None:
    figures = _figures(page())
    assert {key: figures[key].value for key in TRUTH} == TRUTH


def test_a_line_that_sums_up_its_group_moves_nothing_and_is_reported() -> None:
    """小计 behind the last row of a group: the form has no such line, and nothing says which rows it sums up."""
    rows = {key for key in TRUTH if key.startswith("results.refused.")}
    sums = [sum(TRUTH[key] for key in rows if key.endswith(f"@{column}")) for column in COLUMNS]
    last = re.search(r"<tr><td>8\.属于行政查询事项</td>.*?</tr>", PAGE)
    assert last is not None
    line = "<tr><td>小计</td>" + "".join(f"<td>{value}</td>" for value in sums) + "</tr>"
    page = PAGE.replace(last[0], last[0] + line, 1)
    page = page.replace('<td rowspan="22">', '<td rowspan="23">', 1).replace('<td rowspan="8">', '<td rowspan="9">', 1)
    figures = _figures(page)
    assert {key: figures[key].value for key in TRUTH} == TRUTH
    assert not any(key.startswith("results.refused.subtotal") for key in figures)
    assert any(seen.kind == "extra_row" and "小计" in seen.text for seen in read(page).observations)


def _with_last_year(page: str, *, first: bool) -> str:
    """A second column of numbers, headed by the year before."""

    def widen(match: re.Match[str]) -> str:
        own, other = (match[2], "99") if match[3].isdigit() else (match[2], match[3])
        if match[3] == "统计数":
            own, other = "<td>2016年统计数</td>", "2015年统计数"
        added = f"<td>{other}</td>"
        return match[1] + (added + own if first else own + added) + "</tr>"

    return re.sub(r"(<tr>(?:<td>[^<]*</td>){2})(<td>([^<]*)</td>)</tr>", widen, page)


@pytest.mark.parametrize("first", [False, True])
def test_last_year_s_column_beside_this_year_s_is_not_read(first: bool) -> None:
    page = (REPORTS / "html-2014-national.html").read_text("utf-8")
    own = {f.key: f.value for f in read(page).figures if f.origin == "table"}
    year = read(page).year
    other = _with_last_year(page, first=first).replace("2016年统计数", f"{year}年统计数")
    other = other.replace("2015年统计数", f"{(year or 0) - 1}年统计数")
    assert "99" in other
    assert {f.key: f.value for f in read(other).figures if f.origin == "table"} == own


def test_the_tables_of_three_sections_made_one_with_the_headings_inside_are_all_found() -> None:
    one, two, three = _TABLE.findall(PAGE)
    headings = re.findall(r"<p>([二三四]、[^<]*)</p>", PAGE)
    page = PAGE
    for heading in headings:
        page = page.replace(f"<p>{heading}</p>", "", 1)
    rows = "".join(
        f'<tr><td colspan="15">{heading}</td></tr>' + table.removesuffix("</table>").split(">", 1)[1]
        for heading, table in zip(headings, (one, two, three), strict=True)
    )
    page = page.replace(one, f"<table>{rows}</table>", 1).replace(two, "", 1).replace(three, "", 1)
    report = read(page)
    assert {f.key: f.value for f in report.figures if f.origin == "table"} == TRUTH
    assert [section.found for section in report.sections] == [True] * 6
    assert [f.code for f in report.findings if f.code.startswith("STRUCT.")] == []


def test_another_way_of_writing_other_is_the_same_label() -> None:
    page = PAGE.replace("其他", "其它")
    assert page != PAGE
    figures = _figures(page)
    assert {key: figures[key].value for key in TRUTH} == TRUTH


def test_a_column_put_in_beside_the_blocks_of_table_four_moves_nothing() -> None:
    page = PAGE.replace(
        '<td colspan="10">行政诉讼</td>', '<td colspan="10">行政诉讼</td><td rowspan="3">行政诉讼合计</td>', 1
    )
    last = str(TRUTH["litigation.after_reconsideration.total"])
    page = page.replace(
        f"<td>{last}</td></tr>\n</table>\n<p>五、", f"<td>{last}</td><td>5317</td></tr>\n</table>\n<p>五、", 1
    )
    assert page.count("<td>5317</td></tr>") == 1
    figures = _figures(page)
    assert {key: figures[key].value for key in TRUTH} == TRUTH


def test_last_year_s_table_under_a_number_and_its_year_is_not_read() -> None:
    """表1 2022年度: the number of the table and the year are two numbers."""
    year = read(PAGE).year or 0
    table = _TABLE.findall(PAGE)[1]
    other = re.sub(r"<td>(\d+)</td>", "<td>7</td>", table)
    both = f"<p>表1 {year - 1}年度</p>{other}<p>表2 {year}年度</p>{table}"
    figures = _figures(PAGE.replace(table, both, 1))
    assert {key: figures[key].value for key in TRUTH} == TRUTH
