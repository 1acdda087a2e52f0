"""The JSON is the report: nothing lost, nothing invented, described by its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace

import jsonschema
import pytest

from nianbao.errors import Damaged, Unsupported
from nianbao.export.published import from_json, json_schema, to_json
from nianbao.model import Figure, Report

Make = Callable[..., Report]
KEY = "requests.received@natural_person"


def test_a_report_comes_back_as_it_went(report: Make) -> None:
    assert from_json(to_json(report())) == report()


def test_the_members_are_those_of_the_report_in_its_order(report: Make) -> None:
    published = json.loads(to_json(report()))
    assert list(published) == [f.name for f in fields(Report)]
    assert list(published["figures"][0]) == [f.name for f in fields(Figure)]


def test_a_figure_without_value_is_null_never_zero(report: Make) -> None:
    published = {f["key"]: f for f in json.loads(to_json(report()))["figures"] if f["origin"] == "table"}
    assert published["requests.received@business"]["value"] is None
    assert '"value":null,"state":"blank"' in to_json(report())


def test_evidence_leaves_out_what_its_reader_does_not_know(report: Make) -> None:
    evidence = json.loads(to_json(report()))["figures"][0]["evidence"]
    assert evidence == {
        "reader": "pdf",
        "page": 4,
        "bbox": [400.1, 212.0, 431.9, 226.4],
        "table": 2,
        "row": 3,
        "column": 9,
        "quote": "3119",
    }


def test_the_text_is_one_line_in_readable_chinese(report: Make) -> None:
    text = to_json(report())
    assert "\n" not in text
    assert "云溪县人民政府" in text


def test_numbers_keep_all_their_digits_and_their_kind(report: Make) -> None:
    for value in (0, 5, 5.0, 24252.311082, 0.1 + 0.2, 10**18):
        [figure] = from_json(to_json(report([Figure(KEY, value, "value", "件", str(value), "table")]))).figures
        assert (figure.value, type(figure.value)) == (value, type(value))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(number: float, report: Make) -> None:
    with pytest.raises(ValueError):
        to_json(report([Figure(KEY, number, "value", "件", "", "table")]))


@pytest.mark.parametrize(("value", "state"), [(0, "blank"), (None, "value"), (7, "unreadable")])
def test_a_value_and_a_state_that_contradict_each_other_are_refused(
    value: int | None, state: str, report: Make
) -> None:
    text = to_json(report()).replace('"value":3119,"state":"value"', f'"value":{json.dumps(value)},"state":"{state}"')
    with pytest.raises(Damaged):
        from_json(text)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(text), json_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [('"value":3119', '"value":"3119"'), ('"state":"blank"', '"state":"empty"'), ('"year":2024,', "")],
)
def test_json_that_does_not_fit_is_refused(old: str, new: str, report: Make) -> None:
    assert old in to_json(report())
    with pytest.raises(Damaged):
        from_json(to_json(report()).replace(old, new, 1))


def test_a_later_schema_version_is_refused_by_name(report: Make) -> None:
    with pytest.raises(Unsupported):
        from_json(to_json(replace(report(), schema_version="2")))


def test_the_schema_describes_what_is_published(report: Make) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(report())), schema)
    broken = json.loads(to_json(report()))
    broken["figures"][0]["origin"] = "guess"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)
