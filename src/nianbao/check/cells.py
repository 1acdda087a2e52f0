"""The cells of a table: filled or blank, with one sign for nothing, counts whole and not negative."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.view import ReportView
from nianbao.codebook import TableSpec
from nianbao.model import Figure, Finding

_IMPOSSIBLE = re.compile(r"([-－−])?\s*\d+(\.\d*[1-9]\d*)?")
"""A number with a sign, with decimals, or plain."""


def check_cells(table: TableSpec, view: ReportView) -> Iterator[Finding]:
    """Findings about how the cells of a table that was found are filled in."""
    if view.is_filled:
        return
    keys = view.edition.keys_in[table.id] if view.edition else ()
    figures = [view.printed[key] for key in keys if key in view.printed]
    if all(figure.state == "value" for figure in figures):
        return
    blank = [figure for figure in figures if figure.state == "blank"]
    valued = [figure for figure in figures if figure.state == "value"]
    if blank and not valued:
        yield finding(
            "STRUCT.blank_table",
            [f.key for f in blank],
            responsibility="source",
            zh={"title": table.zh},
            en={"title": table.en},
        )
    elif blank:
        yield _blanks(blank, table, view)
    yield from _placeholders(figures, table)


def _blanks(blank: list[Figure], table: TableSpec, view: ReportView) -> Finding:
    zh, en = view.labels(blank[0].key)
    return finding(
        "STRUCT.blank_cells",
        [figure.key for figure in blank],
        responsibility="source",
        evidence=[blank[0].evidence],
        count=len(blank),
        zh={"title": table.zh, "first": zh},
        en={"title": table.en, "first": en},
    )


def _placeholders(figures: list[Figure], table: TableSpec) -> Iterator[Finding]:
    """Several signs for nothing, or one of them beside zeros."""
    signs = dict.fromkeys(figure.raw.strip() for figure in figures if figure.state == "not_applicable")
    if not signs:
        return
    zeros = ["0"] if any(figure.value == 0 for figure in figures) else []
    marks = [*signs, *zeros]
    if len(marks) > 1:
        keys = [figure.key for figure in figures if figure.state == "not_applicable"]
        yield finding(
            "STRUCT.placeholders",
            keys,
            responsibility="source",
            evidence=[next(f.evidence for f in figures if f.state == "not_applicable")],
            marks=" ".join(marks),
            zh={"title": table.zh},
            en={"title": table.en},
        )


def check_counts(view: ReportView) -> Iterator[Finding]:
    """Counts that are negative or not whole; the reader takes no value from such a cell."""
    if view.edition is None:
        return
    for figure in [f for f in view.printed.values() if type(f.value) is not int or f.value < 0]:
        if figure.raw.isdigit() or not figure.raw:
            continue
        key = figure.key
        spec = view.edition.keys.get(key)
        if spec is None or spec.type == "money" or figure.origin != "table":
            continue
        printed = str(figure.value) if figure.value is not None else figure.raw.strip()
        match = _IMPOSSIBLE.fullmatch(printed) if not printed.isdigit() else None
        if match is None or not (match[2] or (match[1] and spec.type == "count")):
            continue
        zh, en = view.labels(key)
        code = "TABLE.not_whole" if match[2] else "TABLE.negative"
        yield finding(code, [key], actual=printed, evidence=[figure.evidence], zh={"label": zh}, en={"label": en})
