"""The wording: what is said of a sentence, and sentences of which nothing may be said."""

from __future__ import annotations

import pytest

from nianbao.check import assess
from nianbao.check.typos import near_misses
from nianbao.model import Evidence, Passage
from tests.check.samples import empty_report


def _said(text: str, reader: str = "html") -> list[tuple[str, object]]:
    report = empty_report()
    report.figures[0].evidence = Evidence(reader)
    findings = assess(report, [Passage(text, section=1)]).findings
    return [(f.code, f.actual) for f in findings if f.code.startswith("LANG.")]


@pytest.mark.parametrize(
    ("text", "code", "printed"),
    [
        ("全年主动公开信息  条，解读政策3条。", "LANG.missing_number", "全年主动公开信息  条"),
        ("户外广告许可783条、排水许可证5条、核准企业资质条，均可查到。", "LANG.missing_number", "核准企业资质条"),
        ("全年主动公开政府信息XX条，解读政策3条。", "LANG.missing_number", "全年主动公开政府信息XX条"),
        ("20XX年，我单位认真落实条例。", "LANG.missing_number", "20XX年"),
        ("收到申请____件，均已答复。", "LANG.missing_number", "收到申请____件"),
        ("收到申请（  ）件，均已答复。", "LANG.missing_number", "收到申请（  ）件"),
        ("下一步，我单位将继续加强业务培训，完善", "LANG.unfinished", "务培训，完善"),
        ("列为依申请公开的46条，不予公开信息数1402。", "LANG.missing_unit", "1402"),
        ("全年受理申请26，答复26件。", "LANG.missing_unit", "26"),
        ("认真贯彻《中华人民共和国政府信息公天条例》。", "LANG.typo", "中华人民共和国政府信息公天条例"),
        ("制发行政规性文件5件。", "LANG.typo", "行政规性文件"),
        ("办理行政复仪2件。", "LANG.typo", "行政复仪"),
        ("持续进行进行整改。", "LANG.doubled", "进行进行"),
        ("工作有序开展。。", "LANG.doubled", "。。"),
        ("组织业务培训三次，完成自查两轮，", "LANG.unfinished", "，"),
        ("予以公开23件，部分公开6件，不予公开4，无法提供14件，不予处理3件。", "LANG.missing_unit", "4"),
        ("完善信息发布发布制度。", "LANG.doubled", "发布发布"),
        ("今后，今后，将坚持同步发布。", "LANG.doubled", "今后，今后"),
        ("举办新闻发布会场，主要负责同志出席3人次。", "LANG.missing_number", "举办新闻发布会场"),
        ("全年收到政府信息公开申请件，均已答复。", "LANG.missing_number", "全年收到政府信息公开申请件"),
        ("予以公开104件，占48.4%；部分公开23，占10.7%；不予公开20件。", "LANG.missing_unit", "23"),
        ("依申请公天办理能力有待提升。", "LANG.typo", "申请公天"),
        ("做好政府信息公开工作政府信息公开工作。", "LANG.doubled", "政府信息公开工作政府信息公开工作"),
    ],
)
def test_a_fault_of_wording_is_found_where_it_stands(text: str, code: str, printed: str) -> None:
    assert (code, printed) in _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "公布文件12件、信件5件、附件，另有来件若干。",
        "收到群众来信359件，其中答复351件，正在处理8件。",
        "办结案件，印发文件3件、通知2件。",
        "2024年，我区政府网站发布政府信息 2428 条，公开政府常务会议 7期。",
        "依申请公开数量为0，行政复议数量为0。",
        "按照《条例》第二十条、第二十一条、第二十二条的规定，逐条落实。",
        "收到政府信息公开的申请26件，政府信息公开被申请行政复议1件。",
        "认真落实《中华人民共和国政府信息公开条例》（国令第711号）。",
        "对符合条件的，及时办理；发布信息3条，转发信息5条，头条，视频2条。",
        "电话：0517-83605210，邮编：223001，地址：翔宇南道1号。",
        "目的的确定、工作的的确良好。",
        "受理件数26，办结件数26。",
        "展板尺寸为3×5米，邮箱为hcx@126.com，**重点**工作有序开展。",
        "白鹭镇人民政府政府信息公开工作、部门部门预算均已公开。",
        "共5类：公开2，答复2件；分三步，每步2，完成后归档。",
        "累计公开政府信息。截至2024，政务新媒体共3个。",
        "逐步做到应公开尽公开、应解读尽解读。",
    ],
)
def test_an_innocent_sentence_is_left_alone(text: str) -> None:
    assert _said(text) == []


def test_a_particle_inside_a_term_makes_a_phrase_and_no_error() -> None:
    assert list(near_misses("政府信息公开的申请", "政府信息公开申请")) == []
    assert list(near_misses("政府信息公门申请", "政府信息公开申请")) == [(0, 8)]
    assert list(near_misses("收到政府信公开申请", "政府信息公开申请")) == [(2, 9)]


def test_a_line_broken_by_the_page_is_no_unfinished_sentence() -> None:
    assert _said("组织业务培训三次，完成自查两轮，", reader="pdf") == []


@pytest.mark.parametrize(
    "text",
    [
        "请与XX局办公室联系。",
        "××县人民政府高度重视。",
        "____镇政府信息公开工作。",
        "（填写单位名称）完善制度。",
        "存在问题（此处填写存在问题，字数不超过500字）",
    ],
)
def test_a_slot_for_the_name_of_the_body_is_template_text(text: str) -> None:
    findings = assess(empty_report(), [Passage(text, section=1)]).findings
    assert [f.code for f in findings if f.code.startswith("STRUCT.template")] == ["STRUCT.template_text"]


@pytest.mark.parametrize(
    ("text", "severity"), [("下一步，我局将进一步", "warning"), ("下一步，我单位将完善业务培训", "info")]
)
def test_a_sentence_that_stops_at_a_word_that_ends_none_is_doubted_more(text: str, severity: str) -> None:
    report = empty_report()
    report.figures[0].evidence = Evidence("html")
    findings = assess(report, [Passage(f"改进情况：{text}", section=5)]).findings
    assert [f.severity for f in findings if f.code == "LANG.unfinished"] == [severity]


def test_a_paragraph_that_stands_twice_in_a_section_is_told_once() -> None:
    text = "完善信息发布制度，定期开展网站内容核查，及时清理过期栏目，明确专人负责信息审核。"
    twice = [Passage(text, 0, section=1), Passage(text, 100, section=1), Passage(text, 200, section=5)]
    findings = assess(empty_report(), twice).findings
    assert [f.code for f in findings if f.code.startswith("LANG.")] == ["LANG.doubled"]


def test_a_bracket_that_explains_a_word_is_no_instruction() -> None:
    text = "（此处所称政府信息，是指行政机关在履行职责中制作的信息。）"
    findings = assess(empty_report(), [Passage(text, section=1)]).findings
    assert [f.code for f in findings if f.code.startswith("STRUCT.template")] == []


@pytest.mark.parametrize(
    "text",
    [
        "公开信息条理清晰。",
        "召开新闻发布会场数增加。",
        "业务培训次数较多，效果良好。",
        "新闻发布会8场。",
        "依申请公开受理、依申请公开回复、依申请不公开。",
    ],
)
def test_a_noun_that_only_begins_like_a_counted_one_lacks_no_number(text: str) -> None:
    assert _said(text) == []
