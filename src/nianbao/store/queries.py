"""Lists, filters, counts: what a page of the review, a command or a notebook asks of the store.

Every list is over current reports unless it says so, in a total order, so that pages neither repeat nor skip.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from nianbao.store.filtering import Contains, Filter, Sort, conditions, of_finding, order_of
from nianbao.store.models import (
    Audit,
    Document,
    Failure,
    FindingEntry,
    ReportEntry,
    Run,
    Unmapped,
    Version,
)

Count = Literal["year", "edition", "kind", "level", "province", "division", "scope", "code", "severity"]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in a list, without its figures."""

    id: int
    document_id: int
    version_id: int
    run_id: int
    current: bool
    parser_version: str
    digest: str
    name: str
    path: str
    url: str | None
    sha256: str
    media_type: str
    fetched_at: str | None
    seen_at: str
    issuer: str | None
    kind: str | None
    level: str | None
    division: str | None
    province: str | None
    year: int | None
    edition: str | None
    scope: str | None
    title: str | None
    published: str | None
    figures: int
    doubtful: int
    unreadable: int
    errors: int
    warnings: int
    infos: int
    open_findings: int


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a list and how long the list is."""

    items: list[ReportRow]
    total: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a current report, with whose it is."""

    report_id: int
    document_id: int
    position: int
    code: str
    severity: str
    responsibility: str
    keys: str
    message_zh: str
    message_en: str
    subject: str
    digest: str
    issuer: str | None
    division: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class UnmappedRow:
    """A label that no measure explains: how often it occurs, in how many reports, and one example."""

    label: str
    unit: str
    count: int
    reports: int
    example: str
    report_id: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One filling of the store."""

    id: int
    started_at: str
    finished_at: str | None
    parser_version: str
    origin: str
    added: int
    replaced: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A document that gave no report when it was last tried; ``details`` is JSON."""

    document_id: int
    path: str
    url: str | None
    run_id: int
    code: str
    details: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log; ``details`` is JSON."""

    id: int
    at: str
    who: str
    action: str
    target: str
    details: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading that may stand in a panel: the last one of a version of a document."""

    id: int
    document_id: int
    name: str
    path: str
    sha256: str
    issuer: str | None
    division: str | None
    province: str | None
    year: int | None
    scope: str | None
    published: str | None
    fetched_at: str | None
    seen_at: str


_R, _V, _D = ReportEntry, Version, Document
_OF_DOCUMENT = {"name": _D.name, "path": _D.path, "url": _D.url}
_OF_VERSION = {
    "sha256": _V.sha256,
    "media_type": _V.media_type,
    "fetched_at": _V.fetched_at,
    "seen_at": _V.seen_at,
}
_COLUMNS: list[Any] = [(_OF_DOCUMENT | _OF_VERSION).get(f.name, getattr(_R, f.name, None)) for f in fields(ReportRow)]


def report_rows(
    connection: Connection, chosen: Filter, sort: Sort, descending: bool, limit: int | None, offset: int
) -> list[ReportRow]:
    """A slice of the list, the ids of its rows first and their columns afterwards: sorting moves ids only."""
    ids = select(_R.id).where(*conditions(chosen)).order_by(*order_of(sort, descending)).limit(limit).offset(offset)
    return rows_of(connection, list(connection.execute(ids).scalars()))


def page_of(
    connection: Connection, chosen: Filter, sort: Sort, descending: bool, limit: int, offset: int
) -> tuple[list[ReportRow], int]:
    """A slice of the list and how long the list is.

    What no index answers (a part of a name, a kind of finding) is looked for once, not once for the slice and once
    for the count; a list without such a filter is counted on an index alone.
    """
    if chosen.search or chosen.codes or chosen.severity:
        counted = select(_R.id, func.count().over()).where(*conditions(chosen)).order_by(*order_of(sort, descending))
        found = connection.execute(counted.limit(limit).offset(offset)).all()
        if found:
            return rows_of(connection, [row[0] for row in found]), found[0][1]
    return report_rows(connection, chosen, sort, descending, limit, offset), total(connection, chosen)


def total(connection: Connection, chosen: Filter) -> int:
    """How many reports the filter leaves."""
    return connection.execute(select(func.count()).select_from(_R).where(*conditions(chosen))).scalar_one()


def rows_of(connection: Connection, ids: list[int]) -> list[ReportRow]:
    """The rows of these reports, current or not, in the order of ``ids``; unknown ones are left out."""
    found: dict[int, ReportRow] = {}
    for start in range(0, len(ids), 1000):
        query = _with_document().where(_R.id.in_(ids[start : start + 1000]))
        found |= {row.id: ReportRow(*row) for row in connection.execute(query)}
    return [found[number] for number in ids if number in found]


def readings_of(connection: Connection, document: int) -> list[ReportRow]:
    """All readings of all versions of one document, oldest first."""
    query = _with_document().where(_R.document_id == document).order_by(_R.id)
    return [ReportRow(*row) for row in connection.execute(query)]


def candidates(connection: Connection, year: int | None) -> list[Candidate]:
    """The last reading of each version of each document, of one year: what a panel chooses from."""
    later = aliased(ReportEntry)
    superseded = exists().where(later.version_id == _R.version_id, later.id > _R.id)
    known: dict[str, Any] = _OF_DOCUMENT | _OF_VERSION
    columns: list[Any] = [known.get(f.name, getattr(_R, f.name, None)) for f in fields(Candidate)]
    query = select(*columns).join(_V, _V.id == _R.version_id).join(_D, _D.id == _R.document_id)
    query = query.where(_R.year == year if year is not None else _R.year.is_(None), ~superseded).order_by(_R.id)
    return [Candidate(*row) for row in connection.execute(query)]


