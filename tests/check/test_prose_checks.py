"""Sentences against themselves and the tables: faults are found, and consistent reports give no false alarm.

The sentences are read by the grammar, as in a real report; tables come from `tests.check.samples`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.check import assess
from nianbao.codebook.measures import measures
from nianbao.codebook.partitions import claim_meanings, load_partitions, partitions
from nianbao.errors import CodebookError
from nianbao.extract.prose import read_prose
from nianbao.model import Figure, Finding, Passage, Report
from tests.check.samples import busy_report, empty_report

ROOT = Path(__file__).resolve().parents[2]


def found(text: str, report: Report | None = None) -> list[Finding]:
    """Findings about the prose of a report with this text, and with these tables if any."""
    made = report or empty_report()
    if report is None:
        made.figures, made.edition = [], None
    prose = read_prose([Passage(text, context="一、总体情况")], year=2024, reader="text")
    made.figures = [*made.figures, *prose.figures]
    findings = assess(made, sentences=prose.sentences).findings
    every = [(f.code, f) for f in findings]
    return [f for code, f in every if code.startswith("PROSE.")]


def codes(text: str, report: Report | None = None) -> list[str]:
    return [finding.code for finding in found(text, report)]


# --- parts and totals


@pytest.mark.parametrize(
    ("text", "expected", "actual"),
    [
        ("行政复议9件，其中维持6件、纠正2件、其他结果2件。", 9, 10),
        ("答复申请9件，其中予以公开7件，部分公开1件，不予公开1件，无法提供3件。", 9, 12),
        ("收到政府信息公开申请10件，其中网络申请9件，信函申请3件。", 10, 12),
        ("不予公开3件，其中国家秘密2件、过程性信息2件。", 3, 4),
    ],
)
def test_parts_that_exceed_their_total_are_found_in_open_lists_too(text: str, expected: int, actual: int) -> None:
    (finding,) = found(text)
    assert (finding.code, finding.severity) == ("PROSE.parts", "error")
    assert (finding.expected, finding.actual) == (expected, actual)
    assert len(finding.evidence) == len(finding.keys)


@pytest.mark.parametrize(
    "text",
    [
        "公开信息500条：机构职能类100条、政务动态类200条、其他信息150条。",
        "收到政府信息公开申请50件，自然人、商业企业分别为40件、8件。",
        "全年收到政府信息公开申请101件，自然人提出98件，法人或其他组织提出2件。",
        "答复申请200件：予以公开100件（50%），部分公开60件（30%），不予公开38件（20%）。",
        "制作政府信息510条，属于主动公开198条，依申请公开142条，不予公开137条。",
    ],
    ids=["an item other", "respectively", "both kinds of applicant", "shares make a hundred", "all three classes"],
)
def test_a_complete_list_that_falls_short_is_found(text: str) -> None:
    assert "PROSE.incomplete" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "公开信息500条，其中机构职能类100条、政务动态类200条。",
        "公开信息500条，其中机构职能类100条、政务动态类200条等。",
        "公开信息500条：机构职能类100条、民政救助类250条、其他信息150条。",
        "行政复议9件，其中维持6件、纠正1件。",
        "收到政府信息公开申请300余件，其中网络申请200余件、信函申请100余件。",
        "收到政府信息公开申请50件，其中自然人、商业企业分别为40件、8件。",
        "行政复议42件，维持4件、纠正2件、申请人撤回31件，未审结5件。",
        "主动公开信息120条，其中网站公开100条、微信公开90条。",
        "行政复议案件12件、上年结转2件，其中维持8件、纠正1件、其他2件、未审结3件。",
    ],
    ids=[
        "open list",
        "list ends in 等",
        "a part without a measure",
        "examples",
        "about",
        "respectively, but of some",
        "withdrawn is an other result",
        "channels overlap",
        "cases brought forward",
    ],
)
def test_open_lists_and_complete_ones_that_add_up_are_left_alone(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "通过网站公开信息862条，其中政务动态类516条、财政预决算类24条、其他类312条；微信发布203条。",
            ["PROSE.incomplete"],
        ),
        ("通过网站公开信息862条，其中政务动态类516条、财政预决算类24条、其他类322条；微信发布203条。", []),
        ("共公开信息862条：动态516条，预决算24条，其他322条。", []),
        ("共公开信息862条：动态516条，预决算24条，其他312条。", ["PROSE.incomplete"]),
    ],
    ids=["a channel that is divided", "rightly", "first part without a measure", "wrongly"],
)
def test_the_number_before_a_list_is_what_the_list_divides(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_wrong_number_and_the_sums_it_breaks_are_one_cause() -> None:
    report = busy_report()
    table = {f.key: f.value or 0 for f in report.figures if f.origin == "table"}
    new, old = table["requests.received@total"], table["requests.brought_forward@total"]
    done, left = table["results.total@total"], table["requests.carried_forward@total"]
    text = f"本年新收政府信息公开申请{new + 27}件，上年结转{old}件，办结{done}件，结转下年度继续办理{left}件。"
    (told,) = found(text, report)
    assert told.code == "PROSE.table"
    assert [each.code for each in told.consequences] == ["PROSE.balance"]


def test_what_was_brought_forward_may_be_told_apart_from_what_was_answered() -> None:
    report = busy_report()
    done = next(f.value or 0 for f in report.figures if f.key == "results.total@total")
    assert codes(f"已办结政府信息公开申请{done - 5}件，另办结上年结转5件。", report) == []
    assert codes(f"已办结政府信息公开申请{done - 4}件，另办结上年结转5件。", report) == ["PROSE.table"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请52件，比上年的38件增加24件。", ["PROSE.growth"]),
        ("收到政府信息公开申请52件，比上年的38件增加14件。", []),
        ("收到政府信息公开申请52件，比上年的60件减少8件。", []),
        ("收到政府信息公开申请52件，比上年的60件增长13.3%。", ["PROSE.growth"]),
        ("收到政府信息公开申请52件，比上年的60件下降13.3%。", []),
    ],
)
def test_the_difference_to_last_years_number_is_computed_anew(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("said", "severity"), [("均已答复", "warning"), ("全部按时办结", "info"), ("其中4件尚未答复", None)]
)
def test_on_time_is_doubted_less_than_all(said: str, severity: str | None) -> None:
    told = [f for f in found(f"收到政府信息公开申请92件，{said}。", busy_report()) if f.code == "PROSE.claim_open"]
    assert [f.severity for f in told] == ([severity] if severity else [])


def test_approximate_parts_are_bounds_and_only_warn() -> None:
    (finding,) = found("收到政府信息公开申请8000余件，网络申请6500余件，信函申请600余件，当面申请2000余件。")
    assert (finding.code, finding.severity) == ("PROSE.parts_about", "warning")


def test_a_list_of_the_next_sentence_belongs_to_the_total_before_it() -> None:
    text = "全年公开政府信息2543条。按类别，机构职能类594条，政策类281条，国土环保类1222条，其他信息546条。"
    assert [f.actual for f in found(text)] == [2643]


# --- shares and growth


def test_a_wrong_share_is_computed_anew_from_the_part_and_its_total() -> None:
    (finding,) = found("答复申请805件，予以公开及部分公开的共258件，占33.9%。")
    assert (finding.code, finding.expected, finding.actual) == ("PROSE.percentage", 32.0, 33.9)


def test_a_share_of_a_noun_is_that_of_the_number_the_text_gave_for_it() -> None:
    text = "制作政府信息510条，属于主动公开198条。主动公开的占41.5%。"
    assert [(f.code, f.expected) for f in found(text)] == [("PROSE.percentage", 38.8)]


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请1499件，网络申请1303件（86.92%），信函申请172件（11.47%）。",
        "答复申请81件，予以公开的占51.9%（42件）。",
        "收到政府信息公开申请100件，上年结转5件，答复申请105件，予以公开21件，占20%。",
        "公开信息300条，其中机构职能类100条，占33%。",
        "收到政府信息公开申请45件，网络申请30件、信函申请15件，比例分别为66.7%、33.3%。",
    ],
    ids=["in brackets", "the share first", "of all answered", "whole number", "shares in a list of their own"],
)
def test_right_shares_are_right_in_every_order(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请22起，较上一年（31起）下降19%。",
        "主动公开政府信息1020条，比上年增加120条，增长23.3%。",
        "主动公开政府信息由2023年的860条增至1020条，增长28.6%。",
    ],
    ids=["last year's number", "the difference", "from and to"],
)
def test_a_growth_that_last_year_s_number_does_not_give_is_found(text: str) -> None:
    assert codes(text) == ["PROSE.growth"]


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请22起，较上一年（31起）下降29%。",
        "主动公开政府信息1020条，比上年增加120条，增长13.3%。",
        "主动公开政府信息1020条，同比增长5%。",
        "收到政府信息公开申请334件（自然人申请320件、商业企业申请14件）；同比增加41件，增长14.0%。",
    ],
)
def test_a_growth_that_fits_or_cannot_be_computed_is_left_alone(text: str) -> None:
    assert codes(text) == []


# --- claims


def test_claims_about_every_case_are_tested_against_the_tables() -> None:
    claim = "全年被申请行政复议4件，均获维持。"
    assert codes(claim, busy_report()) == ["PROSE.claim"]
    fine = {"reconsideration.upheld": 4, "reconsideration.other": 0, "reconsideration.total": 4}
    assert codes(claim, busy_report(fine)) == []


def test_a_claim_that_all_is_answered_warns_when_some_are_carried_forward() -> None:
    (finding,) = found("全年收到政府信息公开申请92件，均已答复。", busy_report())
    assert (finding.code, finding.severity) == ("PROSE.claim_open", "warning")
    assert "requests.carried_forward@total" in finding.keys


@pytest.mark.parametrize(
    "text",
    [
        "全年收到政府信息公开申请92件，均在法定期限内答复。",
        "全年被申请行政复议4件，其余3件均获维持。",
        "全年被申请行政复议4件，维持3件、其他结果1件，均已结案。",
    ],
    ids=["in time is not all done", "of the rest only", "concluded, and nothing pending"],
)
def test_what_is_claimed_of_less_is_not_held_against_the_report(text: str) -> None:
    assert [code for code in codes(text, busy_report()) if "claim" in code] == []


# --- requests, conflicts, years


def test_the_gap_of_one_in_the_seed_report_s_sentence_is_found() -> None:
    text = (
        "全年共接收政府信息公开申请101件，上年结转1件；办理结果中予以公开27件、部分公开6件、不予公开4件、"
        "无法提供60件、不予处理3件、结转下年度继续办理1件。"
    )
    (finding,) = found(text)
    assert (finding.code, finding.expected, finding.actual) == ("PROSE.balance", 102, 101)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年处理申请1261件（含上年结转74件），答复1181件，80件结转下年度。", ["PROSE.includes"]),
        ("新收申请78件，结转上年度3件，答复75件，结转下年度3件。", ["PROSE.balance"]),
        ("新受理申请3119件；答复3050件（含上年度结转34件），103件顺延至下年度。", []),
        ("收到申请154件，办结148件，6件结转下年度。", []),
        ("收到申请154件，办结150件，6件结转下年度。", []),
    ],
    ids=["brought forward included", "new ones only", "not included", "none brought forward", "perhaps some unsaid"],
)
def test_both_readings_of_what_was_handled_are_tried(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_one_quantity_with_two_values_keeps_both_and_is_said() -> None:
    text = "全年主动公开政府信息22条。综上，2024年共主动公开政府信息55条。"
    (finding,) = found(text)
    assert (finding.code, finding.expected, finding.actual) == ("PROSE.conflict", 22, 55)


def test_two_kinds_of_one_quantity_in_one_sentence_are_no_contradiction() -> None:
    assert codes("办理省政协提案2件、市政协提案11件。") == []


def test_this_year_s_number_under_last_year_s_date_is_said() -> None:
    (finding,) = found("2023年本机关收到政府信息公开申请92件。", busy_report())
    assert (finding.code, finding.severity, finding.actual) == ("PROSE.wrong_year", "warning", 2023)


def test_another_year_s_own_number_is_no_fault() -> None:
    assert codes("2023年本机关收到政府信息公开申请71件。", busy_report()) == []


# --- no false alarms

COUNTS = st.integers(0, 400)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(COUNTS, min_size=6, max_size=6), st.lists(COUNTS, min_size=4, max_size=4), COUNTS, COUNTS, st.booleans()
)
def test_consistent_prose_raises_no_finding(
    outcomes: list[int], disputes: list[int], brought: int, carried: int, included: bool
) -> None:
    answered = sum(outcomes)
    new = answered + carried - brought
    if new < 0:
        brought, new = 0, answered + carried
    granted, partly, refused, unavailable, unprocessed, other = outcomes
    lead = (
        f"共处理申请{new + brought}件（含上年结转{brought}件）" if included else f"新收申请{new}件，上年结转{brought}件"
    )
    share = f"，占{round(100 * granted / answered, 2)}%" if answered else ""
    upheld, corrected, others, pending = disputes
    text = (
        f"{lead}，答复{answered}件，其中予以公开{granted}件{share}，部分公开{partly}件，不予公开{refused}件，"
        f"无法提供{unavailable}件，不予处理{unprocessed}件，其他处理{other}件；结转下年度{carried}件。"
        f"被申请行政复议{sum(disputes)}件，维持{upheld}件，纠正{corrected}件，其他结果{others}件，尚未审结{pending}件。"
    )
    assert [f.message.zh for f in found(text) if f.severity != "info"] == []


@pytest.mark.parametrize(
    "name", ["own", "varied", "harder-tune", "harder-late", "harder-later", "harder-latest", "harder-last"]
)
def test_labelled_sentences_raise_no_false_alarm(name: str) -> None:
    for line in (ROOT / f"fixtures/prose/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert [f.code for f in found(row["text"]) if f.severity == "error"] == [], row["text"]


# --- the data


def test_partitions_and_claims_name_measures_only() -> None:
    assert all(each.total in measures() or each.label for each in partitions())
    assert {each.name for each in claim_meanings()} >= {"upheld", "answered"}
    with pytest.raises(CodebookError):
        list(load_partitions([{"total": "no.such", "parts": []}]))


# --- a row of table two named by the sentence; one quantity said in several ways


def _with(values: Mapping[str, float]) -> Report:
    made = empty_report()
    for figure in made.figures:
        if figure.key in values:
            figure.value, figure.state = values[figure.key], "value"
    return made


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("全年共作出行政许可决定48123件，行政处罚决定3621件。", ["proactive.licensing.decisions"]),
        ("作出行政许可决定48213件，行政处罚决定3612件。", ["proactive.penalty.decisions"]),
        ("全年行政事业性收费36.4元。", ["proactive.admin_fees.amount"]),
        ("全年行政事业性收费34.6万元。", ["proactive.admin_fees.amount"]),
        ("全年共作出行政许可决定48213件，行政处罚决定3621件；行政事业性收费36.4万元。", []),
        ("行政事业性收费364000元。", []),
        ("作出行政许可决定4.8万余件。", []),
        ("网上公开行政许可决定40000件、行政处罚决定12件。", []),
        ("作出行政处罚决定3621件，其中公示行政处罚决定402件。", []),
    ],
)
def test_decisions_and_fees_of_sentences_are_held_against_table_two(text: str, wrong: list[str]) -> None:
    report = _with(
        {
            "proactive.licensing.decisions": 48213,
            "proactive.penalty.decisions": 3621,
            "proactive.admin_fees.amount": 36.4,
        }
    )
    told = [f for f in found(text, report) if f.code == "PROSE.table"]
    assert [f.keys[0] for f in told] == wrong
    assert all(f.severity == "warning" and f.evidence for f in told)


def test_money_rounded_in_the_sentence_agrees_with_the_table() -> None:
    report = _with({"proactive.admin_fees.amount": 2365.4172})
    assert codes("全县行政事业性收费2365.42万元。行政事业性收费0.2365亿元。", report) == []
    assert codes("全县行政事业性收费2365.48万元。", report) == ["PROSE.table"]


def test_brought_forward_left_out_of_the_answers_is_found_when_nothing_says_so() -> None:
    assert codes("新收申请108件，上年结转4件，办结102件，结转下年6件。") == ["PROSE.balance"]
    assert codes("上年结转4件，全部办结；新收申请108件，办结102件，6件结转下年。") == []


@pytest.mark.parametrize(
    "text",
    [
        "新收申请108件。加上年结转4件，共需办理112件，已办结106件，结转下年6件。",
        "上年结转4件，全部办结；新收申请108件，办结102件，6件结转下年。",
        "会同有关部门印发行政规范性文件7件，本局制发行政规范性文件4件，合计制发行政规范性文件11件。",
        "全年共办理政府信息公开申请106件（含上年结转4件），结转下年度继续办理6件。",
        "开展行政规范性文件集中清理，宣布失效30件。",
        "当年收到的108件申请中，已答复102件，6件正在办理。",
        "梳理2020年以来规范性文件95件，现行有效11件。",
    ],
)
def test_one_quantity_said_in_several_ways_is_no_contradiction(text: str) -> None:
    report = _with(
        {
            "requests.received@total": 108,
            "requests.received@natural_person": 108,
            "requests.brought_forward@total": 4,
            "requests.brought_forward@natural_person": 4,
            "results.granted@total": 106,
            "results.granted@natural_person": 106,
            "results.total@total": 106,
            "results.total@natural_person": 106,
            "requests.carried_forward@total": 6,
            "requests.carried_forward@natural_person": 6,
            "proactive.normative_documents.issued": 11,
            "proactive.normative_documents.in_force": 11,
        }
    )
    assert codes(text, report) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("主动公开政府信息18640条。门户网站公开9826条，政务微博公开3210条，政务微信公开5694条。", "PROSE.swapped"),
        ("主动公开政府信息286条，其中网站公开230条，微信公众号公开71条，其他方式公开12条。", "PROSE.swapped"),
        ("主动公开政府信息742条，其中网站公开428条，政务微博公开96条，政务微信公开203条，其他方式公开57条。", None),
        ("主动公开政府信息286条，其中网站公开203条，微信公众号公开71条。", None),
        ("发布政策解读126篇，其中图表图解74篇、文字说明38篇、视频动漫41篇。", "PROSE.parts"),
        ("发布政策解读126篇，其中图表图解74篇、文字说明38篇、视频动漫14篇。", None),
        ("发布政策解读126篇，其中图表图解74篇、文字说明38篇等。", None),
        ("全县有政府信息公开工作人员98人，其中专职人员21人，兼职人员75人。", "PROSE.incomplete"),
        ("全县有政府信息公开工作人员96人，其中专职人员21人，兼职人员75人。", None),
        ("配备专职工作人员1名，兼职工作人员3名。", None),
    ],
)
def test_lists_whose_parts_may_overlap_or_have_no_measure_are_added_up_too(text: str, code: str | None) -> None:
    assert codes(text) == ([code] if code else [])


def test_two_digits_changed_over_are_named_with_the_number_meant() -> None:
    (told,) = found("主动公开政府信息18640条。门户网站公开9826条，政务微博公开3210条，政务微信公开5694条。")
    assert "3210 如为 3120" in told.message.zh


def test_a_growth_beside_last_years_number_and_the_difference_is_computed_anew() -> None:
    assert codes("公开政府信息512条，较上年的448条增加64条，增长12.5%。") == ["PROSE.growth"]
    assert codes("公开政府信息512条，较上年的448条增加64条，增长14.29%。") == []


@pytest.mark.parametrize(
    ("text", "changes", "told"),
    [
        ("收到政府信息公开申请14件，均为自然人申请。", {"requests.received@business": 3}, True),
        ("收到政府信息公开申请14件，均为自然人申请。", {}, False),
        ("收到政府信息公开申请14件，均为自然人或企业申请。", {"requests.received@business": 3}, False),
        ("因政府信息公开引起行政诉讼12件，无败诉案件。", {"litigation.direct.corrected": 1}, True),
        ("因政府信息公开引起行政诉讼12件，无败诉案件。", {"litigation.direct.upheld": 1}, False),
        ("均已全部办结，其中予以公开10件，部分公开2件。", {"requests.carried_forward@total": 2}, True),
        ("均已全部办结，其中予以公开10件，部分公开2件。", {}, False),
    ],
)
def test_claims_about_those_who_asked_and_about_cases_lost_are_tested(
    text: str, changes: dict[str, float], told: bool
) -> None:
    claims = [code for code in codes(text, _with(changes)) if code.startswith("PROSE.claim")]
    assert bool(claims) == told


# --- what a number beside other words is not


def _read(text: str, context: str = "（二）依申请公开") -> list[tuple[str, object, str | None]]:
    figures = read_prose([Passage(text, context=context)], year=2024, reader="text").figures
    return [(f.key, f.value, f.scope) for f in figures if f.key != "prose.unmapped"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "复议方面，15件中维持9件、撤销2件、在审1件。",
            [("reconsideration.upheld", 9), ("reconsideration.corrected", 2), ("reconsideration.pending", 1)],
        ),
        (
            "其余5件分别作不予公开（3件）、不予处理（2件）。",
            [("results.refused.subtotal@total", 3), ("results.not_processed.subtotal@total", 2)],
        ),
        ("制发规范性文件3件并全部公开。", [("proactive.normative_documents.issued", 3)]),
        ("共收到申请23件。尚有2件在法定期限内办理。", [("requests.received@total", 23)]),
        ("2023年遗留的2件投诉已于2024年1月办结。", [("prose.complaints", 2)]),
    ],
)
def test_a_number_that_only_stands_beside_the_words_of_a_measure_is_none(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert [(key, value) for key, value, _ in _read(text)] == expected


def test_parts_behind_the_total_of_an_office_are_the_offices_too() -> None:
    text = "县政府办公室代县政府办理申请31件，其中予以公开12件、无法提供19件；举行听证会2次。"
    scopes = {key: scope for key, _, scope in _read(text)}
    assert scopes["results.granted@total"] == scopes["results.unavailable.subtotal@total"] == "office"


def test_the_noun_behind_a_share_is_what_it_is_a_share_of() -> None:
    text = "收到申请14件，答复14件：公开或部分公开7件，占答复总数的{}%；无法提供2件。"
    assert codes(text.format(50)) == []
    assert codes(text.format(60)) == ["PROSE.percentage"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("收到政府信息公开申请38件，同意公开41件。", ["results.granted@total"]),
        ("收到政府信息公开申请36件，同意公开14件。", ["requests.received@total"]),
        ("收到政府信息公开申请38件，已答复38件，同意公开14件，不同意公开6件。", []),
        ("收到政府信息公开申请38件，办结37件。", []),
        ("因政府信息公开引起行政诉讼3件。", ["litigation.total"]),
    ],
)
def test_sentences_are_held_against_the_rows_of_2014_with_a_warning(text: str, wrong: list[str]) -> None:
    rows = {
        "requests.received": 38,
        "requests.completed": 37,
        "replies.total": 38,
        "results.granted": 14,
        "replies.refused": 6,
        "litigation.total": 2,
    }
    report = empty_report()
    report.edition, report.year = "2014", 2017
    report.figures = [Figure(row, value, "value", "件", str(value), "table") for row, value in rows.items()]
    told = [f for f in found(text, report) if f.code == "PROSE.table"]
    assert [f.keys[0] for f in told] == wrong
    assert all(f.severity == "warning" for f in told)


@pytest.mark.parametrize(
    "text",
    [
        "答复215件：公开类127件，其中予以公开104件、部分公开23件；不予公开20件、无法提供55件、不予处理7件、其他处理6件。",
        "办结215件。其中无法提供55件，包括本机关不掌握46件；其他处理6件，包括逾期不补正2件。",
        "上年结转4件，全部办结；新收申请98件办结98件。办结的申请中，予以公开92件、不予公开4件、其他处理6件。",
        "全县收到申请218件。其中县本级收到申请31件，县直部门收到142件，乡镇收到45件。",
        "主动公开政府信息26418条。县政府及县政府办公室共公开文件58件。",
    ],
)
def test_lists_within_lists_and_shares_of_bodies_add_up(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("答复21件：公开12件（含部分公开2件）；不公开9件。", []),
        ("予以公开12件，其中全部公开10件、部分公开2件，不予公开9件。", []),
        ("答复21件：公开13件（含部分公开2件）；不公开9件。", ["PROSE.parts", "PROSE.table"]),
        ("予以公开12件，其中全部公开11件、部分公开2件，不予公开9件。", ["PROSE.parts", "PROSE.table"]),
    ],
)
def test_a_number_that_holds_the_requests_granted_in_part_is_held_against_both_rows(
    text: str, wrong: list[str]
) -> None:
    rows = {"requests.received": 21, "results.granted": 10, "results.granted_in_part": 2, "results.total": 21}
    tables = _with({f"{row}@total": value for row, value in rows.items()} | {"results.refused.process_info@total": 9})
    assert sorted({*codes(text, tables), *codes(text)}) == wrong


def test_a_sentence_that_counts_for_the_office_is_told_once() -> None:
    text = "县政府办公室代县政府办理申请31件，其中予以公开12件、无法提供15件。"
    report = _with({"requests.received@total": 218, "results.granted@total": 104})
    assert codes(text, report).count("PROSE.scope") == 1


def test_numbers_of_other_measures_that_happen_to_add_up_excuse_nothing() -> None:
    text = "政府信息公开行政复议5件，维持2件、撤销1件、在审1件；行政诉讼4件，原告撤诉1件，其余2件均判决驳回。"
    values = {"reconsideration.upheld": 3, "reconsideration.corrected": 1, "reconsideration.pending": 1}
    told = {f.keys[0] for f in found(text, _with({**values, "reconsideration.total": 5})) if f.code == "PROSE.table"}
    assert "reconsideration.upheld" in told


def test_a_growth_before_last_years_number_is_computed_anew() -> None:
    text = "共收到申请37件（自然人33件、其他组织4件），同比下降{}%（上年45件）。"
    assert codes(text.format("27.8")) == ["PROSE.growth"]
    assert codes(text.format("17.8")) == []


def test_a_rate_of_all_never_exceeds_a_hundred() -> None:
    assert codes("收到申请12件，均已办结，按时办结率109%。") == ["PROSE.over_all"]
    assert codes("收到申请12件，均已办结，按时办结率100%。") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("公开征地信息118条、规划信息46条、矿业权信息29条，合计139条。", "PROSE.parts"),
        ("公开征地信息118条、规划信息46条、矿业权信息29条，合计193条。", None),
        ("收到申请14件，其中自然人11件、企业3件，合计办结14件。", None),
        ("发布信息120条，推送信息80条，剔除重复后合计150条。", None),
        ("公开征地信息118条、规划信息46条等，共计公开300条。", None),
    ],
)
def test_a_sum_behind_its_parts_is_no_smaller_than_they_are(text: str, code: str | None) -> None:
    assert [each for each in codes(text) if each == "PROSE.parts"] == ([code] if code else [])


@pytest.mark.parametrize(("said", "wrong"), [(2, True), (1, False)])
def test_requests_still_open_are_those_carried_forward(said: int, wrong: bool) -> None:
    values = {"requests.received@total": 14, "results.total@total": 13, "requests.carried_forward@total": 1}
    told = found(f"全年收到申请14件，办结13件，{said}件待答复。", _with(values))
    keys = [f.keys[0] for f in told if f.code == "PROSE.table"]
    assert keys == (["requests.carried_forward@total"] if wrong else [])
    letters = found(f"答复群众来信13件，{said}件正在办理。", _with(values))
    assert "PROSE.table" not in [f.code for f in letters]


def test_the_new_ones_among_those_answered_are_not_all_that_came() -> None:
    values = {"requests.received@total": 53, "requests.brought_forward@total": 3, "results.total@total": 53}
    report = _with({**values, "requests.carried_forward@total": 3})
    assert "PROSE.table" not in codes("全年共答复53件（其中上年结转3件、本年新收申请50件）。", report)
    assert "PROSE.table" in codes("本年新收申请50件。", _with(values))
