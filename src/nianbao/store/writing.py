"""Filling the store: reports in batches, one transaction each.

A report of the same bytes read by the same parser to the same result is there already: nothing happens. Any
other replaces the current one of its document, which stays as a former one. Findings and unmapped numbers are
indexed for current reports only, so those of the former one go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from nianbao.store.database import Database
from nianbao.store.decisions import standing
from nianbao.store.entries import Entry, document_name, entry_of, timeless
from nianbao.store.models import (
    Audit,
    Document,
    Failure,
    FindingEntry,
    Record,
    ReportEntry,
    Run,
    SourceBytes,
    Unmapped,
    Version,
)
from nianbao.store.packing import Unpackable, pack, unpack

BATCH = 500
BATCH_BYTES = 32 * 1024 * 1024
_WORTH_PACKING = 0.9


@dataclass(slots=True)
class Filled:
    """What came of it, in reports; ``failed`` in documents."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclass(slots=True)
class _Pending:
    """What the next transaction will write; each document at most once."""

    entries: dict[str, Entry] = field(default_factory=dict)
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    def full(self) -> bool:
        return len(self.entries) + len(self.failures) >= BATCH or self.size >= BATCH_BYTES


class Filling:
    """One run that fills the store. Use as a context; what was flushed stays whatever happens next."""

    def __init__(self, database: Database, parser_version: str, origin: str) -> None:
        self._database = database
        self._parser = parser_version
        self._pending = _Pending()
        self.filled = Filled()
        with database.writing() as connection:
            self._run = begin_run(connection, parser_version, origin)

    def __enter__(self) -> Filling:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()

    def add(self, text: str | bytes, source: bytes | None = None) -> None:
        """One report as published JSON; ``source`` is its document, kept for the review page.

        Raises Damaged when the text is no report.
        """
        entry = entry_of(text)
        self._make_room(entry.name)
        self._pending.entries[entry.name] = entry
        if source is not None:
            self._pending.sources[entry.sha256] = source
            self._pending.size += len(source)

    def fail(self, path: str, url: str | None, code: str, details: Mapping[str, object]) -> None:
        """A document that gave no report. A report it gave earlier stays."""
        name = document_name(path, url)
        self._make_room(name)
        said = json.dumps(details, ensure_ascii=True, sort_keys=True, default=str)
        self._pending.failures[name] = {"path": document_name(path, None), "url": url, "code": code, "details": said}

    def _make_room(self, name: str) -> None:
        if self._pending.full() or name in self._pending.entries or name in self._pending.failures:
            self.flush()

    def flush(self) -> None:
        """Everything so far is in the store."""
        pending, self._pending = self._pending, _Pending()
        if not (pending.entries or pending.failures):
            return
        with self._database.writing() as connection:
            done = _write(connection, pending, self._run, self._parser)
        for name in ("added", "replaced", "unchanged", "failed"):
            setattr(self.filled, name, getattr(self.filled, name) + getattr(done, name))

    def finish(self) -> None:
        """The run is over; its counts are noted."""
        self.flush()
        with self._database.writing() as connection:
            connection.execute(
                update(Run)
                .where(Run.id == self._run)
                .values(
                    finished_at=now(),
                    added=self.filled.added,
                    replaced=self.filled.replaced,
                    unchanged=self.filled.unchanged,
                    failed=self.filled.failed,
                )
            )
        self._database.optimise()


def begin_run(connection: Connection, parser_version: str, origin: str) -> int:
    """A row for a run that begins now."""
    number = next_id(connection, Run)
    row = {"id": number, "started_at": now(), "parser_version": parser_version, "origin": origin}
    counts = {"added": 0, "replaced": 0, "unchanged": 0, "failed": 0}
    connection.execute(insert(Run), [{**row, "finished_at": None, **counts}])
    return number


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def next_id(connection: Connection, model: Any) -> int:
    """The first free number; to be called while writing, when nobody else does."""
    return int(connection.execute(select(func.coalesce(func.max(model.id), 0))).scalar_one()) + 1


