"""The tables of the store, for SQLite and PostgreSQL alike.

A *document* is a place where a report is published (address, else path); a *version* is the bytes it had once;
a *report* is what one parser read in one version. One report of a document is ``current``; the former ones
stay. A report is one JSON record, figures with evidence included (``record``); beside it stand the columns that
lists filter and sort by. ``finding`` and ``unmapped`` index the current reports only. Decisions and corrections
are rows of their own: nothing that was read is ever overwritten.

Times are UTC in ISO 8601 with ``Z``, as text: they sort, and both databases keep them alike.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_ID = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Names of constraints are spelled out, so that migrations can name them."""

    metadata = MetaData(naming_convention=_NAMES)


class Document(Base):
    """A place where a report is published. ``name`` is its address, else its path."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    path: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)


class Run(Base):
    """One filling of the store. ``finished_at`` is null while it goes on, or when it was broken off."""

    __tablename__ = "run"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    started_at: Mapped[str] = mapped_column(String(32))
    finished_at: Mapped[str | None] = mapped_column(String(32))
    parser_version: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    added: Mapped[int] = mapped_column(Integer, default=0)
    replaced: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)


class Version(Base):
    """The bytes a document had once."""

    __tablename__ = "version"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[str] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("document_id", "sha256"),)


class SourceBytes(Base):
    """A source document itself, once however often it occurs. ``packing`` is ``zlib`` or ``raw``."""

    __tablename__ = "source_bytes"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    packing: Mapped[str] = mapped_column(String(8))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ReportEntry(Base):
    """One reading of one version: the columns of lists. The reading itself is in ``record``."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    replaced_by_run: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    current: Mapped[bool] = mapped_column(Boolean)
    parser_version: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 of the record's JSON."""
    issuer: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    division: Mapped[str | None] = mapped_column(Text)
    province: Mapped[str | None] = mapped_column(Text)
    """First two digits of the division."""
    year: Mapped[int | None] = mapped_column(Integer)
    edition: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    published: Mapped[str | None] = mapped_column(Text)
    figures: Mapped[int] = mapped_column(Integer)
    doubtful: Mapped[int] = mapped_column(Integer)
    unreadable: Mapped[int] = mapped_column(Integer)
    errors: Mapped[int] = mapped_column(Integer)
    warnings: Mapped[int] = mapped_column(Integer)
    infos: Mapped[int] = mapped_column(Integer)
    open_findings: Mapped[int] = mapped_column(Integer)
    """Errors and warnings that no decision answers."""
    # One index for each way the review page filters and sorts: 100,000 reports within 100 ms.
    __table_args__ = (
        Index(None, "year"),
        Index(None, "current", "year", "issuer"),
        Index(None, "current", "issuer", "year"),
        Index(None, "current", "province", "division", "year"),
        Index(None, "current", "issuer", "title"),
        Index(None, "current", "published"),
        Index(None, "current", "edition", "year"),
        Index(None, "current", "kind", "year"),
        Index(None, "current", "level", "year"),
        Index(None, "current", "errors"),
        Index(None, "current", "warnings"),
        Index(None, "current", "doubtful"),
        Index(None, "current", "unreadable"),
        Index(None, "current", "open_findings"),
    )


class Record(Base):
    """The report as published JSON, zlib."""

    __tablename__ = "record"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, autoincrement=False)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class FindingEntry(Base):
    """A finding of a current report. ``subject`` and ``digest`` are what decisions are keyed by."""

    __tablename__ = "finding"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    responsibility: Mapped[str] = mapped_column(Text)
    keys: Mapped[str] = mapped_column(Text)
    message_zh: Mapped[str] = mapped_column(Text)
    message_en: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "code", "report_id"), Index(None, "severity", "report_id"))


class Unmapped(Base):
    """A number of a current report's prose that maps to no measure."""

    __tablename__ = "unmapped"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "label", "unit"),)


class Failure(Base):
    """A document that gave no report when it was last tried."""

    __tablename__ = "failure"
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    code: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)


class Decision(Base):
    """What a person decided of a finding or a figure. Never changed: the next one has the next ``revision``."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    subject: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer)
    evidence_digest: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(Text)
    """The corrected number as JSON; null for a state without one."""
    state: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))
    __table_args__ = (UniqueConstraint("document_id", "subject", "revision"),)


class Audit(Base):
    """Who did what, in order; rows are only ever added."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)
