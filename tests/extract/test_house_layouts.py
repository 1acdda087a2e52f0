"""The same forms as bodies lay them out themselves: columns of their own beside the form's, other headers, notes.

Every figure differs from every other, so that a shift shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import pytest

from nianbao.codebook import load_edition
from nianbao.model import Capture, Report
from nianbao.pipeline import parse_capture
from tests.read.pdf_samples import Paper

YEAR = 2016
ROWS = [row for row in load_edition("2014").tables[0].rows if not row.is_group]
FIGURES = {row.id: 101 + 7 * at for at, row in enumerate(ROWS)}
"""Value by key, one for each row of the statistics table."""

Row = Sequence[str]


def page(body: str, year: int = YEAR) -> str:
    title = f"东丘县人民政府{year}年政府信息公开工作年度报告"
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f"<p>统计期限自{year}年1月1日起至{year}年12月31日止。</p>{body}</body></html>"
    )


def table(rows: Sequence[Row]) -> str:
    lines = ["".join(f"<td>{text if text[:1] == '&' else escape(text)}</td>" for text in row) for row in rows]
    return "<table border=1>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def read(markup: str) -> Report:
    data = markup.encode()
    return parse_capture(Capture(data, "report.html", hashlib.sha256(data).hexdigest()))


def values(report: Report) -> dict[str, float | None]:
    return {f.key: f.value for f in report.figures if f.origin == "table" and f.state == "value"}


def statistics(header: Row, line: Callable[[str, str, str, int], Row]) -> str:
    """The statistics table; ``line`` gives a row's cells from label, unit, figure and number."""
    body = [line(row.zh, row.unit or "", str(FIGURES[row.id]), at) for at, row in enumerate(ROWS)]
    return page("<p>政府信息公开情况统计表</p>" + table([header, *body]))


OTHER = "90{}"
"""Figures of another year, of a part of the body, or of a quarter."""

HOUSE_COLUMNS: dict[str, tuple[Row, Callable[[str, str, str, int], Row]]] = {
    "headed as the local tables before it": (
        ("指标名称", "计量单位", "2016年度"),
        lambda label, unit, figure, _: (label, unit, figure),
    ),
    "last year's figures beside": (
        ("指标名称", "单位", "2015年", "2016年"),
        lambda label, unit, figure, n: (label, unit, OTHER.format(n), figure),
    ),
    "last year's figures beside, in words": (
        ("指标名称", "计量单位", "上年数", "本年数"),
        lambda label, unit, figure, n: (label, unit, OTHER.format(n), figure),
    ),
    "a rate of growth behind": (
        ("指标名称", "计量单位", "2015年", "2016年", "同比增长（%）"),
        lambda label, unit, figure, n: (label, unit, OTHER.format(n), figure, f"{n}.5"),
    ),
    "departments and towns behind the sum": (
        ("统计指标", "单位", "合计", "区直部门", "乡镇（街道）"),
        lambda label, unit, figure, n: (label, unit, figure, OTHER.format(n), OTHER.format(n + 100)),
    ),
    "quarters before the year": (
        ("统计指标", "单位", "一季度", "二季度", "三季度", "四季度", "全年"),
        lambda label, unit, figure, n: (label, unit, *(OTHER.format(n + 100 * q) for q in range(4)), figure),
    ),
    "numbers before, remarks behind": (
        ("序号", "指标名称", "计量单位", "2016年度", "备注"),
        lambda label, unit, figure, n: (str(n + 1), label, unit, figure, "比上年多7" if n % 5 == 0 else ""),
    ),
}


@pytest.mark.parametrize("name", HOUSE_COLUMNS)
def test_the_statistics_table_is_read_by_its_own_column_whatever_stands_beside(name: str) -> None:
    report = read(statistics(*HOUSE_COLUMNS[name]))
    assert report.edition == "2014"
    assert values(report) == FIGURES


