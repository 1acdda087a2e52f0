"""The main job as a user runs it: good and bad documents in one batch, every output valid, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def _nianbao(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nianbao", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of trouble beside two good reports."""
    folder = tmp_path_factory.mktemp("batch")
    for bad in (FIXTURES / "bad").iterdir():
        shutil.copy(bad, folder)
    for good in ("html-2021-plain.html", "docx-2021-merged-cells.docx"):
        shutil.copy(FIXTURES / "reports" / good, folder)
    shutil.copy(FIXTURES / "reports" / "html-2021-plain.html", folder / "page-named.pdf")
    with (folder / "huge.html").open("wb") as huge:
        huge.write(b"<html><body><p>")
        huge.truncate(200 * 1024 * 1024)
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b"<w:document>" + b" " * (80 * 1024 * 1024))
    return folder


@pytest.fixture(scope="module")
def outcome(batch: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    output = tmp_path_factory.mktemp("out")
    result = _nianbao("run", batch, batch / "not-there.pdf", "-o", output, "--quiet", "--jobs", "1", cwd=batch)
    assert "Traceback" not in result.stderr
    return result.returncode, output


def test_bad_documents_end_in_exit_code_three_each_with_its_name_and_a_way_out(outcome: tuple[int, Path]) -> None:
    code, output = outcome
    assert code == 3
    with (output / "errors.csv").open(encoding="utf-8", newline="") as file:
        rows = {Path(row["path"]).name: row for row in csv.DictReader(file)}
    assert {name: row["code"] for name, row in rows.items()} == {
        "bomb.docx": "too_large",
        "corrupt-zip.docx": "damaged",
        "empty-file.pdf": "empty",
        "encrypted.pdf": "encrypted",
        "half-year-statistics.html": "not_a_report",
        "huge.html": "too_large",
        "list-page.html": "not_a_report",
        "not-there.pdf": "not_found",
        "random-bytes.pdf": "unknown_format",
        "truncated.pdf": "damaged",
        "website-work-report.html": "not_a_report",
    }
    assert all(row["message_zh"] and row["message_en"] for row in rows.values())


def test_the_good_documents_of_a_bad_batch_are_done_a_wrong_suffix_included(outcome: tuple[int, Path]) -> None:
    lines = (outcome[1] / "reports.jsonl").read_text("utf-8").splitlines()
    paths = sorted(Path(json.loads(line)["source"]["path"]).name for line in lines)
    assert paths == ["docx-2021-merged-cells.docx", "html-2021-plain.html", "page-named.pdf"]


def test_every_report_of_every_bundled_document_fits_the_published_schema(tmp_path: Path) -> None:
    printed = _nianbao("schema", cwd=tmp_path)
    validator = jsonschema.Draft202012Validator(json.loads(printed.stdout))
    result = _nianbao("run", FIXTURES / "reports", "-o", tmp_path / "out", "--quiet", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = (tmp_path / "out" / "reports.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == len(list((FIXTURES / "reports").glob("*.truth.json")))
    for line in lines:
        assert list(validator.iter_errors(json.loads(line))) == []


@pytest.mark.skipif(os.name == "nt", reason="permission bits of POSIX")
def test_a_file_that_may_not_be_opened_is_said_to_be_so(tmp_path: Path) -> None:
    locked = tmp_path / "locked.html"
    shutil.copy(FIXTURES / "reports" / "html-2021-plain.html", locked)
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may open every file")
    result = _nianbao("parse", locked, cwd=tmp_path)
    locked.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert result.returncode == 3
    assert "locked.html" in result.stderr


def test_two_runs_give_the_same_bytes_and_one_worker_gives_those_of_two(tmp_path: Path) -> None:
    reports = FIXTURES / "reports"
    outputs = []
    for name, jobs in (("a", 1), ("b", 2)):
        _nianbao("run", reports, "-o", tmp_path / name, "--quiet", "--jobs", jobs, cwd=tmp_path)
        files = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")
        outputs.append({file: (tmp_path / name / file).read_bytes() for file in files})
    assert outputs[0] == outputs[1]
