"""Pages that a person saved take their place among the harvested ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.fetch import Ledger

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PAGE = FIXTURES / "portal" / "zwgk" / "zfxxgknb" / "202503" / "t20250318_2401.html"
PDF = FIXTURES / "portal" / "zwgk" / "zfxxgknb" / "202403" / "P02301.pdf"
URL = "http://www.yunxi.example/nb/2024.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved = tmp_path / "saved"
    (saved / "a_files").mkdir(parents=True)
    comment = f"<!-- saved from url=({len(URL):04}){URL} -->\n".encode()
    (saved / "a.html").write_bytes(comment + PAGE.read_bytes())
    (saved / "a_files" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (saved / "report.pdf").write_bytes(PDF.read_bytes())
    (saved / "unknown.html").write_text("<html>x</html>", encoding="utf-8")
    (saved / "urls.csv").write_text("file,url\nreport.pdf,http://www.yunxi.example/f/2023.pdf\n", encoding="utf-8")
    return saved


def test_saved_pages_are_imported_once_and_read_like_any_other(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    for _ in range(2):
        assert main(["harvest", "--saved", str(folder), "-o", str(output), "--lang", "en"]) == 3
    said = capsys.readouterr()
    assert "no address is known" in said.err
    assert "unknown.html" in said.err
    with Ledger(output) as ledger:
        rows = {row.url: row for row in ledger.rows()}
    assert {url: len(row.records) for url, row in rows.items()} == {URL: 1, "http://www.yunxi.example/f/2023.pdf": 1}
    assert main(["run", "--from-archive", str(output), "-o", str(tmp_path / "read"), "-q", "-j", "1"]) == 0
    reports = [json.loads(line) for line in (tmp_path / "read" / "reports.jsonl").read_text("utf-8").splitlines()]
    assert sorted((report["source"]["url"], report["year"]) for report in reports) == [
        ("http://www.yunxi.example/f/2023.pdf", 2023),
        (URL, 2024),
    ]
    with (output / "harvest.csv").open(encoding="utf-8", newline="") as file:
        assert {row["detail"] for row in csv.DictReader(file)} == {"saved by hand"}


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["harvest", "--saved", str(tmp_path / "none"), "-o", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "it is not there" in capsys.readouterr().err
