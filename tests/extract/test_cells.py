"""What a cell says: each way of filling it in keeps its own state, and nothing becomes 0 by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.extract.cells import is_value_like, read_cell

VALUE, BLANK, NA, UNREADABLE = "value", "blank", "not_applicable", "unreadable"

COUNTS = [
    ("0", VALUE, 0),
    ("\u00a00", VALUE, 0),  # Word puts a no-break space before zeros
    ("3119", VALUE, 3119),
    ("３，８３０", VALUE, 3830),  # full-width digits and separator
    ("3,830", VALUE, 3830),
    ("12件", VALUE, 12),
    ("零", VALUE, 0),
    ("十二", VALUE, 12),
    ("21^{①}", VALUE, 21),  # a footnote mark is not a digit
    ("", BLANK, None),
    ("\u00a0 \u3000\n", BLANK, None),
    ("/", NA, None),
    ("／", NA, None),
    ("—", NA, None),
    ("——", NA, None),
    ("-", NA, None),
    ("无", NA, None),
    ("不适用", NA, None),
    ("21①", VALUE, 21),  # a circled numeral points to a note
    ("21 *", VALUE, 21),
    ("21（注1）", VALUE, 21),
    ("21[1]", VALUE, 21),
    ("21件①", VALUE, 21),
    ("21（件）", VALUE, 21),
    ("①", UNREADABLE, None),
    ("3\u200e9", VALUE, 39),  # a mark of writing direction
    ("3²", UNREADABLE, None),
    ("1½", UNREADABLE, None),
    ("O", UNREADABLE, None),  # the letter
    ("1 2", UNREADABLE, None),  # two numbers, or one: nobody can say
    ("39\n85", UNREADABLE, None),
    ("38,30", UNREADABLE, None),
    ("007", UNREADABLE, None),
    ("1.5", UNREADABLE, None),
    ("-5", UNREADABLE, None),  # a count is never negative
    ("3-1", UNREADABLE, None),
    ("一", UNREADABLE, None),  # one, or a dash in the wrong type
    ("12元", UNREADABLE, None),
    ("见附件", UNREADABLE, None),
    ("约20", UNREADABLE, None),
    ("12.0", VALUE, 12),  # as a spreadsheet shows it
    ("0.00件", VALUE, 0),
    ("1.000", UNREADABLE, None),  # perhaps a thousand
    ("12.05", UNREADABLE, None),
    ("2.3万", VALUE, 23000),
    ("1.56万件", VALUE, 15600),
    ("173769万条", VALUE, 1737690000),  # as printed, whatever slip it may be
    ("1.23456万", UNREADABLE, None),
    ("万", UNREADABLE, None),
    ("共1071件", VALUE, 1071),
    ("合计", UNREADABLE, None),
    ("332（含网络申请）", VALUE, 332),
    ("15件（含上年结转3件）", VALUE, 15),
    ("0（其中延期2件）", VALUE, 0),
    ("2 件（见说明）", VALUE, 2),
    ("5（其中3件系误填，实为2件）", UNREADABLE, None),
    ("0（系统故障未统计）", UNREADABLE, None),
    ("0（其中未统计部分）", UNREADABLE, None),
    ("3（说明：应为8）", UNREADABLE, None),
    ("2（含单位为万件）", UNREADABLE, None),
    ("100（含）", UNREADABLE, None),
    ("3（5）", UNREADABLE, None),
    ("3（万）", UNREADABLE, None),
    ("（含5件）", UNREADABLE, None),
]


@pytest.mark.parametrize(("text", "state", "value"), COUNTS)
def test_a_count_is_read_only_when_it_is_cleanly_one_whole_number(text: str, state: str, value: int | None) -> None:
    assert read_cell(text, "count") == (state, value)


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("-18", VALUE, -18),
        ("－15", VALUE, -15),
        ("−417", VALUE, -417),
        ("+3", VALUE, 3),
        ("增1", VALUE, 1),
        ("减少2", VALUE, -2),
        ("±0", VALUE, 0),
        ("无变化", VALUE, 0),
        ("0", VALUE, 0),
        ("-", NA, None),
        ("±3", UNREADABLE, None),
        ("增减2", UNREADABLE, None),
        ("6（系减少）", UNREADABLE, None),
        ("6（其中个人3）", UNREADABLE, None),  # which sign the remark gives it nobody knows
    ],
)
def test_a_change_keeps_its_sign(text: str, state: str, value: int | None) -> None:
    assert read_cell(text, "change") == (state, value)


@pytest.mark.parametrize(
    ("text", "printed_unit", "value"),
    [
        ("24252.311082", "", 24252.311082),
        ("251000元", "", 25.1),
        ("75394432.52元", "", 7539.443252),
        ("160.5964万元", "", 160.5964),
        ("1.2亿元", "", 12000),
        ("7,730.28", "", 7730.28),
        ("3940", "元", 0.394),
        ("0", "", 0),
    ],
)
def test_money_comes_out_in_ten_thousand_yuan_with_every_decimal(text: str, printed_unit: str, value: float) -> None:
    state, read = read_cell(text, "money", printed_unit)
    assert state == VALUE
    assert read == pytest.approx(value, abs=1e-12)


@given(st.integers(min_value=0, max_value=10**12))
def test_every_whole_number_reads_as_itself_however_it_is_set(number: int) -> None:
    full_width = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
    for text in (str(number), f"{number:,}", full_width, f" {number}\u00a0", f"{number}件"):
        assert read_cell(text, "count") == (VALUE, number)


@given(st.text(max_size=12))
def test_no_text_raises_and_a_value_comes_only_with_the_state_value(text: str) -> None:
    for kind in ("count", "change", "money"):
        state, value = read_cell(text, kind)
        assert (value is not None) == (state == VALUE)


def test_labels_are_not_taken_for_values() -> None:
    assert not any(is_value_like(text) for text in ("规章", "一、本年新收", "总计", "其他", "（七）总计"))
