"""A run checks as ``nianbao.toml`` says, the same in every process, and keeps results of other rules apart."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import UsageError
from nianbao.run.rules import Rules

FAULTY = "fixtures/reports/html-2021-with-fault.html"
FILES = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")
WAIVED = '[[waiver]]\ncode = "{code}"\nreason = "已核实"\nuntil = {until}\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def findings(root: Path, *more: str, output: str = "out") -> list[dict[str, str]]:
    assert main(["run", str(root / FAULTY), "-o", output, "-q", *more]) == 0
    with Path(output, "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_error(root: Path) -> str:
    return next(row["code"] for row in findings(root, "-j", "1") if row["severity"] == "error")


def test_a_rule_switched_off_is_not_in_the_findings_of_a_run(root: Path) -> None:
    code = first_error(root)
    Path("nianbao.toml").write_text(f'[rules."{code}"]\nenabled = false\n', encoding="utf-8")
    assert code not in {row["code"] for row in findings(root, "-j", "1")}


def test_another_severity_counts_in_the_summary_and_the_report(root: Path) -> None:
    code = first_error(root)
    Path("other.toml").write_text(f'[rules."{code}"]\nseverity = "info"\n', encoding="utf-8")
    rows = findings(root, "-j", "1", "--config", "other.toml")
    assert {row["severity"] for row in rows if row["code"] == code} == {"info"}
    report = json.loads(Path("out/reports.jsonl").read_text(encoding="utf-8"))
    assert {f["severity"] for f in report["findings"] if f["code"] == code} == {"info"}


def test_a_finding_is_waived_until_its_day(root: Path) -> None:
    code = first_error(root)
    Path("nianbao.toml").write_text(WAIVED.format(code=code, until="2026-06-30"), encoding="utf-8")
    for today, reason in (("2026-06-30", "已核实"), ("2026-07-01", "")):
        rows = findings(root, "-j", "1", "--today", today)
        assert {row["waived_reason"] for row in rows if row["code"] == code} == {reason}


def test_one_process_and_two_and_a_cluster_give_the_same_bytes(root: Path) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    code = first_error(root)
    Path("nianbao.toml").write_text(
        f'[rules."{code}"]\nseverity = "warning"\n' + WAIVED.format(code=code, until="2199-12-31"), encoding="utf-8"
    )
    ways = {"one": ["-j", "1"], "two": ["-j", "2"], "dask": ["--engine", "dask", "--scheduler", "local", "-j", "1"]}
    plain = str(root / "fixtures/reports/html-2021-plain.html")
    for name, way in ways.items():
        assert main(["run", str(root / FAULTY), plain, "-o", name, "-q", *way]) == 0
    assert "已核实" in Path("one/findings.csv").read_text(encoding="utf-8")
    for file in FILES:
        assert len({Path(name, file).read_bytes() for name in ways}) == 1


def test_a_mistake_in_the_file_is_told_with_its_line_before_anything_is_read(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("nianbao.toml").write_text('\n[rules."NO.such"]\nenabled = false\n', encoding="utf-8")
    assert main(["--lang", "en", "run", str(root / FAULTY), "-o", "out"]) == 2
    assert "nianbao.toml:2" in capsys.readouterr().err
    assert not Path("out/reports.jsonl").exists()


def test_a_run_says_which_file_it_checked_by(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("nianbao.toml").write_text("", encoding="utf-8")
    assert main(["--lang", "en", "run", str(root / FAULTY), "-o", "out", "-j", "1"]) == 0
    assert "checked as configured in: nianbao.toml" in capsys.readouterr().out


def test_a_day_on_which_no_waiver_ends_makes_no_other_worker(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.toml"
    path.write_text(WAIVED.format(code="T3.balance", until="2026-06-30"), encoding="utf-8")
    workers = [Rules.of(path, date(2026, month, 5)).report_worker() for month in (5, 6, 7, 8)]
    assert workers[0] == workers[1] != workers[2] == workers[3]


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Rules.of(tmp_path / "nianbao.toml")
