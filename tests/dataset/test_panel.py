"""The panel folder as a researcher finds it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

import nianbao
from nianbao.cli import main
from nianbao.dataset.build import Options, build_panel, read_population
from nianbao.dataset.query import query
from nianbao.errors import NotFound, UsageError
from nianbao.store.store import Store, open_store
from tests.store.conftest import make_report, put


def test_every_published_figure_is_in_the_long_table_with_its_state(
    example_panel: Path, published: list[dict[str, Any]]
) -> None:
    table = nianbao.panel(example_panel, "figures", to="arrow").to_pylist()
    found = sorted((r["issuer"], r["year"], r["key"], r["origin"], r["value"], r["state"], r["raw"]) for r in table)
    expected = sorted(
        (report["issuer"]["name"], report["year"], f["key"], f["origin"], f["value"], f["state"], f["raw"])
        for report in published
        for f in report["figures"]
    )
    assert len(found) == len(expected)
    assert sorted(map(str, found)) == sorted(
        str((*e[:4], None if e[4] is None else float(e[4]), *e[5:])) for e in expected
    )


def test_a_null_is_never_a_number_in_any_form(example_panel: Path) -> None:
    for table in ("figures", "harmonised"):
        rows = nianbao.panel(example_panel, table, to="arrow").to_pylist()
        assert all((row["value"] is None) == (row["state"] != "value") for row in rows)
    for row in nianbao.panel(example_panel, "wide_2021", to="arrow").to_pylist():
        for name, value in row.items():
            if f"{name}:state" in row:
                assert (value is None) == (row[f"{name}:state"] != "value")


def test_the_wide_panel_says_what_the_long_one_says(example_panel: Path) -> None:
    wide = {row["report"]: row for row in nianbao.panel(example_panel, to="arrow").to_pylist()}
    for row in nianbao.panel(example_panel, "harmonised", to="arrow").to_pylist():
        name = row["variable"]
        found = wide[row["report"]]
        expected = (row["value"], row["state"], row["grade"], row["comparability"])
        assert (found[name], found[f"{name}_state"], found[f"{name}_grade"], found[f"{name}_cmp"]) == expected


def test_stata_and_spss_have_the_same_values_and_words(example_panel: Path) -> None:
    frame = nianbao.panel(example_panel)
    for name, read in (("panel.dta", pyreadstat.read_dta), ("panel.sav", pyreadstat.read_sav)):
        path = example_panel / "data" / name
        assert read(path, metadataonly=True)[1].column_names == list(frame.columns)
        data, meta = read(path, usecols=["received", "refused_total_state"], apply_value_formats=True)
        pd.testing.assert_series_equal(data["received"], frame["received"], check_dtype=False)
        assert data["refused_total_state"].astype(str).tolist() == frame["refused_total_state"].tolist()
        label = str(meta.column_names_to_labels["received"])
        assert "本年新收政府信息公开申请" in label and "Requests received" in label


def test_the_workbook_has_the_panel_and_its_codebook(example_panel: Path) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(example_panel / "data" / "panel.xlsx")
    assert book.sheet_names == ["panel", "codebook", "words"]
    rows = book.get_sheet_by_name("panel").to_python()
    frame = nianbao.panel(example_panel)
    assert rows[0] == list(frame.columns)
    at = rows[0].index("received")
    assert [row[at] for row in rows[1:]] == frame["received"].tolist()
    described = {row[0] for row in book.get_sheet_by_name("codebook").to_python()[1:]}
    assert described == set(frame.columns)


def test_the_csv_reads_as_the_parquet(example_panel: Path) -> None:
    csv = pd.read_csv(example_panel / "data" / "panel.csv", dtype={"division": str, "province": str, "edition": str})
    frame = nianbao.panel(example_panel)
    assert list(csv.columns) == list(frame.columns)
    pd.testing.assert_series_equal(csv["received"], frame["received"], check_dtype=False)


def test_the_duckdb_file_has_all_tables(example_panel: Path) -> None:
    import duckdb

    with duckdb.connect(str(example_panel / "data" / "panel.duckdb"), read_only=True) as db:
        names = {row[0] for row in db.execute("SHOW TABLES").fetchall()}
        assert {"panel", "harmonised", "figures", "reports", "wide_2021", "wide_2008"} <= names
        assert db.execute("SELECT count(*) FROM reports").fetchone() == (13,)


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_package_valid(example_panel: Path) -> None:
    from frictionless import validate

    report = validate(str(example_panel / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


@pytest.mark.filterwarnings("ignore")
def test_frictionless_notices_a_changed_file(example_panel: Path, tmp_path: Path) -> None:
    from frictionless import validate

    shutil.copytree(example_panel, tmp_path / "p")
    path = tmp_path / "p" / "data" / "reports.csv"
    path.write_bytes(path.read_bytes().replace(b"2024", b"2042", 1))
    assert not validate(str(tmp_path / "p" / "datapackage.json")).valid


def test_every_file_has_its_checksum_and_every_source_its_digest(
    example_panel: Path, published: list[dict[str, Any]]
) -> None:
    lines = (example_panel / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    digests = {name: digest for digest, name in (line.split("  ") for line in lines)}
    written = {path.relative_to(example_panel).as_posix() for path in example_panel.rglob("*") if path.is_file()}
    assert written - set(digests) == {"checksums.sha256", "datapackage.json", "CITATION.cff"}
    assert all(hashlib.sha256((example_panel / n).read_bytes()).hexdigest() == d for n, d in digests.items())
    sources = pd.read_csv(example_panel / "data" / "reports.csv")
    assert sorted(sources["sha256"]) == sorted(report["source"]["sha256"] for report in published)
    assert sources["parser_version"].str.startswith(nianbao.__version__).all()


def test_the_same_store_gives_the_same_bytes(example_store: Path, example_panel: Path, tmp_path: Path) -> None:
    with open_store(example_store) as store:
        build_panel(store, tmp_path / "again", Options())
    for path in sorted((tmp_path / "again").rglob("*")):
        name = path.relative_to(tmp_path / "again")
        if path.is_file() and name.name not in {"checksums.sha256", "datapackage.json", "CITATION.cff"}:
            assert path.read_bytes() == (example_panel / name).read_bytes(), name


def test_the_stamps_of_time_are_overwritten(example_panel: Path) -> None:
    assert b"<timestamp>\x1101 Jan 2000 00:00</timestamp>" in (example_panel / "data" / "panel.dta").read_bytes()
    assert (example_panel / "data" / "panel.sav").read_bytes()[92:109] == b"01 Jan 0000:00:00"


def test_the_codebook_speaks_both_languages_and_names_every_variable(example_panel: Path) -> None:
    for name in ("codebook.md", "codebook.html"):
        text = (example_panel / name).read_text(encoding="utf-8")
        assert all(
            word in text
            for word in ("本年新收政府信息公开申请", "Requests received", "disclosure_rate", "not_comparable")
        )


def test_the_citation_is_yaml_with_what_the_format_asks_for(example_panel: Path) -> None:
    from yaml import safe_load  # type: ignore[import-untyped]

    found = safe_load((example_panel / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version"} <= set(found)
    package = json.loads((example_panel / "datapackage.json").read_text(encoding="utf-8"))
    assert found["version"] == package["version"]


def test_a_folder_with_other_things_is_left_alone(example_store: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    with open_store(example_store) as store, pytest.raises(UsageError):
        build_panel(store, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_new_panel_takes_the_place_of_the_old_one(example_store: Path, tmp_path: Path) -> None:
    with open_store(example_store) as store:
        build_panel(store, tmp_path / "p", Options(formats=()))
        build_panel(store, tmp_path / "p", Options(formats=(), years=(2024,)))
    assert [path.name for path in (tmp_path / "p" / "parquet" / "panel").iterdir()] == ["2024"]
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_an_empty_store_makes_no_panel(empty_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        build_panel(empty_store, tmp_path / "p")
    assert not (tmp_path / "p").exists()
    empty_store.close()


def test_a_query_reads_the_panel_and_nothing_else(example_panel: Path) -> None:
    names, rows = query(example_panel, "SELECT year, count(*) AS n FROM panel GROUP BY year ORDER BY year")
    assert (names, rows[0]) == (["year", "n"], (2011, 1))
    for sql in (
        "SELECT * FROM read_csv('/etc/passwd')",
        f"COPY panel TO '{example_panel.as_posix()}/x.csv'",
        "SELECT 1; SELECT 2",
        "SET enable_external_access = true",
        "SELEC",
    ):
        with pytest.raises(UsageError):
            query(example_panel, sql)
    with pytest.raises(NotFound):
        query(example_panel.parent / "out", "SELECT 1")


def test_pandas_polars_and_arrow_have_the_same_rows(example_panel: Path) -> None:
    columns = ["issuer", "year", "received"]
    arrow = nianbao.panel(example_panel, to="arrow", columns=columns, years=[2024]).to_pylist()
    assert nianbao.panel(example_panel, to="polars", columns=columns, years=[2024]).to_dicts() == arrow
    assert nianbao.panel(example_panel, columns=columns, years=[2024]).to_dict("records") == arrow
    assert arrow and all(row["year"] == 2024 for row in arrow)


@pytest.mark.parametrize("wrong", [{"table": "x"}, {"columns": ["x"]}, {"to": "excel"}])
def test_what_is_not_there_is_said(example_panel: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        nianbao.panel(example_panel, **wrong)


def test_the_command_builds_a_panel_from_the_files_of_a_run(
    example_output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jsonl = str(example_output / "reports.jsonl")
    assert main(["--lang", "en", "panel", jsonl, "-o", str(tmp_path / "p"), "--format", "none"]) == 0
    assert "13 reports" in capsys.readouterr().out
    code = main(
        ["--lang", "en", "query", "SELECT max(year) AS y FROM panel", "--panel", str(tmp_path / "p"), "--format", "csv"]
    )
    assert (code, capsys.readouterr().out) == (0, "y\n2025\n")


def test_the_command_asks_which_version_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(tmp_path / "s.sqlite", create=True) as store:
        put(store, make_report("a.html"), make_report("b.html", received=13))
    command = ["--lang", "en", "panel", "--store", str(tmp_path / "s.sqlite"), "-o", str(tmp_path / "p")]
    assert main([*command, "--format", "none"]) == 2
    said = capsys.readouterr().err
    assert "--versions" in said and "a.html" in said and "b.html" in said
    assert main([*command, "--format", "none", "--versions", "as-of"]) == 2
    assert main([*command, "--format", "none", "--versions", "as-of", "--as-of", "2030-01-01"]) == 0


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet", "xlsx"])
def test_a_store_is_exported_in_one_file(
    example_store: Path, tmp_path: Path, format_: str, published: list[dict[str, Any]]
) -> None:
    path = tmp_path / f"x.{format_}"
    assert main(["export", "--store", str(example_store), "-o", str(path), "--format", format_]) == 0
    count = sum(len(report["figures"]) for report in published)
    if format_ == "jsonl":
        assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == published
    elif format_ == "csv":
        assert len(pd.read_csv(path, low_memory=False)) == count
    elif format_ == "parquet":
        assert len(pd.read_parquet(path)) == count
    else:
        import python_calamine

        assert len(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) == count + 1
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_population_is_read_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("division,year,population\n320800,2024,4500000\n", encoding="utf-8-sig")
    assert read_population(path) == {("320800", 2024): 4_500_000}
    path.write_text("division,year,population\n320800,2024,4500000\n320801,2024,none\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_population(path)
    assert caught.value.details["line"] == 3
