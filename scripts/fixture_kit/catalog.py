"""The reports of fixtures/reports in the edition of 2021. Bodies, figures and sentences are invented."""

from __future__ import annotations

from scripts.fixture_kit import forms
from scripts.fixture_kit.describe import Number, Report, article_20, disputes, requests

Counts = list[int]


def modern(
    name: str,
    year: int,
    issuer: str,
    published: str,
    paragraphs: dict[int, list[str]],
    *,
    received: Counts,
    outcomes: dict[str, Counts],
    brought: Counts | None = None,
    blocks: tuple[tuple[int, int, int, int], ...] = (),
    article: dict[str, list[Number]] | None = None,
    edition: str = "2021",
) -> Report:
    """A report of the forms since 2019: figures given by row, everything else zero, totals derived."""
    figures = article_20(edition, **(article or {}))
    figures |= requests(edition, received, {f"results.{row}": n for row, n in outcomes.items()}, brought)
    figures |= disputes(*blocks)
    return Report(name, year, issuer, edition, published, figures, paragraphs=paragraphs)


def hollow(report: Report, state: str, keys: list[str]) -> Report:
    """The cells of these keys hold no value but this state."""
    for key in keys:
        assert key in report.figures, key
        report.figures[key], report.states[key] = None, state
    return report


def single_other(report: Report) -> Report:
    """（六）其他处理 printed as one row: its three details are not in the document."""
    parts = [n for n in forms.detail_rows("2021") if n.startswith("results.other_handling.")]
    for column in forms.COLUMNS:
        counts = [report.figures[f"{part}@{column}"] or 0 for part in parts]
        report.figures[f"results.other_handling.subtotal@{column}"] = sum(counts)
    report.single_other = True
    return hollow(report, "missing", [f"{part}@{column}" for part in parts for column in forms.COLUMNS])


def district_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "澜浦区人民政府",
        "2025-03-12",
        {
            1: [
                "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
                "（一）主动公开。全区主动公开政府信息[prose.info_published_total=3274]条，"
                "配发解读材料[prose.policy_interpretations=58]篇，举行新闻发布会[prose.press_conferences=7]场。",
                "（二）依申请公开。全区新收政府信息公开申请[requests.received@total]件，"
                "上年结转[requests.brought_forward@total]件，"
                "结转下年度继续办理[requests.carried_forward@total]件。",
                "（三）政府信息管理。全年制发行政规范性文件[proactive.normative_documents.issued]件，"
                "废止[proactive.normative_documents.repealed]件，现行有效[proactive.normative_documents.in_force]件。",
                "（四）平台建设。门户网站总访问量[prose.website_visits=412600|41.26万]次。",
                "（五）监督保障。组织业务培训[prose.training_sessions=3]场，参训[prose.training_attendees=214]人次。",
            ],
            5: ["部分栏目更新偏慢，个别答复说理不足。下一年将按月核对栏目，并把答复文书纳入抽评。"],
            6: ["全区收取信息处理费[prose.info_processing_fee_collected=260]元。"],
        },
        received=[186, 9, 0, 0, 4, 1],
        brought=[6, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [88, 5, 0, 0, 2, 1],
            "granted_in_part": [21, 1, 0, 0, 0, 0],
            "refused.third_party_rights": [4, 0, 0, 0, 0, 0],
            "refused.process_info": [5, 1, 0, 0, 0, 0],
            "refused.admin_query": [3, 0, 0, 0, 0, 0],
            "unavailable.not_held": [36, 1, 0, 0, 1, 0],
            "unavailable.needs_creation": [7, 0, 0, 0, 0, 0],
            "unavailable.unclear": [5, 0, 0, 0, 0, 0],
            "not_processed.petition": [9, 0, 0, 0, 0, 0],
            "not_processed.duplicate": [3, 1, 0, 0, 0, 0],
            "other_handling.correction_lapsed": [2, 0, 0, 0, 0, 0],
            "other_handling.other": [4, 0, 0, 0, 1, 0],
        },
        blocks=((8, 1, 3, 2), (4, 0, 1, 0), (2, 1, 0, 1)),
        article={
            "normative_documents": [6, 3, 44],
            "licensing": [18342],
            "penalty": [9051],
            "coercion": [127],
            "admin_fees": [2315.68],
        },
    )


