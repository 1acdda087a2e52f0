"""The one wrong cell: named with its value and the slip behind it; pairs when no single cell will do."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nianbao.check import assess
from nianbao.check.slips import slips
from nianbao.model import Finding, Suggestion
from tests.check.samples import Values, busy_report


def _found(changes: Values) -> list[Finding]:
    findings = assess(busy_report(changes)).findings
    return [f for f in findings if f.code.startswith(("T3.", "T4.", "TIE."))]


def _only(changes: Values) -> Finding:
    findings = _found(changes)
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    ("key", "printed", "meant", "reason"),
    [
        ("results.granted@natural_person", 74, 47, "transposed"),
        ("results.granted@natural_person", 477, 47, "doubled_digit"),
        ("results.granted@natural_person", 7, 47, "dropped_digit"),
        ("results.granted@natural_person", 41, 47, "wrong_digit"),
        ("results.total@total", 0, 92, "total_left_zero"),
        ("requests.received@total", 85, 92, "total_not_updated"),
    ],
)
def test_a_slip_is_named_with_cell_value_and_reason(key: str, printed: int, meant: int, reason: str) -> None:
    finding = _only({key: printed})
    best = finding.suggestions[0]
    assert (best.key, best.value, best.reason, best.unique) == (key, meant, reason, True)
    assert best.repairs == len(finding.consequences) + 1


def test_a_figure_in_the_neighbouring_column_is_moved_back() -> None:
    """Business and research institution exchanged: the rows still add up, two columns do not."""
    finding = _only({"results.granted@business": 0, "results.granted@research_institution": 11})
    best = finding.suggestions[0]
    changes = {best.key: best.value} | {c.key: c.value for c in best.also}
    assert changes == {"results.granted@business": 11, "results.granted@research_institution": 0}
    assert best.reason == "exchanged"


def test_two_wrong_cells_are_two_findings() -> None:
    findings = _found({"results.granted@natural_person": 50, "results.not_processed.duplicate@business": 9})
    first = {(f.suggestions[0].key, f.suggestions[0].value) for f in findings}
    assert first == {("results.granted@natural_person", 47), ("results.not_processed.duplicate@business", 2)}


def test_three_wrong_cells_are_each_named() -> None:
    findings = _found(
        {
            "results.granted@natural_person": 50,
            "results.not_processed.duplicate@business": 9,
            "results.granted_in_part@other_org": 4,
        }
    )
    assert {f.suggestions[0].key for f in findings} == {
        "results.granted@natural_person",
        "results.not_processed.duplicate@business",
        "results.granted_in_part@other_org",
    }


def test_an_ambiguous_tie_lists_the_ways_and_says_so() -> None:
    suggestions = _only({"reconsideration.total": 9}).suggestions
    assert suggestions[0].key == "reconsideration.total"
    assert len(suggestions) > 1 and not any(s.unique for s in suggestions)


def test_no_suggestion_makes_a_count_negative_or_breaks_another_tie() -> None:
    for changes in ({"reconsideration.total": 0}, {"results.total@natural_person": 1, "results.total@total": 1}):
        for suggestion in (s for f in _found(changes) for s in f.suggestions):
            values = _values(suggestion)
            assert all((value or 0) >= 0 for value in values.values())
            mended = assess(busy_report(dict(changes) | values)).findings
            assert len(mended) < len(_found(changes)) + 1
            assert not [f for f in mended if set(f.keys) & values.keys()]


def _values(suggestion: Suggestion) -> dict[str, int | float | None]:
    values: dict[str, int | float | None] = {suggestion.key: suggestion.value}
    return values | {c.key: c.value for c in suggestion.also}


def test_a_suggestion_changes_no_figure() -> None:
    report = busy_report({"results.granted@natural_person": 74})
    assess(report)
    assert next(f.value for f in report.figures if f.key == "results.granted@natural_person") == 74


@pytest.mark.parametrize(
    ("printed", "meant", "reasons"),
    [
        ("21", "12", ["transposed"]),
        ("1223", "123", ["doubled_digit"]),
        ("1293", "123", ["extra_digit"]),
        ("120", "12", ["extra_digit"]),
        ("12", "112", ["dropped_digit"]),
        ("38", "33", ["wrong_digit"]),
        ("5", "7", []),
        ("123", "987", []),
    ],
)
def test_slips_of_the_hand(printed: str, meant: str, reasons: list[str]) -> None:
    assert list(slips(printed, meant)) == reasons


def test_figures_slipped_by_a_column_are_one_finding_and_not_thirty() -> None:
    columns = ["natural_person", "business", "research_institution", "public_welfare_org"]
    values = {f.key: f.value for f in busy_report().figures}
    rows = [
        key.partition("@")[0] for key in values if key.endswith("@total") and key.startswith(("results", "requests"))
    ]
    changes = {
        f"{row}@{column}": (values[f"{row}@{before}"] or 0) + at
        for row in rows
        for at, (before, column) in enumerate(pairwise(columns))
    }
    findings = _found(changes)
    assert len(findings) <= 3
    assert any(len(finding.consequences) > 5 for finding in findings)
