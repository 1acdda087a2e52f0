"""The shortcuts of the sentence reader give what the long way gives."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.extract.prose import lexing, segmenting
from nianbao.extract.prose.grammar import grammar

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    json.loads(line)["text"] for line in (ROOT / "fixtures/prose/own.jsonl").read_text(encoding="utf-8").splitlines()
]
NEIGHBOURS = "收到近约超共第年月号件条次数例人大篇起草份额户外场所宗地余多万以上左右，。（）-.:%A1 "
NEIGHBOURS += "项目个季度工作日自然期间家批处理名"


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet=NEIGHBOURS, max_size=4),
    st.from_regex(r"[0-9]{1,12}|12345|12388|(19|20)[0-9]{2}|0[0-9]{1,3}", fullmatch=True),
    st.text(alphabet=NEIGHBOURS, max_size=5),
)
def test_a_plain_number_is_the_one_the_whole_pattern_reads(before: str, digits: str, behind: str) -> None:
    text = before + digits + behind
    short = lexing._plain(text, len(before), grammar())
    if short is not None:
        assert repr(short) == repr(lexing._counted(text, len(before), grammar()))


def test_most_counts_are_plain_numbers() -> None:
    assert lexing._plain("收到申请125件", 4, grammar()) is not None


def test_a_text_is_cut_into_words_with_nothing_left_out_and_the_field_s_own_words_whole() -> None:
    for text in [*TEXTS, "使用APP办理H5解读v2.0版", "𠀀龘“一二”", ""]:
        assert "".join(segmenting.words(text)) == text
    assert list(segmenting.words("发布政策解读材料")) == ["发布", "政策解读材料"]
