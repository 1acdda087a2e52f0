"""Structure and cells: what the form asks for and the document has not, or has otherwise."""

from __future__ import annotations

import pytest

from nianbao.check import assess
from nianbao.model import Claim, Evidence, Figure, Observation, Passage, Report
from tests.check.samples import busy_report, empty_report

FILLED = [
    Passage("公开信息12条。", 10, section=1),
    Passage("解读形式单一，将改进。", 50, section=5),
    Passage("没有收取信息处理费。", 80, section=6),
]
NUMERALS = "一二三四五六"


def _sections(report: Report) -> Report:
    for at, section in enumerate(report.sections):
        section.printed = f"{NUMERALS[at]}、{section.title}"
        section.evidence = Evidence("html", start=at * 20, end=at * 20 + 8)
    return report


def _codes(report: Report, passages: list[Passage] | None = None) -> list[str]:
    findings = assess(report, FILLED if passages is None else passages).findings
    return [f.code for f in findings if f.code.startswith(("STRUCT.", "TABLE.", "T2."))]


def test_a_report_by_the_form_is_left_alone() -> None:
    assert _codes(_sections(busy_report())) == []


def test_sections_out_of_order_or_with_a_wrong_number_are_told() -> None:
    report = _sections(busy_report())
    report.sections[4].evidence = Evidence("html", start=1)
    assert _codes(report) == ["STRUCT.section_order"]
    report = _sections(busy_report())
    report.sections[4].printed = "四、存在的主要问题及改进情况"
    assert _codes(report) == ["STRUCT.section_number"]


def test_a_heading_without_a_number_has_no_wrong_number() -> None:
    report = _sections(busy_report())
    report.sections[4].printed = "存在的主要问题及改进情况"
    assert _codes(report) == []


def test_an_empty_section_is_told_and_a_signature_is_no_content() -> None:
    report = _sections(busy_report())
    report.claims = [Claim("issuer", "栖河区财政局", "signature", Evidence("html", start=90))]
    signature = [Passage("栖河区财政局", 90, section=6), Passage("2025年1月20日", 98, section=6)]
    assert _codes(report, [*FILLED[:2], *signature]) == ["STRUCT.section_empty"]


def test_a_sentence_that_ends_in_the_signature_is_content() -> None:
    report = _sections(busy_report())
    report.claims = [Claim("published", "2025-01-20", "signature", Evidence("html", start=90))]
    last = Passage("没有收取信息处理费。 栖河区财政局2025年1月20日", 90, section=6)
    assert _codes(report, [*FILLED[:2], last]) == []


def test_the_fee_is_missed_in_section_six_only_since_2021() -> None:
    passages = [*FILLED[:2], Passage("没有其他需要报告的事项。", 80, section=6)]
    assert _codes(_sections(busy_report()), passages) == ["STRUCT.fee"]
    report = _sections(busy_report())
    report.year = 2020
    assert "STRUCT.fee" not in _codes(report, passages)


def test_a_long_overview_is_remarked_on() -> None:
    passages = [Passage("公开工作有序推进。" * 200, 10, section=1), *FILLED[1:]]
    assert _codes(_sections(busy_report()), passages) == ["STRUCT.length"]


def test_a_label_that_is_not_the_official_one_is_named_with_it() -> None:
    report = _sections(busy_report())
    report.observations.append(
        Observation("variant_label", "规范性文件", ["proactive.normative_documents.issued"], Evidence("html"))
    )
    (finding,) = [f for f in assess(report, FILLED).findings if f.code == "STRUCT.label"]
    assert "行政规范性文件" in finding.message.zh


@pytest.mark.parametrize(
    ("raw", "code"),
    [("-3", "TABLE.negative"), ("2.5", "TABLE.not_whole"), ("2.0", None), ("12a", None)],
)
def test_a_cell_that_no_count_can_have_is_told(raw: str, code: str | None) -> None:
    report = _sections(busy_report())
    cell = next(f for f in report.figures if f.key == "proactive.penalty.decisions")
    cell.value, cell.state, cell.raw = None, "unreadable", raw
    assert _codes(report) == ([code] if code else [])


def test_rules_of_a_county_and_fees_in_yuan_are_doubted_and_those_of_a_city_are_not() -> None:
    changes = {
        "proactive.regulations.issued": 2,
        "proactive.regulations.in_force": 2,
        "proactive.admin_fees.amount": 1_250_000,
    }
    report = _sections(busy_report(changes))
    report.issuer.level = "county"
    assert _codes(report) == ["T2.level", "T2.unit"]
    report.issuer.level = "prefecture"
    assert _codes(report) == []


def test_blank_cells_and_mixed_signs_are_remarked_on() -> None:
    report = _sections(empty_report({"litigation.direct.other": None, "litigation.direct.upheld": None}))
    cell = next(f for f in report.figures if f.key == "litigation.direct.other")
    cell.state, cell.raw = "not_applicable", "/"
    assert _codes(report) == ["STRUCT.blank_cells", "STRUCT.placeholders"]


def test_nothing_is_no_account_of_problems_and_an_account_of_other_matters() -> None:
    nothing = [FILLED[0], Passage("无。", 50, section=5), Passage("没有收取信息处理费。", 80, section=6)]
    assert _codes(_sections(busy_report()), nothing) == ["STRUCT.section_empty"]
    assert _codes(_sections(busy_report()), [*FILLED[:2], Passage("无。", 80, section=6)]) == ["STRUCT.fee"]


@pytest.mark.parametrize(
    ("prior", "change", "decisions", "code"),
    [
        (5, -6, 0, "T2.items"),
        (31, 0, 31, "T2.items_as_decisions"),
        (31, -2, 29, "T2.items_as_decisions"),
        (31, -2, 31, None),
        (3, 0, 3, None),
        (5, -5, 0, None),
    ],
)
def test_items_of_the_form_of_2019_are_not_fewer_than_none_nor_the_decisions(
    prior: int, change: int, decisions: int, code: str | None
) -> None:
    report = empty_report()
    report.edition, report.year = "2019", 2019
    cells = {"prior_items": prior, "change": change, "decisions": decisions}
    report.figures = [
        Figure(f"proactive.penalty.{column}", value, "value", None, str(value), "table")
        for column, value in cells.items()
    ]
    told = [f.code for f in assess(report).findings if f.code.startswith("T2.items")]
    assert told == ([code] if code else [])


def test_a_row_printed_twice_of_which_neither_was_taken_is_not_called_missing() -> None:
    report = busy_report()
    report.figures = [f for f in report.figures if not f.key.startswith("results.unavailable.not_held@")]
    line = "三、本年度办理结果 | （四）无法提供 | 1.本机关不掌握相关政府信息 | {} | 0 | 0 | 0 | 0 | 0 | {}"
    report.observations += [Observation("extra_row", line.format(n, n)) for n in (3, 4)]
    codes = [f.code for f in assess(report, FILLED).findings]
    assert "READ.repeated_row" in codes
    assert "STRUCT.missing_rows" not in codes
    del report.observations[-1]
    assert "STRUCT.missing_rows" in [f.code for f in assess(report, FILLED).findings]