def test_two_columns_of_figures_that_nothing_tells_apart_are_not_read() -> None:
    report = read(
        statistics(
            ("统计指标", "单位", "统计数", "统计数"),
            lambda label, unit, figure, n: (label, unit, figure, OTHER.format(n)),
        )
    )
    assert values(report) == {}


def side_by_side(rows: Sequence[Row], header: Row, parts: int) -> str:
    """The rows one part after the other, the parts beside each other."""
    height = -(-len(rows) // parts)
    columns = [[*rows[height * at : height * (at + 1)]] for at in range(parts)]
    padded = [[*column, *[("",) * len(header)] * (height - len(column))] for column in columns]
    return table([(*header,) * parts, *(sum(map(tuple, line), ()) for line in zip(*padded, strict=True))])


def rows_of_form() -> list[Row]:
    return [(row.zh, row.unit or "——", str(FIGURES[row.id])) for row in ROWS]


@pytest.mark.parametrize("parts", [2, 3])
def test_parts_of_the_statistics_table_side_by_side_are_read_one_after_the_other(parts: int) -> None:
    markup = page(side_by_side(rows_of_form(), ("指标名称", "单位", "数量"), parts))
    report = read(markup)
    assert values(report) == FIGURES
    last = next(f for f in report.figures if f.key == ROWS[-1].id)
    assert last.evidence is not None and last.evidence.column == 3 * parts
    assert not [f for f in report.findings if f.code.startswith("READ.")]


def test_parts_side_by_side_that_do_not_follow_the_order_of_the_form_are_not_read() -> None:
    """Two blocks have a label in common (被依法纠错数): which is meant is told by the order alone."""
    shuffled = [row for pair in zip(rows_of_form()[::2], rows_of_form()[1::2], strict=True) for row in pair[::-1]]
    assert values(read(page(side_by_side(shuffled, ("指标名称", "单位", "数量"), 2)))) == {}


@pytest.mark.parametrize(
    "note", ["<sup>2</sup>", "<a href='#note2'>2</a>", "<a href='#n'>[2]</a>", "②", "*", "[2]", "（注2）", "注2"]
)
def test_a_mark_that_points_to_a_note_is_no_digit_of_the_figure(note: str) -> None:
    markup = statistics(("统计指标", "单位", "统计数"), lambda label, unit, figure, _: (label, unit, figure))
    assert values(read(markup.replace(">101<", f">101{note}<"))) == FIGURES


def test_a_link_around_the_whole_figure_is_the_figure() -> None:
    markup = statistics(("统计指标", "单位", "统计数"), lambda label, unit, figure, _: (label, unit, figure))
    assert values(read(markup.replace(">101<", "><a href='#'>101</a><"))) == FIGURES


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 11, 12, 13, 45]
KEYS = [
    f"{block}.{result}"
    for block in ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
    for result in ("upheld", "corrected", "other", "pending", "total")
]


