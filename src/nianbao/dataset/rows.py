"""From one stored report to its rows in the tables of the panel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nianbao.dataset.columns import wide_keys
from nianbao.dataset.harmonising import MISSING, Cell, cells_of, derived, finding_codes, harmonised
from nianbao.store.queries import ReportRow

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one report. ``edition`` is None for one of unknown form, which has no wide row."""

    report: Row
    figures: list[Row]
    panel: Row
    harmonised: list[Row]
    edition: str | None
    wide: Row


def rows_of(row: ReportRow, data: Mapping[str, Any], population: float | None) -> Rows:
    """The rows of one report; ``data`` is the report as published JSON, with or without corrections."""
    head = _identity(row)
    cells = cells_of(data)
    values = harmonised(cells, row.edition)
    shares = derived(values, population)
    return Rows(
        report=(*head, *_about(row)),
        figures=list(_figures(head, data)),
        panel=(*head, *_panel(values, shares)),
        harmonised=[(*head, name, *_long(cell)) for name, cell in {**values, **shares}.items()],
        edition=row.edition if row.edition and wide_keys(row.edition) else None,
        wide=(*head, *_wide(cells, row.edition or "")),
    )


def figure_rows(row: ReportRow, data: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one report in the table ``figures``."""
    return _figures(_identity(row), data)


def report_name(row: ReportRow) -> str:
    """A short name of a reading's document and bytes: the same in every store."""
    return hashlib.sha256(f"{row.name}\0{row.sha256}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _identity(row: ReportRow) -> Row:
    return (
        report_name(row),
        row.issuer,
        row.kind,
        row.level,
        row.division,
        row.province,
        row.year,
        row.edition,
        row.scope,
    )


def _about(row: ReportRow) -> Row:
    return (
        *(row.title, row.published, row.figures, row.doubtful, row.unreadable, row.errors, row.warnings),
        *(row.path, row.url, row.sha256, row.media_type, row.fetched_at, row.parser_version, row.digest),
    )


def _figures(head: Row, data: Mapping[str, Any]) -> Iterator[Row]:
    codes = finding_codes(data)
    for f in data["figures"]:
        place = f["evidence"] or {}
        yield (
            *head,
            *(f["key"], f["value"], f["state"], f["unit"], f["raw"], f["origin"], f["qualifier"], f["grade"]),
            codes.get(f["key"], "") if f["origin"] != "prose" else "",
            "as_published" in f,
            f["label"],
            place.get("page"),
            place.get("quote", ""),
        )


def _long(cell: Cell) -> Row:
    return cell.value, cell.state, cell.grade, cell.codes, cell.comparability


def _panel(values: Mapping[str, Cell], shares: Mapping[str, Cell]) -> Iterator[Any]:
    """In the order of ``columns.panel``."""
    for cell in (*values.values(), *shares.values()):
        yield from (cell.value, cell.state, cell.grade, cell.comparability)
    yield from (cell.codes for cell in values.values())


def _wide(cells: Mapping[str, Cell], edition: str) -> Iterator[Any]:
    for key in wide_keys(edition):
        cell = cells.get(key, MISSING)
        yield from (cell.value, cell.state, cell.grade, cell.codes)
