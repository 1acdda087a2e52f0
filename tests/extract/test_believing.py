"""Digits run together in a report that is at fault itself: no cut that fits by chance becomes a figure."""

from __future__ import annotations

import pytest

from benchmarks.flattened import FAULTS, seed_faults
from nianbao.extract.forms.balancing import Balance
from nianbao.extract.forms.believing import believed

SUM = Balance((("sum", 1), ("a", -1), ("b", -1)))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_report_never_becomes_a_wrong_figure(fault: str) -> None:
    counts = seed_faults(12, fault, first=900)
    assert counts["wrong"] == 0
    assert counts["right"] > 0.5 * counts.total()


def test_a_cut_that_fits_its_total_by_chance_is_not_believed_against_its_columns() -> None:
    # 708|737|463|936|657|619|4210 with a wrong first digit also adds up as 70|87374|63|6|…; the columns know better.
    chance = (70, 87374, 63, 936, 6, 5761, 94210)
    options = {"a": [chance], "b": [(1, 0, 0, 0, 0, 0, 1)], "sum": [(799, 737, 463, 936, 657, 619, 4211)]}
    left = believed({"a": "7087374639366576194210", "b": "1000001", "sum": "7997374639366576194211"}, options, [SUM])
    assert len(left["a"]) != 1
    assert {row: left[row] for row in ("b", "sum")} == {row: options[row] for row in ("b", "sum")}


def test_a_row_with_a_blank_is_not_cut_as_if_it_had_none() -> None:
    # 3 2 3 3 (blank) 7 18 has seven digits too.
    rows = {"a": [], "b": [(0, 0, 0, 0, 0, 0, 0)], "sum": [(3, 2, 3, 3, 0, 7, 18)]}
    left = believed({"a": "3233718", "b": "0000000", "sum": "32330718"}, rows, [SUM])
    assert left == {**rows, "a": []}


def test_a_total_line_that_is_out_in_two_columns_leaves_every_row_as_printed() -> None:
    # The archived report of Pingtan for 2020: 20 printed where the outcomes come to 26.
    rows = {"a": [(6, 0, 0, 0, 0, 1, 7)], "b": [(20, 0, 0, 0, 0, 0, 20)], "sum": [(20, 0, 0, 0, 0, 1, 21)]}
    left = believed({"a": "6000017", "b": "200000020", "sum": "200000121"}, rows, [SUM])
    assert left == rows


def test_where_nothing_bears_a_row_out_it_stands_only_if_no_other_cut_comes_near() -> None:
    assert believed({"a": "40000004"}, {"a": [(4, 0, 0, 0, 0, 0, 4)]}, []) == {"a": [(4, 0, 0, 0, 0, 0, 4)]}
    assert believed({"a": "111111612"}, {"a": [(1, 1, 1, 1, 1, 1, 6)]}, []) == {"a": []}
