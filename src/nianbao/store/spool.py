"""What a run has worked out, kept on disk so that the next run does only what changed.

One SQLite file. A result belongs to (path, url, sha256, told, version): the name the document goes by, its
bytes, what was declared of it, and the parser that read them. Results are opaque bytes here, packed by whom
they come from. Damage is never
worth a crash or a wrong result: a file that SQLite doubts is deleted and built anew, a record whose sum
is another is not there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from zlib import crc32

from nianbao.errors import Damaged, NianbaoError, UsageError, reason_of

_FORMAT = 3
_OTHER_FORMAT = "another format"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS result (
    path TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, told TEXT NOT NULL, version TEXT NOT NULL,
    keep INTEGER NOT NULL, sum INTEGER NOT NULL, record BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS result_by_name ON result (path, url, sha256, told, version);
"""
_CORRUPT = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}


@dataclass(frozen=True, slots=True)
class Key:
    """What a result is the result of."""

    path: str
    url: str
    sha256: str
    told: str = ""
    """What the user declared of the document."""


class Spool:
    """Results of one output folder, used by one run at a time.

    ``version`` names the parser; results of other versions are dropped on opening. ``rebuilt`` tells that the
    file was damaged and everything is to be worked out again. Writes are on disk after :meth:`commit`.
    """

    def __init__(self, path: Path, version: str) -> None:
        """Open or create. Raises UsageError when another run holds it or the folder cannot be written."""
        self.path = path
        self.version = version
        self.rebuilt = False
        self._db = self._open()

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._db.commit()
        finally:
            self._db.close()

    def get(self, key: Key) -> bytes | None:
        """The record kept for this key, or None."""
        try:
            row = self._db.execute(
                "SELECT path, url, sha256, told, sum, record FROM result"
                " WHERE path = ? AND url = ? AND sha256 = ? AND told = ? AND version = ?",
                (key.path, key.url, key.sha256, key.told, self.version),
            ).fetchone()
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error
        # A damaged index can lead to the wrong row; the row itself says whose it is.
        if row is None or row[:4] != (key.path, key.url, key.sha256, key.told):
            return None
        return row[5] if isinstance(row[5], bytes) and crc32(row[5]) == row[4] else None

    def put(self, key: Key, record: bytes, *, keep: bool = True) -> None:
        """Keep a record; with ``keep=False`` for this run only, to be worked out anew by the next."""
        values = (key.path, key.url, key.sha256, key.told, self.version, int(keep), crc32(record), record)
        try:
            self._db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    def commit(self) -> None:
        """Everything put so far survives whatever happens next."""
        try:
            self._db.commit()
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if _name(error) not in _CORRUPT:
                raise _translated(error, self.path) from error
            self.rebuilt = str(error) != _OTHER_FORMAT
        self._delete()
        try:
            return self._connected()
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    def _connected(self) -> sqlite3.Connection:
        self._make_folder()
        db = sqlite3.connect(self.path, timeout=1)
        try:
            self._prepare(db)
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Locked for this process alone, checked, of this format, without what no run wants again."""
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _corrupt("quick_check")
        if db.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
            raise _corrupt(_OTHER_FORMAT)
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version = {_FORMAT}")
        db.execute("DELETE FROM result WHERE keep = 0 OR version <> ?", (self.version,))
        db.commit()

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            where = self.path.parent.as_posix()
            raise UsageError(where, problem="not_writable", reason=reason_of(error)) from error

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _corrupt(reason: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(reason)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


def _name(error: sqlite3.Error) -> str:
    """The name of the error without its extension (``SQLITE_CORRUPT_INDEX`` -> ``SQLITE_CORRUPT``)."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])


def _translated(error: sqlite3.Error, path: Path) -> NianbaoError:
    if _name(error) in _BUSY:
        return UsageError(path.parent.parent.as_posix(), problem="busy")
    if _name(error) in {"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_PERM"}:
        return UsageError(path.as_posix(), problem="not_writable", reason=str(error))
    return Damaged(path.as_posix(), format="sqlite", reason=str(error))
