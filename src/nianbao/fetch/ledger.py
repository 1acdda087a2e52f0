"""What a harvest came to, read from its state: every address with its outcome, in the order of the pages.

The order does not depend on who answered first: sources as given, of each its pages as they link to one another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from nianbao.errors import UsageError
from nianbao.fetch.saving import save
from nianbao.fetch.state import DORMANT, FILE, State
from nianbao.fetch.warc import Archive
from nianbao.fetch.words import words
from nianbao.model import Capture, Source

ARCHIVE = "archive"
"""The folder in an output folder that holds WARC files and state."""
_GOOD = {"ok", "not_modified"}
_DATE = re.compile(r"(?<!\d)(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_URL = (
    "SELECT id, url, role, title, name, outcome, status, bytes, sha256, detail, final, published, what, state, form"
    " FROM url WHERE id = ?"
)


@lru_cache(maxsize=1)
def _issuer() -> re.Pattern[str]:
    """The body's name in a title, before the year."""
    about = words()["report_link"]["about"]
    return re.compile(rf"(?:{about})?([一-鿿（）()]{{3,40}}?)(?:{about})?[（(]?20\d\d(?!\d)")


@dataclass(slots=True)
class Row:
    """One address and how it ended; one line of ``harvest.csv``."""

    id: int
    url: str
    role: str
    title: str
    outcome: str
    status: int | None
    bytes: int | None
    sha256: str
    detail: str
    published: str
    what: str
    source: Source
    parent: str
    year: int | None
    records: list[tuple[str, int]]
    """(digest, record) of every version that is kept, the oldest first."""
    saved: str = ""
    list_state: str = ""
    """For the first page of a list: ``complete``, or ``partial`` and why."""
    page_issuer: str = ""
    """Whose report the page is that this is attached to."""

    @property
    def named_issuer(self) -> str:
        """Whose report it is by its title: 云溪县财政局2024年政府信息公开工作年度报告."""
        named = _issuer().match(self.title)
        return named[1] if named else ""

    @property
    def issuer(self) -> str:
        """Whose report it is by its title, else by that of its page, else by the source."""
        return self.named_issuer or self.page_issuer or self.source.issuer or ""

    @property
    def is_document(self) -> bool:
        """There is something to read: a page or an attachment, now or from an earlier pass."""
        return bool(self.records) and self.role != "picture"

    @property
    def is_lost(self) -> bool:
        """Something was wanted from here and is not there. What a list's entry or a menu leads to and is no annual
        report was not wanted; a source of the user's was."""
        if self.outcome == "not_a_report" and self.parent:
            return False
        return not self.records and self.outcome not in _GOOD and self.what != "beyond" and bool(self.outcome)


