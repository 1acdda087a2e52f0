"""The data files of the prose grammar: complete, consistent, and refused when they are not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nianbao.codebook.measures import load_measures, measures
from nianbao.errors import CodebookError
from nianbao.extract.prose.grammar import build_grammar, grammar, load_grammar
from nianbao.extract.prose.patterns import trie

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def test_every_measure_can_be_read_from_a_sentence() -> None:
    readable = {rule.key for rules in grammar().rules.values() for rule in rules} | set(grammar().merged.values())
    assert set(measures()) == readable


def test_every_measure_has_labels_in_both_languages_and_a_unit() -> None:
    for measure in measures().values():
        assert re.search(r"[A-Za-z]{3}", measure.en)
        assert not re.search(r"[\u4e00-\u9fff]", measure.en + measure.note)
        assert measure.zh
        assert measure.units


@pytest.mark.shared
def test_the_measures_are_those_of_the_shared_codebook() -> None:
    path = SHARED / "codebook/measures.json"
    if not path.exists():
        pytest.skip("the shared reference data is not beside the checkout")
    for row in json.loads(path.read_text(encoding="utf-8"))["measures"]:
        measure = measures()[row["id"]]
        assert (measure.agrees_with, measure.part_of) == (row["table_key"], row["parts_of"])
        assert (list(measure.units), measure.era) == (row["units"], row["era"])


def measure_row(**changes: object) -> dict[str, object]:
    return {"id": "a", "zh": "甲", "en": "a", "synonyms": [], "units": ["件"], "era": "all"} | changes


@pytest.mark.parametrize(
    "rows",
    [
        [measure_row(), measure_row()],
        [measure_row(part_of="b")],
        [measure_row(unit="件")],
        [measure_row(units=[])],
        [{"id": "a"}],
    ],
    ids=["doubled id", "part of nothing", "unknown field", "no unit", "missing fields"],
)
def test_contradicting_measures_are_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(CodebookError):
        load_measures(rows)


@pytest.mark.parametrize(
    "rule",
    [
        {"key": "no.such", "heads": ["甲"]},
        {"key": "results.granted@total", "heads": ["@nothing"]},
        {"key": "results.granted@total", "heads": ["甲"], "wtihout": []},
    ],
    ids=["unknown measure", "unknown class", "misspelt field"],
)
def test_a_rule_that_names_nothing_is_refused(rule: dict[str, object]) -> None:
    raw = load_grammar()
    with pytest.raises(CodebookError):
        build_grammar({**raw, "rule": [rule]}, measures())


def test_the_longest_word_wins() -> None:
    pattern = re.compile(trie(["公开", "公开率", "不予公开", "不"]))
    assert [m[0] for m in pattern.finditer("不予公开、公开率、公开、不")] == ["不予公开", "公开率", "公开", "不"]
