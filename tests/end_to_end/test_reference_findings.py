"""Every failure that the reference reports are known to have is found, by a rule of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.codebook import rules
from nianbao.model import Report
from nianbao.pipeline import parse

pytestmark = pytest.mark.shared
_BY_KEY = ("arithmetic", "prose_table")

Case = tuple[str, dict[str, Any], Report]


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    return list(_cases(shared / "real"))


def _cases(folder: Path) -> Iterator[Case]:
    for truth in sorted(folder.glob("*/truth.json")):
        report = parse(next(truth.parent.glob("report.*")))
        yield truth.parent.name, json.loads(truth.read_text(encoding="utf-8")), report


def _kinds(report: Report) -> set[str]:
    codes = {code for f in report.findings for code in (f.code, *(c.code for c in f.consequences))}
    return {rules()[code].kind for code in codes}


def test_every_known_failure_is_found_by_a_rule_of_its_kind(cases: list[Case]) -> None:
    lost = []
    for name, truth, report in cases:
        kinds, keys = _kinds(report), {key for finding in report.findings for key in finding.keys}
        for failure in truth.get("findings", []):
            placed = failure["kind"] not in _BY_KEY or keys & set(failure["keys"])
            if failure["kind"] not in kinds or not placed:
                lost.append((name, failure["kind"], failure["keys"]))
    assert lost == []


def test_reports_without_failures_have_no_error(cases: list[Case]) -> None:
    clean = [(name, report) for name, truth, report in cases if not truth.get("findings")]
    assert clean
    assert [(name, f.code) for name, report in clean for f in report.findings if f.severity == "error"] == []
