"""The bench of seeded faults: a handful of each, so that a rule that falls silent is noticed at once."""

from __future__ import annotations

from benchmarks.faults.measure import alarms, located, recall


def test_every_planted_fault_is_found() -> None:
    missed = {row.code: row.missed for row in recall(1) if row.missed or not row.planted}
    assert missed == {}


def test_nothing_is_an_error_in_consistent_reports() -> None:
    seen = alarms(28)
    assert seen.by_severity["error"] == 0
    assert set(seen.by_code) <= {"STRUCT.old_row"}  # one row where the form has three: a fault of that kind of report


def test_the_one_wrong_cell_is_named_with_its_value() -> None:
    seen = located(12)
    assert (seen.first, seen.missed) == (12, [])
