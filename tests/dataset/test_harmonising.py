"""A sum is a number only when all its terms are; what may not be compared is not joined."""

from __future__ import annotations

import pytest

from nianbao.codebook.harmonised import indicators, variables
from nianbao.dataset.harmonising import STATES, Cell, cells_of, derived, harmonised


def cell(value: int | None, state: str = "value", grade: str = "proved", codes: str = "") -> Cell:
    return Cell(value, state, grade, codes)


def test_the_other_handling_of_2021_is_the_sum_of_its_rows_and_of_2019_the_single_row() -> None:
    rows = ("correction_lapsed", "fee_unpaid", "other")
    cells = {f"results.other_handling.{row}@total": cell(n) for n, row in enumerate(rows, 1)}
    assert harmonised(cells, "2021")["other_handling"].value == 6
    found = harmonised({"results.other_handling.subtotal@total": cell(4)}, "2019")["other_handling"]
    assert (found.value, found.comparability) == (4, "exact")


@pytest.mark.parametrize("state", ["blank", "not_applicable", "unreadable", "missing"])
def test_a_sum_with_a_term_that_is_no_number_is_no_number(state: str) -> None:
    cells = {
        "litigation.direct.total": cell(3),
        "litigation.after_reconsideration.total": cell(None, state),
    }
    found = harmonised(cells, "2021")["litig_total"]
    assert (found.value, found.state) == (None, state)


def test_the_worst_grade_and_all_findings_of_the_terms_stand_beside_a_sum() -> None:
    cells = {
        "litigation.direct.total": cell(3, grade="doubtful", codes="T4.total"),
        "litigation.after_reconsideration.total": cell(1, codes="T4.block T4.total"),
    }
    found = harmonised(cells, "2021")["litig_total"]
    assert (found.value, found.grade, found.codes) == (4, "doubtful", "T4.block T4.total")


def test_what_the_crosswalk_calls_weak_is_kept_apart() -> None:
    found = harmonised({"replies.refused": cell(7)}, "2014")["refused_total"]
    assert (found.value, found.state, found.comparability) == (None, "not_comparable", "not_comparable")


def test_a_row_that_an_edition_does_not_print_is_said_to_be_so() -> None:
    assert harmonised({}, "2014")["carried_forward"].state == "not_printed"
    assert harmonised({}, None)["received"].state == "not_printed"


def test_a_key_printed_twice_with_different_values_has_none() -> None:
    figures = [
        {"key": "requests.received@total", "origin": "table", "value": value, "state": "value", "grade": "proved"}
        for value in (5, 6)
    ]
    cells = cells_of({"figures": figures, "findings": []})
    assert (cells["requests.received@total"].value, cells["requests.received@total"].state) == (None, "conflict")


def _values(**known: int) -> dict[str, Cell]:
    found = {variable.id: Cell(0, "value", "proved", "", "exact") for variable in variables()}
    return found | {name: Cell(value, "value", "read", "", "near") for name, value in known.items()}


def test_the_disclosure_rate_is_what_was_granted_of_what_was_concluded() -> None:
    found = derived(_values(granted=30, granted_in_part=12, results_total=60), None)["disclosure_rate"]
    assert (found.value, found.grade, found.comparability) == (70.0, "read", "near")


def test_pending_cases_are_no_part_of_the_correction_rate() -> None:
    rate = derived(_values(reconsid_total=12, reconsid_pending=2, reconsid_corrected=4), None)["reconsid_correct_rate"]
    assert rate.value == 40.0


@pytest.mark.parametrize("total", [0, 9])
def test_a_share_of_few_is_no_share(total: int) -> None:
    found = derived(_values(granted=total, results_total=total), None)["disclosure_rate"]
    assert (found.value, found.state) == (None, "small_denominator")


def test_inhabitants_come_from_the_user_or_not_at_all() -> None:
    values = _values(received=50)
    assert derived(values, 250_000)["requests_per_10000"].value == 2.0
    assert derived(values, None)["requests_per_10000"].state == "missing"


def test_every_indicator_has_a_definition_in_both_languages_and_a_guard() -> None:
    for indicator in indicators():
        assert indicator.definition_zh and indicator.definition_en and indicator.minimum > 0
        assert indicator.formula


def test_every_state_of_a_cell_has_a_word() -> None:
    from nianbao.export.messages import text

    assert all(text("panel_word", state, "zh") and text("panel_word", state, "en") for state in STATES)
