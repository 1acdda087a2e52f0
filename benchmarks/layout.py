"""Rows as text for a terminal, as a Markdown table, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby

from benchmarks.contestants import READ
from benchmarks.rows import Row
from benchmarks.timing import Spread

_HEADER = ("document", "nianbao", "reading alone", "against", "measured", "target")


def as_text(rows: Iterable[Row]) -> Iterator[str]:
    """Ratios first, then what was measured, then the target."""
    for (area, document), group in groupby(rows, key=lambda row: (row.area, row.document)):
        yield f"\n{area.upper()}  {document}"
        for row in group:
            yield f"  {_ratios(row):<48} {row.what:<44} {_amount(row)}{_tail(row)}"


def as_markdown(rows: Iterable[Row]) -> Iterator[str]:
    """A table with one line for each comparison; the reader alone has a column of its own."""
    yield "| " + " | ".join(_HEADER) + " |"
    yield "|" + "---|" * len(_HEADER)
    for row in (row for row in rows if row.what != READ.name):
        ours = f"**{_times(row.ratio.middle)}** {row.relation.rstrip(':')}" if row.ratio else ""
        reading = _times(row.reading.middle) if row.reading else ""
        target = f"{row.target}: {row.verdict}" if row.target else ""
        measured = "; ".join(part for part in (_amount(row), row.remark) if part)
        cells = (f"{row.area}: {row.document}", ours, reading, row.what, measured, target)
        yield "| " + " | ".join(cells) + " |"


def as_json(rows: Iterable[Row], facts: dict[str, object]) -> str:
    """Everything, with ``facts`` about the machine."""
    found = [{**asdict(row), "verdict": row.verdict} for row in rows]
    return json.dumps({"machine": facts, "rows": found}, ensure_ascii=False, indent=2) + "\n"


def _ratios(row: Row) -> str:
    if row.ratio is None:
        return ""
    reading = f" (reading {_times(row.reading.middle)})" if row.reading else ""
    return f"{_times(row.ratio.middle)} [{_range(row.ratio)}]{reading} {row.relation}"


def _amount(row: Row) -> str:
    per_page = f", {_number(row.per_page)} {row.unit}/page" if row.per_page else ""
    return f"{_number(row.amount.middle)} {row.unit} [{_range(row.amount)}]{per_page}"


def _tail(row: Row) -> str:
    remark = f"; {row.remark}" if row.remark else ""
    return remark + (f"   target {row.target}: {(row.verdict or '').upper()}" if row.target else "")


def _times(value: float) -> str:
    return f"{_number(value)}x"


def _range(found: Spread) -> str:
    return f"{_number(found.low)}..{_number(found.high)}"


def _number(value: float) -> str:
    """Three digits that count, none after the point from 100."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
