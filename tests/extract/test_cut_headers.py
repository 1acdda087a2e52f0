"""A header that a page break cuts in two heads the lines on the next page all the same."""

from __future__ import annotations

from nianbao.codebook import load_edition
from nianbao.extract.forms import read_tables
from tests.read.pdf_samples import Paper

_COLUMNS = [
    "natural_person",
    "business",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
]
_MEMBERS = ["商业企业", "科研机构", "社会公益\n组织", "法律服务\n机构", "其他"]
_ROWS = [
    ("requests.received", "一、本年新收政府信息公开申请数量", [21, 4, 0, 1, 0, 2, 28]),
    ("requests.brought_forward", "二、上年结转政府信息公开申请数量", [3, 0, 0, 0, 0, 0, 3]),
    ("results.granted", "（一）予以公开", [9, 2, 0, 1, 0, 0, 12]),
    ("results.granted_in_part", "（二）部分公开（区分处理的，\n只计这一情形，不计其他情形）", [5, 0, 0, 0, 0, 2, 7]),
    ("results.total", "（七）总计", [22, 4, 0, 1, 0, 2, 29]),
    ("requests.carried_forward", "四、结转下年度继续办理", [2, 0, 0, 0, 0, 0, 2]),
]
_XS = [40.0, 225.0, *(225.0 + 50 * n for n in range(1, 8))]


def _ys(top: float, rows: int) -> list[float]:
    return [top + 30 * n for n in range(rows + 1)]


def _requests(first: str, last: str) -> dict[str, object]:
    paper = Paper()
    paper.grid(
        _XS,
        _ys(700, 2),
        [
            ["（本列数据的勾稽关系为：\n第一项加第二项之和，\n等于第三项加第四项之和）", "申请人情况", *[""] * 6],
            ["", first, "法人或其他组织", *[""] * 4, last],
        ],
        merges=[(0, 0, 1, 0), (0, 1, 0, 7), (1, 2, 1, 6)],
    )
    paper.next_page()
    lines = [[label, *map(str, values)] for _, label, values in _ROWS]
    paper.grid(_XS, _ys(60, 7), [["", "", *_MEMBERS, ""], *lines])
    figures = read_tables(paper.read(), load_edition("2021"), 2023).figures
    return {figure.key: figure.value for figure in figures}


def test_columns_named_on_the_page_before_are_those_of_the_lines_below() -> None:
    figures = _requests("自然人", "总计")
    for row, _, values in _ROWS:
        assert [figures[f"{row}@{column}"] for column in _COLUMNS] == values


def test_a_total_that_stands_first_above_stands_first_below() -> None:
    figures = _requests("总计", "自然人")
    assert figures["requests.received@total"] == 21
    assert figures["requests.received@natural_person"] == 28


def test_a_block_named_on_the_page_before_is_that_of_its_columns() -> None:
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    xs = [40.0 + 34 * n for n in range(16)]
    values = [4, 1, 0, 2, 7, 3, 0, 1, 0, 4, 2, 0, 0, 1, 3]
    paper = Paper()
    paper.grid(xs, _ys(730, 1), [["行政复议", *[""] * 4, "行政诉讼", *[""] * 9]], merges=[(0, 0, 0, 4), (0, 5, 0, 14)])
    paper.next_page()
    rows = [
        [*outcomes, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *outcomes * 2],
        list(map(str, values)),
    ]
    merges = [*((0, n, 1, n) for n in range(5)), (0, 5, 0, 9), (0, 10, 0, 14)]
    paper.grid(xs, _ys(60, 3), rows, merges=merges)
    figures = {f.key: f.value for f in read_tables(paper.read(), load_edition("2021"), 2023).figures}
    blocks = ["reconsideration", "litigation.direct", "litigation.after_reconsideration"]
    keys = [
        f"{block}.{outcome}" for block in blocks for outcome in ("upheld", "corrected", "other", "pending", "total")
    ]
    assert [figures[key] for key in keys] == values


def test_labels_of_the_second_column_on_the_next_page_stand_over_no_figures() -> None:
    """Unmerged cells: above the break no line has a label in the second column, below it some do."""
    xs = [40.0, 150.0, 235.0, *(235.0 + 50 * n for n in range(1, 8))]
    header = ["", "", "自然人", *_MEMBERS, "总计"]
    top = [
        ["一、本年新收政府信\n息公开申请数量", "", *map(str, _ROWS[0][2])],
        ["二、上年结转政府信\n息公开申请数量", "", *map(str, _ROWS[1][2])],
    ]
    paper = Paper()
    paper.grid(xs, _ys(700, 3), [header, *top])
    paper.next_page()
    below = [
        ["三、本年度办理结果", "（一）予以公开"],
        ["", "（二）部分公开"],
        ["", "（七）总计"],
        ["四、结转下年度继续\n办理", ""],
    ]
    paper.grid(xs, _ys(60, 4), [[*labels, *map(str, row[2])] for labels, row in zip(below, _ROWS[2:], strict=True)])
    figures = {f.key: f.value for f in read_tables(paper.read(), load_edition("2021"), 2023).figures}
    for row, _, values in _ROWS:
        assert [figures[f"{row}@{column}"] for column in _COLUMNS] == values
