"""What came of an address, into the frontier: its ending, the addresses it leads to, the course of its list."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urljoin

from nianbao.errors import Damaged
from nianbao.fetch import robots
from nianbao.fetch.client import Exchange
from nianbao.fetch.following import Found, Listing, next_page, read
from nianbao.fetch.frontier import Child, Ending, Entry, Frontier, Host
from nianbao.fetch.judge import alike, fingerprint
from nianbao.fetch.keeping import Keeper
from nianbao.fetch.pages import looks_like_html
from nianbao.fetch.policy import Policy
from nianbao.fetch.words import words

DOUBTFUL = "doubtful"
_REPEATS = 3
_HARDLY_ANY = 2
"""After so many pages without a new report, one with so few new links repeats the others."""


@dataclass(slots=True)
class Settled:
    """What settling one address came to; ``touched`` are hosts that may have something waiting now."""

    outcome: str = ""
    touched: list[Host] = field(default_factory=list)
    documents: int = 0
    sent_on: str = ""


class Settler:
    """Works inside the transaction of whoever calls."""

    def __init__(self, frontier: Frontier, keeper: Keeper, policy: Policy) -> None:
        self.frontier = frontier
        self.keeper = keeper
        self.policy = policy
        self._db = frontier.db
        self._rules: dict[str, robots.Rules] = {}

    # robots.txt ------------------------------------------------------------------------------------------------

    def rules(self, origin: str, now: float) -> tuple[robots.Rules | None, str] | None:
        """What a site allows (None: it could not be asked, and why), or None while that is not known."""
        row = self._db.execute("SELECT at, pass, text, detail FROM robots WHERE origin = ?", (origin,)).fetchone()
        if row is None or now - row[0] > robots.FRESH_SECONDS:
            return None
        if row[2] is None:
            return (None, row[3]) if row[1] == self.frontier.pass_id else None
        if origin not in self._rules:
            self._rules[origin] = robots.parse(row[2].encode(), self.policy.user_agent)
        return self._rules[origin], ""

    def keep_rules(self, origin: str, text: str | None, detail: str, now: float) -> None:
        """Note what was answered; ``text`` is None where nothing may be asked."""
        self._rules.pop(origin, None)
        self._db.execute(
            "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?)", (origin, now, self.frontier.pass_id, text, detail)
        )

    # endings ---------------------------------------------------------------------------------------------------

    def end(self, entry: Entry, ending: Ending) -> list[Host]:
        """An address has ended without giving anything."""
        if entry.role == "probe":
            return self._judge_doubtful(entry.host, None)
        self.frontier.finish(entry, ending)
        if entry.role == "list" and entry.list is not None:
            self._list_broke_off(entry, ending.outcome)
        return []

    def end_host(self, host: Host, ending: Ending) -> list[str]:
        """Everything that waits for a host ends the same way."""
        self._db.execute("DELETE FROM url WHERE host = ? AND role = 'probe' AND state = 0", (host.id,))
        for row in self._db.execute(
            "SELECT DISTINCT list FROM url WHERE host = ? AND state = 0 AND role = 'list'", (host.id,)
        ).fetchall():
            self._end_list(row[0], "partial", ending.outcome)
        return self.frontier.finish_host(host.id, ending)

    def settle(self, entry: Entry, exchange: Exchange, record: int, host: Host) -> Settled:
        """An answer with a body, or one that says that nothing has changed."""
        unchanged = exchange.status == 304
        record = self.keeper.original(record)
        try:
            body = self.keeper.body(record) if unchanged else exchange.body
        except Damaged as damage:
            # The archive lost what the server says we have: ask for all of it.
            self.keeper.forget(exchange.url)
            self.frontier.again(entry, "connection_error", str(damage.details.get("reason", "")))
            return Settled()
        if entry.role == "probe":
            return Settled("", self._judge_doubtful(entry.host, body))
        found = read(entry, exchange.url, body)
        if found.what == "sent_on":
            return Settled(sent_on=found.sent_on)
        outcome = "not_modified" if unchanged and found.outcome == "ok" else found.outcome
        digest = sha256(body).hexdigest()
        ending = Ending(
            outcome, exchange.status, len(body), digest, found.detail, name=found.name, published=found.published
        )
        ending.final = exchange.url if exchange.url != entry.url.partition("#")[0] else ""
        ending.what = found.what
        touched = self._doubt(entry, ending, found, body, host) if found.doubtful else []
        if found.listing:
            ending.detail = "list"
        self.frontier.finish(entry, ending)
        if found.keep and ending.outcome in {"ok", "not_modified"}:
            self._note_version(entry.id, digest, record)
        touched += self._lead_on(entry, found, unchanged)
        return Settled(ending.outcome, touched, int(found.keep))

    def _note_version(self, url: int, digest: str, record: int) -> None:
        last = self._db.execute("SELECT sha256 FROM version WHERE url = ? ORDER BY id DESC LIMIT 1", (url,)).fetchone()
        if last is None or last[0] != digest:
            self._db.execute(
                "INSERT INTO version (url, sha256, record, pass) VALUES (?, ?, ?, ?)",
                (url, digest, record, self.frontier.pass_id),
            )

    def _lead_on(self, entry: Entry, found: Found, unchanged: bool) -> list[Host]:
        """Queue what the page leads to."""
        children = list(found.children)
        if found.listing:
            list_id = self._list_of(entry, found.listing)
            children = [_in_list(child, list_id) for child in children]
            following = self._course(entry, list_id, found.listing, unchanged)
            children += [following] if following else []
        for place, child in enumerate(children):
            self.frontier.add(entry.id, place, child)
        for place, (child, word) in enumerate(found.unwanted, start=len(children)):
            outcome = "too_large" if word == "too_many" else "not_a_report"
            self.frontier.add_ended(entry.id, place, child, Ending(outcome, detail=f"{child.title}: {word}"))
        return list({id(host): host for host in map(self._host_of, children)}.values())

    def _host_of(self, child: Child) -> Host:
        return self.frontier.host_of(child.url.partition("#")[0])

    # lists -----------------------------------------------------------------------------------------------------

    def _list_of(self, entry: Entry, listing: Listing) -> int:
        """The list a page belongs to: that of its first page, by whose number it goes."""
        if entry.list is not None:
            return entry.list
        self._db.execute("INSERT OR IGNORE INTO list (id, topical) VALUES (?, ?)", (entry.id, int(listing.topical)))
        return entry.id

    def _course(self, entry: Entry, list_id: int, listing: Listing, unchanged: bool) -> Child | None:
        """Note the page and decide whether the list goes on; the declared count alone decides nothing."""
        fresh_reports = self.frontier.mark(list_id, listing.reports)
        fresh = fresh_reports + self.frontier.mark(list_id, listing.entries)
        row = self._db.execute(
            "SELECT declared, pages, items, most, barren, topical FROM list WHERE id = ?", (list_id,)
        ).fetchone()
        declared, pages, items, most, barren, topical = row
        paging = listing.paging
        declared = (paging.declared if paging else None) or declared
        told = paging.listed if paging else None
        count = len(listing.entries) if told is None else told
        fresh = fresh if told is None else min(fresh, told)
        number = max(entry.page, 1)
        first = number == 1
        most = count if first else max(most, count)
        pages, items = pages + 1, items + fresh
        barren = 0 if fresh_reports else barren + 1
        self._db.execute(
            "UPDATE list SET declared = ?, pages = ?, items = ?, most = ?, barren = ? WHERE id = ?",
            (declared, pages, items, most, barren, list_id),
        )
        following = paging.following if paging else None
        told_all = (declared is not None and number >= declared) or (
            paging is not None and paging.declared_entries is not None and items >= paging.declared_entries
        )
        ended, why = "", ""
        if paging is not None and paging.fresh_start and not entry.asks_interface:
            pass  # the page is a shell: its interface is to say what is listed
        elif count == 0 or (fresh == 0 and not first):
            ended, why = self._ran_out(number, declared, paging, items), "empty or repeated page"
            if first and listing.barren:
                ended, why = "partial", "no report on it"
        elif first and listing.barren and following is None:
            ended, why = "partial", "no report on it"
        elif following is None:
            untold = paging is not None and (paging.declared_entries or 0) > items
            ended = "partial" if (listing.unread_pager and first) or untold else "complete"
            why = "its pages cannot be turned" if ended == "partial" else ""
        elif unchanged and self._lies_beyond(following.url):
            ended, why = "complete", "last page, as before"
        elif told_all and not first and count < most:
            ended, why = "complete", "last page"
        elif barren >= _REPEATS and fresh <= _HARDLY_ANY < count:
            # The same entries again, under a link or two that change (a calendar, a clock).
            ended, why = self._ran_out(number, declared, paging, items), "repeated pages"
        elif pages >= self.policy.max_pages:
            ended, why = "partial", f"over max_pages {self.policy.max_pages}"
        elif barren >= words()["column"]["max_barren"] and declared is None and not told_all:
            ended, why = "partial", f"no report on {barren} pages in a row"
        if ended or following is None:
            self._end_list(list_id, ended or "complete", why)
            return None
        return next_page(entry, list_id, bool(topical), following)

    def _lies_beyond(self, url: str) -> bool:
        """An earlier pass found nothing there, past the end of a list that has not changed since."""
        row = self._db.execute("SELECT what FROM url WHERE key = ?", (url,)).fetchone()
        return row is not None and row[0] == "beyond"

    def _ran_out(self, number: int, declared: int | None, paging: object, items: int) -> str:
        """Nothing new came: that is the end, unless more was promised."""
        promised = getattr(paging, "declared_entries", None)
        if declared is not None and number <= declared and number > 1:
            return "partial"
        return "partial" if promised is not None and items < promised else "complete"

    def _list_broke_off(self, entry: Entry, outcome: str) -> None:
        """A page of a list could not be had: the end when it lies past the declared one, else a gap."""
        row = self._db.execute("SELECT declared FROM list WHERE id = ?", (entry.list,)).fetchone()
        beyond = row is not None and row[0] is not None and entry.page > row[0]
        gone = outcome in {"http_404", "http_410", "soft_404"}
        if beyond and gone:
            self._db.execute("UPDATE url SET what = 'beyond' WHERE id = ?", (entry.id,))
        self._end_list(entry.list or 0, "complete" if beyond and gone else "partial", outcome)

    def _end_list(self, list_id: int, ended: str, why: str) -> None:
        self._db.execute("UPDATE list SET ended = ?, why = ? WHERE id = ?", (ended, why, list_id))

    # soft 404 --------------------------------------------------------------------------------------------------

    def _doubt(self, entry: Entry, ending: Ending, found: Found, body: bytes, host: Host) -> list[Host]:
        """A page that does not speak of a report is compared with what its host answers to an invented address."""
        if host.probe is not None:
            if _is_soft_404(body, host.probe):
                ending.outcome, ending.detail = "soft_404", "as the answer to an invented address"
                found.keep, found.children = False, []
            return []
        ending.what = DOUBTFUL
        invented = urljoin(entry.at, f"nianbao-{sha256(host.name.encode()).hexdigest()[:12]}.html")
        self.frontier.add(None, 0, Child(invented, "probe"))
        return [host]

    def _judge_doubtful(self, host_id: int, body: bytes | None) -> list[Host]:
        """The invented address has been asked for: what it gave settles what was doubtful."""
        host = self.frontier.hosts[host_id]
        html = body is not None and looks_like_html(body)
        host.probe = json.dumps(list(fingerprint(body)) if html and body else [], ensure_ascii=False)
        self._db.execute("DELETE FROM url WHERE host = ? AND role = 'probe'", (host_id,))
        rows = self._db.execute(
            "SELECT url.id, version.record, url.role FROM url JOIN version ON version.url = url.id"
            " WHERE url.host = ? AND url.what = ?",
            (host_id, DOUBTFUL),
        ).fetchall()
        for identity, record, _ in rows:
            self._settle_doubtful(identity, record, host.probe)
        return []

    def _settle_doubtful(self, identity: int, record: int, probe: str) -> None:
        try:
            missing = _is_soft_404(self.keeper.body(record), probe)
        except Damaged:
            missing = False
        if not missing:
            self._db.execute("UPDATE url SET what = 'html' WHERE id = ?", (identity,))
            return
        self._db.execute(
            "UPDATE url SET what = 'page', outcome = 'soft_404', detail = ? WHERE id = ?",
            ("as the answer to an invented address", identity),
        )
        self._db.execute("DELETE FROM version WHERE url = ? AND record = ?", (identity, record))


def _is_soft_404(body: bytes, probe: str) -> bool:
    known = json.loads(probe)
    return bool(known) and alike(body, (known[0], known[1]))


def _in_list(child: Child, list_id: int) -> Child:
    from dataclasses import replace

    return replace(child, list=list_id) if child.role == "article" else replace(child, list=None)