def note(connection: Connection, who: str, action: str, target: str, details: Mapping[str, object]) -> None:
    """One row of the audit log."""
    said = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    row = {"id": next_id(connection, Audit), "at": now(), "who": who, "action": action, "target": target}
    connection.execute(insert(Audit), [{**row, "details": said}])


def _write(connection: Connection, pending: _Pending, run: int, parser: str) -> Filled:
    documents = _documents(connection, pending)
    _keep_sources(connection, pending.sources)
    entries = list(pending.entries.values())
    versions = _versions(connection, entries, documents)
    former = _current(connection, [documents[entry.name] for entry in entries])
    fresh = [e for e in entries if not _same(connection, former.get(documents[e.name]), versions[e.name], parser, e)]
    replaced = [former[documents[e.name]].id for e in fresh if documents[e.name] in former]
    _retire(connection, replaced, run)
    known = {documents[e.name] for e in fresh if documents[e.name] in former}
    _insert_reports(connection, fresh, documents, versions, run, parser, standing(connection, known))
    _note_failures(connection, pending, documents, run)
    return Filled(
        added=len(fresh) - len(replaced),
        replaced=len(replaced),
        unchanged=len(entries) - len(fresh),
        failed=len(pending.failures),
    )


def _documents(connection: Connection, pending: _Pending) -> dict[str, int]:
    """The number of each document by name; new ones are made."""
    wanted: dict[str, tuple[str, str | None]] = {e.name: (e.path, e.url) for e in pending.entries.values()}
    wanted |= {name: (row["path"], row["url"]) for name, row in pending.failures.items()}
    query = select(Document.name, Document.id).where(Document.name.in_(wanted))
    found: dict[str, int] = {name: number for name, number in connection.execute(query)}  # noqa: C416 - rows are no pairs
    new = [name for name in wanted if name not in found]
    rows = [
        {"id": number, "name": name, "path": wanted[name][0], "url": wanted[name][1]}
        for number, name in enumerate(new, next_id(connection, Document))
    ]
    _insert(connection, Document, rows)
    return found | {str(row["name"]): int(str(row["id"])) for row in rows}


def _versions(connection: Connection, entries: Sequence[Entry], documents: Mapping[str, int]) -> dict[str, int]:
    """The number of the version of each entry, by name of its document; new ones are made."""
    query = select(Version.document_id, Version.sha256, Version.id).where(
        Version.document_id.in_([documents[entry.name] for entry in entries])
    )
    found = {(document, sha256): number for document, sha256, number in connection.execute(query)}
    number, seen_at, rows = next_id(connection, Version), now(), []
    for entry in entries:
        key = (documents[entry.name], entry.sha256)
        if key not in found:
            found[key] = number
            rows.append(
                {
                    "id": number,
                    "document_id": key[0],
                    "sha256": entry.sha256,
                    "media_type": entry.media_type,
                    "fetched_at": entry.fetched_at,
                    "seen_at": seen_at,
                }
            )
            number += 1
    _insert(connection, Version, rows)
    return {entry.name: found[documents[entry.name], entry.sha256] for entry in entries}


def _current(connection: Connection, documents: Sequence[int]) -> dict[int, Any]:
    """The current report of each document that has one."""
    query = select(
        ReportEntry.document_id,
        ReportEntry.id,
        ReportEntry.version_id,
        ReportEntry.parser_version,
        ReportEntry.digest,
    ).where(ReportEntry.document_id.in_(documents), ReportEntry.current)
    return {row.document_id: row for row in connection.execute(query)}


def _same(connection: Connection, row: Any, version: int, parser: str, entry: Entry) -> bool:
    """Whether the current report is this one: the same bytes, parser and result. When it was fetched is no matter."""
    if row is None or (row.version_id, row.parser_version) != (version, parser):
        return False
    if row.digest == entry.digest:
        return True
    packed = connection.execute(select(Record.packed).where(Record.report_id == row.id)).scalar()
    try:
        return packed is not None and timeless(unpack(packed)) == timeless(unpack(entry.packed))
    except Unpackable:  # a damaged record is replaced
        return False


