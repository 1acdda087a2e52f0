"""Ties: null is unknown and never 0, every broken tie is found, and the cell that would mend it is named."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from nianbao.check import assess
from nianbao.codebook import load_edition
from nianbao.model import SCHEMA_VERSION, Figure, Finding, Issuer, Observation, Report, Section, SourceRef

EDITION = load_edition("2021")


def _report(changes: dict[str, int | None] | None = None) -> Report:
    """A consistent report of the form of 2021, with some cells changed (None: left blank)."""
    values: dict[str, int | None] = dict.fromkeys(EDITION.expected_keys(), 0)
    values |= {
        f"{row}@{column}": 5
        for row in ("requests.received", "results.granted", "results.total")
        for column in ("natural_person", "total")
    }
    values |= changes or {}
    figures = [
        Figure(key, value, "blank" if value is None else "value", EDITION.keys[key].unit, "", "table")
        for key, value in values.items()
    ]
    sections = [Section(s.number, s.zh, True) for s in EDITION.sections]
    found = [Observation("table_found", table.id) for table in EDITION.tables]
    source = SourceRef("report.html", None, "", "text/html", None)
    return Report(
        SCHEMA_VERSION,
        source,
        Issuer(),
        2024,
        "2021",
        None,
        None,
        None,
        None,
        sections,
        figures,
        observations=found,
    )


def _arithmetic(findings: Iterable[Finding]) -> list[str]:
    """Codes of the ties that fail, also of those told beneath their cause."""
    codes = [code for f in findings for code in (f.code, *(c.code for c in f.consequences))]
    return sorted(code for code in codes if code.startswith(("T3.", "T4.", "T2.", "TIE.")))


def test_a_report_that_balances_has_no_findings_and_its_figures_are_proved() -> None:
    assessment = assess(_report())
    findings, grades = assessment.findings, assessment.grades
    assert findings == []
    assert grades["requests.received@total"] == "proved"
    assert "proactive.licensing.decisions" not in grades  # no tie speaks of it


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"requests.carried_forward@natural_person": 1}, ["T3.balance", "T3.row_total"]),
        ({"results.total@total": 6}, ["T3.balance", "T3.result_total", "T3.row_total"]),
        ({"results.refused.admin_query@business": 2}, ["T3.result_total", "T3.row_total"]),
        ({"reconsideration.upheld": 1}, ["T4.reconsideration"]),
        ({"litigation.direct.total": 3}, ["T4.litigation_direct"]),
        ({"proactive.regulations.issued": 4}, ["T2.in_force"]),
    ],
)
def test_every_tie_a_changed_cell_takes_part_in_is_found_broken(
    changes: dict[str, int | None], broken: list[str]
) -> None:
    assessment = assess(_report(changes))
    findings, grades = assessment.findings, assessment.grades
    assert _arithmetic(findings) == broken
    assert len([f for f in findings if f.code.startswith(("T2.", "T3.", "T4."))]) == 1  # one cause, one finding
    if broken != ["T2.in_force"]:
        assert grades[next(iter(changes))] == "doubtful"


def test_a_blank_cell_is_unknown_and_breaks_nothing() -> None:
    """Had the blank counted as 0, the row of five would not add up."""
    assessment = assess(_report({"results.granted@natural_person": None}))
    findings, grades = assessment.findings, assessment.grades
    assert _arithmetic(findings) == []
    assert grades.get("results.granted@total") != "doubtful"


def test_a_blank_total_over_filled_parts_is_said() -> None:
    findings = assess(_report({"results.granted@total": None})).findings
    assert _arithmetic(findings) == ["T3.blank_total"]


@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        ({"results.granted@natural_person": 50}, "results.granted@natural_person", 5),
        ({"results.total@total": 6}, "results.total@total", 5),
        ({"reconsideration.upheld": 4}, "reconsideration.total", 4),
    ],
)
def test_the_cell_that_mends_every_broken_tie_is_suggested_with_its_value(
    changes: dict[str, int | None], key: str, value: int
) -> None:
    findings = assess(_report(changes)).findings
    suggested = {(s.key, s.value) for f in findings for s in f.suggestions}
    assert (key, value) in suggested


def test_a_subtotal_printed_beside_its_parts_must_be_their_sum() -> None:
    report = _report()
    report.figures.append(Figure("results.refused.subtotal@total", 4, "value", "件", "4", "table"))
    findings = assess(report).findings
    assert "TIE.derived" in [f.code for f in findings]
    derived = next(f for f in findings if f.code == "TIE.derived")
    assert (derived.expected, derived.actual) == (0, 4)


def test_messages_stand_in_both_languages_and_name_the_column() -> None:
    findings = assess(_report({"requests.carried_forward@natural_person": 1})).findings
    balance = next(f for f in findings if f.code == "T3.balance")
    assert "自然人" in balance.message.zh
    assert "natural persons" in balance.message.en


def test_what_could_not_be_judged_is_said_with_the_blank_cells() -> None:
    gaps = [g for g in assess(_report({"results.granted@business": None})).not_assessed if g.code.startswith("T3.")]
    assert {gap.code for gap in gaps} == {"T3.result_total", "T3.row_total"}
    assert all(gap.keys == ["results.granted@business"] and gap.reason == "blank_cells" for gap in gaps)


def test_blank_parts_do_not_hide_that_the_others_exceed_the_total() -> None:
    findings = assess(_report({"results.granted@natural_person": 7, "results.granted@business": None})).findings
    exceeding = [f for f in findings if f.code == "TIE.parts_exceed"]
    assert [(f.expected, f.actual) for f in exceeding] == [(7, 5)]


def test_a_column_of_blank_totals_is_one_omission() -> None:
    changes: dict[str, int | None] = {"requests.received@total": None, "results.granted@total": None}
    findings = [f for f in assess(_report(changes)).findings if f.code == "T3.blank_total"]
    assert len(findings) == 1
    assert {"requests.received@total", "results.granted@total"} <= set(findings[0].keys)
    assert {(s.key, s.value) for s in findings[0].suggestions} == {
        ("requests.received@total", 5),
        ("results.granted@total", 5),
    }
