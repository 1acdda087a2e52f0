"""The store as its users see it: one object with short methods, each one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from nianbao.errors import Conflict, NotFound, StoreDamaged, StoreMissing, UsageError, reason_of
from nianbao.store import queries
from nianbao.store.database import WAIT_SECONDS, Database
from nianbao.store.decisions import (
    VERDICTS,
    StoredDecision,
    Verdict,
    corrected,
    decisions_of,
    standing,
    standing_of,
    stored,
)
from nianbao.store.entries import read_json
from nianbao.store.filtering import Filter, Sort, conditions
from nianbao.store.models import Decision, FindingEntry, Record, ReportEntry, SourceBytes, Version
from nianbao.store.packing import Unpackable, unpack
from nianbao.store.queries import Count, Page, ReportRow
from nianbao.store.writing import Filling, is_open, next_id, note, now, set_open_findings

CREATED = "nianbao.store"


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One reading: its row, and the report as published JSON."""

    row: ReportRow
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """The report as plain dicts and lists."""
        found: dict[str, Any] = read_json(self.text)
        return found


def open_store(place: str | Path, *, create: bool = False, wait: float = WAIT_SECONDS) -> Store:
    """The store at ``place``: a path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/NAME``.

    With ``create`` an empty store is made where there is none. ``wait`` is how many seconds to wait for another
    process that writes. Raises StoreMissing, StoreOlder, StoreNewer, StoreBusy, StoreDamaged, StoreUnreachable;
    Unsupported when the driver of the server is not installed.
    """
    database = Database(place, wait=wait)
    try:
        _ensure(database, create=create)
        return Store(database)
    except BaseException:
        database.close()
        raise


