"""From a source to its documents: walk a list page by page; take an article with its attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nianbao.errors import FetchFailed, UsageError
from nianbao.fetch.client import Reply
from nianbao.fetch.pages import Link, Page, looks_like_html, understand
from nianbao.fetch.policy import Policy
from nianbao.fetch.saving import save
from nianbao.fetch.session import Session
from nianbao.fetch.words import words
from nianbao.model import Capture, Source


@dataclass(frozen=True, slots=True)
class Skipped:
    """A URL that gave no document, and the named outcome it ended in."""

    url: str
    outcome: str
    detail: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class HarvestRow:
    """One line of ``harvest.csv``: how one URL ended. A list page is ``ok`` and saved nowhere."""

    url: str
    outcome: str
    status: int | None = None
    bytes: int | None = None
    sha256: str = ""
    saved: str = ""
    detail: str = ""


Log = Callable[[HarvestRow], None]


def fetch(
    source: Source,
    *,
    policy: Policy,
    save_to: Path,
    session: Session | None = None,
    log: Log | None = None,
) -> Iterator[Capture | Skipped]:
    """The documents of one source, in the order of its pages, and what could not be had.

    ``source.url`` is an article, an attachment, a column page or a page that links to a column. Give the same
    ``session`` for all sources of a run, or use :func:`fetch_all`: politeness is remembered there. ``log``
    gets one row for every URL asked for or refused, each URL once.

    Raises UsageError when the source has no URL; what goes wrong on the way is yielded as Skipped.
    """
    if not source.url:
        raise UsageError(source.path or "source", problem="a source to fetch needs an address")
    with nullcontext(session) if session else Session(policy) as open_session:
        walk = _Walk(source, open_session, save_to, log or (lambda row: None))
        yield from walk.start(source.url)


def fetch_all(
    sources: Iterable[Source], *, policy: Policy, save_to: Path, log: Log | None = None
) -> Iterator[tuple[Source, Capture | Skipped]]:
    """As :func:`fetch` for many sources in turn, with one memory of hosts; each result with its source."""
    with Session(policy) as session:
        for source in sources:
            for result in fetch(source, policy=policy, save_to=save_to, session=session, log=log):
                yield source, result


@dataclass(slots=True)
class _Walk:
    """One source's walk. ``seen`` are URLs already ended, ``listed`` the reports a list has named."""

    source: Source
    session: Session
    save_to: Path
    log: Log
    seen: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    queue: list[str] = field(default_factory=list)
    pages_left: int = 0

    def start(self, url: str) -> Iterator[Capture | Skipped]:
        """The given page is whatever it turns out to be; lists go on until nothing new comes."""
        self.queue, self.pages_left = [url], self.session.policy.max_pages
        while self.queue:
            current = self.queue.pop(0)
            got = self._get(current)
            if isinstance(got, Skipped):
                yield got
                continue
            page = _page(got)
            if page is None or page.is_article or (current == url and not page.leads_on):
                yield from self._document(current, got, page)
            else:
                yield from self._list(current, got, page)

    def _list(self, url: str, reply: Reply, page: Page) -> Iterator[Capture | Skipped]:
        """One list page: its reports now, its next pages (or the columns it leads to) queued."""
        fresh = [link for link in page.reports if link.url not in self.listed]
        self.listed.update(link.url for link in fresh)
        ahead = page.following if fresh else [link.url for link in page.columns if not page.reports]
        self.queue += [u for u in dict.fromkeys(ahead) if u not in self.seen and u not in self.queue]
        self.pages_left -= 1
        cut = self.queue if self.pages_left <= 0 else []
        self._row(url, "ok", reply, detail=f"list, {len(cut)} further pages over max_pages" if cut else "list")
        if cut:
            self.queue = []
        yield from self._reports(page, fresh)

    def _reports(self, page: Page, fresh: list[Link]) -> Iterator[Capture | Skipped]:
        for link, word in page.lookalikes:
            if link.url not in self.seen:
                yield self._skip(Skipped(link.url, "not_a_report", f"{link.text}: {word}"))
        for link in fresh:
            if link.url not in self.seen and self._wanted(link):
                got = self._get(link.url)
                if isinstance(got, Skipped):
                    yield got
                else:
                    yield from self._document(link.url, got, _page(got))

    def _wanted(self, link: Link) -> bool:
        return not self.source.years or not link.years() or bool(link.years() & set(self.source.years))

    def _document(self, url: str, reply: Reply, page: Page | None) -> Iterator[Capture | Skipped]:
        """The page itself, then each attachment."""
        yield self._capture(url, reply)
        attachments = [link for link in (page.attachments if page else []) if link.url not in self.seen]
        most = words()["attachment"]["max_per_page"]
        for link in attachments[:most]:
            got = self._get(link.url)
            yield got if isinstance(got, Skipped) else self._capture(link.url, got, parent=url)
        for link in attachments[most:]:
            yield self._skip(Skipped(link.url, "too_large", f"more than {most} attachments on one page"))

    def _get(self, url: str) -> Reply | Skipped:
        self.seen.add(url)
        try:
            return self.session.get(url)
        except FetchFailed as failure:
            facts = failure.details
            status = facts.get("status")
            detail = str(facts.get("detail", "")) + (f" at {failure.where}" if failure.where != url else "")
            outcome = str(facts.get("outcome", "connection_error"))
            return self._skip(Skipped(url, outcome, detail.strip(), status if isinstance(status, int) else None))

    def _capture(self, url: str, reply: Reply, parent: str | None = None) -> Capture:
        saved = save(reply.body, url, self.save_to).as_posix()
        self._row(url, "ok", reply, saved=saved)
        return Capture(
            data=reply.body,
            path=saved,
            sha256=sha256(reply.body).hexdigest(),
            url=url,
            fetched_at=self.session.policy.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            media_type=reply.media_type,
            parent=parent,
            declared=self.source,
        )

    def _skip(self, skipped: Skipped) -> Skipped:
        self.seen.add(skipped.url)
        self.log(HarvestRow(skipped.url, skipped.outcome, status=skipped.status, detail=skipped.detail))
        return skipped

    def _row(self, url: str, outcome: str, reply: Reply, *, saved: str = "", detail: str = "") -> None:
        digest = sha256(reply.body).hexdigest()
        if reply.url != url:
            detail = f"{detail} from {reply.url}".strip()
        self.log(HarvestRow(url, outcome, reply.status, len(reply.body), digest, saved, detail))


def _page(reply: Reply) -> Page | None:
    """None when the answer is no web page but a document."""
    return understand(reply.url, reply.body) if looks_like_html(reply.body) else None
