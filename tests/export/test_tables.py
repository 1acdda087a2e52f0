"""The CSV holds every figure with its state; no cell shifts, none runs as a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.export.atomic import atomic_write
from nianbao.export.tables import (
    ERROR_COLUMNS,
    FIGURE_COLUMNS,
    FINDING_COLUMNS,
    Labels,
    csv_text,
    error_row,
    figure_rows,
    finding_rows,
    wide_columns,
    wide_header,
    wide_row,
)
from nianbao.model import Figure, Message, Report

Make = Callable[..., Report]
KEY = "requests.received@natural_person"


def read_back(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def figures(report: Make, labels: Labels) -> list[dict[str, str]]:
    return read_back(csv_text([FIGURE_COLUMNS, *figure_rows(report(), labels)]))


def test_every_figure_is_a_row_under_its_columns(report: Make, figures: list[dict[str, str]]) -> None:
    rows = figures
    assert [(r["key"], r["value"], r["state"]) for r in rows] == [
        (f.key, "" if f.value is None else repr(f.value), f.state) for f in report().figures
    ]
    assert rows[0]["bbox"] == "400.1 212.0 431.9 226.4"
    assert (rows[0]["table"], rows[0]["row"], rows[0]["column"]) == ("2", "3", "9")
    assert (rows[5]["start"], rows[5]["end"], rows[5]["qualifier"]) == ("812", "816", "approx")
    assert rows[4]["candidates"] == "12 | 13"


def test_labels_come_from_the_codebook_and_for_unmapped_figures_from_the_sentence(
    figures: list[dict[str, str]],
) -> None:
    rows = figures
    assert (rows[0]["label_zh"], rows[0]["label_en"]) == (f"zh:{KEY}", f"en:{KEY}")
    assert rows[6]["label_zh"] == "座谈会"


def test_a_finding_is_a_row(report: Make) -> None:
    [row] = read_back(csv_text([FINDING_COLUMNS, *finding_rows(report())]))
    assert (row["severity"], row["expected"], row["actual"]) == ("error", "102", "101")
    assert row["keys"].split() == [KEY, "results.granted@total"]
    assert row["suggestions"] == "results.granted@total=22 (3)"


def test_an_error_carries_its_details_as_json() -> None:
    row = error_row("a,b.pdf", None, "too_large", Message("大", "big"), {"what": "bytes", "limit": 3})
    [back] = read_back(csv_text([ERROR_COLUMNS, row]))
    assert (back["path"], json.loads(back["details"])) == ("a,b.pdf", {"what": "bytes", "limit": 3})


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''-x"])
def test_no_text_runs_as_a_formula_and_the_text_can_be_had_back(text: str) -> None:
    written = csv_text([[text]])
    [[cell]] = csv.reader(io.StringIO(written, newline=""))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["-", "-417", "+3", "-1,234.5", "a=b", "—"])
def test_dashes_and_printed_numbers_stay_as_they_are(text: str) -> None:
    [[cell]] = csv.reader(io.StringIO(csv_text([[text]]), newline=""))
    assert cell == text


def test_negative_numbers_stay_numbers() -> None:
    assert csv_text([[-417, -0.5]]) == "-417,-0.5\n"


@given(st.lists(st.text(st.characters(exclude_characters="=+-@\t\r", exclude_categories=["Cs"])), min_size=2))
def test_any_row_of_texts_comes_back_cell_by_cell(row: list[str]) -> None:
    [back] = csv.reader(io.StringIO(csv_text([row]), newline=""))
    assert back == row


def test_a_lone_carriage_return_does_not_break_a_row() -> None:
    assert list(csv.reader(io.StringIO(csv_text([["a\rb", "c"], ["d", "e"]]), newline=""))) == [
        ["a\rb", "c"],
        ["d", "e"],
    ]


def test_the_wide_table_has_one_row_a_report_and_says_the_state(tmp_path: Path, report: Make) -> None:
    reports = [report(), report([Figure(KEY, 5, "value", "件", "5", "table")], path="b.html")]
    keys = wide_columns(reports, [KEY, "results.granted@total"])
    assert keys[:2] == [KEY, "results.granted@total"]
    text = csv_text([wide_header(keys, states=True), *(wide_row(r, keys, states=True) for r in reports)])
    first, second = read_back(text)
    assert (first[KEY], second[KEY]) == ("3119", "5")
    assert (first["results.granted@total"], first["results.granted@total:state"]) == ("", "unreadable")
    assert (second["results.granted@total"], second["results.granted@total:state"]) == ("", "missing")


def test_prose_never_fills_a_cell_of_the_wide_table(report: Make) -> None:
    assert wide_row(report(), ["requests.received@total"], states=True)[-2:] == [None, "not_applicable"]


def test_two_readings_of_one_cell_that_differ_give_no_value(report: Make) -> None:
    twice = [Figure(KEY, n, "value", "件", str(n), "table") for n in (5, 6)]
    assert wide_row(report(twice), [KEY], states=True)[-2:] == [None, "conflict"]


def test_pandas_and_excel_read_the_file_with_a_bom(tmp_path: Path, report: Make, labels: Labels) -> None:
    path = tmp_path / "figures.csv"
    with atomic_write(path, bom=True) as file:
        file.write(csv_text([FIGURE_COLUMNS, *figure_rows(report(), labels)]))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfpath,url,")
    frame = pandas.read_csv(path)
    assert list(frame.columns) == list(FIGURE_COLUMNS)
    assert frame["value"].isna().tolist() == [f.value is None for f in report().figures]
