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
    figures = {f.key: f for f in read_flattened(_flat(_table_three(rows)), edition, ["t3"])}
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
    figures = {f.key: f for f in read_flattened(_flat(text), load_edition("2021"), ["t2"])}
    assert figures["proactive.regulations.in_force"].value == 0
    unsure = figures["proactive.normative_documents.issued"]
    assert (unsure.value, unsure.state) == (None, "unreadable")
    assert unsure.candidates


def test_a_minus_sign_is_a_border_that_survived() -> None:
    text = "信息内容本年新制作数量本年新公开数量对外公开总数量规章007行政处罚2648-18538行政事业性收费35-15"
    figures = {f.key: f.value for f in read_flattened(_flat(text), load_edition("2019"), ["t2"])}
    assert figures["proactive.admin_fees.prior_items"] == 35
    assert figures["proactive.admin_fees.change"] == -15
    assert figures["proactive.penalty.prior_items"] == 2648
    assert figures["proactive.penalty.decisions"] is None


def test_white_space_is_a_border_and_is_never_solved_over() -> None:
    text = "信息内容本年制发件数本年废止件数现行有效件数规章0 0 0行政规范性文件88 7 925"
    figures = {f.key: f.value for f in read_flattened(_flat(text), load_edition("2021"), ["t2"])}
    assert [figures[f"proactive.normative_documents.{c}"] for c in ("issued", "repealed", "in_force")] == [88, 7, 925]
    torn = text.replace("88 7 925", "887 925")
    figures = {f.key: f.value for f in read_flattened(_flat(torn), load_edition("2021"), ["t2"])}
    assert figures["proactive.normative_documents.issued"] is None


def test_columns_in_another_order_than_the_forms_are_not_read() -> None:
    rows = _random_rows(1, 30)
    swapped = _table_three(rows).replace("商业企业科研机构", "科研机构商业企业")
    assert read_flattened(_flat(swapped), load_edition("2021"), ["t3"]) == []


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