def district_2023(name: str) -> Report:
    """Its carry joins the report for 2024; other handling stands in one row."""
    report = modern(
        name,
        2023,
        "澜浦区人民政府",
        "2024-03-08",
        {
            1: [
                "本年报反映2023年1月1日至2023年12月31日的工作。",
                "全区通过门户网站主动公开政府信息[prose.info_published_total=2988]条。",
                "收到政府信息公开申请[requests.received@total]件，其中自然人申请[requests.received@natural_person]件、"
                "商业企业申请[requests.received@business]件；办结[results.total@total]件。",
                "因信息公开引发行政复议[reconsideration.total]件、行政诉讼[litigation.total]件。",
            ],
            5: ["信息分类不够细，已安排专人重新梳理目录。"],
            6: ["本年度[prose.info_processing_fee_collected=0|未收取]信息处理费。"],
        },
        received=[142, 8, 0, 0, 0, 0],
        brought=[4, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [71, 6, 0, 0, 0, 0],
            "granted_in_part": [19, 2, 0, 0, 0, 0],
            "refused.internal_affairs": [6, 0, 0, 0, 0, 0],
            "refused.enforcement_file": [7, 0, 0, 0, 0, 0],
            "unavailable.not_held": [28, 0, 0, 0, 0, 0],
            "not_processed.petition": [5, 0, 0, 0, 0, 0],
            "other_handling.correction_lapsed": [3, 0, 0, 0, 0, 0],
            "other_handling.fee_unpaid": [1, 0, 0, 0, 0, 0],
        },
        blocks=((5, 1, 2, 1), (3, 0, 0, 1)),
        article={
            "normative_documents": [5, 2, 41],
            "licensing": [17720],
            "penalty": [8866],
            "coercion": [94],
            "admin_fees": [2102.4],
        },
    )
    return single_other(report)


def finance_2023(name: str) -> Report:
    return modern(
        name,
        2023,
        "澜浦区财政局",
        "2024-01-22",
        {
            1: [
                "统计期限为2023年1月1日至2023年12月31日。",
                "我局全年公开政府信息[prose.info_published_total=417]条，微信公众号推送[prose.info_by_wechat=96]条。",
                "收到申请[requests.received@total]件，予以公开[results.granted@total]件，"
                "部分公开[results.granted_in_part@total]件，[requests.carried_forward@total]件结转下年度。",
            ],
            5: ["预决算说明还可以更通俗，将增加图表。"],
            6: ["没有其他需要报告的事项。"],
        },
        received=[20, 3, 0, 0, 1, 0],
        outcomes={
            "granted": [12, 2, 0, 0, 1, 0],
            "granted_in_part": [2, 0, 0, 0, 0, 0],
            "unavailable.not_held": [5, 1, 0, 0, 0, 0],
        },
        article={"normative_documents": [2, 0, 15], "licensing": [38], "admin_fees": [160.5964]},
    )


def education_2022(name: str) -> Report:
    """Blanks where nobody applied, strokes where nothing applies."""
    report = modern(
        name,
        2022,
        "澜浦区教育局",
        "2023-01-18",
        {
            1: [
                "报告期为2022年1月1日至2022年12月31日。",
                "局门户专栏全年主动公开政府信息[prose.info_published_total=233]条，"
                "政策解读[prose.policy_interpretations=11]篇。",
                "全年受理信息公开申请[requests.received@total]件，均由自然人提出。",
                "[reconsideration.total=0|未发生]因政府信息公开引起的行政复议、[litigation.total=0|]行政诉讼。",
            ],
            5: ["校务信息公开不均衡，将把学校纳入年度检查。"],
            6: ["无。"],
        },
        received=[14, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [9, 0, 0, 0, 0, 0],
            "refused.third_party_rights": [1, 0, 0, 0, 0, 0],
            "unavailable.not_held": [3, 0, 0, 0, 0, 0],
            "not_processed.duplicate": [1, 0, 0, 0, 0, 0],
        },
        article={"normative_documents": [1, 1, 9], "licensing": [57], "penalty": [2]},
    )
    empty = [f"requests.received@{kind}" for kind in forms.KINDS[1:]]
    empty += [f"requests.brought_forward@{kind}" for kind in forms.KINDS[1:]]
    hollow(report, "blank", empty)
    return hollow(report, "not_applicable", [f"proactive.regulations.{c}" for c in ("issued", "repealed", "in_force")])