class Ledger:
    """The state of a harvest, opened for reading; ``folder`` is the archive's or the output folder it lies in."""

    def __init__(self, folder: Path) -> None:
        """Raises UsageError where there is no archive."""
        self.folder = archive_in(folder)
        self._state = State(self.folder, read_only=True)
        self._archive = Archive(self.folder)
        self._db = self._state.db

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._state.close()

    def sources(self) -> list[Source]:
        """The sources of the last harvest, in their order."""
        rows = self._db.execute("SELECT url, issuer, division, kind, years FROM source WHERE active = 1 ORDER BY place")
        return [
            Source(None, url, issuer, division, kind, tuple(json.loads(y))) for url, issuer, division, kind, y in rows
        ]

    def last_time(self) -> str:
        """When the last answer came, as an ISO time; empty when there was none."""
        return str(self._db.execute("SELECT coalesce(max(time), '') FROM record").fetchone()[0])

    def rows(self, sources: Sequence[Source] | None = None) -> Iterator[Row]:
        """Every address once, under the first source that leads to it."""
        seen: set[int] = set()
        sources = self.sources() if sources is None else sources
        for source in sources:
            root = self._db.execute("SELECT root FROM source WHERE url = ?", (source.url,)).fetchone()
            if root:
                yield from self._below(root[0], source, seen)
        for source, identity in self._by_hand(sources):
            if identity not in seen:
                yield from self._below(identity, source, seen)

    def _by_hand(self, sources: Sequence[Source]) -> Iterator[tuple[Source, int]]:
        """Pages that a person saved and no list leads to, under the source of the same host if there is one."""
        by_host: dict[str, Source] = {}
        for source in sources:
            by_host.setdefault(urlsplit(source.url or "").netloc, source)
        for url, identity in self._db.execute("SELECT url, id FROM url WHERE role = 'saved' ORDER BY id").fetchall():
            yield by_host.get(urlsplit(url).netloc, Source(url=url)), int(identity)

    def _below(self, root: int, source: Source, seen: set[int]) -> Iterator[Row]:
        stack: list[tuple[int, str, int | None, str]] = [(root, "", None, "")]
        while stack:
            identity, parent, year, issuer = stack.pop()
            if identity in seen:
                continue
            seen.add(identity)
            row = self._row(identity, source, parent, year)
            if row is None:
                continue
            row.page_issuer = issuer
            yield row
            is_page = row.what in {"list", "page", ""}
            children = self._db.execute(
                "SELECT child FROM edge WHERE parent = ? ORDER BY place DESC, child DESC", (identity,)
            ).fetchall()
            said = (None, "") if is_page else (row.year, row.named_issuer or issuer)
            stack += [(child, row.url, *said) for (child,) in children]

    def _row(self, identity: int, source: Source, parent: str, year: int | None) -> Row | None:
        found = self._db.execute(_URL, (identity,)).fetchone()
        if found is None or found[2] == "probe":
            return None
        _, url, role, title, name, outcome, status, size, digest, detail, final, published, what, state, form = found
        if form is not None:  # asked by POST: without the form, all pages of such a list would be one address
            url = f"{url}{'&' if '?' in url else '?'}{form}"
        notes = [
            detail,
            f"from {final}" if final else "",
            "not met in this pass" if state == DORMANT and role != "saved" else "",
        ]
        records = self._db.execute(
            "SELECT sha256, record FROM version WHERE url = ? ORDER BY id", (identity,)
        ).fetchall()
        row = Row(
            *(identity, url, role, name or title, outcome, status, size, digest),
            *("; ".join(note for note in notes if note), published or _date(url), what, source, parent),
            *(_year(title) or _year(name) or year, [(sha, int(record)) for sha, record in records]),
        )
        listed = self._db.execute("SELECT declared, pages, ended, why FROM list WHERE id = ?", (identity,)).fetchone()
        if listed:
            row.list_state = _list_state(*listed)
            row.detail = "; ".join(part for part in (row.detail, row.list_state) if part)
        return row

    def body(self, record: int) -> tuple[bytes, str, str | None]:
        """(bytes, time, media type) of a record. Raises Damaged when the archive does not give it back whole."""
        file, start, length, digest, time, media_type = self._db.execute(
            "SELECT file, start, length, sha256, time, media_type FROM record WHERE id = ?", (record,)
        ).fetchone()
        return self._archive.read(file, start, length, digest), time, media_type

    def place(self, record: int) -> tuple[str, int, int]:
        """(file, first byte, length) of a record in the archive."""
        file, start, length = self._db.execute(
            "SELECT file, start, length FROM record WHERE id = ?", (record,)
        ).fetchone()
        return str(file), int(start), int(length)

    def capture(self, row: Row, save_to: Path, version: int = -1) -> Capture:
        """A document out of the archive, its latest version saved under ``save_to`` too.

        Raises Damaged when the archive does not give it back whole, UsageError when it cannot be saved.
        """
        digest, record = row.records[version]
        data, time, media_type = self.body(record)
        latest = version in (-1, len(row.records) - 1)
        path = save(data, row.url, save_to).as_posix() if latest else row.url
        return Capture(data, path, digest, row.url, time, media_type, _attached_to(row), row.source)


def archive_in(folder: Path) -> Path:
    """The archive's folder: the one given, or the one inside it. Raises UsageError where there is none."""
    for candidate in (folder, folder / ARCHIVE):
        if (candidate / FILE).is_file():
            return candidate
    raise UsageError(folder.as_posix(), problem="no_archive")


def last_year_due(time: str) -> int | None:
    """The last year whose reports were due when the harvest ended: they come until the end of March."""
    return int(time[:4]) - (1 if time[5:10] > "03-31" else 2) if time else None


def _attached_to(row: Row) -> str | None:
    return row.parent or None if row.role in {"attachment", "picture"} else None


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def _date(url: str) -> str:
    """A day in the address, as TRS and others write it (t20250318_2401)."""
    found = _DATE.search(url.rpartition("/")[2]) or _DATE.search(url)
    return "-".join(found.groups()) if found and found[2] <= "12" and found[3] <= "31" else ""


def _list_state(declared: int | None, pages: int, ended: str, why: str) -> str:
    told = f" of {declared} declared" if declared is not None else ""
    reason = f" ({why})" if why and ended == "partial" else ""
    return f"{ended or 'unfinished'}: {pages} pages{told}{reason}"
