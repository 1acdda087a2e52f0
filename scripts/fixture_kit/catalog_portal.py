"""The reports of the example portal: an invented county and two of its bureaus."""

from __future__ import annotations

from scripts.fixture_kit.catalog import modern
from scripts.fixture_kit.catalog_early import LOCAL, NATIONAL
from scripts.fixture_kit.describe import Number, Report, statistics


def county_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "云溪县人民政府",
        "2025-03-18",
        {
            1: [
                "本报告汇总全县情况，统计期限为2024年1月1日至2024年12月31日。",
                "（一）主动公开情况。全县主动公开政府信息[prose.info_published_total=1986]条，"
                "其中政策解读[prose.policy_interpretations=37]篇。",
                "（二）依申请公开情况。新收政府信息公开申请[requests.received@total]件，"
                "上年结转[requests.brought_forward@total]件，办结[results.total@total]件，"
                "结转下年度继续办理[requests.carried_forward@total]件。",
                "（三）监督保障情况。举办业务培训[prose.training_sessions=2]次，"
                "参训[prose.training_attendees=131]人次。",
            ],
            5: ["乡镇网页更新不勤，答复文书格式不一。来年每季通报一次，并印发文书样式。"],
            6: ["全县[prose.info_processing_fee_collected=0|未收取]信息处理费。"],
        },
        received=[103, 7, 0, 0, 2, 0],
        brought=[3, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [52, 4, 0, 0, 1, 0],
            "granted_in_part": [11, 1, 0, 0, 0, 0],
            "refused.third_party_rights": [2, 0, 0, 0, 0, 0],
            "refused.internal_affairs": [3, 0, 0, 0, 0, 0],
            "unavailable.not_held": [24, 1, 0, 0, 1, 0],
            "unavailable.unclear": [2, 0, 0, 0, 0, 0],
            "not_processed.petition": [5, 0, 0, 0, 0, 0],
            "other_handling.correction_lapsed": [3, 1, 0, 0, 0, 0],
        },
        blocks=((4, 1, 1, 0), (2, 0, 0, 1), (1, 0, 0, 0)),
        article={
            "normative_documents": [5, 1, 38],
            "licensing": [10277],
            "penalty": [4630],
            "coercion": [58],
            "admin_fees": [964.2],
        },
    )


def county_2023(name: str) -> Report:
    """Its carry is what the report for 2024 brings forward."""
    return modern(
        name,
        2023,
        "云溪县人民政府",
        "2024-03-15",
        {
            1: [
                "本报告反映2023年1月1日至2023年12月31日全县的工作。",
                "县门户网站主动公开政府信息[prose.info_published_total=1802]条。",
                "全县收到政府信息公开申请[requests.received@total]件，予以公开[results.granted@total]件。",
            ],
            5: ["历年文件尚未理清，计划分两年完成。"],
            6: ["无其他需要报告的事项。"],
        },
        received=[88, 5, 0, 0, 0, 0],
        brought=[1, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [49, 3, 0, 0, 0, 0],
            "granted_in_part": [9, 1, 0, 0, 0, 0],
            "refused.state_secret": [1, 0, 0, 0, 0, 0],
            "unavailable.not_held": [19, 1, 0, 0, 0, 0],
            "not_processed.duplicate": [4, 0, 0, 0, 0, 0],
            "other_handling.other": [4, 0, 0, 0, 0, 0],
        },
        blocks=((3, 0, 1, 0), (1, 0, 0, 0)),
        article={
            "normative_documents": [4, 2, 34],
            "licensing": [9984],
            "penalty": [4517],
            "coercion": [49],
            "admin_fees": [911.75],
        },
    )


def finance_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "云溪县财政局",
        "2025-01-15",
        {
            1: [
                "统计期限：2024年1月1日至2024年12月31日。",
                "全年公开政府信息[prose.info_published_total=204]条。",
                "收到政府信息公开申请[requests.received@total]件，上年结转[requests.brought_forward@total]件。",
            ],
            5: ["绩效信息不够详细，将随决算一并补充。"],
            6: ["无。"],
        },
        received=[11, 2, 0, 0, 0, 0],
        brought=[1, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [8, 1, 0, 0, 0, 0],
            "granted_in_part": [1, 0, 0, 0, 0, 0],
            "unavailable.not_held": [3, 1, 0, 0, 0, 0],
        },
        article={"normative_documents": [1, 0, 7], "licensing": [16], "admin_fees": [41.3]},
    )


