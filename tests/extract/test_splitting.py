"""Digits run together: a cut is given only when the arithmetic leaves no other."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.extract.forms.balancing import Balance, surviving
from nianbao.extract.forms.blocks import readings_in_blocks
from nianbao.extract.forms.mending import Slip, single_slip
from nianbao.extract.forms.splitting import agreed, cuts, cuts_with_total

NUMBERS = st.integers(min_value=0, max_value=9999)


@pytest.mark.parametrize(
    ("run", "cells", "expected"),
    [
        ("000", 3, [(0, 0, 0)]),
        ("102", 2, [(10, 2)]),  # 1|02 has a leading zero
        ("12", 3, []),  # too few digits
        ("100", 2, [(10, 0)]),
    ],
)
def test_every_cut_without_leading_zeros_is_found(run: str, cells: int, expected: list[tuple[int, ...]]) -> None:
    assert cuts(run, cells) == expected


@given(st.lists(NUMBERS, min_size=1, max_size=6))
@settings(deadline=None)
def test_the_true_row_is_always_among_the_cuts_with_its_total(parts: list[int]) -> None:
    row = (*parts, sum(parts))
    found = cuts_with_total("".join(map(str, row)), len(row))
    assert found is not None
    assert row in found
    assert all(cut[-1] == sum(cut[:-1]) for cut in found)


@given(st.text("0123456789", min_size=3, max_size=14), st.integers(2, 5))
@settings(deadline=None)
def test_no_cut_with_its_total_is_left_out(run: str, cells: int) -> None:
    every = [cut for cut in cuts(run, cells) or [] if cut[-1] == sum(cut[:-1])]
    assert sorted(cuts_with_total(run, cells) or []) == sorted(every)


@given(st.lists(st.lists(st.integers(0, 99), min_size=4, max_size=4), min_size=3, max_size=3))
@settings(deadline=None)
def test_the_true_line_of_table_four_is_always_among_the_cuts(blocks: list[list[int]]) -> None:
    line = tuple(number for block in blocks for number in (*block, sum(block)))
    found = readings_in_blocks("".join(map(str, line)), 3, 5)
    assert not found or line in found


def test_a_run_that_can_be_cut_in_too_many_ways_is_not_decided() -> None:
    assert cuts("1" * 40, 20) is None
    assert cuts_with_total("1" * 200, 30) is None


def test_the_columns_decide_between_two_cuts_of_a_row() -> None:
    # 1112 may be 1|11|12 or 11|1|12; the row above and the total leave the first only.
    options = {"a": [(1, 11, 12), (11, 1, 12)], "b": [(2, 0, 2)], "sum": [(3, 11, 14)]}
    left = surviving(options, [Balance((("sum", 1), ("a", -1), ("b", -1)))])
    assert left == {"a": [(1, 11, 12)], "b": [(2, 0, 2)], "sum": [(3, 11, 14)]}


def test_what_one_balance_decides_the_next_one_uses() -> None:
    options = {"a": [(1, 11), (11, 1)], "b": [(1, 11), (11, 1)], "c": [(2, 22)], "d": [(0, 0), (5, 5)]}
    balances = [Balance((("c", 1), ("a", -1), ("b", -1))), Balance((("a", 1), ("d", -1), ("e", -1)))]
    left = surviving({**options, "e": [(1, 11), (7, 7)]}, balances)
    assert {row: found[0] for row, found in left.items() if len(found) == 1} == {
        "a": (1, 11),
        "b": (1, 11),
        "c": (2, 22),
        "d": (0, 0),
        "e": (1, 11),
    }


def test_a_balance_that_no_choice_can_keep_leaves_nothing() -> None:
    left = surviving({"a": [(1,)], "b": [(2,)]}, [Balance((("a", 1), ("b", -1)))])
    assert [] in left.values()


def test_the_one_digit_that_explains_a_row_is_told_and_several_are_not() -> None:
    balance = Balance((("sum", 1), ("a", -1), ("b", -1)))
    options = {"a": [(3, 4, 7)], "b": [(2, 5, 7)], "sum": []}
    assert single_slip({"sum": "5814", "a": "347", "b": "257"}, options, [balance], 3) == Slip("sum", 1, "8", "9")
    assert single_slip({"sum": "5", "a": "347", "b": "257"}, options, [balance], 3) is None


def test_cells_on_which_all_cuts_agree_are_given_and_the_others_are_not() -> None:
    assert agreed([(1, 11, 12), (11, 1, 12)]) == (None, None, 12)
    assert agreed([]) == ()


def _line_of_table_four(chance: Random) -> list[str]:
    largest = chance.choice([3, 9, 30, 100])
    blocks = [[chance.choice([0, 0, chance.randint(0, largest)]) for _ in range(4)] for _ in range(3)]
    return [str(number) for block in blocks for number in (*block, sum(block))]


def _one_digit_wrong(cells: list[str], chance: Random) -> None:
    at = chance.randrange(len(cells))
    place = chance.randrange(len(cells[at]))
    other = chance.choice("123456789")
    cells[at] = cells[at][:place] + other + cells[at][place + 1 :]


def _zeros_left_blank(cells: list[str], chance: Random) -> None:
    """One is forgotten, or all of them are left blank."""
    zeros = [at for at, text in enumerate(cells) if text == "0"]
    for at in chance.sample(zeros, chance.choice([min(1, len(zeros)), len(zeros)])):
        cells[at] = ""


@pytest.mark.parametrize("fault", [_one_digit_wrong, _zeros_left_blank])
@pytest.mark.parametrize("part", range(5))
def test_a_fault_of_the_report_in_table_four_never_shifts_a_cell(
    fault: Callable[[list[str], Random], None], part: int
) -> None:
    for seed in range(40):
        chance = Random(f"{part}/{seed}")
        cells = _line_of_table_four(chance)
        fault(cells, chance)
        found = readings_in_blocks("".join(cells), 3, 5)
        given = agreed(found) if found else (None,) * 15
        assert all(value is None or str(value) == text for value, text in zip(given, cells, strict=True)), cells


@pytest.mark.parametrize("line", ["000000000000000", "21317000001324019", "100010000000000"])
def test_a_line_of_small_cases_is_read_whole(line: str) -> None:
    found = readings_in_blocks(line, 3, 5)
    assert found
    assert None not in agreed(found)
