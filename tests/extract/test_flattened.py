"""Tables whose borders are lost: what the ties prove is given, the rest is unreadable, nothing is guessed."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from nianbao.codebook import load_edition
from nianbao.extract.forms.flattened import read_flattened
from nianbao.model import Document, Figure, Paragraph, Place

HEADER = (
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况自然人法人或其他组织总计"
    "商业企业科研机构社会公益组织法律服务机构其他"
)


def _flat(text: str) -> Document:
    return Document("text", "text/plain", text, [Paragraph(text, 0, Place(start=0, end=len(text)))])


def _table_three(rows: dict[str, list[int]]) -> str:
    table = load_edition("2021").table("t3")
    return HEADER + "".join(
        row.zh + "".join(map(str, [*rows[row.id], sum(rows[row.id])]) if not row.is_group else "") for row in table.rows
    )


def _random_rows(seed: int, largest: int) -> dict[str, list[int]]:
    """Rows of table three that keep every tie."""
    chance = random.Random(seed)
    table = load_edition("2021").table("t3")
    outcomes = [r.id for r in table.rows if r.id.startswith("results.") and not r.is_group and r.id != "results.total"]
    rows = {
        row: [chance.randint(0, largest) if chance.random() < 0.3 else 0 for _ in range(6)]
        for row in [*outcomes, "requests.carried_forward"]
    }
    rows["results.total"] = [sum(rows[o][i] for o in outcomes) for i in range(6)]
    spent = [a + b for a, b in zip(rows["results.total"], rows["requests.carried_forward"], strict=True)]
    rows["requests.brought_forward"] = [chance.randint(0, total) for total in spent]
    rows["requests.received"] = [a - b for a, b in zip(spent, rows["requests.brought_forward"], strict=True)]
    return rows


@pytest.mark.parametrize("seed", range(30))
def test_a_consistent_table_three_is_never_misread_and_mostly_read(seed: int) -> None:
    rows = _random_rows(seed, largest=(3, 30, 400)[seed % 3])
    edition = load_edition("2021")
    figures = {f.key: f for f in read_flattened(_flat(_table_three(rows)), edition, ["t3"]).figures}
    columns = [c.id for c in edition.table("t3").columns]
    wrong, read = [], 0
    for row, numbers in rows.items():
        for column, number in zip(columns, [*numbers, sum(numbers)], strict=True):
            figure = figures[f"{row}@{column}"]
            read += figure.value is not None
            if figure.value not in (number, None):
                wrong.append((figure.key, number, figure.value))
    assert wrong == []
    assert read >= 0.9 * 7 * len(rows)


def test_a_run_with_two_readings_is_unreadable_and_says_how_many_there_are() -> None:
    text = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665"
    figures = {f.key: f for f in read_flattened(_flat(text), load_edition("2021"), ["t2"]).figures}
    assert figures["proactive.regulations.in_force"].value == 0
    unsure = figures["proactive.normative_documents.issued"]
    assert (unsure.value, unsure.state) == (None, "unreadable")
    assert unsure.candidates


def test_a_minus_sign_is_a_border_that_survived() -> None:
    text = (
        "信息内容本年新制作数量本年新公开数量对外公开总数量规章007"
        "信息内容上一年项目数量本年增/减处理决定数量行政处罚2648-18538信息内容上一年项目数量本年增/减行政事业性收费35-15"
    )
    figures = {f.key: f.value for f in read_flattened(_flat(text), load_edition("2019"), ["t2"]).figures}
    assert figures["proactive.admin_fees.prior_items"] == 35
    assert figures["proactive.admin_fees.change"] == -15
    assert figures["proactive.penalty.prior_items"] == 2648
    assert figures["proactive.penalty.decisions"] is None


@pytest.mark.parametrize(("run", "grade"), [("415", "doubtful"), ("700", "doubtful"), ("000", "read"), ("007", "read")])
def test_a_row_without_ties_is_doubtful_where_a_cell_of_it_may_be_blank(run: str, grade: str) -> None:
    text = f"第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章{run}行政规范性文件000第二十条第（五）项"
    figures = [f for f in read_flattened(_flat(text), load_edition("2021"), ["t2"]).figures if "regulations" in f.key]
    assert [(f.value, f.grade) for f in figures] == [(int(digit), grade) for digit in run]


def test_white_space_is_a_border_and_is_never_solved_over() -> None:
    text = "信息内容本年制发件数本年废止件数现行有效件数规章0 0 0行政规范性文件88 7 925"
    figures = {f.key: f.value for f in read_flattened(_flat(text), load_edition("2021"), ["t2"]).figures}
    assert [figures[f"proactive.normative_documents.{c}"] for c in ("issued", "repealed", "in_force")] == [88, 7, 925]
    torn = text.replace("88 7 925", "887 925")
    figures = {f.key: f.value for f in read_flattened(_flat(torn), load_edition("2021"), ["t2"]).figures}
    assert figures["proactive.normative_documents.issued"] is None


def test_columns_in_another_order_than_the_forms_are_not_read() -> None:
    rows = _random_rows(1, 30)
    swapped = _table_three(rows).replace("商业企业科研机构", "科研机构商业企业")
    assert read_flattened(_flat(swapped), load_edition("2021"), ["t3"]).figures == []


def _annex(text: str, edition: str) -> dict[str, Figure]:
    table = {"2014": "t2014", "2008": "t2008"}[edition]
    return {f.key: f for f in read_flattened(_flat(text), load_edition(edition), [table]).figures}


def test_the_annex_of_2014_is_read_from_label_unit_and_figure() -> None:
    text = "统计指标单位统计数（三）申请答复数件61.属于已主动公开范围数件42.同意公开答复数件2（一）收到申请数件3"
    figures = _annex(text, "2014")
    assert figures["replies.total"].value == 6
    assert figures["replies.already_public"].value == 4


def test_the_number_of_the_next_item_is_no_digit_of_the_figure_before_it() -> None:
    """The form prints 2.同意公开答复数; here the point is lost, and 42 may be 4 and 2."""
    text = "统计指标单位统计数（三）申请答复数件61.属于已主动公开范围数件42、同意公开答复数件2"
    assert _annex(text, "2014")["replies.already_public"].value is None
    local = "指标名称计量单位2012年度历年累计申请总数条311.当面申请数条 1 12传真申请数条 2 2"
    assert _annex(local, "2008")["requests.by_channel.in_person@cumulative"].value is None


def test_year_and_cumulative_are_told_by_their_sums() -> None:
    labels = ["1.当面申请数", "2.传真申请数", "3.电子邮件申请数", "4.网上申请数", "5.信函申请数", "6.其他形式申请数"]
    rows = "".join(
        f"{label}条{n}{m}" for label, n, m in zip(labels, (1, 0, 0, 1, 0, 0), (1, 4, 0, 5, 0, 1), strict=True)
    )
    figures = _annex(f"指标名称计量单位2012年度历年累计申请总数条211{rows}", "2008")
    assert (figures["requests.received@year"].value, figures["requests.received@cumulative"].value) == (2, 11)


def test_a_date_behind_the_table_is_no_part_of_its_last_figure() -> None:
    text = "统计指标单位统计数（二）举办各类培训班数次46（三）接受培训人员数人次6312019年1月22日"
    figures = _annex(text, "2014")
    assert figures["training.courses"].value == 46
    assert figures["training.attendees"].value is None


def test_a_row_that_no_tie_fits_is_unreadable_and_the_slip_that_explains_it_is_told() -> None:
    rows = _random_rows(3, largest=30)
    text = _table_three(rows)
    total = rows["results.total"]
    printed = "".join(map(str, [*total, sum(total)]))
    slipped = f"{printed[:-1]}{(int(printed[-1]) + 1) % 10}"
    reading = read_flattened(_flat(text.replace(printed, slipped)), load_edition("2021"), ["t3"])
    assert {f.value for f in reading.figures if f.key.startswith("results.total@")} == {None}
    (slip,) = (o for o in reading.observations if o.kind == "single_slip")
    assert f"{slipped[-1]} → {printed[-1]}" in slip.text


@pytest.mark.shared
@pytest.mark.parametrize("case", ["pingtan-gwh-2020-flat", "pingtan-gwh-2021-flat"])
def test_archived_reports_give_every_figure_that_can_be_decided(shared: Path, case: str) -> None:
    from nianbao.pipeline import parse

    truth = json.loads((shared / "real" / case / "truth.json").read_text("utf-8"))
    open_keys = {key for run in truth["runs"] if not run.get("decidable", True) for key in run["keys"]}
    got: dict[str, Figure] = {
        f.key: f for f in parse(shared / "real" / case / "report.txt").figures if f.origin == "text"
    }
    for key, value in truth["figures"].items():
        assert got[key].value == value or (key in open_keys and got[key].value is None), key


@pytest.mark.parametrize("far", [1, 2, 5, 99])
@pytest.mark.parametrize("label", ["六、举报投诉数量", "（二）申请办结数", "5.其他方式公开政府信息数"])
def test_a_row_printed_twice_with_other_figures_is_unreadable_with_both(label: str, far: int) -> None:
    """Wherever the second print stands: behind the next row, five rows on, or behind the last."""
    rows = [row for row in load_edition("2014").table("t2014").rows if not row.local]
    lines = [row.zh + ("" if row.is_group else f"{row.unit}{100 + at}") for at, row in enumerate(rows)]
    first = next(at for at, row in enumerate(rows) if row.zh == label)
    lines.insert(first + far, f"{label}{rows[first].unit}7")
    text = "统计指标单位统计数" + "".join(lines)
    figures = _annex(text, "2014")
    key = next(row.id for row in rows if row.zh == label)
    assert (figures[key].value, figures[key].state) == (None, "unreadable")
    assert set(figures[key].candidates) == {f"{100 + first}", "7"}
    due = {row.id: 100 + at for at, row in enumerate(rows) if not row.is_group and row.zh != label}
    read = {name: figures[name].value for name in due}
    assert read == due


def test_a_label_of_two_blocks_printed_a_third_time_leaves_neither_read() -> None:
    rows = [row for row in load_edition("2014").table("t2014").rows if not row.local]
    lines = [row.zh + ("" if row.is_group else f"{row.unit}{100 + at}") for at, row in enumerate(rows)]
    text = "统计指标单位统计数" + "".join(lines) + "（三）其他情形数件7"
    figures = _annex(text, "2014")
    assert [figures[key].state for key in ("reconsideration.other", "litigation.other")] == ["unreadable"] * 2


def test_a_row_printed_twice_alike_is_read_once() -> None:
    text = "统计指标单位统计数（三）申请答复数件61.属于已主动公开范围数件4（三）申请答复数件62.同意公开答复数件2"
    reading = read_flattened(_flat(text), load_edition("2014"), ["t2014"])
    values = {figure.key: figure.value for figure in reading.figures}
    assert values == {"replies.total": 6, "replies.already_public": 4, "results.granted": 2}
    assert [note.keys for note in reading.observations if note.kind == "same_row"] == [["replies.total"]]


def test_the_last_row_of_table_three_printed_twice_is_not_chosen() -> None:
    rows = _random_rows(3, 30)
    last = load_edition("2021").table("t3").rows[-1]
    text = _table_three(rows) + last.zh + "1000001"
    figures = {f.key: f for f in read_flattened(_flat(text), load_edition("2021"), ["t3"]).figures}
    assert {f.state for key, f in figures.items() if key.startswith(last.id)} == {"unreadable"}


def test_the_end_of_a_longer_label_is_not_taken_for_the_forms_own_row() -> None:
    text = "信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件000信息内容本年处理决定数量"
    text += "其他行政许可12行政许可5"
    figures = {f.key: f.value for f in read_flattened(_flat(text), load_edition("2021"), ["t2"]).figures}
    assert figures.get("proactive.licensing.decisions") in (None, 5)
