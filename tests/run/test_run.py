"""A run loses nothing, whatever happens to its workers, and does nothing twice."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.errors import Crashed, UsageError
from nianbao.export.published import from_json
from nianbao.pipeline import parse
from nianbao.run import Options, Summary, run
from nianbao.run.pool import work_all
from nianbao.run.task import Task

COUNT = "fake_workers:count"
FILES = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parent), *sys.path])
    monkeypatch.chdir(tmp_path)
    yield folder


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def read(*names: str, jobs: int = 2, **options: object) -> Summary:
    return run(names, Path("out"), Options(jobs=jobs, worker=COUNT, **options))  # type: ignore[arg-type]


def paths_in(name: str) -> list[str]:
    if name.endswith(".jsonl"):
        lines = Path("out", name).read_text(encoding="utf-8").splitlines()
        return [from_json(line).source.path for line in lines]
    return [row["path"] for row in rows_in(name)]


def rows_in(name: str) -> list[dict[str, str]]:
    with Path("out", name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def calls() -> Counter[str]:
    log = Path("calls.log")
    return Counter(log.read_text(encoding="utf-8").split()) if log.exists() else Counter()


def test_a_killed_worker_loses_no_document_and_the_order_is_that_of_the_input(documents: Path) -> None:
    write(documents, **{f"d{n:02}": f"text {n}" for n in range(30)})
    write(documents, d07="kill once")
    summary = read("in")
    assert paths_in("reports.jsonl") == [f"in/d{n:02}.txt" for n in range(30)]
    assert (summary.reports, summary.failed, summary.exit_code) == (30, 0, 0)


def test_a_document_that_kills_its_worker_twice_is_set_aside_and_named(documents: Path) -> None:
    write(documents, **{f"d{n}": f"text {n}" for n in range(8)}, p="poison")
    summary = read("in")
    assert summary.reports == 8
    [row] = rows_in("errors.csv")
    assert (row["path"], row["code"], json.loads(row["details"])["reason"]) == (
        "in/p.txt",
        "crashed",
        "killed",
    )
    assert row["message_zh"] and row["message_en"]
    assert calls()["p.txt"] == 2


def test_a_document_over_its_time_is_ended_and_the_others_are_read(documents: Path) -> None:
    write(documents, a="one", b="sleep", c="two")
    summary = read("in", timeout=1.0)
    assert paths_in("reports.jsonl") == ["in/a.txt", "in/c.txt"]
    [row] = rows_in("errors.csv")
    assert (row["path"], json.loads(row["details"])["reason"]) == ("in/b.txt", "timeout")
    assert summary.exit_code == 3


def test_a_fault_of_the_parser_costs_one_row_with_its_type_and_place(documents: Path) -> None:
    write(documents, a="one", b="bug", c="damaged")
    read("in", jobs=1)
    bug, damaged = rows_in("errors.csv")
    assert (bug["code"], damaged["code"]) == ("crashed", "damaged")
    assert json.loads(bug["details"])["kind"] == "ZeroDivisionError"
    assert json.loads(bug["details"])["place"].startswith("fake_workers.py:")


def test_one_process_and_two_write_the_same_bytes(documents: Path) -> None:
    write(documents, **{f"d{n}": f"text {n}" * n for n in range(12)}, bad="damaged", bug="bug")
    run(["in"], Path("one"), Options(jobs=1, worker=COUNT))
    run(["in"], Path("two"), Options(jobs=2, worker=COUNT))
    for name in FILES:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes(), name


def test_a_second_run_reads_nothing_again_and_writes_the_same_bytes(documents: Path) -> None:
    write(documents, a="one", b="two", c="damaged")
    read("in", jobs=1)
    before = {name: Path("out", name).read_bytes() for name in FILES}
    again = read("in", jobs=1)
    assert calls() == {"a.txt": 1, "b.txt": 1, "c.txt": 1}
    assert (again.parsed, again.reused) == (0, 3)
    assert {name: Path("out", name).read_bytes() for name in FILES} == before


def test_only_what_changed_is_read_again(documents: Path) -> None:
    write(documents, a="one", b="two")
    read("in", jobs=1)
    write(documents, b="three")
    read("in", jobs=1)
    assert calls() == {"a.txt": 1, "b.txt": 2}
    assert [row["value"] for row in rows_in("figures.csv") if row["state"] == "value"] == ["3", "5"]


def test_what_was_set_aside_is_tried_again_by_the_next_run(documents: Path) -> None:
    write(documents, a="one", p="poison")
    read("in")
    read("in")
    assert calls() == {"a.txt": 1, "p.txt": 4}


def test_a_damaged_spool_is_built_anew(documents: Path) -> None:
    write(documents, a="one")
    read("in", jobs=1)
    before = Path("out/reports.jsonl").read_bytes()
    Path("out/.nianbao/spool.sqlite").write_bytes(b"no database" * 1000)
    read("in", jobs=1)
    assert calls() == {"a.txt": 2}
    assert Path("out/reports.jsonl").read_bytes() == before


def test_an_interrupted_run_keeps_what_is_done_and_the_old_outputs(documents: Path) -> None:
    from nianbao.run.progress import Log
    from nianbao.run.task import Lost

    class Impatient(Log):
        def done(self, path: str, lost: Lost | None) -> None:
            if path.endswith("b.txt"):
                raise KeyboardInterrupt

    write(documents, a="one")
    read("in", jobs=1)
    before = Path("out/reports.jsonl").read_bytes()
    write(documents, b="two", c="three")
    with pytest.raises(KeyboardInterrupt):
        run(["in"], Path("out"), Options(jobs=1, worker=COUNT), Impatient())
    assert Path("out/reports.jsonl").read_bytes() == before
    read("in", jobs=1)
    assert calls() == {"a.txt": 1, "b.txt": 1, "c.txt": 1}
    assert len(paths_in("reports.jsonl")) == 3


def test_the_same_bytes_in_two_folders_are_read_once_and_reported_twice(documents: Path) -> None:
    for name in ("x", "y"):
        (documents / name).mkdir()
        write(documents / name, report="same")
    summary = read("in", jobs=1)
    assert paths_in("reports.jsonl") == ["in/x/report.txt", "in/y/report.txt"]
    assert summary.parsed == 1
    assert {row["path"] for row in rows_in("figures.csv")} == {"in/x/report.txt", "in/y/report.txt"}


def test_the_same_bytes_under_another_name_are_read_on_their_own(documents: Path) -> None:
    write(documents, report2023="same", report2024="same")  # the name may say the year
    read("in", jobs=1)
    assert calls() == {"report2023.txt": 1, "report2024.txt": 1}


def test_a_document_that_changes_while_it_is_read_gives_an_error_not_a_report(documents: Path) -> None:
    write(documents, a="one")
    run(["in"], Path("out"), Options(jobs=1, worker="fake_workers:does_not_say_its_digest"))
    assert [json.loads(row["details"])["reason"] for row in rows_in("errors.csv")] == ["changed"]


def test_names_that_lead_nowhere_are_errors_and_the_rest_is_done(documents: Path) -> None:
    write(documents, a="one")
    summary = read("in/a.txt", "in/none.txt", "in/*.pdf", jobs=1)
    assert paths_in("reports.jsonl") == ["in/a.txt"]
    assert [(r["path"], r["code"]) for r in rows_in("errors.csv")] == [
        ("in/none.txt", "not_found"),
        ("in/*.pdf", "not_found"),
    ]
    assert summary.documents == 3


def test_the_summary_counts_what_was_written(documents: Path) -> None:
    write(documents, a="one", b="damaged")
    read("in", "in/a.txt", jobs=1)
    summary = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert (summary["documents"], summary["reports"], summary["failed"], summary["duplicates"]) == (
        2,
        1,
        1,
        1,
    )
    assert summary["editions"] == {"2021": 1}
    assert summary["figures"] == {"blank": 1, "value": 1}
    assert summary["findings"] == {"warning": 1}
    assert summary["errors"] == {"damaged": 1}


def test_the_output_folder_inside_the_sources_is_not_a_source(documents: Path) -> None:
    (documents / "out" / "captures").mkdir(parents=True)
    write(documents, a="one")
    write(documents / "out" / "captures", downloaded="two")
    summary = run(["in"], documents / "out", Options(jobs=1, worker=COUNT))
    assert summary.documents == 1


def test_no_names_at_all_is_wrong_usage(documents: Path) -> None:
    with pytest.raises(UsageError):
        read()


def test_workers_that_cannot_start_end_the_run_instead_of_hanging(documents: Path) -> None:
    with pytest.raises(Crashed) as crashed:
        list(work_all([Task("a", "0", "a"), Task("b", "1", "b")], "no.such.module:f", jobs=2, timeout=5))
    assert crashed.value.details["reason"] == "start"


def test_the_folder_of_a_document_takes_no_part_in_its_reading(tmp_path: Path) -> None:
    """What lets the same file in two folders be read once."""
    document = Path(__file__).parents[2] / "fixtures" / "reports" / "html-2021-plain.html"
    reports = []
    for folder in ("2019", "county"):
        (tmp_path / folder).mkdir()
        copy = tmp_path / folder / document.name
        copy.write_bytes(document.read_bytes())
        report = parse(copy)
        report.source.path = ""
        reports.append(report)
    assert reports[0] == reports[1]


def test_beginners_that_are_killed_do_not_end_a_run_that_goes_on(
    documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three workers killed while they start, between two answers of the one at work."""
    from nianbao.run import pool

    hired: list[int] = []
    hire = pool._hire

    def ill_fated(worker: str) -> pool._Hand:
        hand = hire(worker)
        hired.append(1)
        if 2 <= len(hired) <= 6:
            hand.process.kill()
        return hand

    monkeypatch.setattr(pool, "_hire", ill_fated)
    write(documents, a="slow", **{f"b{number}": "one" for number in range(30)})
    assert read("in").reports == 31
