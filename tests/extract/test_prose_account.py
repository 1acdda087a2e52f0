"""Every number of a text ends in exactly one list, and harmless changes of spelling change no figure."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.extract.prose import account, read_passages, read_sentence
from nianbao.model import Passage

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    json.loads(line)["text"]
    for name in ("own", "heldout")
    for line in (ROOT / f"fixtures/prose/{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
SENTENCES = [
    "全年收到政府信息公开申请52件，办结50件，结转下年度2件。",
    "主动公开政府信息1280条，其中机构职能类26条、规划计划类8条，其余信息1246条。",
    "因政府信息公开被申请行政复议9件，维持6件，纠正1件，尚未审结2件。",
    "举办业务培训3次，参训人员达260人次，微信公众号关注用户近3万人。",
    "未收到政府信息公开申请，未发生行政复议和行政诉讼。",
]
NUMBER_FREE = ["各项工作有序推进", "群众满意度稳步提升", "工作机制不断健全", "队伍素质持续提升"]


def figures(text: str) -> list[tuple[str, object, str]]:
    return [(f.key, f.value, f.qualifier) for f in read_sentence(text, "", 2023)]


def digits_covered(text: str) -> None:
    covered: dict[int, int] = {}
    for fate in account(text, "", 2023):
        assert fate.outcome in ("mapped", "unmapped", "not_a_figure")
        assert (fate.outcome == "mapped") == bool(fate.keys)
        assert fate.outcome != "not_a_figure" or fate.reason
        for index in range(fate.start, fate.end):
            covered[index] = covered.get(index, 0) + 1
    for index, char in enumerate(text):
        if char.isdecimal():
            assert covered.get(index) == 1, (text, index, char)


@pytest.mark.parametrize("text", TEXTS)
def test_every_digit_of_a_sentence_ends_in_one_list(text: str) -> None:
    digits_covered(text)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="0123456789０９.,，。、（）()%年月日件条万亿余第号收到申请公开政府信息其中为-至~ \n《》“”", max_size=40
    )
)
def test_every_digit_of_any_text_ends_in_one_list(text: str) -> None:
    digits_covered(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(NUMBER_FREE), st.data())
def test_a_clause_without_numbers_changes_no_figure(sentence: str, clause: str, data: st.DataObject) -> None:
    ends = [m.end() for m in re.finditer("，", sentence)] or [0]
    at = data.draw(st.sampled_from(ends))
    assert figures(sentence[:at] + clause + "，" + sentence[at:]) == figures(sentence)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.translate(WIDE),
        lambda text: re.sub(r"(\d+)", r" \1 ", text),
        lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", "\n", text),
        lambda text: text.replace("，", ","),
        lambda text: text.replace("申", "申\n"),
        lambda text: "\u3000\u3000" + text,
    ],
    ids=[
        "full-width digits",
        "spaces around numbers",
        "line ends before numbers",
        "half-width commas",
        "line end in a word",
        "indent",
    ],
)
def test_spelling_and_spacing_change_no_figure(sentence: str, change) -> None:  # type: ignore[no-untyped-def]
    assert figures(change(sentence)) == figures(sentence)
    assert figures(sentence)


def test_evidence_points_at_the_printed_number_of_the_document() -> None:
    document = "总体情况\n  全年共收到申请 1,204 件（含上年结转１２件），\n均已答复。"
    start = document.index("  全年")
    passage = Passage(document[start:], start=start, context="依申请公开", page=3)
    read = read_passages([passage], year=2023, reader="pdf")
    spans = {f.key: document[f.evidence.start : f.evidence.end] for f in read if f.evidence}
    assert spans == {"requests.received@total": "1,204", "requests.brought_forward@total": "１２"}
    for figure in read:
        evidence = figure.evidence
        assert evidence is not None and evidence.quote_start is not None
        assert document[evidence.quote_start :].startswith(evidence.quote)
        assert (evidence.page, evidence.reader, figure.raw) == (3, "pdf", spans[figure.key])


def test_a_stated_zero_quotes_the_words_that_say_it() -> None:
    (figure,) = read_sentence("本年度没有收到政府信息公开申请。", "", 2023)
    assert (figure.key, figure.value, figure.raw, figure.unit) == ("requests.received@total", 0, "没有收到", "件")


def test_two_numbers_torn_apart_by_a_line_end_are_unreadable_not_joined() -> None:
    (figure,) = read_sentence("全年收到政府信息公开申请31\n19件。", "", 2023)
    assert figure.state == "unreadable"
    assert figure.value is None


@pytest.mark.parametrize("printed", ["3-5", "38,30", "31、、19", "十几"])
def test_what_is_not_cleanly_one_number_gives_no_value(printed: str) -> None:
    read = read_sentence(f"主动公开政府信息{printed}条。", "", 2023)
    assert all(figure.value is None or figure.key == "prose.unmapped" for figure in read)


def test_cells_run_together_after_table_labels_are_no_figures() -> None:
    flat = (
        "一、本年新收政府信息公开申请数量640020470二、上年结转政府信息公开申请数量0000000三、本年度办理结果"
        "（一）予以公开27002013 0（二）部分公开0000000（三）不予公开1.属于国家秘密0000000（七）总计690020575"
        "四、结转下年度继续办理1000001"
    )
    assert read_sentence(flat, "三、收到和处理政府信息公开申请情况", 2021) == []


def test_ambiguous_results_are_listed_not_guessed() -> None:
    read = read_sentence("行政复议7件，行政诉讼9件，其中维持10件。", "", 2023)
    assert [f.key for f in read] == ["reconsideration.total", "litigation.total", "prose.unmapped"]
    assert read[2].candidates == ["reconsideration.upheld", "litigation.upheld"]


def test_an_office_acting_for_its_government_is_marked() -> None:
    (figure,) = read_sentence("区政府办代表区政府受理政府信息公开申请17件。", "", 2023)
    assert (figure.key, figure.scope) == ("requests.received@total", "office")


def test_an_unmapped_count_keeps_its_noun_and_unit() -> None:
    (figure,) = read_sentence("全年抽检农产品2068批次。", "", 2023)
    assert (figure.key, figure.value, figure.unit) == ("prose.unmapped", 2068, "批次")
    assert figure.label is not None and "农产品" in figure.label


def test_reading_twice_gives_the_same_figures() -> None:
    passages = [Passage(text) for text in TEXTS]
    assert read_passages(passages, year=2023, reader="text") == read_passages(passages, year=2023, reader="text")


def test_the_segmenter_is_not_loaded_while_every_number_has_a_measure() -> None:
    code = (
        "import sys; from nianbao.extract.prose import read_sentence;"
        "assert read_sentence('全年收到政府信息公开申请5件。', '', 2023)[0].key == 'requests.received@total';"
        "assert 'jieba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
