"""Keeping the store in order: migrate, verify, throw away former readings, compare two readings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from nianbao.errors import NianbaoError, StoreMissing, StoreNewer
from nianbao.store.database import REVISIONS, Database, revision_of, translated
from nianbao.store.entries import entry_of
from nianbao.store.models import (
    FindingEntry,
    Record,
    ReportEntry,
    SourceBytes,
    Unmapped,
    Version,
)
from nianbao.store.packing import Unpackable, unpack
from nianbao.store.subjects import figure_subjects
from nianbao.store.writing import note


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the store that is not as it was written. ``what`` is a word, ``where`` the row."""

    what: str
    where: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was thrown away."""

    readings: int
    sources: int


def migrate(database: Database, *, create: bool = False) -> tuple[str | None, str]:
    """(revision before, revision now). All steps in one transaction: they happen, or nothing does.

    Raises StoreMissing where there is no store, unless ``create``; StoreNewer for a store that is ahead of us.
    """
    with database.writing() as connection:
        before = revision_of(connection)
        if before is None and not create:
            raise StoreMissing(database.where)
        if before is not None and before not in REVISIONS:
            raise StoreNewer(database.where, found=before, known=REVISIONS[-1])
        if before == REVISIONS[-1]:
            return before, before
        from nianbao.store.migrations import upgrade

        upgrade(connection)
        note(connection, "", "migrate", REVISIONS[-1], {"before": before})
    return before, REVISIONS[-1]


def verify(database: Database) -> Iterator[Fault]:
    """Everything that is wrong: pages, references, records and sources that are not what their digest says."""
    for check in (_pages, _references, _records, _current, _sources):
        try:
            with database.reading() as connection:
                yield from check(connection)
        except NianbaoError as error:
            yield Fault("unreadable", check.__name__.strip("_"), str(error.details.get("reason") or error))


def gc(database: Database, *, keep: int = 1) -> Removed:
    """Throw away former readings but the last ``keep`` of each version, and sources no version has.

    Current readings, the last reading of each version (with ``keep`` of at least 1), decisions and the audit
    log are never touched.
    """
    with database.writing() as connection:
        doomed = _doomed(connection, max(1, keep))
        for start in range(0, len(doomed), 1000):
            part = doomed[start : start + 1000]
            for model in (FindingEntry, Unmapped, Record):
                connection.execute(delete(model).where(model.report_id.in_(part)))
            connection.execute(delete(ReportEntry).where(ReportEntry.id.in_(part)))
        orphans = SourceBytes.sha256.not_in(select(Version.sha256))
        sources = connection.execute(select(func.count()).select_from(SourceBytes).where(orphans)).scalar_one()
        connection.execute(delete(SourceBytes).where(orphans))
        note(connection, "", "gc", "", {"readings": len(doomed), "sources": sources})
    _give_room_back(database)
    return Removed(len(doomed), sources)


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(figure, before, after) of two reports: value, else state; None where it is not there at all."""
    old, new = _by_name(before), _by_name(after)
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _by_name(report: dict[str, Any]) -> dict[str, Any]:
    names = (subject.removeprefix("figure:") for subject, _ in figure_subjects(report["figures"]))
    values = (f["state"] if f["value"] is None else f["value"] for f in report["figures"])
    return dict(zip(names, values, strict=True))


def _pages(connection: Connection) -> Iterator[Fault]:
    """A server checks its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Fault("page", connection.engine.url.database or "", " ".join(said.split()))


def _references(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Fault("reference", f"{row[0]} {row[1]}", str(row[2]))


def _records(connection: Connection) -> Iterator[Fault]:
    """Each record is there, unpacks, is what was written, and says what its columns say."""
    joined = ReportEntry.__table__.outerjoin(Record.__table__)
    columns = select(*ReportEntry.__table__.columns, Record.packed).select_from(joined)
    for row in connection.execution_options(yield_per=200).execute(columns.order_by(ReportEntry.id)):
        detail = _record_fault(row)
        if detail:
            yield Fault("record", f"report {row.id}", detail)


def _record_fault(row: Any) -> str:
    if row.packed is None:
        return "missing"
    try:
        data = unpack(row.packed)
    except Unpackable as error:
        return str(error)
    if hashlib.sha256(data).hexdigest() != row.digest:
        return "digest"
    columns = {name: value for name, value in entry_of(data.decode()).columns.items() if name != "open_findings"}
    return next((name for name, value in columns.items() if getattr(row, name) != value), "")


def _current(connection: Connection) -> Iterator[Fault]:
    """No document has two current readings."""
    query = (
        select(ReportEntry.document_id, func.count())
        .where(ReportEntry.current.is_(True))
        .group_by(ReportEntry.document_id)
        .having(func.count() > 1)
    )
    for document, count in connection.execute(query):
        yield Fault("current", f"document {document}", str(count))


def _sources(connection: Connection) -> Iterator[Fault]:
    query = select(SourceBytes.sha256, SourceBytes.packing, SourceBytes.data).order_by(SourceBytes.sha256)
    for sha256, packing, data in connection.execution_options(yield_per=20).execute(query):
        try:
            found = unpack(data) if packing == "zlib" else data
        except Unpackable as error:
            yield Fault("source", sha256, str(error))
            continue
        if hashlib.sha256(found).hexdigest() != sha256:
            yield Fault("source", sha256, "digest")


def _doomed(connection: Connection, keep: int) -> list[int]:
    rank = func.row_number().over(partition_by=ReportEntry.version_id, order_by=ReportEntry.id.desc()).label("rank")
    ranked = select(ReportEntry.id, ReportEntry.current, rank).subquery()
    query = select(ranked.c.id).where(ranked.c.rank > keep, ranked.c.current.is_(False)).order_by(ranked.c.id)
    return list(connection.execute(query).scalars())


def _give_room_back(database: Database) -> None:
    """The file shrinks; on a server autovacuum does it."""
    if not database.server:
        with translated(database), database.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            if raw is not None:
                raw.execute("VACUUM")
