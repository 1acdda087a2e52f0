"""Reports of the form of 2021 made in memory, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Mapping

from nianbao.codebook import load_edition
from nianbao.model import SCHEMA_VERSION, Figure, Issuer, Observation, Report, Section, SourceRef

EDITION = load_edition("2021")
Values = Mapping[str, int | float | None]

_BUSY = {
    "requests.received": {"natural_person": 75, "business": 15},
    "requests.brought_forward": {"natural_person": 5},
    "results.granted": {"natural_person": 47, "business": 11},
    "results.granted_in_part": {"natural_person": 8},
    "results.unavailable.not_held": {"natural_person": 19},
    "results.other_handling.other": {"natural_person": 4},
    "results.not_processed.duplicate": {"business": 2},
    "results.total": {"natural_person": 78, "business": 13},
    "requests.carried_forward": {"natural_person": 2, "business": 2},
}
_EXTRA = {"other_org": {"requests.received": 2, "results.granted_in_part": 1, "results.total": 1}}


def empty_report(changes: Values | None = None) -> Report:
    """A whole report whose figures are all 0, with some changed (None: left blank)."""
    return _report(dict.fromkeys(EDITION.expected_keys(), 0) | dict(changes or {}))


def busy_report(changes: Values | None = None) -> Report:
    """A consistent report with requests in three columns and cases in table four, with some cells changed."""
    values: dict[str, int | float | None] = dict.fromkeys(EDITION.expected_keys(), 0)
    rows = {row: dict(columns) for row, columns in _BUSY.items()}
    for column, cells in _EXTRA.items():
        for row, value in cells.items():
            rows[row][column] = value
    rows["requests.carried_forward"]["other_org"] = 1
    for row, columns in rows.items():
        values |= {f"{row}@{column}": value for column, value in columns.items()}
        values[f"{row}@total"] = sum(columns.values())
    values |= {"reconsideration.upheld": 3, "reconsideration.other": 1, "reconsideration.total": 4}
    return _report(values | dict(changes or {}))


def _report(values: Values) -> Report:
    figures = [
        Figure(key, value, "blank" if value is None else "value", EDITION.keys[key].unit, "", "table")
        for key, value in values.items()
    ]
    return Report(
        schema_version=SCHEMA_VERSION,
        source=SourceRef("report.html", None, "", "text/html", None),
        issuer=Issuer(),
        year=2024,
        edition="2021",
        title=None,
        published=None,
        period=None,
        scope=None,
        sections=[Section(s.number, s.zh, True) for s in EDITION.sections],
        figures=figures,
        observations=[Observation("table_found", table.id) for table in EDITION.tables],
    )
