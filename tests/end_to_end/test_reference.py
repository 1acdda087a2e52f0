"""Published reports with known truth, beside the checkout: what the project promises of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from nianbao.model import Figure, Report
from nianbao.pipeline import parse

pytestmark = pytest.mark.shared


class Case(NamedTuple):
    name: str
    truth: dict[str, Any]
    report: Report

    @property
    def cells(self) -> dict[str, Figure]:
        return {f.key: f for f in self.report.figures if f.origin != "prose"}


@pytest.fixture(scope="session")
def cases(shared: Path) -> list[Case]:
    found = []
    for folder in sorted(p for p in (shared / "real").iterdir() if (p / "truth.json").exists()):
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        found.append(Case(folder.name, truth, parse(next(folder.glob("report.*")))))
    return found


def test_no_figure_of_a_table_is_wrong(cases: list[Case]) -> None:
    wrong = [
        (case.name, key, value, figure.value)
        for case in cases
        for key, value in case.truth["figures"].items()
        if (figure := case.cells.get(key)) and figure.value is not None and figure.value != value
    ]
    assert wrong == []


def test_no_figure_of_a_table_with_borders_is_missing(cases: list[Case]) -> None:
    missing = [
        (case.name, key)
        for case in cases
        for key, value in case.truth["figures"].items()
        if not case.truth.get("flat") and value is not None and (key not in case.cells or case.cells[key].value is None)
    ]
    assert missing == []


def test_blanks_and_placeholders_keep_their_states(cases: list[Case]) -> None:
    states = [
        (case.name, key, state)
        for case in cases
        for key, state in case.truth.get("states", {}).items()
        if (case.cells[key].state if key in case.cells else "missing") != state
    ]
    assert states == []


def test_edition_and_year_are_right(cases: list[Case]) -> None:
    for case in cases:
        assert (case.report.edition, case.report.year) == (case.truth["edition"], case.truth["year"]), case.name


def test_sentences_give_nine_figures_in_ten_and_none_wrong(cases: list[Case]) -> None:
    right, wrong, total = 0, [], 0
    for case in cases:
        stated: dict[str, float | int | None] = {}
        for figure in case.report.figures:
            if figure.origin == "prose":
                stated.setdefault(figure.key, figure.value)
        for key, value in case.truth.get("prose", {}).items():
            total += 1
            right += stated.get(key) == value
            if stated.get(key) not in (None, value):
                wrong.append((case.name, key, value, stated[key]))
    assert wrong == []
    assert right >= 0.9 * total


def test_every_arithmetic_failure_is_found(cases: list[Case]) -> None:
    for case in cases:
        flagged = {key for finding in case.report.findings for key in finding.keys}
        for finding in case.truth.get("findings", []):
            if finding["kind"] == "arithmetic":
                assert set(finding["keys"]) & flagged, (case.name, finding)


def test_reports_that_balance_get_no_arithmetic_error(cases: list[Case]) -> None:
    for case in cases:
        if not any(f["kind"] == "arithmetic" for f in case.truth.get("findings", [])):
            arithmetic = [f.code for f in case.report.findings if f.code.startswith(("T3.", "T4.", "TIE."))]
            assert [code for code in arithmetic if code != "T3.blank_total"] == [], case.name


def test_the_seed_report_is_read_from_its_sentences_and_its_gap_of_one_is_found(cases: list[Case]) -> None:
    """怀化市鹤城区 2025: 101 + 1 came in, 100 were answered and 1 carried forward; three tables are missing."""
    report = next(case.report for case in cases if case.name == "hecheng-2025")
    prose = {f.key: f.value for f in report.figures if f.origin == "prose"}
    expected = {
        "requests.received@total": 101,
        "requests.brought_forward@total": 1,
        "requests.carried_forward@total": 1,
        "results.granted@total": 27,
        "results.unavailable.subtotal@total": 60,
        "reconsideration.total": 42,
        "reconsideration.upheld": 4,
        "litigation.total": 3,
        "prose.info_published_total": 6003,
    }
    assert {key: prose.get(key) for key in expected} == expected
    gap = next(f for f in report.findings if f.code == "PROSE.balance")
    assert (gap.expected, gap.actual) == (102, 101)
    assert [f.code for f in report.findings].count("STRUCT.table_missing") == 3
    assert all(f.state == "missing" for f in report.figures if f.origin == "table")
