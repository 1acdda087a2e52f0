"""Each command prints what it promises and ends with the promised exit code."""

from __future__ import annotations

import csv
import errno
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from nianbao.export.published import from_json

Cli = Callable[..., tuple[int, str, str]]


def write(**texts: str) -> None:
    for name, text in texts.items():
        Path(f"{name}.txt").write_text(text, encoding="utf-8")


def test_parse_prints_one_report_a_line_in_the_order_given(cli: Cli) -> None:
    write(a="clean", b="clean")
    code, out, err = cli("parse", "b.txt", "a.txt")
    assert code == 0
    assert [from_json(line).source.path for line in out.splitlines()] == ["b.txt", "a.txt"]
    assert err == ""


def test_parse_goes_on_after_a_bad_document_names_it_and_ends_with_3(cli: Cli) -> None:
    write(a="damaged", b="clean")
    code, out, err = cli("parse", "a.txt", "none.txt", "b.txt")
    assert code == 3
    assert len(out.splitlines()) == 1
    assert "a.txt: truncated or corrupt" in err
    assert "none.txt: no such file" in err


def test_a_bug_on_one_document_is_a_message_not_a_traceback(cli: Cli) -> None:
    write(a="bug", b="clean")
    code, out, err = cli("parse", ".")
    assert (code, len(out.splitlines())) == (3, 1)
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


def test_parse_json_is_a_list(cli: Cli) -> None:
    write(a="clean")
    _, out, _ = cli("parse", "a.txt", "--format", "json")
    assert [report["year"] for report in json.loads(out)] == [2024]


def test_parse_csv_has_a_row_a_figure(cli: Cli) -> None:
    write(a="clean")
    _, out, _ = cli("parse", "a.txt", "--format", "csv", "--bom")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert out.startswith("\ufeff")
    assert [(row["value"], row["state"]) for row in rows][:2] == [("12", "value"), ("", "unreadable")]


def test_parse_wide_has_a_row_a_report(cli: Cli) -> None:
    write(a="clean", b="clean")
    _, out, _ = cli("parse", ".", "--format", "csv", "--wide", "--states")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [(row["requests.received@total"], row["results.granted@total:state"]) for row in rows] == [
        ("12", "unreadable")
    ] * 2


def test_parse_table_shows_every_figure_with_its_label_and_its_doubt(cli: Cli) -> None:
    write(a="error")
    _, out, _ = cli("--lang", "zh", "parse", "a.txt", "--format", "table")
    assert "一、本年新收政府信息公开申请数量" in out
    for piece in ("12*", "?", "77", "座谈会", "不平", "云溪县人民政府"):
        assert piece in out, piece


@pytest.mark.parametrize("option", ["--wide", "--bom"])
def test_an_option_that_would_do_nothing_is_refused(cli: Cli, option: str) -> None:
    write(a="clean")
    assert cli("parse", "a.txt", option)[0] == 2


def test_an_address_is_refused_by_parse_with_advice(cli: Cli) -> None:
    code, _, err = cli("parse", "http://www.yunxi.example/")
    assert code == 2
    assert "nianbao run" in err


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["clean"], 0),
        (["a warning"], 0),
        (["clean", "error"], 1),
        (["clean", "damaged"], 3),
        (["damaged", "error"], 1),
    ],
)
def test_check_ends_with_1_for_an_error_else_with_3_for_an_unreadable_document(
    cli: Cli, texts: list[str], code: int
) -> None:
    write(**{f"d{n}": text for n, text in enumerate(texts)})
    assert cli("check", ".")[0] == code


def test_check_groups_findings_by_report_in_the_language_asked_for(cli: Cli) -> None:
    write(a="error", b="clean")
    _, english, _ = cli("check", ".")
    _, chinese, _ = cli("check", ".", "--lang", "zh")
    assert english.index("a.txt") < english.index("does not balance") < english.index("b.txt")
    assert "no findings" in english
    assert "不平" in chinese
    assert "does not balance" not in chinese


