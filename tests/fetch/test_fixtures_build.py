"""The test documents: built the same twice, with figures that keep their ties but for the faults meant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.build_fixtures import reports
from scripts.fixture_kit.describe import Report, broken_ties

ROOT = Path(__file__).resolve().parents[2]


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_give_the_same_bytes_and_every_file_of_the_checkout(tmp_path: Path) -> None:
    for name in ("one", "two"):
        command = [sys.executable, str(ROOT / "scripts" / "build_fixtures.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=tmp_path)
    one = _tree(tmp_path / "one")
    assert one == _tree(tmp_path / "two")
    assert set(one) <= set(_tree(ROOT / "fixtures"))


@pytest.mark.parametrize("report", [report for report, _, _ in reports()], ids=lambda report: report.name)
def test_a_truth_is_whole_and_breaks_only_the_ties_it_means_to(report: Report) -> None:
    truth = json.loads((ROOT / "fixtures" / "reports" / f"{report.name}.truth.json").read_text(encoding="utf-8"))
    assert truth == json.loads(json.dumps(report.truth()))
    holes = {key for key, value in truth["figures"].items() if value is None}
    assert holes == set(truth["states"])
    assert broken_ties(report) == report.breaks


def test_a_figure_that_breaks_a_tie_is_noticed() -> None:
    report = next(report for report, _, _ in reports() if not report.breaks)
    key = "results.granted@total"
    report.figures[key] = (report.figures[key] or 0) + 1
    assert broken_ties(report) == {"T3.row_total", "T3.result_total"}
