"""Digits run together: a cut is given only when the arithmetic leaves no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.extract.forms.splitting import Balance, agreed, consistent, cuts, cuts_in_blocks, cuts_with_total

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


@given(st.lists(st.lists(st.integers(0, 99), min_size=4, max_size=4), min_size=3, max_size=3))
@settings(deadline=None)
def test_the_true_line_of_table_four_is_always_among_the_cuts(blocks: list[list[int]]) -> None:
    line = tuple(number for block in blocks for number in (*block, sum(block)))
    found = cuts_in_blocks("".join(map(str, line)), 3, 5)
    assert found is None or line in found


def test_a_run_that_can_be_cut_in_too_many_ways_is_not_decided() -> None:
    assert cuts("1" * 40, 20) is None


def test_the_columns_decide_between_two_cuts_of_a_row() -> None:
    # 1112 may be 1|11|12 or 11|1|12; the row above and the total leave the first only.
    options = {"a": [(1, 11, 12), (11, 1, 12)], "b": [(2, 0, 2)], "sum": [(3, 11, 14)]}
    solutions = consistent(options, [Balance((("sum", 1), ("a", -1), ("b", -1)))])
    assert solutions is not None
    assert [s["a"] for s in solutions] == [(1, 11, 12)]


def test_cells_on_which_all_cuts_agree_are_given_and_the_others_are_not() -> None:
    assert agreed([(1, 11, 12), (11, 1, 12)]) == (None, None, 12)
    assert agreed([]) == ()