def test_check_json_and_csv_hold_the_findings(cli: Cli) -> None:
    write(a="error", b="clean")
    _, as_json, _ = cli("check", ".", "--format", "json")
    _, as_csv, _ = cli("check", ".", "--format", "csv")
    assert [(r["path"], len(r["findings"])) for r in json.loads(as_json)] == [("a.txt", 1), ("b.txt", 0)]
    [row] = csv.DictReader(io.StringIO(as_csv, newline=""))
    assert (row["path"], row["severity"]) == ("a.txt", "error")


def test_check_json_of_nothing_readable_is_an_empty_list(cli: Cli) -> None:
    write(a="damaged")
    _, out, _ = cli("check", "a.txt", "--format", "json")
    assert json.loads(out) == []


def test_run_writes_the_files_and_prints_the_counts(cli: Cli) -> None:
    write(a="clean", b="damaged")
    code, out, _ = cli("run", "a.txt", "b.txt", "-o", "out", "--jobs", "1")
    assert code == 3
    assert {p.name for p in Path("out").iterdir() if p.is_file()} == {
        "reports.jsonl",
        "figures.csv",
        "findings.csv",
        "errors.csv",
        "summary.json",
    }
    assert "reports: 1" in out


def test_run_quiet_says_nothing(cli: Cli) -> None:
    write(a="clean")
    assert cli("run", "a.txt", "-o", "out", "-j", "1", "-q") == (0, "", "")


def test_run_logs_one_json_object_a_line(cli: Cli) -> None:
    write(a="clean", b="damaged")
    _, _, err = cli("run", ".", "-o", "out", "-j", "1", "--log-json")
    events = [json.loads(line) for line in err.splitlines()]
    assert [event["event"] for event in events] == ["begin", "read", "failed"]
    assert events[2]["code"] == "damaged"


def test_run_refuses_an_output_that_is_a_file(cli: Cli) -> None:
    write(a="clean")
    code, _, err = cli("run", "a.txt", "-o", "a.txt", "-j", "1")
    assert code == 2
    assert "cannot be written" in err


def test_a_full_disk_is_a_message_not_a_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "out/figures.csv")

    write(a="clean")
    monkeypatch.setattr("os.fsync", full)
    code, _, err = cli("run", "a.txt", "-o", "out", "-j", "1")
    assert code == 2
    assert "the disk is full" in err and "--help" not in err and "Traceback" not in err
    assert not [path for path in Path("out").iterdir() if path.is_file()]


def test_run_bom_marks_the_csv_for_excel(cli: Cli) -> None:
    write(a="clean")
    cli("run", "a.txt", "-o", "out", "-j", "1", "--bom")
    assert Path("out/figures.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not Path("out/reports.jsonl").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("value", ["a", "h:80:not-an-address", "h:0:127.0.0.1"])
def test_run_refuses_a_wrong_resolve(cli: Cli, value: str) -> None:
    write(a="clean")
    assert cli("run", "a.txt", "-o", "out", "--resolve", value)[0] == 2


def test_schema_describes_what_parse_prints(cli: Cli) -> None:
    write(a="error")
    _, report, _ = cli("parse", "a.txt")
    _, schema, _ = cli("schema")
    jsonschema.validate(json.loads(report), json.loads(schema))


def test_codebook_lists_keys_with_labels_in_every_format(cli: Cli) -> None:
    _, as_json, _ = cli("codebook", "--format", "json")
    _, as_csv, _ = cli("codebook", "--format", "csv")
    _, as_table, _ = cli("codebook")
    entries = {entry["key"]: entry for entry in json.loads(as_json)}
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(as_csv, newline=""))}
    assert entries.keys() == rows.keys()
    assert entries["requests.received@total"]["editions"] == rows["requests.received@total"]["editions"].split()
    assert "requests.received@total" in as_table
