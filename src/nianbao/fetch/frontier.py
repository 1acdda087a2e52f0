"""The queue of addresses on disk: what is to be asked, what is being asked, how each ended.

Nothing here decides when to ask; :mod:`nianbao.fetch.gate` does, from what is kept here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from nianbao.fetch.client import PORTS
from nianbao.fetch.state import CLAIMED, DONE, DORMANT, QUEUED, State
from nianbao.model import Source

RANKS = {"part": 1, "attachment": 1, "picture": 1, "probe": 1, "article": 2, "list": 3, "page": 4, "saved": 5}
"""What a host is asked first: a run that is cut short has whole reports. A second try comes before all."""
_AGAIN = 0
_LAST = 9
"""After everything that waits now."""


@dataclass(slots=True)
class Host:
    """What is known of one name and port. ``due`` in seconds of the epoch."""

    id: int
    name: str
    address: str = ""
    due: float = 0.0
    seconds: float = 0.0
    failures: int = 0
    pace: float = 1.0
    crawl_delay: float = 0.0
    tls: int = 0
    stopped: str = ""
    probe: str | None = None

    @property
    def split(self) -> tuple[str, int]:
        """(name, port)."""
        name, _, port = self.name.rpartition(":")
        return name, int(port)


SCRIPT = "script"
"""In the place of a flavour: a script or data of a page."""


@dataclass(slots=True)
class Entry:
    """One address of the frontier. ``url`` is what it is known by, ``at`` what is to be asked now."""

    id: int
    url: str
    at: str
    form: str | None
    role: str
    flavour: str
    """The family whose interface is asked, and what it notes behind its name."""
    title: str
    list: int | None
    page: int
    depth: int
    topical: int
    years: str
    hops: int
    host: int
    attempts: int

    @property
    def asks_interface(self) -> bool:
        """Its answer is no page but what a family's interface says."""
        return bool(self.flavour) and not self.is_script

    @property
    def is_script(self) -> bool:
        """It is a script or data of a page; what it says is relative to that page."""
        return self.flavour.partition(" ")[0] == SCRIPT


@dataclass(frozen=True, slots=True)
class Child:
    """An address found on a page, to be asked unless it is known in this pass."""

    url: str
    role: str
    title: str = ""
    form: str | None = None
    flavour: str = ""
    list: int | None = None
    page: int = 0
    depth: int = 0
    topical: bool = False
    """It is known to belong to a column of annual reports."""
    years: str = ""
    """The years wanted, separated by commas; empty for all."""


@dataclass(slots=True)
class Ending:
    """How one address ended; what the ledger says of it."""

    outcome: str
    status: int | None = None
    bytes: int | None = None
    sha256: str = ""
    detail: str = ""
    final: str = ""
    name: str = ""
    published: str = ""
    what: str = ""
    """``list``, ``page``, or the format of a document by its first bytes."""


_ENTRY = "id, url, at, form, role, flavour, title, list, page, depth, topical, years, hops, host, attempts"
_HOST = "id, name, address, due, seconds, failures, pace, crawl_delay, tls, stopped, probe"