def health_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "澜浦区卫生健康局",
        "2025-01-20",
        {
            1: [
                "本报告统计2024年1月1日至2024年12月31日的情况。",
                "一年来公开各类政府信息[prose.info_published_total=652]条，回应公众关切[prose.hot_issue_responses=19]次，"
                "公开征求意见[prose.consultations_solicited=4]期。为使读者看清脉络，以下各表按国家规定的格式列出，"
                "表中没有发生的项目填零，不留空格。",
                "新收申请[requests.received@total]件，上年结转[requests.brought_forward@total]件，"
                "答复[results.total@total]件。",
            ],
            5: ["基层单位公开意识参差不齐，已列入明年培训。", "公开页面的检索不便，拟与平台单位一起改进。"],
            6: ["[prose.info_processing_fee_notices=0|未发出]收费通知。"],
        },
        received=[61, 4, 1, 0, 2, 0],
        brought=[2, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [30, 2, 1, 0, 1, 0],
            "granted_in_part": [8, 1, 0, 0, 0, 0],
            "refused.state_secret": [1, 0, 0, 0, 0, 0],
            "refused.law_prohibited": [2, 0, 0, 0, 0, 0],
            "refused.security_stability": [1, 0, 0, 0, 0, 0],
            "unavailable.not_held": [13, 1, 0, 0, 1, 0],
            "unavailable.unclear": [2, 0, 0, 0, 0, 0],
            "not_processed.reconfirm": [1, 0, 0, 0, 0, 0],
            "not_processed.excessive": [2, 0, 0, 0, 0, 0],
            "other_handling.fee_unpaid": [1, 0, 0, 0, 0, 0],
        },
        blocks=((2, 0, 1, 0), (1, 0, 0, 1)),
        article={"normative_documents": [3, 1, 22], "licensing": [2406], "penalty": [311], "coercion": [5]},
    )


def housing_2025(name: str) -> Report:
    return modern(
        name,
        2025,
        "澜浦区住房和城乡建设局",
        "2026-01-23",
        {
            1: [
                "所列数字的统计期限是2025年1月1日至2025年12月31日。",
                "全年主动公开政府信息[prose.info_published_total=508]条，其中政策解读[prose.policy_interpretations=23]篇。",
                "全年收到政府信息公开申请[requests.received@total]件，"
                "按期办结[results.total@total]件，结转下年度[requests.carried_forward@total]件。",
                "行政复议[reconsideration.total]件，其中维持[reconsideration.upheld]件、"
                "纠正[reconsideration.corrected]件、其他结果[reconsideration.other]件、尚未审结[reconsideration.pending]件。",
            ],
            5: ["物业类申请集中，答复时限偏紧，将建立资料清单以便快速查找。"],
            6: ["本年度收取信息处理费[prose.info_processing_fee_collected=0|0]元。"],
        },
        received=[97, 6, 0, 1, 3, 2],
        brought=[3, 1, 0, 0, 0, 0],
        outcomes={
            "granted": [41, 3, 0, 1, 2, 1],
            "granted_in_part": [17, 1, 0, 0, 1, 0],
            "refused.enforcement_file": [4, 0, 0, 0, 0, 0],
            "unavailable.not_held": [22, 2, 0, 0, 0, 1],
            "unavailable.needs_creation": [3, 0, 0, 0, 0, 0],
            "not_processed.publication": [1, 0, 0, 0, 0, 0],
            "other_handling.other": [5, 0, 0, 0, 0, 0],
        },
        blocks=((6, 2, 1, 1), (2, 0, 0, 0), (1, 0, 0, 1)),
        article={"licensing": [3120], "penalty": [86], "coercion": [3], "admin_fees": [12.5]},
    )


