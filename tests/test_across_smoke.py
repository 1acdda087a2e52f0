"""The bench of faults across reports: one of each, so that a rule that falls silent is noticed at once."""

from __future__ import annotations

import pytest

from benchmarks.across import PLANTED, Plant, alarms, recall


@pytest.mark.parametrize(("code", "plant"), PLANTED, ids=[code for code, _ in PLANTED])
def test_a_planted_fault_is_found(code: str, plant: Plant) -> None:
    assert recall(code, plant, 2)[:2] == (2, 2)


def test_nothing_is_said_of_consistent_counties() -> None:
    reports, severities, _ = alarms(3)
    assert reports == 21
    assert severities["error"] == 0
