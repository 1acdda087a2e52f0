"""Connections: SQLite (WAL) or PostgreSQL, their settings, and what their errors mean.

Nothing outside this file knows which of the two it is.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from nianbao.errors import (
    NianbaoError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreNewer,
    StoreOlder,
    StoreUnreachable,
    Unsupported,
    UsageError,
)

REVISIONS = ("0001",)
"""All migrations, oldest first; the last one is what this version of nianbao works with."""

WAIT_SECONDS = 30.0
"""How long we wait for another process that writes."""

_TRIES, _PAUSE = 40, 0.05
_LOCK = 0x6E69616E  # any number that no other program uses for an advisory lock


class Database:
    """One store's connections. ``reading()`` and ``writing()`` give a transaction each, errors translated."""

    def __init__(self, place: str | Path, *, wait: float = WAIT_SECONDS) -> None:
        self.url = store_url(place)
        self.where = self.url.render_as_string(hide_password=True) if self.server else str(self.url.database)
        self.wait = wait
        self.engine = self._engine()

    @property
    def server(self) -> bool:
        """PostgreSQL, not a file."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def file(self) -> Path | None:
        """The file of the store, or None on a server."""
        return None if self.server else Path(str(self.url.database))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store and changes nothing."""
        with translated(self), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is the only one to write; all of it happens or nothing."""
        # Not the isolation of readers: the state that counts is the one after the wait for the lock.
        options = {"isolation_level": "READ COMMITTED"} if self.server else {"writes": True}
        with (
            translated(self),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            if self.server:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    def optimise(self) -> None:
        """Bring the statistics up to date by which queries are planned; a server does that by itself.

        Somebody else writes: then they will do it.
        """
        if not self.server:
            with suppress(StoreBusy), translated(self), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
                connection.exec_driver_sql("PRAGMA optimize")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def revision(self) -> str | None:
        """The migration the store stands at, or None when there is no store in the database."""
        with self.reading() as connection:
            return revision_of(connection)

    def check_revision(self) -> None:
        """Raises StoreMissing, StoreOlder or StoreNewer unless the store is of this version."""
        found = self.revision()
        if found is None:
            raise StoreMissing(self.where)
        if found not in REVISIONS:
            raise StoreNewer(self.where, found=found, known=REVISIONS[-1])
        if found != REVISIONS[-1]:
            raise StoreOlder(self.where, found=found, known=REVISIONS[-1])

    def _engine(self) -> Engine:
        if self.server:
            return _server_engine(self.url, self.wait)
        engine = create_engine(self.url, connect_args={"timeout": self.wait})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def store_url(place: str | Path) -> URL:
    """A path or an address as SQLAlchemy has it. Raises UsageError for what is neither.

    ``postgres://`` and ``postgresql://`` mean psycopg 3.
    """
    name = str(place)
    if "://" not in name:
        return URL.create("sqlite", database=Path(name).expanduser().as_posix())
    try:
        url = make_url(name)
    except ArgumentError as error:
        raise UsageError(name, problem="store_address") from error
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"} or not url.database:
        raise UsageError(url.render_as_string(hide_password=True), problem="store_address")
    return url


def revision_of(connection: Connection) -> str | None:
    """The migration noted in the database, if it is a store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


@contextmanager
def translated(database: Database) -> Iterator[None]:
    """Errors of the driver become ours."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(error, database) from error


def _server_engine(url: URL, wait: float) -> Engine:
    options = f"-c lock_timeout={int(wait * 1000)} -c timezone=UTC"
    try:
        return create_engine(
            url, connect_args={"connect_timeout": int(wait), "options": options}, isolation_level="REPEATABLE READ"
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Unsupported("postgresql", format="postgresql", remedy="pip install nianbao[postgres]") from error


_WRITING_KB, _READING_KB = 65_536, 8_192
"""Cache of a connection."""


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """WAL: readers and one writer at the same time. FULL would cost a disk flush a transaction and more."""
    connection.isolation_level = None  # we say BEGIN ourselves
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA mmap_size = 67108864")
    connection.execute("PRAGMA temp_store = MEMORY")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Here SQLite does not wait by itself while another process opens or closes the file."""
    for _ in range(_TRIES):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        time.sleep(_PAUSE)
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    # Filling walks through all indexes; reading goes through the mapped pages and needs little of its own.
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITING_KB if writes else _READING_KB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _meaning(error: DBAPIError, database: Database) -> NianbaoError:
    original: Any = error.orig
    reason = str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
    if isinstance(original, sqlite3.Error):
        return _sqlite_meaning(original, reason, database)
    return _server_meaning(error, str(getattr(original, "sqlstate", "") or ""), reason, database)


def _sqlite_meaning(error: sqlite3.Error, reason: str, database: Database) -> NianbaoError:
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    if name in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
        return StoreBusy(database.where, seconds=f"{database.wait:g}")
    if name == "SQLITE_FULL":
        return StoreFull(database.where)
    if name == "SQLITE_NOTADB":
        return StoreMissing(database.where, reason="not_a_database")
    if name in {"SQLITE_CORRUPT", "SQLITE_FORMAT"}:
        return StoreDamaged(database.where, reason=reason)
    if name in {"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_IOERR"}:
        return UsageError(database.where, problem="not_writable", reason=reason)
    return StoreError(database.where, reason=reason)


def _server_meaning(error: DBAPIError, sqlstate: str, reason: str, database: Database) -> NianbaoError:
    if sqlstate in {"55P03", "40001", "40P01"}:
        return StoreBusy(database.where, seconds=f"{database.wait:g}")
    if sqlstate in {"53100", "53200"}:
        return StoreFull(database.where)
    if sqlstate in {"XX001", "XX002"}:
        return StoreDamaged(database.where, reason=reason)
    if error.connection_invalidated or isinstance(error, OperationalError) or sqlstate[:2] in {"08", "28", "3D", "57"}:
        return StoreUnreachable(database.where, reason=reason)
    if sqlstate == "42501":
        return StoreUnreachable(database.where, reason=reason)
    return StoreError(database.where, reason=reason)