def years(connection: Connection) -> list[int | None]:
    """All years of all readings, none last."""
    found = list(connection.execute(select(_R.year).distinct()).scalars())
    return [*sorted(year for year in found if year is not None), *([None] if None in found else [])]


def counts(connection: Connection, by: Count, chosen: Filter) -> list[tuple[Any, int]]:
    """(value, reports or findings) by one column, in the order of the values, null first."""
    if by in {"code", "severity"}:
        return _finding_counts(connection, by, chosen)
    column = getattr(_R, by)
    query = select(column, func.count()).where(*conditions(chosen)).group_by(column)
    return sorted(((value, n) for value, n in connection.execute(query)), key=_null_first)


def findings(connection: Connection, chosen: Filter, limit: int, offset: int) -> tuple[list[FindingRow], int]:
    """Findings of the reports of the filter, by report, and how many there are."""
    where = [*conditions(chosen), *of_finding(chosen)]
    count = select(func.count()).select_from(FindingEntry).join(_R, _R.id == FindingEntry.report_id).where(*where)
    columns: list[Any] = [getattr(FindingEntry, f.name, getattr(_R, f.name, None)) for f in fields(FindingRow)]
    query = select(*columns).select_from(FindingEntry).join(_R, _R.id == FindingEntry.report_id).where(*where)
    query = query.order_by(FindingEntry.report_id, FindingEntry.position).limit(limit).offset(offset)
    return [FindingRow(*row) for row in connection.execute(query)], connection.execute(count).scalar_one()


def unmapped(connection: Connection, limit: int, offset: int, search: str) -> list[UnmappedRow]:
    """Labels without a measure, most frequent first."""
    count = func.count().label("count")
    groups = select(Unmapped.label, Unmapped.unit, count, func.min(Unmapped.report_id).label("report_id")).group_by(
        Unmapped.label, Unmapped.unit
    )
    if search:
        groups = groups.where(Contains(Unmapped.label, search))
    groups = groups.order_by(count.desc(), Unmapped.label, Unmapped.unit).limit(limit).offset(offset)
    return [_unmapped(connection, *row) for row in connection.execute(groups)]


def _unmapped(connection: Connection, label: str, unit: str, count: int, report: int) -> UnmappedRow:
    same = and_(Unmapped.label == label, Unmapped.unit == unit)
    reports = connection.execute(select(func.count(func.distinct(Unmapped.report_id))).where(same)).scalar_one()
    quote = select(Unmapped.quote).where(same, Unmapped.report_id == report).order_by(Unmapped.position).limit(1)
    return UnmappedRow(label, unit, count, reports, connection.execute(quote).scalar_one(), report)


def units(
    connection: Connection, chosen: Filter, limit: int, offset: int
) -> list[tuple[str | None, str | None, int, int | None, int | None]]:
    """(issuer, division, reports, first year, last year) of the bodies of the filter."""
    query = (
        select(_R.issuer, func.max(_R.division), func.count(), func.min(_R.year), func.max(_R.year))
        .where(*conditions(chosen))
        .group_by(_R.issuer)
        .order_by(_R.issuer)
        .limit(limit)
        .offset(offset)
    )
    return [(i, d, n, first, last) for i, d, n, first, last in connection.execute(query)]


def runs(connection: Connection) -> list[RunRow]:
    """All fillings, the last one first."""
    query = select(*(getattr(Run, f.name) for f in fields(RunRow))).order_by(Run.id.desc())
    return [RunRow(*row) for row in connection.execute(query)]


def failures(connection: Connection, limit: int, offset: int) -> list[FailureRow]:
    """Documents that gave no report when last tried."""
    columns: list[Any] = [getattr(Failure, f.name, getattr(Document, f.name, None)) for f in fields(FailureRow)]
    query = select(*columns).select_from(Failure).join(Document, Document.id == Failure.document_id)
    return [FailureRow(*row) for row in connection.execute(query.order_by(Document.name).limit(limit).offset(offset))]


def audit(connection: Connection, limit: int, offset: int) -> list[AuditRow]:
    """The log, the last entry first."""
    query = select(*(getattr(Audit, f.name) for f in fields(AuditRow))).order_by(Audit.id.desc())
    return [AuditRow(*row) for row in connection.execute(query.limit(limit).offset(offset))]


def _finding_counts(connection: Connection, by: str, chosen: Filter) -> list[tuple[Any, int]]:
    column = getattr(FindingEntry, by)
    query = select(column, func.count()).where(*of_finding(chosen)).group_by(column)
    if chosen != Filter(codes=chosen.codes, severity=chosen.severity):
        query = query.join(_R, _R.id == FindingEntry.report_id).where(*conditions(chosen))
    return sorted(((value, n) for value, n in connection.execute(query)), key=_null_first)


def _null_first(pair: tuple[Any, int]) -> tuple[bool, Any]:
    return (pair[0] is not None, pair[0])


def _with_document() -> Select[Any]:
    return select(*_COLUMNS).join(_V, _V.id == _R.version_id).join(_D, _D.id == _R.document_id)
