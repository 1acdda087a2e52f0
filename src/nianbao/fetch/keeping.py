"""What came, into the archive and its index; and back."""

from __future__ import annotations

from hashlib import sha256

from nianbao.errors import Damaged
from nianbao.fetch.client import Exchange
from nianbao.fetch.policy import Policy
from nianbao.fetch.state import State
from nianbao.fetch.warc import Archive, Stored

_BODY = "SELECT id, sha256, file, start, length FROM record WHERE id = ?"


class Keeper:
    """The archive with its index in the state. Whoever calls :meth:`keep` has a transaction open."""

    def __init__(self, state: State, archive: Archive, policy: Policy) -> None:
        self._db = state.db
        self.archive = archive
        self._policy = policy

    def recover(self) -> None:
        """Cut off the half record that a kill may have left."""
        self.archive.recover(dict(self._db.execute("SELECT file, size FROM warc")))

    def validators(self, url: str) -> dict[str, str]:
        """The headers that make a request conditional on what the archive has from there."""
        row = self._db.execute(
            "SELECT etag, modified FROM record WHERE at = ? AND status = 200 AND method = 'GET' AND outcome = ''"
            " ORDER BY id DESC LIMIT 1",
            (url,),
        ).fetchone()
        if row is None:
            return {}
        named = {"If-None-Match": row[0], "If-Modified-Since": row[1]}
        return {name: value for name, value in named.items() if value}

    def keep(self, exchange: Exchange, outcome: str) -> int:
        """Archive an exchange; the number of its record. A body that is there already is not stored twice."""
        time = self._policy.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = sha256(exchange.body).hexdigest()
        same = self._same(exchange, digest)
        stored = self.archive.append(exchange, time, digest if same and exchange.status != 304 else self._digest(same))
        self._note_end(stored)
        row = self._db.execute(
            "INSERT INTO record (at, method, time, status, outcome, sha256, media_type, etag, modified, file, start,"
            " length, same_as) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(exchange.url, exchange.method, time, exchange.status),
                *(outcome, digest, exchange.media_type, exchange.header("etag"), exchange.header("last-modified")),
                *(stored.file, stored.start, stored.length, same),
            ),
        )
        return int(row.lastrowid or 0)

    def keep_saved(self, url: str, data: bytes, digest: str) -> int:
        """Archive a page that a person saved; the number of its record."""
        time = self._policy.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        stored = self.archive.append_saved(url, data, "application/octet-stream", time)
        self._note_end(stored)
        row = self._db.execute(
            "INSERT INTO record (at, method, time, outcome, sha256, file, start, length)"
            " VALUES (?, 'SAVED', ?, '', ?, ?, ?, ?)",
            (url, time, digest, stored.file, stored.start, stored.length),
        )
        return int(row.lastrowid or 0)

    def _note_end(self, stored: Stored) -> None:
        self._db.execute(
            "INSERT INTO warc VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET size = excluded.size",
            (stored.file, stored.size),
        )

    def _same(self, exchange: Exchange, digest: str) -> int | None:
        """The record that holds the body this answer speaks of."""
        if exchange.failure or exchange.status not in {200, 304} or exchange.method != "GET":
            return None
        row = self._db.execute(
            "SELECT coalesce(same_as, id), sha256 FROM record"
            " WHERE at = ? AND status = 200 AND method = 'GET' AND outcome = '' ORDER BY id DESC LIMIT 1",
            (exchange.url,),
        ).fetchone()
        if row is None or (exchange.status == 200 and row[1] != digest):
            return None
        return int(row[0])

    def _digest(self, record: int | None) -> str:
        if record is None:
            return ""
        return str(self._db.execute("SELECT sha256 FROM record WHERE id = ?", (record,)).fetchone()[0])

    def original(self, record: int) -> int:
        """The record that holds the body of ``record``: itself, or the one it is the same as."""
        row = self._db.execute("SELECT coalesce(same_as, id) FROM record WHERE id = ?", (record,)).fetchone()
        return int(row[0])

    def body(self, record: int) -> bytes:
        """The body of a record that holds one. Raises Damaged when the archive does not give it back whole."""
        row = self._db.execute(_BODY, (record,)).fetchone()
        if row is None:
            raise Damaged(str(record), format="warc", reason="not in the index")
        return self.archive.read(row[2], row[3], row[4], row[1])

    def forget(self, url: str) -> None:
        """The archive's copy is damaged: the next request for this address asks for all of it."""
        self._db.execute(
            "UPDATE record SET etag = NULL, modified = NULL, outcome = 'lost' WHERE at = ? AND status = 200", (url,)
        )