class Store:
    """An open store; close it, or use it as a context. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.where = database.where

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()

    # Filling

    def filling(self, parser_version: str, origin: str = "") -> Filling:
        """A run that fills the store: ``with store.filling(version) as filling: filling.add(json_text)``."""
        return Filling(self.database, parser_version, origin)

    # Lists

    def reports(
        self,
        chosen: Filter = Filter(),  # noqa: B008 - frozen
        *,
        sort: Sort = "id",
        descending: bool = False,
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        """A page of the current reports that the filter leaves."""
        with self.database.reading() as connection:
            return Page(*queries.page_of(connection, chosen, sort, descending, limit, offset))

    def iterate(self, chosen: Filter = Filter(), batch: int = 500) -> Iterator[StoredReport]:  # noqa: B008 - frozen
        """All current reports that the filter leaves, by id, in bounded memory."""
        after = 0
        while True:
            with self.database.reading() as connection:
                where = [*conditions(chosen), ReportEntry.id > after]
                ids = select(ReportEntry.id).where(*where).order_by(ReportEntry.id).limit(batch)
                found = self._stored(connection, list(connection.execute(ids).scalars()))
            if not found:
                return
            after = found[-1].row.id
            yield from found

    def counts(self, by: Count, chosen: Filter = Filter()) -> list[tuple[Any, int]]:  # noqa: B008 - frozen
        """(value, number) by year, edition, kind, level, province, division, scope; or findings by code, severity."""
        with self.database.reading() as connection:
            return queries.counts(connection, by, chosen)

    def findings(
        self,
        chosen: Filter = Filter(),  # noqa: B008 - frozen
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[queries.FindingRow], int]:
        """(a page of the findings of current reports, how many there are)."""
        with self.database.reading() as connection:
            return queries.findings(connection, chosen, limit, offset)

    def unmapped(self, *, limit: int = 50, offset: int = 0, search: str = "") -> list[queries.UnmappedRow]:
        """Numbers of the prose that no measure explains, the most frequent labels first."""
        with self.database.reading() as connection:
            return queries.unmapped(connection, limit, offset, search)

    def units(
        self,
        chosen: Filter = Filter(),  # noqa: B008 - frozen
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> list[tuple[str | None, str | None, int, int | None, int | None]]:
        """(issuer, division, reports, first year, last year) of reporting bodies, by name."""
        with self.database.reading() as connection:
            return queries.units(connection, chosen, limit, offset)

    def runs(self) -> list[queries.RunRow]:
        """All fillings, the last one first."""
        with self.database.reading() as connection:
            return queries.runs(connection)

    def failures(self, *, limit: int = 50, offset: int = 0) -> list[queries.FailureRow]:
        """Documents that gave no report when last tried."""
        with self.database.reading() as connection:
            return queries.failures(connection, limit, offset)

    # One report

    def report(self, number: int) -> StoredReport:
        """One reading, current or former. Raises NotFound."""
        with self.database.reading() as connection:
            found = self._stored(connection, [number])
        if not found:
            raise NotFound(str(number), what="report")
        return found[0]

    def readings(self, document: int) -> list[ReportRow]:
        """All readings of all versions of one document, oldest first."""
        with self.database.reading() as connection:
            return queries.readings_of(connection, document)

    def candidates(self, year: int | None) -> list[queries.Candidate]:
        """The last reading of each version of each document of one year: what a panel chooses from."""
        with self.database.reading() as connection:
            return queries.candidates(connection, year)

    def years(self) -> list[int | None]:
        """All years of all readings, None last."""
        with self.database.reading() as connection:
            return queries.years(connection)

    def stored(self, numbers: Sequence[int], batch: int = 200) -> Iterator[StoredReport]:
        """These readings in this order, current or not, in bounded memory; unknown ones are left out."""
        for start in range(0, len(numbers), batch):
            with self.database.reading() as connection:
                found = self._stored(connection, list(numbers[start : start + batch]))
            yield from found

    def source(self, sha256: str) -> bytes | None:
        """The bytes of a source document, when they were kept. Raises StoreDamaged when they are not those."""
        with self.database.reading() as connection:
            query = select(SourceBytes.packing, SourceBytes.data).where(SourceBytes.sha256 == sha256)
            row = connection.execute(query).first()
        if row is None:
            return None
        data = unpacked(row.data, self.where) if row.packing == "zlib" else bytes(row.data)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreDamaged(self.where, reason=f"source {sha256[:12]}")
        return data

    def _stored(self, connection: Connection, ids: list[int]) -> list[StoredReport]:
        query = select(Record.report_id, Record.packed).where(Record.report_id.in_(ids))
        texts = {number: packed for number, packed in connection.execute(query)}  # noqa: C416 - rows are no pairs
        rows = queries.rows_of(connection, ids)
        return [StoredReport(row, self._text(row, texts.get(row.id))) for row in rows]

    def _text(self, row: ReportRow, packed: bytes | None) -> str:
        data = b"" if packed is None else unpacked(packed, f"{self.where} report {row.id}")
        if hashlib.sha256(data).hexdigest() != row.digest:
            raise StoreDamaged(f"{self.where} report {row.id}", reason="record")
        return data.decode("utf-8")

    # Decisions

    def decide(
        self,
        document: int,
        subject: str,
        evidence_digest: str,
        verdict: Verdict,
        *,
        who: str,
        reason: str = "",
        value: int | float | None = None,
        state: str | None = None,
        expected_revision: int = 0,
    ) -> StoredDecision:
        """Keep a decision on a finding or a figure (see ``subjects``), beside all former ones.

        ``expected_revision`` is the revision of the last decision on the subject that the person has seen, 0 for
        none. Raises Conflict, with the decision that stands, when somebody else decided since; UsageError for an
        unknown verdict, or a correction without value and state.
        """
        _check_decision(verdict, value, state, subject)
        with self.database.writing() as connection:
            _refuse_overtaken(connection, document, subject, expected_revision)
            row = {
                "id": next_id(connection, Decision),
                "document_id": document,
                "subject": subject,
                "revision": expected_revision + 1,
                "evidence_digest": evidence_digest,
                "verdict": verdict,
                "value": None if value is None else json.dumps(value),
                "state": state,
                "reason": reason,
                "who": who,
                "at": now(),
            }
            try:
                connection.execute(insert(Decision), [row])
            except IntegrityError as error:
                raise NotFound(str(document), what="document") from error
            facts = {name: row[name] for name in ("verdict", "value", "state", "reason", "revision", "evidence_digest")}
            note(connection, who, "decide", f"{document} {subject}", facts)
            _recount(connection, document)
            found = connection.execute(select(Decision.__table__).where(Decision.id == row["id"])).one()
            return stored(found)

    def decisions(self, documents: int | Collection[int]) -> list[StoredDecision]:
        """All decisions about a document or several, oldest first."""
        numbers = [documents] if isinstance(documents, int) else documents
        with self.database.reading() as connection:
            return decisions_of(connection, numbers)

    def standing(self, document: int) -> dict[tuple[str, str], StoredDecision]:
        """(subject, evidence digest) -> the decision that stands for that evidence."""
        return {key[1:]: found for key, found in standing_of(self.decisions(document)).items()}

    def corrected(self, report: StoredReport) -> dict[str, Any]:
        """The report with its standing corrections; a corrected figure says ``as_published``."""
        return corrected(report.data, report.row.document_id, self.decisions(report.row.document_id))

    def all_decisions(self, batch: int = 1000) -> Iterator[StoredDecision]:
        """All decisions, oldest first."""
        after = 0
        while True:
            with self.database.reading() as connection:
                query = select(Decision.__table__).where(Decision.id > after).order_by(Decision.id).limit(batch)
                found = [stored(row) for row in connection.execute(query)]
            if not found:
                return
            after = found[-1].id
            yield from found

    # Audit log

    def note(self, who: str, action: str, target: str, **details: object) -> None:
        """A line in the audit log."""
        with self.database.writing() as connection:
            note(connection, who, action, target, details)

    def audit(self, *, limit: int = 50, offset: int = 0) -> list[queries.AuditRow]:
        """The audit log, the last entry first."""
        with self.database.reading() as connection:
            return queries.audit(connection, limit, offset)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read-only transaction for whoever needs SQL of its own over ``nianbao.store.models``."""
        with self.database.reading() as connection:
            yield connection

    def size(self) -> tuple[int, int, int]:
        """(documents with a reading, versions, readings)."""
        with self.database.reading() as connection:
            counts = (
                func.count(func.distinct(ReportEntry.document_id)),
                select(func.count()).select_from(Version).scalar_subquery(),
                func.count(),
            )
            documents, versions, readings = connection.execute(select(*counts).select_from(ReportEntry)).one()
            return documents, versions, readings


