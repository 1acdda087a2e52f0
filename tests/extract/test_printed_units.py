"""The unit a table prints in its header or label counts: a figure is converted, or said to be unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

import nianbao
from nianbao.model import Report

PLAIN = Path(__file__).parents[2] / "fixtures" / "reports" / "html-2021-plain.html"
MONEY = "本年收费金额（单位：万元）"
LIVE = "<td>现行有效件数</td>"


def _read(tmp_path: Path, *changes: tuple[str, str]) -> Report:
    text = PLAIN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    return nianbao.parse(path)


def _figures(report: Report) -> dict[str, tuple[str, float | None]]:
    return {figure.key: (figure.state, figure.value) for figure in report.figures if figure.origin == "table"}


def _changed(report: Report) -> dict[str, tuple[str, float | None]]:
    before = _figures(nianbao.parse(PLAIN))
    after = _figures(report)
    assert before.keys() == after.keys()
    return {key: after[key] for key in before if after[key] != before[key]}


def test_money_headed_in_yuan_comes_out_in_ten_thousand_yuan(tmp_path: Path) -> None:
    changed = _changed(_read(tmp_path, (MONEY, "本年收费金额（单位：元）")))
    assert list(changed.values()) == [("value", 0.231568)]


@pytest.mark.parametrize(
    ("caption", "value"), [("单位：元", 0.231568), ("（单位：元）", 0.231568), ("单位：件", 2315.68)]
)
def test_the_unit_of_the_line_above_counts_where_the_header_prints_none(
    tmp_path: Path, caption: str, value: float
) -> None:
    heading = "<p>二、主动公开政府信息情况</p>"
    report = _read(tmp_path, (MONEY, "本年收费金额"), (heading, f"{heading}<p>{caption}</p>"))
    assert ("value", value) in _figures(report).values()


@pytest.mark.parametrize("line", ["单位：元", "（单位：件、元）", "单位:件/元"])
def test_the_unit_above_the_heading_of_a_table_counts(tmp_path: Path, line: str) -> None:
    heading = "<p>二、主动公开政府信息情况</p>"
    plain = _figures(_read(tmp_path))["proactive.admin_fees.amount"]
    told = _read(tmp_path, (MONEY, "本年收费金额"), (heading, f"<p>{line}</p>{heading}"))
    state, value = _figures(told)["proactive.admin_fees.amount"]
    assert state == "value" == plain[0]
    assert value == pytest.approx(float(str(plain[1])) / 10_000)


def test_the_unit_of_the_header_outranks_the_line_above(tmp_path: Path) -> None:
    heading = "<p>二、主动公开政府信息情况</p>"
    assert _changed(_read(tmp_path, (heading, f"{heading}<p>单位：元</p>"))) == {}


def test_money_headed_in_a_unit_nobody_knows_is_unreadable(tmp_path: Path) -> None:
    changed = _changed(_read(tmp_path, (MONEY, "本年收费金额（单位：千元）")))
    assert list(changed.values()) == [("unreadable", None)]


@pytest.mark.parametrize("unit", ["单位：万件", "单位：%"])
def test_a_count_headed_in_another_scale_is_unreadable(tmp_path: Path, unit: str) -> None:
    changed = _changed(_read(tmp_path, (LIVE, LIVE.replace("</td>", f"（{unit}）</td>"))))
    assert len(changed) == 2
    assert set(changed.values()) == {("unreadable", None)}


def test_a_count_headed_in_its_own_unit_is_read(tmp_path: Path) -> None:
    assert _changed(_read(tmp_path, (LIVE, LIVE.replace("</td>", "（单位：件）</td>")))) == {}


def test_a_table_that_is_none_of_the_forms_is_not_read_and_said_so(tmp_path: Path) -> None:
    other = (
        "<p>附：其他工作</p><table><tr><td>培训场次</td><td>参训人次</td></tr><tr><td>3</td><td>214</td></tr></table>"
    )
    report = _read(tmp_path, ("<p>二、主动公开政府信息情况</p>", other + "<p>二、主动公开政府信息情况</p>"))
    told = [finding for finding in report.findings if finding.code == "READ.unplaced_table"]
    assert len(told) == 1
    assert "培训场次" in told[0].message.zh
    assert _changed(report) == {}


def test_a_row_cut_by_a_page_break_with_its_label_in_both_halves_is_one_row(tmp_path: Path) -> None:
    text = PLAIN.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "二、上年结转政府信息公开申请数量" in line)
    values = ["6", "0", "0", "0", "0", "0", "6"]
    empty = row.replace("".join(f"<td>{v}</td>" for v in values), "<td></td>" * 7)
    assert empty != row
    report = _read(tmp_path, (row, f"{empty}\n</table>\n<table>\n{row}"))
    assert _changed(report) == {}
