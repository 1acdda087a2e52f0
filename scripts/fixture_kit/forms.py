"""Labels of the official forms, from the package's own data files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

EDITIONS = Path(__file__).resolve().parents[2] / "src" / "nianbao" / "data" / "editions"
_FILES = {"2008": "2008-local.toml"}

KINDS = (
    "natural_person",
    "business",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
)
COLUMNS = (*KINDS, "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
BLOCKS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
SECTIONS = ("一", "二", "三", "四", "五", "六", "七", "八")


@cache
def form(edition: str) -> dict[str, Any]:
    """The data file of one edition."""
    return tomllib.loads((EDITIONS / _FILES.get(edition, f"{edition}.toml")).read_text(encoding="utf-8"))


@cache
def table(edition: str, name: str) -> dict[str, Any]:
    """One table of it."""
    return next(entry for entry in form(edition)["table"] if entry["id"] == name)


def rows(edition: str, name: str) -> dict[str, dict[str, Any]]:
    """Its rows by id."""
    return {row["id"]: row for row in table(edition, name)["row"]}


def label(edition: str, name: str, row: str) -> str:
    """The official label of a row."""
    return str(rows(edition, name)[row]["zh"])


def column_label(edition: str, name: str, column: str) -> str:
    """The official label of a column."""
    return str(next(entry["zh"] for entry in table(edition, name)["column"] if entry["id"] == column))


def key(edition: str, name: str, row: str, column: str) -> str:
    """The key of a cell, by the table's own pattern."""
    return str(table(edition, name)["key"]).format(row=row, column=column)


def detail_rows(edition: str) -> list[str]:
    """The outcome rows of the request table that carry figures, total and carry excluded."""
    skip = {"requests.received", "requests.brought_forward", "results.total", "requests.carried_forward"}
    return [name for name, row in rows(edition, "t3").items() if row.get("kind") != "group" and name not in skip]
