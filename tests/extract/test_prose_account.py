"""Every number of a text ends in exactly one list, and harmless changes of spelling change no figure."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.extract.prose import account, read_passages, read_sentence
from nianbao.model import Passage
from nianbao.pipeline import examine
from nianbao.read import load

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    json.loads(line)
    for path in sorted((ROOT / "fixtures/prose").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
TEXTS = [row["text"] for row in ROWS]
REPORTS = sorted(path for path in (ROOT / "fixtures/reports").iterdir() if path.suffix not in (".golden", ".json"))
NUMBER_FREE = ["各项工作有序推进", "群众满意度稳步提升", "工作机制不断健全", "队伍素质持续提升"]


def digits_covered(text: str, context: str = "", year: int | None = 2023) -> None:
    covered: dict[int, int] = {}
    for fate in account(text, context, year):
        assert fate.outcome in ("mapped", "unmapped", "not_a_figure")
        assert (fate.outcome == "mapped") == bool(fate.keys)
        assert fate.outcome != "not_a_figure" or fate.reason
        for index in range(fate.start, fate.end):
            covered[index] = covered.get(index, 0) + 1
    for index, char in enumerate(text):
        if char.isdecimal():
            assert covered.get(index) == 1, (text, index, char)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_digit_of_a_labelled_sentence_ends_in_one_list(row: dict[str, Any]) -> None:
    digits_covered(row["text"], row["context"], row["year"])


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_every_digit_of_the_running_text_of_a_report_ends_in_one_list(path: Path) -> None:
    extracted = examine(load(path))
    assert extracted.passages
    for passage in extracted.passages:
        digits_covered(passage.text, passage.context, extracted.report.year)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="0123456789０９.,，。、（）()%年月日件条万亿余第号收到申请公开政府信息其中为-至~ \n《》“”", max_size=40
    )
)
def test_every_digit_of_any_text_ends_in_one_list(text: str) -> None:
    digits_covered(text)


def read(row: dict[str, Any], text: str) -> list[tuple[str, object, str]]:
    return [(f.key, f.value, f.qualifier) for f in read_sentence(text, row["context"], row["year"])]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ROWS), st.sampled_from(NUMBER_FREE), st.data())
def test_a_clause_without_numbers_changes_no_figure(row: dict[str, Any], clause: str, data: st.DataObject) -> None:
    text = row["text"]
    ends = re.finditer(r"(?<!\d)[，；]|[，；](?!\d)", text)  # １，０５０ is one number
    at = data.draw(st.sampled_from([0, *(mark.end() for mark in ends)]))
    assert read(row, f"{text[:at]}{clause}，{text[at:]}") == read(row, text)


WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
CHANGES: dict[str, Callable[[str], str]] = {
    "full-width digits": lambda text: text.translate(WIDE),
    "spaces around numbers": lambda text: re.sub(r"(\d+(?:，\d{3}| \d(?!\d))*)", r" \1 ", text),
    "line ends before numbers": lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", "\n", text),
    "no-break spaces before units": lambda text: re.sub(r"(?<=\d)(?=[件条次])", "\u00a0", text),
    "half-width commas": lambda text: re.sub(r"，(?!\d)", ",", text),
    "half-width colons and semicolons": lambda text: text.replace("；", ";").replace("：", ":"),
    "half-width brackets": lambda text: text.replace("（", "(").replace("）", ")"),
    "no full stop": lambda text: text.rstrip("。"),
    "exclamation marks": lambda text: text.replace("。", "！"),
    "line end in a word": lambda text: text.replace("申请", "申\n请"),
    "indent": lambda text: "\u3000\u3000" + text,
}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ROWS), st.sampled_from(sorted(CHANGES)))
def test_spelling_spacing_and_punctuation_change_no_figure(row: dict[str, Any], change: str) -> None:
    assert read(row, CHANGES[change](row["text"])) == read(row, row["text"])


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_spans_of_a_report_s_sentences_give_back_number_and_quote_exactly(path: Path) -> None:
    extracted = examine(load(path))
    for figure in extracted.report.figures:
        evidence = figure.evidence
        if figure.origin != "prose" or evidence is None:
            continue
        assert evidence.start is not None
        assert evidence.end is not None
        assert evidence.quote_start is not None
        passage = next(p for p in extracted.passages if p.start <= evidence.start < p.start + len(p.text))
        text, shift = passage.text, passage.start
        assert text[evidence.start - shift : evidence.end - shift] == figure.raw
        assert text[evidence.quote_start - shift :].startswith(evidence.quote)
        assert evidence.quote_start <= evidence.start < evidence.end <= evidence.quote_start + len(evidence.quote)


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
    assert read[2].candidates == ("reconsideration.upheld", "litigation.upheld")


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


@pytest.mark.parametrize("decimals", ["", ".5"])
def test_a_number_too_long_to_be_reckoned_with_exactly_is_unreadable(decimals: str) -> None:
    figures = read_sentence(f"全年公开政府信息1,000,000,000,000,000,000,000,000,000,001{decimals}条。")
    assert [(figure.value, figure.state) for figure in figures] == [(None, "unreadable")]
