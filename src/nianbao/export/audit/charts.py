"""Charts of the page, as shapes for inline SVG: places and lengths only; words and colours are the template's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nianbao.codebook import rules
from nianbao.export.audit.facts import SEVERITIES, counts, groups
from nianbao.export.messages import Language, text
from nianbao.model import Audit

MOST_BARS = 40
"""Units with most findings that are drawn; the list below the chart has all."""
_WIDTH = 500.0
_ROOM = 24


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar."""

    kind: str
    start: float
    length: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart."""

    label: str
    short: str
    parts: list[Part]
    total: int


def _bars(rows: list[tuple[str, dict[str, int]]]) -> list[Bar]:
    most = max((sum(parts.values()) for _, parts in rows), default=0) or 1
    bars = []
    for label, parts in rows:
        start, drawn = 0.0, []
        for kind, count in parts.items():
            if count:
                length = round(_WIDTH * count / most, 1)
                drawn.append(Part(kind, round(start, 1), length, count))
                start += length
        bars.append(Bar(label, _short(label), drawn, sum(parts.values())))
    return bars


def _short(label: str) -> str:
    """What there is room for beside a bar; a Chinese character takes the room of two letters."""
    room = _ROOM
    for position, character in enumerate(label):
        room -= 1 if character.isascii() else 2
        if room < 0:
            return label[:position].rstrip() + "…"
    return label


def unit_bars(audit: Audit) -> tuple[list[Bar], int]:
    """Findings by unit and severity, most first; and how many units are not drawn."""
    rows = [(unit.name, {s: counts(unit)[s] for s in SEVERITIES[:2]}) for unit in audit.units]
    found = sorted(
        (row for row in rows if sum(row[1].values())), key=lambda row: (-row[1]["error"], -row[1]["warning"])
    )
    return _bars(found[:MOST_BARS]), max(0, len(found) - MOST_BARS)


def group_bars(audit: Audit, language: Language) -> list[Bar]:
    """Findings by group of rules and severity."""
    rows = []
    for group, title in groups(audit, language):
        own: Counter[str] = Counter(
            f.severity
            for unit in audit.units
            for f in unit.findings
            if rules()[f.code].group == group and f.waived is None
        )
        rows.append((title, {s: own[s] for s in SEVERITIES[:2]}))
    return _bars(rows)


def arrival_bars(audit: Audit, language: Language) -> list[Bar]:
    """How the reports came in."""
    found = Counter(unit.arrival for unit in audit.units)
    return _bars([(text("arrival", name, language), {name: count}) for name, count in found.most_common()])
