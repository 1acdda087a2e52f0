"""Bytes are read in the encoding they are in, whatever anybody declares."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.read.decode import decode, decode_bytes

TEXT = "<html><p>本年收到申请 26 件，办结㒰件</p>"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(TEXT.encode("utf-8"), "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8", id="utf-8 with a mark"),
        pytest.param(TEXT.encode("gb18030"), "gb18030", id="gb18030, a character that gbk has not"),
        pytest.param(TEXT.encode("utf-16"), "utf-16-le", id="utf-16 with a mark, as Word saves"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", id="big-endian"),
        pytest.param(TEXT.encode("utf-16-le"), "utf-16-le", id="utf-16 without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), "utf-16-be", id="big-endian without a mark"),
        pytest.param(TEXT.encode("utf-32"), "utf-32-le", id="utf-32 is not taken for utf-16"),
        pytest.param(b"\x84\x31\x95\x33" + TEXT.encode("gb18030"), "gb18030", id="gb18030 with a mark"),
    ],
)
def test_the_bytes_tell_the_encoding_and_the_mark_is_not_text(data: bytes, encoding: str) -> None:
    assert decode(data) == (TEXT, encoding)


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5"])
@pytest.mark.parametrize("actual", ["gbk", "utf-8"])
def test_a_wrong_declaration_changes_nothing(declared: str, actual: str) -> None:
    page = f'<meta charset="{declared}"><p>政府信息公开年度报告</p>'
    assert decode(page.encode(actual))[0] == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_broken_character_costs_one_character_and_is_counted(encoding: str) -> None:
    data = "公开三十七件，不予公开两件".encode(encoding) + "四".encode(encoding)[:1]
    decoded = decode_bytes(data)
    assert decoded.text == "公开三十七件，不予公开两件\ufffd"
    assert (decoded.encoding, decoded.damaged) == (encoding, 1)


def test_undamaged_text_is_not_called_damaged_for_a_replacement_character_it_holds() -> None:
    assert decode_bytes("原文即为\ufffd".encode()).damaged == 0


@given(st.binary(max_size=200))
def test_any_bytes_become_text(data: bytes) -> None:
    text, encoding = decode(data)
    assert isinstance(text, str)
    assert codecs.lookup(encoding)


@given(st.text(alphabet="政府信息公开年报0123456789，。<p>\n", min_size=1), st.sampled_from(["utf-8", "gb18030"]))
def test_reports_survive_both_encodings(text: str, encoding: str) -> None:
    decoded = decode_bytes(text.encode(encoding))
    assert decoded.damaged == 0
    if encoding == "utf-8":
        assert decoded.text == text
