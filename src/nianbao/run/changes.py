"""Reports that were changed after publication: which figures say something else than before.

Every version of a page is in the archive; each is read the same way, and the readings are compared figure by figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import DocumentError
from nianbao.export.atomic import atomic_write
from nianbao.export.tables import csv_text
from nianbao.model import Capture, Figure, Report
from nianbao.run.task import Lost, Task
from nianbao.run.worker import attempt

if TYPE_CHECKING:
    from nianbao.fetch import Ledger, Row

CHANGE_COLUMNS = (
    *("issuer", "year", "url", "old_fetched_at", "new_fetched_at", "old_sha256", "new_sha256"),
    *("key", "origin", "old_value", "old_state", "old_raw", "new_value", "new_state", "new_raw", "place"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs; ``old`` or ``new`` is None where it is not there at all."""

    key: str
    origin: str
    old: Figure | None
    new: Figure | None


@dataclass(slots=True)
class Amendment:
    """Two versions of one document. ``unread`` says why one of them could not be read."""

    url: str
    old_digest: str
    new_digest: str
    old_time: str = ""
    new_time: str = ""
    issuer: str = ""
    year: int | None = None
    changes: list[Change] = field(default_factory=list)
    unread: str = ""


def changes(old: Report, new: Report) -> list[Change]:
    """The figures that differ in value, state or qualifier, in the order of the new report, then what is gone."""
    before, after = _by_place(old), _by_place(new)
    found = [
        _change(key, before.get(key), figure) for key, figure in after.items() if _differs(before.get(key), figure)
    ]
    return found + [_change(key, figure, None) for key, figure in before.items() if key not in after]


def amendments(folder: Path) -> Iterator[Amendment]:
    """Every document of which the archive in ``folder`` has more than one version, pair by pair.

    Raises UsageError where there is no archive.
    """
    from nianbao.fetch import Ledger

    with Ledger(folder) as ledger:
        for row in ledger.rows():
            if row.is_document:
                for number in range(1, len(row.records)):
                    yield _amendment(ledger, row, number)


def compare_files(old: Path, new: Path) -> Amendment:
    """The same for two files. Raises DocumentError where one cannot be read."""
    from nianbao import pipeline

    before, after = pipeline.parse(old), pipeline.parse(new)
    found = Amendment(new.as_posix(), before.source.sha256, after.source.sha256)
    found.issuer, found.year = after.issuer.name or "", after.year
    found.changes = changes(before, after)
    return found


def write_changes(output: Path, found: list[Amendment], *, bom: bool = False) -> None:
    """``changes.csv``: a line for every figure that differs, or for a version in which none does."""
    with atomic_write(output / "changes.csv", bom=bom) as file:
        file.write(csv_text([CHANGE_COLUMNS]))
        file.write(changes_csv(found))


def changes_csv(found: list[Amendment]) -> str:
    """The lines of :func:`write_changes`."""
    return csv_text(row for amendment in found for row in _rows(amendment))


def _amendment(ledger: Ledger, row: Row, number: int) -> Amendment:
    (old_digest, old_record), (new_digest, new_record) = row.records[number - 1 : number + 1]
    found = Amendment(row.url, old_digest, new_digest, year=row.year)
    old, found.old_time = _read(ledger, row, old_digest, old_record)
    new, found.new_time = _read(ledger, row, new_digest, new_record)
    if isinstance(old, Lost) or isinstance(new, Lost):
        found.unread = next(side.code for side in (old, new) if isinstance(side, Lost))
        return found
    found.issuer, found.year = new.issuer.name or "", new.year
    found.changes = changes(old, new)
    return found


def _read(ledger: Ledger, row: Row, digest: str, record: int) -> tuple[Report | Lost, str]:
    from nianbao import pipeline

    try:
        data, time, media_type = ledger.body(record)
    except DocumentError as damage:
        return Lost(row.url, damage.code, damage.details, row.url), ""
    capture = Capture(data, row.url, digest, row.url, time, media_type, None, row.source)
    task = Task(row.url, digest, "", row.url)
    return attempt(lambda _: pipeline.parse_capture(capture), task, lambda report: report), time


def _by_place(report: Report) -> dict[tuple[str, str, str, int], Figure]:
    """Figures under key, origin and label; the same key twice is told apart by its turn."""
    found: dict[tuple[str, str, str, int], Figure] = {}
    turns: dict[tuple[str, str, str], int] = {}
    for figure in report.figures:
        name = (figure.key, figure.origin, figure.label or "")
        turns[name] = turns.get(name, 0) + 1
        found[(*name, turns[name])] = figure
    return found


def _differs(old: Figure | None, new: Figure) -> bool:
    if old is None:
        return new.state != "missing"
    return (old.value, old.state, old.qualifier) != (new.value, new.state, new.qualifier)


def _change(key: tuple[str, str, str, int], old: Figure | None, new: Figure | None) -> Change:
    return Change(key[0], key[1], old, new)


def _rows(found: Amendment) -> Iterator[tuple[str | int | float | None, ...]]:
    about = (found.issuer, found.year, found.url, found.old_time, found.new_time, found.old_digest, found.new_digest)
    for change in found.changes:
        yield (*about, change.key, change.origin, *_said(change.old), *_said(change.new), _place(change))
    if not found.changes:
        yield (*about, "", found.unread, *[None] * 7)


def _said(figure: Figure | None) -> tuple[str | int | float | None, ...]:
    return (figure.value, figure.state, figure.raw) if figure else (None, None, None)


def _place(change: Change) -> str:
    figure = change.new or change.old
    evidence = figure.evidence if figure else None
    if evidence is None:
        return ""
    if evidence.table is not None:
        return f"table {evidence.table} row {evidence.row} column {evidence.column}"
    return f"characters {evidence.start}-{evidence.end}"
