"""Names, years, dates and deadlines: contradictions are told, honest differences are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nianbao.check import Settings, assess
from nianbao.check.configuration import read_settings
from nianbao.check.settings import DEFAULT
from nianbao.model import Claim, Evidence, Finding, Passage, Report
from tests.check.samples import empty_report


def _report(name: str = "栖河区财政局", kind: str = "department", **dates: str) -> Report:
    report = empty_report()
    report.issuer.name, report.issuer.kind, report.issuer.level = name, kind, "county"
    report.scope = "body" if kind == "department" else "region"
    report.claims = [Claim("published", day, source, Evidence("html")) for source, day in dates.items()]
    return report


def _codes(report: Report, *texts: str, section: int = 5, settings: Settings = DEFAULT) -> list[str]:
    findings = _identity(report, texts, section, settings)
    return [finding.code for finding in findings]


def _identity(report: Report, texts: Sequence[str], section: int, settings: Settings) -> list[Finding]:
    passages = [Passage(text, 1000 * at, section=section) for at, text in enumerate(texts)]
    findings = assess(report, passages, settings).findings
    return [f for f in findings if f.code.startswith(("IDENTITY.", "TIME."))]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("2024年，我局打算继续充实公开内容。", 5),
        ("改进措施。2024年，我们将进一步完善机制。", 5),
        ("2023年，我局认真贯彻落实条例。", 1),
        ("2023年，被申请行政复议，结果为维持。", 4),
        ("办结52件，结转至2024年继续办理4件。", 1),
        ("办结52件；4件结转2024年办理。", 1),
    ],
)
def test_a_year_left_from_an_older_text_is_told(text: str, section: int) -> None:
    assert _codes(_report(), text, section=section) == ["IDENTITY.stale_year"]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("2024年，我局工作虽取得一定成绩，但仍存在不足，下一步将进一步改进。", 5),
        ("2025年，我局将进一步完善机制。", 5),
        ("与2023年相比，公开信息增加12条。", 1),
        ("2023年申请较少，2024年申请增加。", 1),
        ("2023年，收到申请47件。2024年，收到申请52件。", 1),
        ("办结52件，结转至2025年继续办理4件。", 1),
        ("2024年，我局将政务公开纳入年度考核。", 5),
        ("对照2024年政务公开工作要点，将继续抓好落实。", 5),
        ("办结52件，其中上年结转2023年的申请4件。", 1),
        ("2023年度转入3件，本年收到52件。", 1),
    ],
)
def test_years_that_belong_there_are_left_alone(text: str, section: int) -> None:
    assert _codes(_report(), text, section=section) == []


@pytest.mark.parametrize(
    ("signed", "told"),
    [
        ("栖河区财攻局", True),
        ("栖河区教育局", True),
        ("栖河区财政局", False),
        ("财政局", False),
        ("云浦市栖河区财政局", False),
        ("栖河区人民政府办公室", False),
    ],
)
def test_the_signature_of_another_body_is_told(signed: str, told: bool) -> None:
    report = _report()
    report.claims = [Claim("issuer", signed, "signature", Evidence("html"))]
    assert ("IDENTITY.issuer" in _codes(report)) == told


def test_a_title_of_the_page_that_names_another_body_is_told() -> None:
    report = _report()
    report.claims = [
        Claim("title", "栖河区财政局2024年政府信息公开工作年度报告", "text"),
        Claim("title", "栖河区教育局2024年政府信息公开工作年度报告_栖河区人民政府", "title"),
    ]
    assert _codes(report) == ["IDENTITY.issuer"]


def test_a_body_may_sign_by_its_short_name() -> None:
    report = _report("栖河区发展和改革局")
    report.claims = [Claim("issuer", "栖河区发改局", "signature", Evidence("html"))]
    assert _codes(report) == []


def test_the_guide_of_another_bureau_is_told_and_that_of_an_upper_one_is_not() -> None:
    assert _codes(_report(), "我局编有《栖河区民政局政府信息公开指南（试行）》。") == ["IDENTITY.issuer"]
    assert _codes(_report(), "参照《云浦市财政局政府信息公开指南》。") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("如有疑问，请与栖河区民政局办公室联系。", "栖河区民政局"),
        ("（三）信息管理。栖河区民政局完善信息发布制度。", "栖河区民政局"),
        ("2024年，南屏县财政局高度重视政务公开。", "南屏县财政局"),
        ("现公布栖河区民政局2024年政府信息公开工作年度报告。", "栖河区民政局"),
    ],
)
def test_a_sentence_about_itself_that_names_another_body_is_told(text: str, name: str) -> None:
    (told,) = _identity(_report(), [text], 1, DEFAULT)
    assert (told.code, told.expected, told.actual) == ("IDENTITY.issuer", "栖河区财政局", name)


@pytest.mark.parametrize(
    "text",
    [
        "联合栖河区民政局、栖河区司法局开展检查。",
        "配合栖河区人民政府办公室完成测评；栖河区财政局高度重视。",
        "请与栖河区财政局办公室联系，或向区财政局反映。",
        "2024年3月，栖河区财税局更名为栖河区财政局。",
        "云浦市财政局高度重视对各区的指导。",
        "栖河区司法局依法对规范性文件进行合法性审核。",
    ],
)
def test_other_bodies_named_with_reason_are_left_alone(text: str) -> None:
    assert _codes(_report(), text, section=1) == []


def test_the_report_of_a_town_may_name_its_county_but_no_other_town_as_itself() -> None:
    town = _report("白鹭镇人民政府", "government")
    assert _codes(town, "黄泥镇人民政府本年度报告依据条例编制。", section=1) == ["IDENTITY.issuer"]
    assert _codes(town, "青岚县人民政府高度重视政务公开。白鹭镇人民政府坚持公开。", section=1) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("按照要求，编制栖河区财政局2023年政府信息公开工作年度报告。", ["IDENTITY.year"]),
        ("现公布2024年度政府信息公开工作年度报告。", []),
        ("针对2023年政府信息公开工作年度报告指出的问题，编制了整改方案。", []),
    ],
)
def test_the_report_named_by_another_year_in_its_own_text_is_told(text: str, codes: list[str]) -> None:
    assert _codes(_report(), text, section=1) == codes


def test_late_by_a_year_that_other_places_contradict_is_left_open() -> None:
    report = _report(signature="2026-01-22")
    report.claims.append(Claim("period", "2025-01-01/2025-12-31", "text", Evidence("html")))
    assert "TIME.late" not in _codes(report)
    assert "year_in_doubt" in [gap.reason for gap in assess(report).not_assessed]


def test_a_repealed_decree_is_told_unless_its_successor_is_quoted_too() -> None:
    old = "根据《政府信息公开条例》（国务院令第492号）编制。"
    assert _codes(_report(), old) == ["IDENTITY.superseded"]
    assert _codes(_report(), old, "条例经国务院令第711号修订。") == []
    report = _report()
    report.year = 2016
    assert _codes(report, old) == []


@pytest.mark.parametrize("text", ["落款：2025年2月30日", "2025 1月20日", "2025年120日"])
def test_a_date_that_is_none_is_told(text: str) -> None:
    assert _codes(_report(), text) == ["IDENTITY.no_such_date"]


@pytest.mark.parametrize(
    ("kind", "dates", "codes"),
    [
        ("department", {"signature": "2025-01-31"}, []),
        ("department", {"signature": "2025-02-01"}, ["TIME.late"]),
        ("department", {"signature": "2025-02-20", "meta:pubdate": "2025-01-20"}, []),
        ("department", {"signature": "2025-01-20", "meta:pubdate": "2025-06-20"}, []),
        ("government", {"signature": "2025-03-31"}, []),
        ("government", {"signature": "2025-04-02", "meta:pubdate": "2025-04-05"}, ["TIME.late"]),
        ("department", {"signature": "2024-01-20"}, ["IDENTITY.signing_date"]),
    ],
)
def test_late_is_the_earliest_date_after_the_deadline(kind: str, dates: dict[str, str], codes: list[str]) -> None:
    assert _codes(_report(kind=kind, **dates)) == codes


def test_a_date_of_reposting_proves_nothing_and_is_said_to_be_open() -> None:
    report = _report(**{"meta:pubdate": "2025-06-20"})
    assessment = assess(report)
    assert "TIME.late" not in [f.code for f in assessment.findings]
    assert [gap.reason for gap in assessment.not_assessed if gap.code == "TIME.late"] == ["no_date"]


def test_before_2019_every_body_has_until_the_end_of_march() -> None:
    report = _report(signature="2017-03-20")
    report.year = 2016
    assert _codes(report) == []


def test_an_earlier_local_deadline_counts_where_it_is_configured() -> None:
    local = '[[deadline]]\nkind = "body"\nday = "01-20"\nissuer = "栖河区"\nbasis = "栖政办〔2025〕1号"\n'
    settings = read_settings(local, "nianbao.toml")
    report = _report(signature="2025-01-22")
    (finding,) = _identity(report, [], 5, settings)
    assert (finding.code, finding.expected) == ("TIME.late", "2025-01-20")
    assert "栖政办〔2025〕1号" in finding.message.zh
    assert _codes(_report("青溪县财政局", signature="2025-01-22"), settings=settings) == []


def test_the_signature_of_another_town_is_told() -> None:
    report = _report("白鹭镇人民政府", "government")
    report.claims.append(Claim("issuer", "黄泥镇人民政府", "signature", Evidence("html")))
    assert _codes(report) == ["IDENTITY.issuer"]


@pytest.mark.parametrize(
    ("issuer", "kind", "text", "told"),
    [
        ("磨市镇人民政府", "government", "2024年，壶瓶山镇认真贯彻落实《条例》。", "壶瓶山镇"),
        ("石门县磨市镇人民政府", "government", "磨市镇认真贯彻落实《条例》。", None),
        ("磨市镇人民政府", "government", "全镇坚持以公开为常态。各乡镇高度重视。", None),
        ("泾县人民政府", "government", "榔桥镇坚持把公开贯穿始终。", None),
        ("泾县人民政府", "government", "本报告电子版可在旌德县人民政府网站下载。", "旌德县"),
        ("新干县水利局", "department", "本报告可在峡江县政府网查阅。", "峡江县"),
        ("新干县水利局", "department", "本报告可在新干县人民政府网站下载，也可登录吉安市人民政府网站查阅。", None),
        ("舟山市普陀区人民政府", "government", "可登录普陀区门户网站查阅。", None),
        ("江海街道办事处", "subdistrict", "现将沙园街道2024年度政府信息公开工作情况报告如下。", "沙园街道"),
        ("江海街道办事处", "subdistrict", "现将江海街道2024年度政府信息公开工作情况报告如下。", None),
    ],
)
def test_another_town_or_county_as_the_one_that_acts_is_told(
    issuer: str, kind: str, text: str, told: str | None
) -> None:
    found = _identity(_report(issuer, kind), [text], 1, DEFAULT)
    assert [f.actual for f in found if f.code == "IDENTITY.issuer"] == ([told] if told else [])


@pytest.mark.parametrize(
    ("signed", "told"),
    [("常熟市卫生健康委员会", True), ("常州市市场监督管理局", True), ("常熟市市场监管局", False)],
)
def test_another_department_of_the_same_place_is_another_body(signed: str, told: bool) -> None:
    report = _report("常熟市市场监督管理局")
    report.claims = [Claim("issuer", signed, "signature", Evidence("html"))]
    assert ("IDENTITY.issuer" in _codes(report)) == told


def test_a_case_of_another_year_closed_in_this_one_is_not_taken_for_last_years_text() -> None:
    assert _codes(_report(), "2023年的1件诉讼案于本年二审审结。", section=1) == []
    assert _codes(_report(), "2023年，局机关共答复申请3件。", section=1) == ["IDENTITY.stale_year"]


@pytest.mark.parametrize(
    ("day", "severity"), [("2025-01-31", None), ("2025-02-19", "warning"), ("2025-04-02", "error")]
)
def test_a_town_is_asked_for_its_report_by_the_day_of_the_departments_and_due_by_that_of_governments(
    day: str, severity: str | None
) -> None:
    report = _report("磨市镇人民政府", "government", signature=day)
    report.issuer.level = "township"
    told = [f.severity for f in assess(report, []).findings if f.code == "TIME.late"]
    assert told == ([severity] if severity else [])


def test_the_fee_of_another_year_in_section_six_was_left_from_an_older_text() -> None:
    left = "（一）2021年，各单位共发出收费通知2件，收取信息处理费460元。"
    assert _codes(_report(), left, section=6) == ["IDENTITY.stale_year"]
    assert _codes(_report(), "2024年收取信息处理费0元；2023年收取100元。", section=6) == []
    assert _codes(_report(), "根据2020年印发的办法，未收取信息处理费。", section=6) == []


def test_an_account_of_work_that_names_another_year_as_its_own_is_told() -> None:
    assert _codes(_report(), "现将我局2023年度政府信息公开工作情况报告如下。", section=1) == ["IDENTITY.year"]
    assert _codes(_report(), "现将我局2024年度政府信息公开工作情况报告如下。", section=1) == []