def finance_2023(name: str) -> Report:
    """With a fault: the total of requests not held is one too low."""
    report = modern(
        name,
        2023,
        "云溪县财政局",
        "2024-01-19",
        {
            1: [
                "统计期限：2023年1月1日至2023年12月31日。",
                "全年公开政府信息[prose.info_published_total=187]条。",
                "收到政府信息公开申请[requests.received@total]件，[requests.carried_forward@total]件结转下年度。",
            ],
            5: ["惠企资金信息分散，将集中到一个专题。"],
            6: ["无。"],
        },
        received=[9, 1, 0, 0, 0, 0],
        outcomes={"granted": [6, 1, 0, 0, 0, 0], "unavailable.not_held": [2, 0, 0, 0, 0, 0]},
        article={"normative_documents": [0, 0, 6], "licensing": [14], "admin_fees": [39.8]},
    )
    key = "results.unavailable.not_held@total"
    report.figures[key] = 1
    report.breaks = frozenset({"T3.row_total", "T3.result_total"})
    report.findings = [
        {
            "kind": "arithmetic",
            "keys": [key],
            "severity": "error",
            "rules": ["row", "column"],
            "printed": 1,
            "expected": 2,
        }
    ]
    return report


def education_2024(name: str) -> Report:
    return modern(
        name,
        2024,
        "云溪县教育局",
        "2025-01-21",
        {
            1: [
                "统计期限为2024年1月1日至2024年12月31日。",
                "我局公开政府信息[prose.info_published_total=176]条，收到政府信息公开申请[requests.received@total]件。",
            ],
            5: ["学区划分的说明不够早，将在招生前公布。"],
            6: ["无。"],
        },
        received=[6, 0, 0, 0, 0, 0],
        outcomes={"granted": [5, 0, 0, 0, 0, 0], "unavailable.not_held": [1, 0, 0, 0, 0, 0]},
        article={"licensing": [21]},
    )


def county_2019(name: str) -> Report:
    return modern(
        name,
        2019,
        "云溪县人民政府",
        "2020-03-20",
        {
            1: [
                "统计期限为2019年1月1日至2019年12月31日。",
                "全县主动公开政府信息[prose.info_published_total=1433]条。",
                "受理政府信息公开申请[requests.received@total]件。",
            ],
            5: ["新条例施行不久，基层掌握不够，已安排集中学习。"],
            6: ["无其他事项。"],
        },
        received=[57, 3, 0, 0, 0, 0],
        outcomes={
            "granted": [34, 2, 0, 0, 0, 0],
            "granted_in_part": [6, 0, 0, 0, 0, 0],
            "unavailable.not_held": [14, 1, 0, 0, 0, 0],
            "other_handling.subtotal": [2, 0, 0, 0, 0, 0],
        },
        blocks=((2, 0, 0, 0),),
        article={
            "normative_documents": [7, 7, 35],
            "licensing": [312, -4, 8461],
            "other_services": [140, 12, 2077],
            "penalty": [2015, 6, 3902],
            "coercion": [88, 0, 41],
            "admin_fees": [17, -2],
            "procurement": [64, 1830.5],
        },
        edition="2019",
    )


def county_2016(name: str) -> Report:
    changed = {"proactive.info_total": 1240, "proactive.channel.website": 1240, "complaints.total": 0}
    figures = statistics("2014", {row: [value] for row, value in (NATIONAL | changed).items()}, ("value",))
    paragraphs = {
        1: [
            "数据统计期限为2016年1月1日至2016年12月31日。",
            "我县通过各种渠道主动公开政府信息[prose.info_published_total=1240]条。",
        ]
    }
    return Report(name, 2016, "云溪县人民政府", "2014", "2017-03-22", figures, paragraphs=paragraphs)


def county_2011(name: str) -> Report:
    changed: dict[str, list[Number]] = {
        "proactive.info_total": [702, 3015],
        "proactive.channel.website": [640, 2788],
    }
    figures = statistics("2008", LOCAL | changed, ("year", "cumulative"))
    paragraphs = {
        1: ["本报告数据期限为2011年1月1日至2011年12月31日。"],
        2: ["本年度主动公开政府信息[prose.info_published_total=702]条。"],
    }
    return Report(name, 2011, "云溪县人民政府", "2008", "2012-03-19", figures, paragraphs=paragraphs)