def disputes(corner: str, *lines: tuple[str, Sequence[int]]) -> str:
    """Table four with a column of labels on its left."""
    heads = f"<tr><td rowspan=3>{corner}</td><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
    upper = "".join(f"<td rowspan=2>{result}</td>" for result in RESULTS)
    upper += "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>"
    lower = "".join(f"<td>{result}</td>" for result in RESULTS * 2)
    body = "".join(f"<tr><td>{label}</td>" + "".join(f"<td>{n}</td>" for n in line) + "</tr>" for label, line in lines)
    heading = "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
    form = "<p>二、主动公开政府信息情况</p>" + table([["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]])
    return page(f"{form}{heading}<table>{heads}<tr>{upper}</tr><tr>{lower}</tr>{body}</table>", 2023)


def test_the_line_of_table_four_may_have_a_label_of_its_own() -> None:
    read_values = values(read(disputes("项目", ("数量（件）", DISPUTES))))
    assert [read_values.get(key) for key in KEYS] == DISPUTES


def test_of_two_years_in_table_four_the_report_s_own_counts() -> None:
    before = [n + 50 for n in DISPUTES]
    read_values = values(read(disputes("年度", ("2022年", before), ("2023年", DISPUTES))))
    assert [read_values.get(key) for key in KEYS] == DISPUTES


def test_a_column_of_last_year_s_stock_is_not_this_year_s() -> None:
    rows = [
        ["信息内容", "上年现行有效件数", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "81", "3", "2", "82"],
        ["行政规范性文件", "91", "5", "4", "92"],
    ]
    read_values = values(read(page("<p>二、主动公开政府信息情况</p>" + table(rows), 2023)))
    assert read_values == {
        "proactive.regulations.issued": 3,
        "proactive.regulations.repealed": 2,
        "proactive.regulations.in_force": 82,
        "proactive.normative_documents.issued": 5,
        "proactive.normative_documents.repealed": 4,
        "proactive.normative_documents.in_force": 92,
    }


def test_a_page_in_traditional_characters_is_read_like_any_other() -> None:
    rows = [
        ["信息內容", "本年製發件數", "本年廢止件數", "現行有效件數"],
        ["規章", "3條", "無", "82"],
        ["行政規範性文件", "5", "4", "92"],
    ]
    markup = page("<p>二、主動公開政府信息情況</p>" + table(rows), 2023)
    report = read(markup)
    assert values(report) == {
        "proactive.regulations.issued": 3,
        "proactive.regulations.in_force": 82,
        "proactive.normative_documents.issued": 5,
        "proactive.normative_documents.repealed": 4,
        "proactive.normative_documents.in_force": 92,
    }
    assert {f.state for f in report.figures if f.key == "proactive.regulations.repealed"} == {"not_applicable"}


PLAIN = (Path(__file__).parents[2] / "fixtures" / "reports" / "html-2021-plain.html").read_text("utf-8")


def changed(*pairs: tuple[str, str]) -> dict[str, float | None]:
    """What differs in the values of the plain page once ``pairs`` have been replaced in it."""
    markup = PLAIN
    for old, new in pairs:
        assert old in markup
        markup = markup.replace(old, new, 1)
    before, after = values(read(PLAIN)), values(read(markup))
    return {key: after.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.parametrize("printed", ["1\n86", "18<br>6", "1 86"])
def test_digits_apart_in_a_cell_of_a_web_page_may_be_two_numbers_and_are_not_read(printed: str) -> None:
    assert changed(("<td>186</td>", f"<td>{printed}</td>")) == {"requests.received@natural_person": None}


def printed_disputes(*first_row: str) -> dict[str, float | None]:
    """Table four on paper, as three rows of five; the figures of the first are given."""
    paper = Paper()
    paper.text(72, 40, "东丘县人民政府2023年政府信息公开工作年度报告", 12)
    paper.text(72, 80, "四、政府信息公开行政复议、行政诉讼情况", 12)
    rows = [["", *RESULTS], ["行政复议", *first_row], ["未经复议直接起诉", *map(str, DISPUTES[5:10])]]
    rows.append(["复议后起诉", *map(str, DISPUTES[10:])])
    paper.grid([72.0, 180.0, 240.0, 300.0, 360.0, 420.0, 480.0], [100.0 + 40 * at for at in range(5)], rows)
    data = paper.data()
    report = parse_capture(Capture(data, "report.pdf", hashlib.sha256(data).hexdigest()))
    return {key: value for key, value in values(report).items() if key.startswith("reconsideration")}


def test_a_figure_broken_over_the_lines_of_a_narrow_cell_is_read_where_the_ties_bear_it_out() -> None:
    found = printed_disputes("28\n5", "44\n5", "9", "2\n7\n6", "10\n15")
    assert list(found.values()) == [285, 445, 9, 276, 1015]


def test_figures_on_several_lines_that_do_not_add_up_are_not_read() -> None:
    assert set(printed_disputes("28\n5", "44", "9", "27", "10\n15")) == {
        "reconsideration.corrected",
        "reconsideration.other",
        "reconsideration.pending",
    }


def test_two_damaged_labels_one_below_the_other_are_known_by_their_place() -> None:
    assert changed(("1.信访举报投诉类申请", "1.信访投诉举报类申请"), ("2.重复申请", "2.重覆申请")) == {}


def test_labels_that_are_not_those_of_their_place_are_not_named_by_it() -> None:
    lost = changed(("1.信访举报投诉类申请", "1.信访投诉举报类申请"), ("2.重复申请", "2.通过其他途径办理"))
    assert {key.split("@")[0] for key in lost} == {"results.not_processed.petition", "results.not_processed.duplicate"}
    assert set(lost.values()) == {None}


def test_a_mistyped_result_in_table_four_is_known_by_its_place() -> None:
    assert changed(("尚未审结", "尚未审完")) == {}


def table_three(heads: str, column: Callable[[int], str], width: int = 8) -> str:
    """Two lines of table three whose first column is made by the test."""
    upper = f"<td rowspan=3 colspan=3></td><td colspan={width}>申请人情况</td></tr><tr>{heads}"
    lower = "".join(f"<td>{name}</td>" for name in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"))
    labels = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
    lines = [
        f"<td colspan=3>{label}</td>{column(at)}" + "".join(f"<td>{20 + 10 * at + n}</td>" for n in range(6))
        for at, label in enumerate(labels)
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return page(f"<table><tr>{upper}</tr><tr>LOWER{lower}</tr>{body}</table>", 2023)


SHARED_OUT = "<td colspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td>"


@pytest.mark.parametrize("figure", ["5", "0"])
def test_columns_that_share_out_one_label_are_not_its_figure_even_where_they_agree(figure: str) -> None:
    markup = table_three(SHARED_OUT, lambda at: f"<td>{figure}</td><td>{figure}</td>")
    found = values(read(markup.replace("LOWER", "<td>内地居民</td><td>港澳居民</td>")))
    assert "requests.received@natural_person" not in found
    assert found["requests.received@business"] == 20
    assert found["requests.brought_forward@total"] == 35


def test_the_sum_beside_columns_that_share_out_one_label_is_its_figure() -> None:
    heads = SHARED_OUT.replace("colspan=2>自然人", "colspan=3>自然人")
    markup = table_three(heads, lambda at: f"<td>{8 + at}</td><td>5</td><td>{3 + at}</td>", 9)
    found = values(read(markup.replace("LOWER", "<td>小计</td><td>内地居民</td><td>港澳居民</td>")))
    assert found["requests.received@natural_person"] == 8
    assert found["requests.brought_forward@natural_person"] == 9
    assert found["requests.received@business"] == 20


def test_lines_that_share_out_one_label_are_not_its_figure_even_where_they_agree() -> None:
    old = "<tr><td>行政规范性文件</td><td>6</td><td>3</td><td>44</td></tr>"
    first = "<tr><td rowspan=2>行政规范性文件</td><td>3</td><td>3</td><td>22</td></tr>"
    lines = f"{first}<tr><td>3</td><td>0</td><td>22</td></tr>"
    lost = changed((old, lines))
    assert lost == dict.fromkeys(
        (f"proactive.normative_documents.{name}" for name in ("issued", "repealed", "in_force")), None
    )


def test_two_lines_of_the_header_run_together_give_no_order_of_columns() -> None:
    """自然人 | 法人或其他组织 | 总计 | 商业企业 ... in one line: nobody knows that 总计 comes last."""
    markup = table_three(SHARED_OUT.replace("colspan=2>自然人", "rowspan=2>自然人"), lambda at: f"<td>{at}</td>", 7)
    joined = markup.replace("</tr><tr>LOWER", "")
    assert "requests.received@business" in values(read(markup.replace("LOWER", "")))
    assert not any(key.startswith("requests") for key in values(read(joined)))