def _retire(connection: Connection, reports: Sequence[int], run: int) -> None:
    if not reports:
        return
    connection.execute(
        update(ReportEntry).where(ReportEntry.id.in_(reports)).values(current=False, replaced_by_run=run)
    )
    for model in (FindingEntry, Unmapped):
        connection.execute(delete(model).where(model.report_id.in_(reports)))


def _insert_reports(
    connection: Connection,
    entries: Sequence[Entry],
    documents: Mapping[str, int],
    versions: Mapping[str, int],
    run: int,
    parser: str,
    decided: Mapping[tuple[int, str, str], str],
) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {ReportEntry: [], Record: [], FindingEntry: [], Unmapped: []}
    for number, entry in enumerate(entries, next_id(connection, ReportEntry)):
        document = documents[entry.name]
        row = {
            "id": number,
            "document_id": document,
            "version_id": versions[entry.name],
            "run_id": run,
            "replaced_by_run": None,
            "current": True,
            "parser_version": parser,
            "digest": entry.digest,
            **entry.columns,
        }
        if decided:
            row["open_findings"] = sum(is_open(document, finding, decided) for finding in entry.findings)
        rows[ReportEntry].append(row)
        rows[Record].append({"report_id": number, "packed": entry.packed})
        rows[FindingEntry] += [{"report_id": number, **finding} for finding in entry.findings]
        rows[Unmapped] += [{"report_id": number, **figure} for figure in entry.unmapped]
    for model, found in rows.items():
        _insert(connection, model, found)


def is_open(document: int, finding: Mapping[str, Any], decided: Mapping[tuple[int, str, str], str]) -> bool:
    """An error or warning that no standing decision answers."""
    answered = (document, finding["subject"], finding["digest"]) in decided
    return finding["severity"] in {"error", "warning"} and not answered


def _keep_sources(connection: Connection, sources: Mapping[str, bytes]) -> None:
    if not sources:
        return
    query = select(SourceBytes.sha256).where(SourceBytes.sha256.in_(sources))
    known = set(connection.execute(query).scalars())
    rows = [_packed(sha256, data) for sha256, data in sources.items() if sha256 not in known]
    _insert(connection, SourceBytes, rows)


def _packed(sha256: str, data: bytes) -> dict[str, Any]:
    smaller = pack(data)
    pays = len(smaller) < len(data) * _WORTH_PACKING
    packing = "zlib" if pays else "raw"
    return {"sha256": sha256, "size": len(data), "packing": packing, "data": smaller if pays else data}


def _note_failures(connection: Connection, pending: _Pending, documents: Mapping[str, int], run: int) -> None:
    """Those that failed now; those that were read now have failed no longer."""
    touched = [documents[name] for name in (*pending.entries, *pending.failures)]
    connection.execute(delete(Failure).where(Failure.document_id.in_(touched)))
    rows = [
        {"document_id": documents[name], "run_id": run, "code": row["code"], "details": row["details"]}
        for name, row in pending.failures.items()
    ]
    _insert(connection, Failure, rows)


def _insert(connection: Connection, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if not found:
        return
    statement: Any = model.__table__.insert().compile(dialect=connection.dialect, column_keys=list(found[0]))
    # SQLAlchemy would convert each value of each row, of which none needs it: a sixth of the time of filling.
    order = statement.positiontup
    values = found if order is None else [tuple(map(row.__getitem__, order)) for row in found]
    connection.exec_driver_sql(str(statement), values)


def set_open_findings(connection: Connection, counts: Mapping[int, int]) -> None:
    """The number of open findings of reports, after a decision."""
    if counts:
        statement = update(ReportEntry.__table__).where(ReportEntry.__table__.c.id == bindparam("report"))  # type: ignore[arg-type]
        rows = [{"report": report, "open": count} for report, count in counts.items()]
        connection.execute(statement.values(open_findings=bindparam("open")), rows)
