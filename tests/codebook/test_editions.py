"""The data files of the form: every reference resolves, every equation parses, and the counts are the form's."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from nianbao.codebook import EDITION_FILES, codebook, load_edition, parse_equation
from nianbao.codebook.editions import build_edition
from nianbao.data import load_toml
from nianbao.errors import CodebookError


@pytest.mark.parametrize("edition_id", sorted(EDITION_FILES))
def test_every_edition_loads_and_every_tie_names_keys_that_exist(edition_id: str) -> None:
    edition = load_edition(edition_id)
    known = edition.keys.keys() | edition.derived.keys()
    assert edition.ties
    for tie in edition.ties:
        assert {term.key for term in tie.terms} <= known


@pytest.mark.parametrize(
    ("edition_id", "expected"),
    [
        ("2021", 200),  # 10 cells of table two, 25 rows x 7 of table three, 15 of table four
        ("2019", 198),  # 22 cells of table two, 23 rows x 7, 15
    ],
)
def test_a_complete_report_has_as_many_figures_as_the_official_form(edition_id: str, expected: int) -> None:
    assert len(list(load_edition(edition_id).expected_keys())) == expected


@pytest.mark.parametrize("edition_id", ["2021", "2019"])
def test_table_three_is_tied_in_every_column_and_every_row(edition_id: str) -> None:
    edition = load_edition(edition_id)
    columns = len(edition.table("t3").columns)
    value_rows = [r for r in edition.table("t3").rows if not r.is_group]
    by_id = [tie.id for tie in edition.ties]
    assert by_id.count("T3.balance") == columns
    assert by_id.count("T3.result_total") == columns
    assert by_id.count("T3.row_total") >= len(value_rows)


@pytest.mark.parametrize("edition_id", sorted(EDITION_FILES))
def test_every_key_has_a_chinese_and_an_english_label(edition_id: str) -> None:
    for spec in load_edition(edition_id).keys.values():
        assert any("一" <= char <= "鿿" for char in spec.zh), spec.key
        assert spec.en.replace("规章", "").isascii(), spec.key


def test_what_nobody_could_confirm_is_marked_so_in_the_data() -> None:
    statistics = load_edition("2014")
    assert {k.basis for k in statistics.keys.values()} == {"source", "unconfirmed"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda raw: raw["tie"][0].update(equation="requests.received@{column} + = 3"), "not an equation"),
        (
            lambda raw: raw["tie"][0].update(equation="requests.nonsense@{column} = results.total@{column}"),
            "unknown key",
        ),
        (lambda raw: raw["table"][1]["row"][3].update(group="results.nowhere"), "unknown group"),
        (lambda raw: raw["table"][0]["row"][0].update(columns=["issued", "eaten"]), "unknown column"),
        (lambda raw: raw["table"][0]["row"].append(dict(raw["table"][0]["row"][0])), "defined twice"),
        (lambda raw: raw["derived"][0].update(parts=["results.refused.nothing@{column}"]), "unknown key"),
    ],
)
def test_a_contradiction_in_a_data_file_is_refused_with_its_reason(change: Any, complaint: str) -> None:
    raw = copy.deepcopy(load_toml("editions/2021.toml"))
    change(raw)
    with pytest.raises(CodebookError) as refused:
        build_edition(raw, "edited")
    assert complaint in str(refused.value)


def test_an_equation_keeps_signs_and_last_years_figures() -> None:
    left, relation, right = parse_equation("a.in_force >= previous:a.in_force + a.issued - a.repealed")
    assert relation == ">="
    assert [(t.key, t.sign, t.previous) for t in (*left, *right)] == [
        ("a.in_force", 1, False),
        ("a.in_force", 1, True),
        ("a.issued", 1, False),
        ("a.repealed", -1, False),
    ]


def test_the_overview_lists_every_key_once_with_its_editions() -> None:
    entries = codebook().rows()
    keys = [entry.key for entry in entries]
    assert len(keys) == len(set(keys))
    by_key = {entry.key: entry for entry in entries}
    assert by_key["requests.received@total"].editions == ("2019", "2021")
    assert by_key["requests.received"].editions == ("2014",)
    assert by_key["proactive.admin_fees.amount"].unit == "万元"


@pytest.mark.shared
def test_labels_and_rows_are_those_of_the_reference_codebook(shared: Path) -> None:
    import json

    forms = json.loads((shared / "codebook" / "forms.json").read_text("utf-8"))["forms"]
    for edition_id in ("2019", "2021"):
        edition = load_edition(edition_id)
        table = next(t for t in forms[edition_id]["tables"] if t["id"] == "t3.requests")
        assert [(r["id"], r["label"]) for r in table["rows"]] == [(r.id, r.zh) for r in edition.table("t3").rows]
