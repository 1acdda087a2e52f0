"""The reports of the older forms: 2019, the national table of 2014, and a local table."""

from __future__ import annotations

from scripts.fixture_kit.catalog import modern
from scripts.fixture_kit.describe import Number, Report, statistics


def market_2020(name: str) -> Report:
    """The form of 2019: changes below zero, and money that carries its unit in the cell."""
    report = modern(
        name,
        2020,
        "澜浦区市场监督管理局",
        "2021-01-21",
        {
            1: [
                "本报告所涉数据，起于2020年1月1日，止于2020年12月31日。",
                "全年主动公开政府信息[prose.info_published_total=721]条，编发政策解读[prose.policy_interpretations=14]篇。",
                "新收政府信息公开申请[requests.received@total]件，上年结转[requests.brought_forward@total]件。",
            ],
            5: ["抽检结果公布周期较长，拟缩短为两周。"],
            6: ["没有其他需要报告的事项。"],
        },
        received=[33, 2, 0, 0, 0, 0],
        brought=[1, 0, 0, 0, 0, 0],
        outcomes={
            "granted": [15, 1, 0, 0, 0, 0],
            "granted_in_part": [3, 0, 0, 0, 0, 0],
            "refused.enforcement_file": [2, 1, 0, 0, 0, 0],
            "unavailable.not_held": [8, 0, 0, 0, 0, 0],
            "not_processed.petition": [4, 0, 0, 0, 0, 0],
            "other_handling.subtotal": [1, 0, 0, 0, 0, 0],
        },
        blocks=((2, 0, 0, 0), (1, 0, 0, 0)),
        article={
            "normative_documents": [4, 4, 31],
            "licensing": [48, -6, 5217],
            "other_services": [22, 3, 1408],
            "penalty": [613, 0, 942],
            "coercion": [19, -1, 27],
            "admin_fees": [2, 0],
            "procurement": [11, 83.52],
        },
        edition="2019",
    )
    report.printed["proactive.procurement.amount"] = "835200元"
    return report


def district_2016(name: str) -> Report:
    """The national table of 2014-2018."""
    figures = statistics("2014", {row: [value] for row, value in NATIONAL.items()}, ("value",))
    paragraphs = {
        1: [
            "本报告依照国家有关规定编写，数据统计期限为2016年1月1日至2016年12月31日。",
            "全区共主动公开政府信息[prose.info_published_total=4150]条。",
        ],
    }
    return Report(name, 2016, "澜浦区人民政府办公室", "2014", "2017-03-20", figures, paragraphs=paragraphs)


NATIONAL: dict[str, Number] = {
    "proactive.info_total": 4150,
    "proactive.normative_documents.newly_published": 27,
    "proactive.normative_documents.issued": 29,
    "proactive.channel.gazette": 26,
    "proactive.channel.website": 4150,
    "proactive.channel.weibo": 812,
    "proactive.channel.wechat": 367,
    "proactive.channel.other": 95,
    "response.hot_issues": 33,
    "response.press_conferences": 6,
    "response.press_conferences_by_head": 2,
    "response.web_interviews": 4,
    "response.web_interviews_by_head": 1,
    "response.policy_interpretations": 40,
    "response.social_media_responses": 21,
    "response.other_responses": 7,
    "requests.received": 118,
    "requests.by_channel.in_person": 31,
    "requests.by_channel.fax": 2,
    "requests.by_channel.online": 64,
    "requests.by_channel.letter": 21,
    "requests.completed": 117,
    "requests.completed_on_time": 112,
    "requests.completed_extended": 5,
    "replies.total": 117,
    "replies.already_public": 18,
    "results.granted": 52,
    "results.granted_in_part": 9,
    "replies.refused": 8,
    "replies.refused.state_secret": 0,
    "replies.refused.trade_secret": 1,
    "replies.refused.privacy": 2,
    "replies.refused.security_stability": 0,
    "replies.refused.not_gov_info": 4,
    "replies.refused.other_legal": 1,
    "replies.not_this_agency": 11,
    "replies.nonexistent": 14,
    "replies.asked_to_amend": 3,
    "replies.other_channel": 2,
    "reconsideration.total": 4,
    "reconsideration.upheld": 3,
    "reconsideration.corrected": 1,
    "reconsideration.other": 0,
    "litigation.total": 2,
    "litigation.upheld": 2,
    "litigation.corrected": 0,
    "litigation.other": 0,
    "complaints.total": 1,
    "fees.request_collected": 0.36,
    "org.offices": 1,
    "org.public_reading_points": 15,
    "staff.total": 46,
    "staff.full_time": 9,
    "staff.part_time": 37,
    "org.budget": 22.5,
    "training.meetings": 5,
    "training.courses": 3,
    "training.attendees": 208,
}


def district_2011(name: str) -> Report:
    """A local table with this year and all years."""
    figures = statistics("2008", dict(LOCAL), ("year", "cumulative"))
    paragraphs = {
        1: ["本报告的数据期限为2011年1月1日至2011年12月31日。"],
        2: ["全年主动公开政府信息[prose.info_published_total=1362]条。"],
    }
    return Report(name, 2011, "澜浦区人民政府", "2008", "2012-03-16", figures, paragraphs=paragraphs)


LOCAL: dict[str, list[Number]] = {
    "proactive.info_total": [1362, 7941],
    "requests.received": [24, 105],
    "requests.by_channel.in_person": [11, 52],
    "requests.by_channel.fax": [0, 3],
    "requests.by_channel.email": [4, 9],
    "requests.by_channel.online": [6, 27],
    "requests.by_channel.letter": [3, 14],
    "requests.by_channel.other": [0, 0],
    "replies.total": [23, 103],
    "results.granted": [16, 75],
    "results.granted_in_part": [2, 8],
    "replies.refused": [5, 20],
    "reconsideration.total": [1, 4],
    "litigation.total": [0, 1],
    "proactive.channel.website": [1290, 7502],
    "proactive.channel.gazette": [72, 439],
}
