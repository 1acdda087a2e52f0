"""Sources -> documents on disk, by way of the archive, and the ledgers of the harvest.

Fetching fills the archive; everything after it reads from there, so that a replay without network gives the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import DocumentError, UsageError
from nianbao.export.atomic import atomic_write
from nianbao.export.tables import csv_text
from nianbao.model import Source
from nianbao.run.paging import continued
from nianbao.run.progress import Log
from nianbao.run.sources import expand
from nianbao.run.task import Lost, Task

if TYPE_CHECKING:
    from nianbao.fetch import Coverage, Divisions, Ledger, Policy, Row

Cells = Sequence[str | int | float | None]
CAPTURES = "captures"
HARVEST_COLUMNS = (
    *("url", "outcome", "status", "bytes", "sha256", "path", "detail"),
    *("kind", "issuer", "year", "title", "published", "source", "parent", "versions", "same_as"),
)
COVERAGE_COLUMNS = (
    *("issuer", "division", "level", "kind", "candidates"),
    *("source", "year", "state", "reports", "urls", "detail"),
)


@dataclass(slots=True)
class Harvested:
    """What the archive holds for some sources: documents and failures by source, and every address."""

    results: dict[Source, list[Task | Lost]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    last_year: int | None = None

    captured: int = 0
    lost: int = 0


def harvest(
    names: Sequence[str],
    output: Path,
    policy: Policy,
    log: Log | None = None,
    *,
    saved: Sequence[Path] = (),
    divisions: Path | None = None,
    bom: bool = False,
) -> Harvested:
    """Download only: the archive, ``captures/``, ``harvest.csv`` and ``coverage.csv`` under ``output``.

    Raises UsageError for names that are no sources and where nothing can be written.
    """
    entries = expand(names, leave_out=output, may_be_none=bool(saved)).entries
    sources = [entry for entry in entries if isinstance(entry, Source)]
    if len(sources) < len(entries):
        stray = next(entry for entry in entries if not isinstance(entry, Source))
        raise UsageError(stray if isinstance(stray, str) else stray.path, problem="not_a_source")
    shard = policy.shard
    sources = [source for source in sources if shard is None or shard.holds(source.url or "")]
    log = log or Log()
    unusable = import_pages(saved, output, policy, log)
    if entries:
        fill_archive(sources, output, policy, log)
    found = open_archive(sources if entries else archived_sources(output), output, output)
    items = [item for group in found.results.values() for item in group]
    lost = sum(isinstance(item, Lost) for item in items)
    found.lost, found.captured = lost + unusable, len(items) - lost
    write_ledgers(output, found, divisions=divisions, bom=bom)
    return found


def import_pages(folders: Sequence[Path], output: Path, policy: Policy, log: Log) -> int:
    """Put folders of saved pages into the archive; how many files could not be taken, each named in the log."""
    from nianbao.fetch import ARCHIVE, import_saved

    left = [page for folder in folders for page in import_saved(folder, output / ARCHIVE, policy)]
    for page in left:
        log.notice(f"saved_{page.problem}", page.path.as_posix())
    return len(left)


def fill_archive(sources: Sequence[Source], output: Path, policy: Policy, log: Log) -> None:
    """Go to the portals. Raises UsageError when nothing can be written or another run works in the folder."""
    from nianbao.fetch import ARCHIVE, crawl

    crawl(sources, output / ARCHIVE, policy, log.fetched)


def archived_sources(archive: Path) -> list[Source]:
    """The sources an archive was filled from. Raises UsageError where there is none."""
    from nianbao.fetch import Ledger

    with Ledger(archive) as ledger:
        return ledger.sources()


def open_archive(sources: Sequence[Source], archive: Path, output: Path) -> Harvested:
    """The documents of ``sources``, out of the archive into ``output/captures``, each verified on the way.

    Raises UsageError where there is no archive or nothing can be written.
    """
    from nianbao.fetch import Ledger, last_year_due

    found = Harvested({source: [] for source in sources})
    seen: set[tuple[str, str]] = set()
    further: list[tuple[Row, Task]] = []
    with Ledger(archive) as ledger:
        found.last_year = last_year_due(ledger.last_time())
        for row in ledger.rows(sources):
            found.rows.append(row)
            item = _document(ledger, row, output) if row.records else _lost(row)
            if row.role == "picture":
                continue  # kept beside its page, which is the document
            if item is None or (isinstance(item, Task) and (row.url, item.sha256) in seen):
                continue  # two sources may lead to one article
            seen.add((row.url, item.sha256 if isinstance(item, Task) else ""))
            if row.role == "part" and isinstance(item, Task):
                further.append((row, item))
                continue
            found.results.setdefault(row.source, []).append(item)
    for source, items in found.results.items():
        parts = [(row.url, row.parent, task) for row, task in further if row.source == source]
        found.results[source] = continued(items, parts) if parts else items
    return found


def _document(ledger: Ledger, row: Row, output: Path) -> Task | Lost:
    try:
        capture = ledger.capture(row, output / CAPTURES)
    except DocumentError as damage:
        return Lost("", damage.code, {"where": damage.where, **damage.details}, row.url)
    row.saved = Path(capture.path).relative_to(output).as_posix()
    return Task(
        row.saved,
        capture.sha256,
        capture.path,
        capture.url,
        capture.fetched_at,
        capture.media_type,
        capture.parent,
        capture.declared,
    )


def _lost(row: Row) -> Lost | None:
    if not row.is_lost:
        return None
    return Lost("", "fetch_failed", {"outcome": row.outcome, "status": row.status, "detail": row.detail}, row.url)


def write_ledgers(
    folder: Path,
    found: Harvested,
    unread: Collection[str] = (),
    *,
    divisions: Path | None = None,
    bom: bool = False,
) -> None:
    """``harvest.csv``: how each address ended; ``coverage.csv``: which report of which year was found.

    ``divisions`` is a newer table of division codes, put on top of ours. Raises UsageError when it is none.
    """
    from nianbao.fetch import coverage
    from nianbao.fetch import divisions as table_of

    table = table_of(divisions)

    first: dict[str, str] = {}
    for row in found.rows:
        if row.is_document:
            first.setdefault(row.sha256, row.url)
    lines_of = (_harvest_row(row, first.get(row.sha256, row.url)) for row in found.rows)
    _write(folder / "harvest.csv", HARVEST_COLUMNS, lines_of, bom)
    lines = coverage(found.results, found.rows, found.last_year, unread)
    _write(folder / "coverage.csv", COVERAGE_COLUMNS, (_coverage_row(line, table) for line in lines), bom)


def _coverage_row(line: Coverage, table: Divisions) -> Cells:
    return (
        *_agency(line.source, table),
        *(line.source.url, line.year, line.state, line.reports, " ".join(line.urls), line.detail),
    )


def _agency(source: Source, table: Divisions) -> Cells:
    """What the user said of the issuer, completed where its name leaves no doubt."""
    from nianbao.fetch import resolve

    issuer, division, kind = source.issuer, source.division, source.kind
    found = resolve(division or "", issuer or "", table=table)
    return issuer, division or found.division, found.level, kind or found.kind, " ".join(found.candidates)


def _harvest_row(row: Row, first: str) -> Cells:
    """``first``: the address under which the same bytes were met first."""
    kept = len(row.records) or None
    return (
        *(row.url, row.outcome, row.status, row.bytes, row.sha256, row.saved, row.detail),
        *(
            row.what,
            row.issuer if row.records else None,
            row.year,
            row.title,
            row.published,
            row.source.url,
            row.parent,
            kept,
            first if row.is_document and first != row.url else None,
        ),
    )


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Cells], bom: bool) -> None:
    with atomic_write(path, bom=bom) as file:
        file.write(csv_text([columns]))
        file.write(csv_text(rows))