class Frontier:
    """Statements on an open state. Whoever calls puts them into transactions."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.db = state.db
        self.hosts: dict[int, Host] = {}
        self._by_name: dict[str, int] = {}
        self.pass_id = 0
        for row in self.db.execute(f"SELECT {_HOST} FROM host"):
            self._remember(Host(*row))

    def begin(self, sources: Sequence[Source], now: float) -> bool:
        """Go on with the pass that was cut short, or begin a new one; True when going on."""
        with self.state.transaction() as db:
            last = db.execute("SELECT id, finished FROM pass ORDER BY id DESC LIMIT 1").fetchone()
            resumed = last is not None and last[1] is None and self._same_sources(sources)
            if resumed:
                self.pass_id = int(last[0])
            else:
                self.pass_id = int(db.execute("INSERT INTO pass (started) VALUES (?)", (now,)).lastrowid or 0)
                self._reset(db)
            db.execute("UPDATE url SET state = ? WHERE state = ?", (QUEUED, CLAIMED))
            self._put_sources(db, sources)
        return resumed

    def _same_sources(self, sources: Sequence[Source]) -> bool:
        before = {row[0] for row in self.db.execute("SELECT url FROM source WHERE active = 1")}
        return before == {source.url for source in sources}

    def _reset(self, db: sqlite3.Connection) -> None:
        """A new pass: every address sleeps until it is met again, every host gets another chance."""
        db.execute("UPDATE url SET state = ?", (DORMANT,))
        db.execute("UPDATE host SET stopped = '', failures = 0")
        db.execute("DELETE FROM seen")
        db.execute("DELETE FROM list")
        for host in self.hosts.values():
            host.stopped, host.failures = "", 0

    def _put_sources(self, db: sqlite3.Connection, sources: Sequence[Source]) -> None:
        db.execute("UPDATE source SET active = 0")
        for place, source in enumerate(sources):
            url = source.url or ""
            facts = (place, source.issuer, source.division, source.kind, json.dumps(list(source.years)))
            db.execute(
                "INSERT INTO source (url, active, place, issuer, division, kind, years) VALUES (?, 1, ?, ?, ?, ?, ?)"
                " ON CONFLICT (url) DO UPDATE SET active = 1, place = excluded.place, issuer = excluded.issuer,"
                " division = excluded.division, kind = excluded.kind, years = excluded.years",
                (url, *facts),
            )
            years = ",".join(map(str, source.years))
            root = self.add(None, 0, Child(url, "page", source.issuer or "", years=years))
            db.execute("UPDATE source SET root = ? WHERE url = ?", (root, url))

    def interrupted(self) -> list[Host]:
        """Hosts that were being asked when the last process ended; nobody knows how long ago that was."""
        return [self.hosts[row[0]] for row in self.db.execute("SELECT id FROM host WHERE busy = 1")]

    def queued(self) -> dict[int, int]:
        """Host -> how many addresses wait."""
        return dict(self.db.execute("SELECT host, count(*) FROM url WHERE state = 0 GROUP BY host"))

    def address_due(self) -> dict[str, float]:
        """Address -> when it may be asked again."""
        return dict(self.db.execute("SELECT name, due FROM address"))

    def host_of(self, url: str) -> Host:
        """The host of a URL, made known if it is not."""
        parts = urlsplit(url)
        name = f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"
        if name not in self._by_name:
            row = self.db.execute("INSERT INTO host (name) VALUES (?)", (name,)).lastrowid
            self._remember(Host(int(row or 0), name))
        return self.hosts[self._by_name[name]]

    def _remember(self, host: Host) -> None:
        self.hosts[host.id] = host
        self._by_name[host.name] = host.id

    def add(self, parent: int | None, place: int, child: Child) -> int:
        """Note an address found on ``parent``; queued when it is new or asleep. Returns its id."""
        key = child.url if child.form is None else f"{child.url}\n{child.form}"
        found = self.db.execute("SELECT id, state FROM url WHERE key = ?", (key,)).fetchone()
        if found is None:
            identity = self._insert(key, child)
        else:
            identity = int(found[0])
            if found[1] == DORMANT:
                self._wake(identity, child)
        if parent is not None:
            self.db.execute("INSERT OR IGNORE INTO edge VALUES (?, ?, ?)", (parent, identity, place))
        return identity

    def _insert(self, key: str, child: Child) -> int:
        at = child.url.partition("#")[0]
        host = self.host_of(at)
        row = self.db.execute(
            "INSERT INTO url (key, url, at, form, role, flavour, title, list, page, depth, topical, years,"
            " host, rank, state, pass) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(key, child.url, at, child.form, child.role, child.flavour, child.title),
                *(child.list, child.page, child.depth, int(child.topical), child.years),
                *(host.id, RANKS[child.role], QUEUED, self.pass_id),
            ),
        )
        return int(row.lastrowid or 0)

    def _wake(self, identity: int, child: Child) -> None:
        at = child.url.partition("#")[0]
        self.db.execute(
            "UPDATE url SET state = ?, pass = ?, at = ?, host = ?, hops = 0, attempts = 0, rank = ?, role = ?,"
            " flavour = ?, title = ?, list = ?, page = ?, depth = ?, topical = ?, years = ?,"
            " outcome = '', detail = '' WHERE id = ?",
            (
                *(QUEUED, self.pass_id, at, self.host_of(at).id, RANKS[child.role], child.role, child.flavour),
                *(child.title, child.list, child.page, child.depth, int(child.topical), child.years, identity),
            ),
        )

    def peek(self, host: int) -> Entry | None:
        """The address of a host that is to be asked next."""
        row = self.db.execute(
            f"SELECT {_ENTRY} FROM url WHERE host = ? AND state = 0 ORDER BY rank, id LIMIT 1", (host,)
        ).fetchone()
        return Entry(*row) if row else None

    def claim(self, entry: Entry) -> None:
        """It is being asked from now on."""
        self.db.execute("UPDATE url SET state = 1 WHERE id = ?", (entry.id,))

    def reserve(self, host: Host, address: str, address_due: float) -> None:
        """Before a request goes out: should we be killed, host and address are still not asked too early."""
        self.db.execute("UPDATE host SET busy = 1, due = ?, address = ? WHERE id = ?", (host.due, address, host.id))
        self._note_address(address, address_due)

    def release(self, host: Host, address: str, address_due: float) -> None:
        """After a request: all that was learnt of the host."""
        self.db.execute(
            "UPDATE host SET busy = 0, due = ?, seconds = ?, failures = ?, pace = ?, crawl_delay = ?, tls = ?,"
            " stopped = ?, probe = ? WHERE id = ?",
            (
                *(host.due, host.seconds, host.failures, host.pace, host.crawl_delay, host.tls),
                *(host.stopped, host.probe, host.id),
            ),
        )
        self._note_address(address, address_due)

    def _note_address(self, address: str, due: float) -> None:
        self.db.execute(
            "INSERT INTO address VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET due = excluded.due", (address, due)
        )

    def again(self, entry: Entry, outcome: str, detail: str, *, last: bool = False) -> None:
        """To be asked once more: before anything else of its host, or after everything that waits now."""
        self.db.execute(
            "UPDATE url SET state = 0, attempts = attempts + 1, rank = ?, outcome = ?, detail = ? WHERE id = ?",
            (_LAST if last else _AGAIN, outcome, detail, entry.id),
        )

    def move(self, entry: Entry, at: str) -> Host:
        """The address is elsewhere: it waits in the queue of that host now."""
        host = self.host_of(at)
        self.db.execute(
            "UPDATE url SET state = 0, at = ?, host = ?, hops = hops + 1, attempts = 0, rank = ? WHERE id = ?",
            (at, host.id, _AGAIN, entry.id),
        )
        return host

    def finish(self, entry: Entry, ending: Ending) -> None:
        """It has ended."""
        self.db.execute(
            "UPDATE url SET state = ?, outcome = ?, status = ?, bytes = ?, sha256 = ?, detail = ?, final = ?,"
            " name = CASE WHEN ? = '' THEN name ELSE ? END, published = CASE WHEN ? = '' THEN published ELSE ? END,"
            " what = CASE WHEN ? = '' THEN what ELSE ? END WHERE id = ?",
            (
                *(DONE, ending.outcome, ending.status, ending.bytes, ending.sha256, ending.detail, ending.final),
                *(ending.name, ending.name, ending.published, ending.published, ending.what, ending.what, entry.id),
            ),
        )

    def add_ended(self, parent: int, place: int, child: Child, ending: Ending) -> None:
        """Note an address that is known not to be wanted, without asking for it."""
        found = self.db.execute("SELECT id, state FROM url WHERE key = ?", (child.url,)).fetchone()
        if found is not None and found[1] != DORMANT:
            return
        identity = int(found[0]) if found else self._insert(child.url, child)
        self.db.execute(
            "UPDATE url SET state = ?, pass = ?, outcome = ?, detail = ? WHERE id = ?",
            (DONE, self.pass_id, ending.outcome, ending.detail, identity),
        )
        self.db.execute("INSERT OR IGNORE INTO edge VALUES (?, ?, ?)", (parent, identity, place))

    def finish_host(self, host: int, ending: Ending) -> list[str]:
        """All that waits for a host ends the same way, without being asked. Returns these addresses."""
        waiting = [row[0] for row in self.db.execute("SELECT url FROM url WHERE host = ? AND state = 0", (host,))]
        self.db.execute(
            "UPDATE url SET state = ?, outcome = ?, status = NULL, detail = ? WHERE host = ? AND state = 0",
            (DONE, ending.outcome, ending.detail, host),
        )
        return waiting

    def end_pass(self, now: float) -> None:
        """Nothing waits any more."""
        self.db.execute("UPDATE pass SET finished = ? WHERE id = ?", (now, self.pass_id))

    def mark(self, list_id: int, urls: Iterable[str]) -> int:
        """Note the entries of a list page; how many of them were new to the list."""
        fresh = 0
        for url in urls:
            mark = _mark(url)
            done = self.db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (list_id, mark))
            fresh += done.rowcount
        return fresh


def _mark(url: str) -> int:
    from zlib import crc32

    data = url.encode("utf-8", "replace")
    return crc32(data) << 31 | (crc32(data[::-1]) >> 1)
