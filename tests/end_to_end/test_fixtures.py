"""The bundled reports, all formats and editions: every figure right, every place true, every golden unchanged."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from nianbao.codebook import codebook
from nianbao.errors import DocumentError, NotAReport
from nianbao.model import Report
from nianbao.pipeline import parse
from nianbao.read import load, read
from tests.golden import check_golden

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
BAD = REPORTS.parent / "bad"
CASES = sorted(p for p in REPORTS.iterdir() if not p.name.endswith((".truth.json", ".golden")))


@pytest.fixture(scope="session", params=CASES, ids=lambda p: p.name)
def case(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any], Report]:
    path: Path = request.param
    truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text("utf-8"))
    return path, truth, parse(path)


def test_there_are_at_least_twelve_bundled_reports_over_all_formats_and_editions() -> None:
    truths = [json.loads(p.read_text("utf-8")) for p in REPORTS.glob("*.truth.json")]
    assert len(CASES) >= 12
    assert {p.suffix for p in CASES} == {".html", ".pdf", ".docx", ".txt", ".md"}
    assert {t["edition"] for t in truths} == {"2008", "2014", "2019", "2021"}


def test_every_figure_of_the_tables_is_the_printed_one(case: tuple[Path, dict[str, Any], Report]) -> None:
    _, truth, report = case
    got = {f.key: f for f in report.figures if f.origin != "prose"}
    wrong = {
        key: (value, got[key].value if key in got else None)
        for key, value in truth["figures"].items()
        if value is not None and (key not in got or got[key].value != value)
    }
    assert wrong == {}


def test_every_absent_figure_says_how_it_is_absent(case: tuple[Path, dict[str, Any], Report]) -> None:
    _, truth, report = case
    got = {f.key: f for f in report.figures if f.origin != "prose"}
    for key, state in truth.get("states", {}).items():
        figure = got.get(key)
        assert (figure.state if figure else "missing") == state, key
        assert figure is None or figure.value is None


def test_every_figure_of_the_sentences_is_the_printed_one(case: tuple[Path, dict[str, Any], Report]) -> None:
    _, truth, report = case
    stated: dict[str, list[object]] = {}
    for figure in report.figures:
        if figure.origin == "prose":
            stated.setdefault(figure.key, []).append(figure.value)
    for key, value in truth.get("prose", {}).items():
        assert stated.get(key) == [value], key


def test_identity_and_edition_are_those_of_the_report(case: tuple[Path, dict[str, Any], Report]) -> None:
    _, truth, report = case
    assert (report.issuer.name, report.year, report.edition) == (truth["issuer"], truth["year"], truth["edition"])


def test_every_cell_figure_points_at_a_cell_that_holds_its_text(case: tuple[Path, dict[str, Any], Report]) -> None:
    path, _, report = case
    tables = list(read(load(path)).tables())
    for figure in report.figures:
        if figure.origin != "table" or figure.evidence is None or figure.evidence.table is None:
            continue
        place = figure.evidence
        table = tables[place.table - 1] if place.table else None
        assert table is not None and place.row is not None and place.column is not None
        cell = table.grid()[place.row - 1][place.column - 1]
        assert cell is not None and cell.text == place.quote
        assert place.page or place.element or place.start is not None, figure.key


def test_every_prose_figure_gives_back_its_characters(case: tuple[Path, dict[str, Any], Report]) -> None:
    path, _, report = case
    text = read(load(path)).text
    for figure in report.figures:
        if figure.origin != "prose":
            continue
        place = figure.evidence
        assert place is not None and place.start is not None and place.quote_start is not None
        assert text[place.start : place.end] == figure.raw
        assert text[place.quote_start : place.quote_start + len(place.quote)] == place.quote


def test_every_key_is_in_the_codebook_and_no_null_has_become_a_number(
    case: tuple[Path, dict[str, Any], Report],
) -> None:
    _, _, report = case
    known = {entry.key for entry in codebook().rows()} | {"prose.unmapped"}
    for figure in report.figures:
        assert figure.key in known
        assert (figure.value is not None) == (figure.state == "value")


def test_the_result_is_the_golden_one(case: tuple[Path, dict[str, Any], Report], overwrite_goldens: bool) -> None:
    path, _, report = case
    check_golden(report, path.with_name(f"{path.stem}.golden"), overwrite=overwrite_goldens)


def test_parsing_twice_and_under_a_wrong_suffix_gives_the_same_figures(tmp_path: Path) -> None:
    for path in CASES:
        other = tmp_path / f"{path.stem}.bin"
        shutil.copy(path, other)
        assert [(f.key, f.value, f.state) for f in parse(other).figures] == [
            (f.key, f.value, f.state) for f in parse(path).figures
        ], path.name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty-file.pdf", "empty"),
        ("truncated.pdf", "damaged"),
        ("encrypted.pdf", "encrypted"),
        ("corrupt-zip.docx", "damaged"),
        ("random-bytes.pdf", "unknown_format"),
        ("half-year-statistics.html", "not_a_report"),
        ("website-work-report.html", "not_a_report"),
        ("list-page.html", "not_a_report"),
    ],
)
def test_a_bad_document_is_refused_under_its_own_name(name: str, code: str) -> None:
    with pytest.raises(DocumentError) as refused:
        parse(BAD / name)
    assert refused.value.code == code
    assert name in refused.value.where


@pytest.mark.parametrize(
    ("months", "refused"),
    [
        ("2023年1-9月", True),
        ("2023年一至九月份", True),
        ("2023年7月～9月", True),
        ("2023年1-12月", False),
        ("2023年", False),
    ],
)
def test_statistics_of_some_months_are_no_annual_report(tmp_path: Path, months: str, refused: bool) -> None:
    page = (REPORTS / "html-2021-plain.html").read_text("utf-8")
    title = re.findall(r"<title>([^<]*)</title>", page)[0]
    other = tmp_path / "page.html"
    other.write_text(page.replace(title, f"{months}政府信息公开申请办理情况统计"), "utf-8")
    if not refused:
        assert parse(other).figures
        return
    with pytest.raises(NotAReport):
        parse(other)


def test_a_text_that_is_no_report_is_refused_and_not_read_as_an_empty_report(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("关于召开会议的通知\n请各科室于3月5日上午9时到会，每室1人。\n", encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        parse(letter)
    assert refused.value.code == "not_a_report"
