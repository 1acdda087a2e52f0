"""The disk state of a harvest: one SQLite file beside the archive. Everything here survives a kill.

Who writes, and when: a request is noted (``claim``) before it is sent, and what came of it (``finish``) in one
transaction after its record stands in the archive. Whatever the moment of a kill, either both are there or the
request is sent again, after its delay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nianbao.errors import Damaged, NianbaoError, UsageError, reason_of

FORMAT = 1
FILE = "harvest.sqlite"
_SCHEMA = """
CREATE TABLE pass (id INTEGER PRIMARY KEY, started REAL NOT NULL, finished REAL);
CREATE TABLE source (
    id INTEGER PRIMARY KEY, url TEXT UNIQUE NOT NULL, place INTEGER NOT NULL, active INTEGER NOT NULL,
    root INTEGER, issuer TEXT, division TEXT, kind TEXT, years TEXT NOT NULL
);
CREATE TABLE host (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, address TEXT NOT NULL DEFAULT '',
    due REAL NOT NULL DEFAULT 0, busy INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0, pace REAL NOT NULL DEFAULT 1, crawl_delay REAL NOT NULL DEFAULT 0,
    tls INTEGER NOT NULL DEFAULT 0, stopped TEXT NOT NULL DEFAULT '', probe TEXT
);
CREATE TABLE address (name TEXT PRIMARY KEY, due REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE robots (
    origin TEXT PRIMARY KEY, at REAL NOT NULL, pass INTEGER NOT NULL, text TEXT, detail TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE url (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL, form TEXT,
    role TEXT NOT NULL, flavour TEXT NOT NULL, title TEXT NOT NULL, list INTEGER, page INTEGER NOT NULL,
    depth INTEGER NOT NULL, topical INTEGER NOT NULL, years TEXT NOT NULL,
    hops INTEGER NOT NULL DEFAULT 0, host INTEGER NOT NULL, rank INTEGER NOT NULL,
    state INTEGER NOT NULL, pass INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '', status INTEGER, bytes INTEGER, sha256 TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '', final TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL DEFAULT '', what TEXT NOT NULL DEFAULT ''
);
CREATE INDEX url_queue ON url (host, rank, id) WHERE state = 0;
CREATE INDEX url_claimed ON url (id) WHERE state = 1;
CREATE TABLE edge (
    parent INTEGER NOT NULL, child INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (parent, child)
) WITHOUT ROWID;
CREATE TABLE list (
    id INTEGER PRIMARY KEY, topical INTEGER NOT NULL, declared INTEGER, pages INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL DEFAULT 0, most INTEGER NOT NULL DEFAULT 0, barren INTEGER NOT NULL DEFAULT 0,
    ended TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT ''
);
CREATE TABLE seen (list INTEGER NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (list, mark)) WITHOUT ROWID;
CREATE TABLE record (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, method TEXT NOT NULL, time TEXT NOT NULL, status INTEGER,
    outcome TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT, etag TEXT, modified TEXT,
    file TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, same_as INTEGER
);
CREATE INDEX record_body ON record (at, id) WHERE status = 200 AND method = 'GET' AND outcome = '';
CREATE TABLE version (
    id INTEGER PRIMARY KEY, url INTEGER NOT NULL, sha256 TEXT NOT NULL, record INTEGER NOT NULL, pass INTEGER NOT NULL
);
CREATE INDEX version_url ON version (url, id);
CREATE TABLE warc (file TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
"""
QUEUED, CLAIMED, DONE, DORMANT = range(4)
"""States of an address: to be asked, being asked, ended in this pass, not yet met in this pass."""


class State:
    """The open file, with transactions that are either whole or not there."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open or create ``folder/harvest.sqlite``; one harvest at a time.

        Raises UsageError where another harvest holds it or nothing can be written, Damaged for a broken file.
        """
        self.folder = folder
        self.path = folder / FILE
        try:
            if not read_only:
                folder.mkdir(parents=True, exist_ok=True)
            self.db = self._open(read_only)
        except OSError as error:
            raise UsageError(folder.as_posix(), problem="not_writable", reason=reason_of(error)) from error
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def _open(self, read_only: bool) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=1, isolation_level=None)
        try:
            if not read_only:
                db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -16000")
            self._prepare(db)
        except (sqlite3.Error, NianbaoError):
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        found = db.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, FORMAT):
            raise Damaged(self.path.as_posix(), format="sqlite", reason=f"format {found}")
        db.execute("BEGIN IMMEDIATE")
        if found == 0:
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything in the block, or nothing. Raises UsageError or Damaged for what the disk does."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self.db.close()


def translated(error: sqlite3.Error, path: Path) -> NianbaoError:
    """The error of this package for one of SQLite."""
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    if name in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
        return UsageError(path.parent.as_posix(), problem="busy")
    if name in {"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_PERM"}:
        return UsageError(path.as_posix(), problem="not_writable", reason=str(error))
    return Damaged(path.as_posix(), format="sqlite", reason=str(error))
