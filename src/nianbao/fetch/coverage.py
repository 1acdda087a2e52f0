"""Which report of which year was found: for every source and year one line.

``found``; ``late`` (published after 31 March of the next year, article 49 of the regulation); ``unreadable`` (found,
and no figures could be had from it); ``blocked`` (it, or the list that may name it, could not be asked for);
``missing``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from nianbao.fetch.kinds import PICTURES
from nianbao.fetch.ledger import Row
from nianbao.model import Source

_GONE = {"http_404", "http_410", "soft_404"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of ``coverage.csv``."""

    source: Source
    year: int | None
    state: str
    reports: int = 0
    urls: tuple[str, ...] = ()
    detail: str = ""


@dataclass(slots=True)
class _Account:
    """What was met under one source."""

    source: Source
    found: dict[int | None, list[Row]] = field(default_factory=dict)
    failed: dict[int | None, list[Row]] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    attached: dict[str, list[str]] = field(default_factory=dict)
    barred: str = ""
    partial: str = ""


def coverage(
    sources: Iterable[Source], rows: Iterable[Row], last_year: int | None, unread: Collection[str] = ()
) -> Iterator[Coverage]:
    """The lines of every source, its years in order. ``unread`` are addresses of documents that gave no figures."""
    accounts = {source: _Account(source) for source in sources}
    for row in rows:
        _book(accounts.setdefault(row.source, _Account(row.source)), row)
    for account in accounts.values():
        yield from _lines(account, last_year, set(unread))


def _book(account: _Account, row: Row) -> None:
    if row.list_state.startswith("partial"):
        account.partial = row.list_state
    if row.role in {"picture", "part"} or row.what in PICTURES:
        account.pictures.add(row.parent)
    if row.what == "page" and row.outcome == "ok" and row.detail:
        account.partial = account.partial or row.detail
    if row.role == "attachment":
        account.attached.setdefault(row.parent, []).append(row.url)
        return
    if row.is_document:
        account.found.setdefault(row.year, []).append(row)
    elif row.is_lost and row.outcome != "not_a_report":
        if row.role in {"page", "list"}:
            # A page that is not there bars nothing: its list is said to be partial.
            account.barred = account.barred or (row.outcome if row.outcome not in _GONE else "")
            account.partial = account.partial or row.outcome
        else:
            account.failed.setdefault(row.year, []).append(row)


def _lines(account: _Account, last_year: int | None, unread: set[str]) -> Iterator[Coverage]:
    for year in _years(account, last_year):
        rows = account.found.get(year, [])
        if rows:
            yield _found(account, year, rows, unread)
        else:
            yield _absent(account, year)


def _years(account: _Account, last_year: int | None) -> list[int | None]:
    """Those asked for; else from the first found or failed to the last due."""
    met = {year for year in (*account.found, *account.failed) if year}
    if account.source.years:
        return [*sorted(set(account.source.years))]
    if not met:
        return [None]
    years: list[int | None] = list(range(min(met), max([*met, *([last_year] if last_year else [])]) + 1))
    return years + ([None] if None in account.found or None in account.failed else [])


def _found(account: _Account, year: int | None, rows: list[Row], unread: set[str]) -> Coverage:
    readable = [row for row in rows if _readable(account, row, unread)]
    urls = tuple(row.url for row in rows)
    if not readable:
        reason = "pictures" if all(row.url in account.pictures for row in rows) else ""
        return Coverage(account.source, year, "unreadable", _reports(rows), urls, reason)
    published = min((row.published for row in readable if row.published), default="")
    late = bool(year and published and published > f"{year + 1}-03-31")
    return Coverage(account.source, year, "late" if late else "found", _reports(rows), urls, published)


def _reports(rows: list[Row]) -> int:
    """How many there are; the same bytes under a second address are no second report."""
    return len({row.sha256 or row.url for row in rows})


def _readable(account: _Account, row: Row, unread: set[str]) -> bool:
    """The page or one of its attachments; a page that only shows pictures is none."""
    documents = [row.url, *account.attached.get(row.url, [])]
    if row.url in account.pictures and len(documents) == 1:
        return False
    return any(url not in unread for url in documents)


def _absent(account: _Account, year: int | None) -> Coverage:
    failed = account.failed.get(year, [])
    if failed:
        return Coverage(account.source, year, "blocked", 0, tuple(row.url for row in failed), failed[0].outcome)
    if account.barred:
        return Coverage(account.source, year, "blocked", detail=account.barred)
    return Coverage(account.source, year, "missing", detail=account.partial)
