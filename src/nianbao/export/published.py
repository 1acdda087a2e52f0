"""The published JSON: exactly the ``Report`` dataclasses, and the JSON Schema that describes them."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from nianbao.errors import Damaged, Unsupported
from nianbao.model import (
    SCHEMA_VERSION,
    Change,
    Claim,
    Consequence,
    Evidence,
    Figure,
    Finding,
    Issuer,
    Message,
    NotAssessed,
    Observation,
    Period,
    Report,
    Section,
    SourceRef,
    Suggestion,
    Waived,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_PUBLISHED = (
    Change,
    Claim,
    Consequence,
    Figure,
    Finding,
    Issuer,
    Message,
    NotAssessed,
    Observation,
    Period,
    Report,
    Section,
    SourceRef,
    Suggestion,
    Waived,
)
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in (*_PUBLISHED, Evidence)}
_VALUES = {kind: attrgetter(*names) for kind, names in _NAMES.items()}

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def members(item: object) -> dict[str, Any]:
    """One published dataclass as a dict, one level deep, in the order of its fields.

    Evidence leaves its null members out, since no reader sets them all; everywhere else null is said.
    """
    kind = type(item)
    if kind not in _NAMES:
        raise TypeError(f"{kind.__name__} is not part of a published report")
    pairs = zip(_NAMES[kind], _VALUES[kind](item), strict=True)
    if kind is Evidence:
        return {name: value for name, value in pairs if value is not None}
    return dict(pairs)


# Twice as slow as pydantic's writer (1-2 ms a report) and half the code: the null members of Evidence need no
# second model beside the one in nianbao.model. NaN and infinity are refused: they are not JSON.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=members, separators=(",", ":"))


def to_json(item: object) -> str:
    """A Report, or any part of one, as one line of JSON. The same object always gives the same text."""
    return _ENCODER.encode(item)


def to_pretty_json(item: object) -> str:
    """As :func:`to_json`, indented for people."""
    return json.dumps(item, ensure_ascii=False, allow_nan=False, default=members, indent=2)


def from_json(text: str | bytes) -> Report:
    """The report that :func:`to_json` wrote. Members this version does not know are passed over.

    Raises Damaged when it does not fit the schema, also when a figure has a number in a state other than
    ``value``; Unsupported for another schema version.
    """
    from pydantic import ValidationError

    try:
        report = _adapter().validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Damaged(where, format="report", reason=first["msg"]) from error
    _check_states(report)
    if report.schema_version != SCHEMA_VERSION:
        raise Unsupported("schema_version", format=report.schema_version, known=SCHEMA_VERSION)
    return report


def _check_states(report: Report) -> None:
    for number, figure in enumerate(report.figures):
        if (figure.state == "value") != (figure.value is not None):
            raise Damaged(f"figures.{number}", format="report", reason="value and state contradict each other")


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one report. It also says that only the state ``value`` has a number."""
    schema = _adapter().json_schema()
    schema["$defs"]["Figure"]["allOf"] = [
        {
            "if": {"properties": {"state": {"const": "value"}}},
            "then": {"properties": {"value": {"type": "number"}}},
            "else": {"properties": {"value": {"type": "null"}}},
        }
    ]
    schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {"$schema": DIALECT, **schema}
