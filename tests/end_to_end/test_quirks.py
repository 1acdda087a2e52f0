"""Quirks of real pages and reports: each is put into a bundled page, and what a careful person reads must come out.

The list follows the codebook's catalogue of quirks; those that only change the printing stand in ``test_layouts`` and
among the perturbations of ``tests/factory``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nianbao.model import Capture, Report
from nianbao.pipeline import parse_capture

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
PAGE = (REPORTS / "html-2021-plain.html").read_text("utf-8")
TRUTH = json.loads((REPORTS / "html-2021-plain.truth.json").read_text("utf-8"))["figures"]
COLUMNS = (
    "natural_person",
    "business",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
)
PENALTY = '<tr><td>行政处罚</td><td colspan="3">9051</td></tr>'
FEES = '<tr><td>行政事业性收费</td><td colspan="3">2315.68</td></tr>'
RECEIVED = "<td>186</td><td>9</td><td>0</td><td>0</td><td>4</td><td>1</td><td>200</td>"

Expected = dict[str, object]
"""Key -> the value, or the state where there is none; figures not named must be as they are in the plain page."""


def swap(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(page: str) -> str:
        for old, new in pairs:
            assert old in page, old
            page = page.replace(old, new, 1)
        return page

    return change


def cells(*texts: str) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def keys(row: str, *values: object) -> Expected:
    return {f"{row}@{column}": value for column, value in zip(COLUMNS, values, strict=True)}


def read(page: str) -> Report:
    data = page.encode()
    return parse_capture(Capture(data, "report.html", hashlib.sha256(data).hexdigest()))


def split_table_three(page: str) -> str:
    """Saved as two tables by a page-wise export; the second begins in the middle of a group."""
    row = "<tr><td>4.保护第三方合法权益</td>"
    return page.replace(row, f"</table><p>- 3 -</p><table border=1>{row}", 1)


def group_label_twice(page: str) -> str:
    """The merged label printed again where the page ended."""
    page = page.replace('<td rowspan="22">三、本年度办理结果</td>', '<td rowspan="8">三、本年度办理结果</td>', 1)
    page = page.replace('<td rowspan="8">（三）不予公开</td>', '<td rowspan="6">（三）不予公开</td>', 1)
    row = "<tr><td>7.属于行政执法案卷</td>"
    again = '<tr><td rowspan="14">三、本年度办理结果</td><td rowspan="2">（三）不予公开</td><td>7.属于行政执法案卷</td>'
    return page.replace(row, again, 1)


def drifting_blocks(page: str) -> str:
    """In the second block of table two the spare columns belong to the label."""
    return re.sub(
        r"<td>(行政许可|行政处罚|行政强制)</td><td colspan=\"3\">", r'<td colspan="2">\1</td><td colspan="2">', page
    )


def every_row(pattern: str, new: str) -> Callable[[str], str]:
    return lambda page: re.sub(pattern, new, page)


QUIRKS: list[tuple[str, Callable[[str], str], Expected]] = [
    ("a number split over spans", swap((">9051<", "><span>90</span><span>51</span><")), {}),
    ("thousands separators and full-width digits", swap((">18342<", ">１８，３４２<"), (">9051<", ">9,051<")), {}),
    ("a hyphen alone", swap((">9051<", ">-<")), {"proactive.penalty.decisions": "not_applicable"}),
    ("a dash of two", swap((">9051<", ">——<")), {"proactive.penalty.decisions": "not_applicable"}),
    ("a slash alone", swap((">9051<", ">/<")), {"proactive.penalty.decisions": "not_applicable"}),
    (
        "Word's empty paragraph",
        swap((">9051<", "><p><o:p>&nbsp;</o:p></p><")),
        {"proactive.penalty.decisions": "blank"},
    ),
    ("an ideographic space", swap((">9051<", ">　<")), {"proactive.penalty.decisions": "blank"}),
    (
        "a zero between spaces that do not break",
        swap((">9051<", ">&nbsp;0&nbsp;<")),
        {"proactive.penalty.decisions": 0},
    ),
    ("a minus sign before a count", swap((">9051<", ">-18<")), {"proactive.penalty.decisions": "unreadable"}),
    ("fees with six decimals", swap((">2315.68<", ">24252.311082<")), {"proactive.admin_fees.amount": 24252.311082}),
    ("fees in yuan", swap((">2315.68<", ">251000元<")), {"proactive.admin_fees.amount": 25.1}),
    ("fees with their unit", swap((">2315.68<", ">160.5964万元<")), {"proactive.admin_fees.amount": 160.5964}),
    (
        "fees with commas and yuan",
        swap((">2315.68<", ">75,394,432.52 元<")),
        {"proactive.admin_fees.amount": 7539.443252},
    ),
    ("a unit behind a count", swap((">9051<", ">12件<")), {"proactive.penalty.decisions": 12}),
    (
        "the total blank",
        swap((RECEIVED, cells("186", "9", "0", "0", "4", "1", ""))),
        {"requests.received@total": "blank"},
    ),
    (
        "bodies blank, total filled",
        swap((RECEIVED, cells("200", "", "", "", "", "", "200"))),
        keys("requests.received", 200, "blank", "blank", "blank", "blank", "blank", 200),
    ),
    (
        "the total typed as 0",
        swap((RECEIVED, cells("186", "9", "0", "0", "4", "1", "0"))),
        {"requests.received@total": 0},
    ),
    ("a group's label printed twice", group_label_twice, {}),
    ("one table saved as two", split_table_three, {}),
    ("blocks of other widths", drifting_blocks, {}),
    ("trailing empty cells", every_row(r"</tr>", "<td></td></tr>"), {}),
    ("header cells broken in two lines", swap(("<td>商业企业</td>", "<td>商业<br>企业</td>")), {}),
    ("labels over lines", swap(("1.本机关不掌握相关政府信息", "1.本机关不掌<br/>握相关政府信息")), {}),
    ("a label clipped", swap(("2.其他法律行政法规禁止公开", "2.其他法律行政止公开")), {}),
    ("a label spaced", swap(("只计这一情形", "只计这一情 形")), {}),
    ("a label mistyped", swap(("（三）不予公开", "（三）不子公开"), ("现行有效件数", "现行有效件")), {}),
    ("行政 left out of a label", swap(("<td>行政规范性文件</td>", "<td>规范性文件</td>")), {}),
    (
        "a row left out",
        swap((PENALTY, "")),
        {"proactive.penalty.decisions": "missing"},
    ),
    (
        "a local row",
        swap((PENALTY, f'{PENALTY}<tr><td>其他行政管理事项</td><td colspan="3">77</td></tr>')),
        {},
    ),
    ("numbering of another kind", swap(("1.属于国家秘密", "（1）属于国家秘密"), ("（一）予以公开", "1、予以公开")), {}),
    (
        "a table of metadata first",
        swap(
            (
                "<p>一、总体情况</p>",
                "<table><tr><td>索引号</td><td>0139/2025-00012</td></tr><tr><td>发布机构</td><td>某办</td></tr></table><p>一、总体情况</p>",
            )
        ),
        {},
    ),
    (
        "navigation left in the text",
        swap(
            (
                "<p>二、主动公开政府信息情况</p>",
                "<p>正文</p><p>【打印】【关闭】</p><p>- 3 -</p><p>二、主动公开政府信息情况</p>",
            )
        ),
        {},
    ),
    ("a note under the table", swap(("<p>三、收到和处理", "<p>注：另有2件上年申请。</p><p>三、收到和处理")), {}),
    (
        "Word's residue in a label",
        swap(("1.属于国家秘密", "<!--[if !supportLists]-->1.<!--[endif]-->属于国家秘密<o:p></o:p>")),
        {},
    ),
    (
        "the header of a page frame in thead",
        swap(
            ("<tr><td>信息内容</td><td>本年制发件数</td>", "<thead></thead><tr><td>信息内容</td><td>本年制发件数</td>")
        ),
        {},
    ),
    (
        "a nested table in a cell",
        swap((">9051<", "><table><tr><td>9051</td></tr></table><")),
        {"proactive.penalty.decisions": (9051, "unreadable")},
    ),
    (
        "a row hidden by its style",
        swap((PENALTY, f'<tr style="display:none"><td>行政处罚</td><td colspan="3">1</td></tr>{PENALTY}')),
        {},
    ),
    ("two numbers in one cell", swap((">9051<", ">90 51<")), {"proactive.penalty.decisions": "unreadable"}),
    ("an approximate number in a cell", swap((">9051<", ">约9051<")), {"proactive.penalty.decisions": "unreadable"}),
]


@pytest.mark.parametrize(("change", "expected"), [q[1:] for q in QUIRKS], ids=[q[0] for q in QUIRKS])
def test_a_quirk_changes_only_what_it_touches(change: Callable[[str], str], expected: Expected) -> None:
    page = change(PAGE)
    assert page != PAGE
    figures = {f.key: f for f in read(page).figures if f.origin == "table"}
    wrong = []
    for key, value in {**TRUTH, **expected}.items():
        figure = figures[key]
        said = figure.value if figure.state == "value" else figure.state
        if said not in (value if isinstance(value, tuple) else (value,)):
            wrong.append((key, said, value))
    assert wrong == []


def test_a_row_printed_twice_alike_is_read_once_and_said() -> None:
    report = read(swap((PENALTY, PENALTY * 2))(PAGE))
    assert {f.key: f.value for f in report.figures if f.origin == "table"} == TRUTH
    said = [(f.code, f.severity, f.keys) for f in report.findings if f.code == "READ.same_row"]
    assert said == [("READ.same_row", "info", ["proactive.penalty.decisions"])]


def test_sections_numbered_in_arabic_are_found() -> None:
    numerals = "一二三四五六"
    page = re.sub(rf"(?<=<p>)([{numerals}])、(?=[^<]*</p)", lambda m: f"{numerals.index(m[1]) + 1}. ", PAGE)
    assert page != PAGE
    assert [s.found for s in read(page).sections] == [True] * 6
