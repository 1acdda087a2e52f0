"""``nianbao check`` and ``nianbao rules``: configuration, waivers, the list of things to mend, the catalogue."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from nianbao.codebook import rules

Cli = Callable[..., tuple[int, str, str]]
WAIVER = '[[waiver]]\ncode = "T3.balance"\nreason = "checked with the province"\nuntil = 2026-12-31\n'


def test_every_rule_is_printed_with_its_basis_and_remedy(cli: Cli) -> None:
    code, out, _ = cli("rules", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert [row["code"] for row in rows] == list(rules())
    assert all(row["basis_zh"] and row["remedy_en"] for row in rows)
    code, out, _ = cli("rules", "--format", "csv")
    assert [row["code"] for row in csv.DictReader(io.StringIO(out))] == list(rules())
    code, out, _ = cli("--lang", "zh", "rules")
    assert code == 0 and "表三收支平衡" in out


def test_the_catalogue_is_printed_as_configured(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "nianbao.toml").write_text('[rules."T3.balance"]\nenabled = false\nseverity = "info"\n', "utf-8")
    row = next(row for row in json.loads(cli("rules", "--format", "json")[1]) if row["code"] == "T3.balance")
    assert (row["enabled"], row["severity"]) == (False, "info")


def test_a_waiver_for_an_unknown_code_is_wrong_usage_and_names_the_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("clean", "utf-8")
    (tmp_path / "office.toml").write_text(WAIVER.replace("T3.balance", "T3.ballance"), "utf-8")
    code, out, err = cli("check", "a.txt", "--config", "office.toml")
    assert (code, out) == (2, "")
    assert "office.toml:2" in err and "T3.ballance" in err and "Traceback" not in err


def test_a_configuration_that_is_not_there_is_said(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("clean", "utf-8")
    code, _, err = cli("check", "a.txt", "--config", "none.toml")
    assert code == 2 and "none.toml" in err


def test_the_list_of_things_to_mend_is_all_that_brief_prints(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("error", "utf-8")
    code, out, _ = cli("--lang", "en", "check", "a.txt", "--brief")
    assert code == 1
    assert "1. does not balance" in out and "[error]" not in out


def test_explain_adds_the_legal_basis_and_the_remedy(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("error", "utf-8")
    rule = rules()["T3.balance"]
    out = cli("--lang", "zh", "check", "a.txt", "--explain")[1]
    assert rule.legal_basis("zh") in out and rule.remedy_zh in out


def test_the_csv_carries_title_basis_and_remedy(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("error", "utf-8")
    (row,) = csv.DictReader(io.StringIO(cli("check", "a.txt", "--format", "csv")[1]))
    assert (row["code"], row["kind"], row["title_zh"]) == ("T3.balance", "arithmetic", "表三收支平衡")
    assert row["basis_zh"] and row["remedy_zh"]


def test_a_rule_asked_for_by_its_code_is_told_in_full(cli: Cli) -> None:
    out = cli("--lang", "zh", "rules", "TIME.late")[1]
    assert rules()["TIME.late"].explanation_zh in out and rules()["TIME.late"].remedy_zh in out
    code, out, err = cli("rules", "TIME.never")
    assert (code, out) == (2, "") and "TIME.never" in err