def culture_2022(name: str) -> Report:
    return modern(
        name,
        2022,
        "澜浦区文化和旅游局",
        "2023-01-29",
        {
            1: [
                "统计自2022年1月1日起，到2022年12月31日为止。",
                "本局公开政府信息[prose.info_published_total=365]条，组织政务开放日活动[prose.open_day_events=5]场。",
                "共收到政府信息公开申请[requests.received@total]件。",
            ],
            5: ["文物类信息公开不够及时，已明确责任科室。"],
            6: ["无其他事项。"],
        },
        received=[15, 1, 0, 0, 0, 0],
        outcomes={
            "granted": [11, 1, 0, 0, 0, 0],
            "unavailable.not_held": [3, 0, 0, 0, 0, 0],
            "refused.process_info": [1, 0, 0, 0, 0, 0],
        },
        article={"licensing": [74], "penalty": [12]},
    )


def town_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "澜浦区柳荫镇人民政府",
        "",
        {
            1: [
                "本镇报告的统计时间为2024年1月1日至2024年12月31日。",
                "我镇公开的各类政府信息共计[prose.info_published_total=146]条。",
                "收到[requests.received@total]件政府信息公开申请，已全部答复。",
            ],
            5: ["人手少，公开内容以转发为主，今后多发本镇办事信息。"],
            6: ["本年度无收取信息处理费[prose.info_processing_fee_collected=0|]情况。"],
        },
        received=[7, 0, 0, 0, 0, 1],
        outcomes={"granted": [4, 0, 0, 0, 0, 1], "unavailable.not_held": [3, 0, 0, 0, 0, 0]},
        article={"licensing": [29], "penalty": [4]},
    )


def civil_2023(name: str) -> Report:
    return modern(
        name,
        2023,
        "澜浦区民政局",
        "",
        {
            1: [
                "数据统计期限：2023年1月1日至2023年12月31日。",
                "全年共公开政府信息[prose.info_published_total=289]条，举办培训班[prose.training_sessions=2|两]期。",
                "收到政府信息公开申请[requests.received@total]件，其中予以公开[results.granted@total]件。",
            ],
            5: ["救助政策的解读偏少，将逐项补齐。"],
            6: ["没有需要另行报告的事项。"],
        },
        received=[10, 0, 0, 1, 0, 0],
        outcomes={
            "granted": [6, 0, 0, 1, 0, 0],
            "granted_in_part": [1, 0, 0, 0, 0, 0],
            "unavailable.not_held": [2, 0, 0, 0, 0, 0],
            "not_processed.petition": [1, 0, 0, 0, 0, 0],
        },
        blocks=((1, 0, 0, 0),),
        article={"normative_documents": [0, 0, 4], "licensing": [63]},
    )


def transport_2024_with_fault(name: str) -> Report:
    """Two faults of the printed report: a total one too high, and a sentence at odds with its table."""
    report = modern(
        name,
        2024,
        "澜浦区交通运输局",
        "2025-01-26",
        {
            1: [
                "本报告期为2024年1月1日至2024年12月31日。",
                "公开政府信息[prose.info_published_total=344]条。",
                "收到政府信息公开申请[requests.received@total=26]件。",
            ],
            5: ["热点路段施工信息发布不够快，将提前一周公布。"],
            6: ["无。"],
        },
        received=[23, 2, 0, 0, 0, 0],
        outcomes={"granted": [14, 2, 0, 0, 0, 0], "unavailable.not_held": [9, 0, 0, 0, 0, 0]},
        article={"licensing": [1904], "penalty": [733], "coercion": [18]},
    )
    report.figures["results.granted@total"] = 17
    report.breaks = frozenset({"T3.row_total", "T3.result_total"})
    report.findings = [
        {
            "kind": "arithmetic",
            "keys": ["results.granted@total"],
            "severity": "error",
            "rules": ["row", "column"],
            "printed": 17,
            "expected": 16,
        },
        {
            "kind": "prose_table",
            "keys": ["requests.received@total"],
            "severity": "error",
            "printed": 26,
            "expected": 25,
        },
    ]
    return report