def unpacked(data: bytes, where: str) -> bytes:
    """Raises StoreDamaged."""
    try:
        return unpack(data)
    except Unpackable as error:
        raise StoreDamaged(where, reason=str(error)) from error


def _ensure(database: Database, *, create: bool) -> None:
    path = database.file
    if path is not None and not path.is_file():
        if not create:
            raise StoreMissing(database.where)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(path.parent.as_posix(), problem="not_writable", reason=reason_of(error)) from error
    if create and database.revision() is None:
        from nianbao.store.upkeep import migrate

        migrate(database, create=True)
    database.check_revision()


def _check_decision(verdict: str, value: float | None, state: str | None, subject: str) -> None:
    if verdict not in VERDICTS:
        raise UsageError(verdict, problem="unknown_verdict", known=" ".join(VERDICTS))
    if verdict == "correct" and (value is not None) == (state not in (None, "value")):
        raise UsageError(subject, problem="correction_without_value")


def _refuse_overtaken(connection: Connection, document: int, subject: str, expected: int) -> None:
    query = select(Decision.__table__).where(Decision.document_id == document, Decision.subject == subject)
    row = connection.execute(query.order_by(Decision.revision.desc()).limit(1)).first()
    found = 0 if row is None else row.revision
    if found != expected:
        facts: dict[str, object] = {"revision": found}
        if row is not None:
            facts |= {"verdict": row.verdict, "who": row.who, "at": row.at}
        raise Conflict(subject, **facts)


def _recount(connection: Connection, document: int) -> None:
    """The open findings of the current report of this document."""
    decided = standing(connection, [document])
    query = (
        select(FindingEntry.report_id, FindingEntry.subject, FindingEntry.digest, FindingEntry.severity)
        .join(ReportEntry, ReportEntry.id == FindingEntry.report_id)
        .where(ReportEntry.document_id == document, ReportEntry.current.is_(True))
    )
    counts: dict[int, int] = {}
    for row in connection.execute(query):
        counts[row.report_id] = counts.get(row.report_id, 0) + is_open(document, dict(row._mapping), decided)
    set_open_findings(connection, counts)
