"""The harvest: ask politely, one request a host, until nothing waits.

    take a host that is due -> robots.txt first -> claim an address -> ask -> archive -> judge -> follow -> finish

Whatever is decided stands on disk before the next request of that host goes out.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from nianbao.fetch import manners, robots
from nianbao.fetch.addresses import REFUSED, Unreachable, locate
from nianbao.fetch.client import Client, Exchange
from nianbao.fetch.frontier import Ending, Entry, Frontier, Host
from nianbao.fetch.gate import BORROWED, Gate
from nianbao.fetch.judge import REDIRECTS, Verdict, climbs, judge
from nianbao.fetch.keeping import Keeper
from nianbao.fetch.links import absolute
from nianbao.fetch.policy import Policy, Target
from nianbao.fetch.progress import Progress, Watch
from nianbao.fetch.settling import Settler
from nianbao.fetch.sharding import OTHER_SHARD, shard_of
from nianbao.fetch.state import State
from nianbao.fetch.warc import Archive
from nianbao.model import Source

_SLOW = 2.0
"""Seconds after which a request no longer keeps other hosts of its address waiting."""
_MAX_ROBOTS_TRIES = 3
_ESTIMATE_EVERY = 2.0
_LANE_TAKEN = 0.02
"""Seconds after which to look again whether an address is free."""


def crawl(sources: Sequence[Source], folder: Path, policy: Policy, watch: Watch | None = None) -> None:
    """Harvest into ``folder``: go on with what was cut short, or begin a new pass over everything.

    Raises UsageError where another harvest works in the folder or nothing can be written. What goes wrong on the
    way is an outcome in the ledger.
    """
    state = State(folder)
    try:
        asyncio.run(_Crawl(state, policy, watch or (lambda url, outcome, progress: None)).run(sources))
    finally:
        state.close()


class _Crawl:
    def __init__(self, state: State, policy: Policy, watch: Watch) -> None:
        self.policy = policy
        self.state = state
        self.frontier = Frontier(state)
        self.keeper = Keeper(state, Archive(state.folder), policy)
        self.settler = Settler(self.frontier, self.keeper, policy)
        self.progress = Progress()
        self._watch = watch
        self._gate = Gate(self.frontier.address_due())
        self._targets: dict[int, Target] = {}
        self._refused: dict[int, Unreachable] = {}
        self._asking: set[int] = set()
        self._locating: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = policy.now()
        self._estimated = -_ESTIMATE_EVERY
        self._robots_tries: dict[str, int] = {}
        self._lines: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One request a host at a time, whoever asks it."""

    async def run(self, sources: Sequence[Source]) -> None:
        now = self.policy.now()
        self.keeper.recover()
        self.frontier.begin(sources, now)
        for host in self.frontier.interrupted():
            # It may have been asked until this very moment.
            host.due = max(host.due, now + manners.pause(host, self.policy))
            self._gate.put_off(host.address, now + self.policy.delay)
        self.client = Client(self.policy)
        try:
            for number in list(self.frontier.queued()):
                self._admit(self.frontier.hosts[number])
            await self._loop()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.client.close()
        with self.state.transaction():
            self.frontier.end_pass(self.policy.now())

    async def _loop(self) -> None:
        """Start what is due, wait for what is under way or for the next to be due, until there is neither."""
        while True:
            while len(self._asking) < self.policy.connections and (taken := self._gate.take(self.policy.now())):
                number, address = taken
                self._asking.add(number)
                self._start(self._turn(self.frontier.hosts[number], address))
            due = self._gate.next_due() if len(self._asking) < self.policy.connections else None
            wait = None if due is None else max(due - self.policy.now(), 0.0)
            if self._tasks:
                done, _ = await asyncio.wait(self._tasks, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                self._tasks -= done
                for task in done:
                    task.result()
            elif wait is not None:
                await self.policy.sleep(wait)
            else:
                return

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self._tasks.add(asyncio.create_task(work))

    def _admit(self, host: Host) -> None:
        """A host has something waiting: into the gate with it, once its address is known."""
        if host.id in self._asking or host.id in self._locating:
            return
        if host.id in self._targets:
            self._gate.put(host.id, self._targets[host.id].address, host.due)
        elif host.id in self._refused:
            self._turn_away(host)
        else:
            self._locating.add(host.id)
            self._start(self._locate(host))

    async def _target(self, host: Host) -> Target:
        """The address of a host. Raises Unreachable."""
        if host.id not in self._targets:
            name, port = host.split
            shard = self.policy.shard
            if shard and not shard.holds_host(name.strip("[]")):
                raise Unreachable(OTHER_SHARD, f"{shard_of(name.strip('[]'), shard.count)}/{shard.count}")
            self._targets[host.id] = await locate(name, port, self.policy)
        return self._targets[host.id]

    async def _locate(self, host: Host) -> None:
        try:
            await self._target(host)
        except Unreachable as refusal:
            self._refused[host.id] = refusal
        self._locating.discard(host.id)
        self._admit(host)

    def _turn_away(self, host: Host) -> None:
        """No address of this host can be asked."""
        refusal = self._refused[host.id]
        while entry := self.frontier.peek(host.id):
            hopped = entry.hops > 0 and refusal.outcome == REFUSED
            outcome = "redirect_refused" if hopped else refusal.outcome
            detail = f"to {entry.at}: {refusal.detail}" if entry.hops else refusal.detail
            self._end(entry, Ending(outcome, detail=detail))

    def _end(self, entry: Entry, ending: Ending) -> None:
        with self.state.transaction():
            self.settler.end(entry, ending)
        self._say(entry.url, ending.outcome)

    def _say(self, url: str, outcome: str) -> None:
        progress = self.progress
        progress.ended += 1
        progress.outcomes[outcome] += 1
        progress.seconds = self.policy.now() - self._started
        if progress.seconds >= self._estimated + _ESTIMATE_EVERY:
            self._estimated = progress.seconds
            self._estimate()
        self._watch(url, outcome, progress)

    def _estimate(self) -> None:
        """What waits, and how long it takes at least: hosts go side by side, those of one address in turn."""
        by_address: dict[str, float] = {}
        longest = 0.0
        queued = self.frontier.queued()
        for number, count in queued.items():
            host = self.frontier.hosts[number]
            target = self._targets.get(number)
            address = target.address if target else host.name
            by_address[address] = by_address.get(address, 0.0) + count * self.policy.delay
            longest = max(longest, count * manners.pause(host, self.policy))
        self.progress.waiting = sum(queued.values())
        self.progress.hosts = len(self.frontier.hosts)
        self.progress.seconds_left = max(longest, *by_address.values(), 0.0)

    async def _turn(self, host: Host, address: str) -> None:
        """One request to a host, or none when nothing that waits may be asked."""
        due = self._gate.due(address)
        try:
            todo = self._next(host)
            if todo is None:
                return
            timer = asyncio.get_running_loop().call_later(
                max(_SLOW, self.policy.delay), lambda: self._loosen(host, address)
            )
            try:
                touched = await (self._robots(host, todo) if isinstance(todo, str) else self._ask(host, todo))
            finally:
                timer.cancel()
            due = self.policy.now() + self.policy.delay
        finally:
            self._asking.discard(host.id)
            self._gate.free(host.id, address, due)
        for other in touched:
            self._admit(other)
        if self.frontier.peek(host.id):
            self._admit(host)

    def _loosen(self, host: Host, address: str) -> None:
        self._gate.loosen(host.id, address, self.policy.now() + self.policy.delay)

    def _next(self, host: Host) -> Entry | str | None:
        """What to ask of a host: an address, or the site whose robots.txt has to be read before it."""
        while entry := self.frontier.peek(host.id):
            if host.stopped:
                detail = "the host was left alone after this outcome"
                with self.state.transaction():
                    ended = self.settler.end_host(host, Ending(host.stopped, detail=detail))
                for url in ended:
                    self._say(url, host.stopped)
                return None
            origin = _origin(entry.at)
            known = self.settler.rules(origin, self.policy.now())
            if known is None:
                return origin
            rules, detail = known
            if rules is None:
                self._end(entry, Ending("robots_unreachable", detail=detail))
            elif rules.crawl_delay > robots.MAX_CRAWL_DELAY:
                self._end(entry, Ending("robots_disallowed", detail=f"crawl-delay {rules.crawl_delay:g} s"))
            elif not rules.allows(entry.at):
                self._end(entry, Ending("robots_disallowed", detail=f"at {entry.at}" if entry.hops else ""))
            else:
                host.crawl_delay = rules.crawl_delay
                return entry
        return None

    async def _send(self, host: Host, url: str, entry: Entry | None = None) -> Exchange:
        """One request, in the host's own time. It is noted on disk before it goes out."""
        async with self._lines[host.id]:
            await self.policy.sleep(max(host.due - self.policy.now(), 0.0))
            return await self._send_now(host, url, entry)

    async def _send_now(self, host: Host, url: str, entry: Entry | None) -> Exchange:
        target = self._targets[host.id]
        known = self.keeper.validators(url) if entry and entry.form is None else {}
        host.due = self.policy.now() + manners.pause(host, self.policy)
        with self.state.transaction():
            if entry:
                self.frontier.claim(entry)
            self.frontier.reserve(host, target.address, self.policy.now() + self.policy.delay)
        self.progress.asked += 1
        before = self.policy.now()
        exchange = await self.client.ask(url, target, form=entry.form if entry else None, known=known, tls=host.tls)
        if not exchange.failure:
            host.seconds = max(self.policy.now() - before, 0.0)
        self.progress.bytes += len(exchange.raw)
        return exchange

    async def _ask(self, host: Host, entry: Entry) -> list[Host]:
        exchange = await self._send(host, entry.at, entry)
        # An interface that says nothing twice has no more pages.
        verdict = judge(exchange, may_be_empty=entry.asks_interface and entry.page > 1 and entry.attempts > 0)
        again = verdict.again and entry.attempts < manners.tries(verdict, exchange, self.policy)
        if climbs(verdict, host.tls):
            host.tls += 1
            again, verdict = True, Verdict(verdict.outcome, verdict.detail, again=True)
        manners.rest(host, verdict, exchange, self.policy)
        with self.state.transaction():
            record = self.keeper.keep(exchange, verdict.outcome)
            if again and not host.stopped:
                # A page that breaks off may do so for ever; the others of its host shall not wait for it.
                broke = verdict.outcome in {"connection_error", "deadline"}
                self.frontier.again(entry, verdict.outcome, verdict.detail, last=broke)
                touched, outcome = [], ""
            elif not verdict.fine:
                ending = Ending(verdict.outcome, exchange.status, detail=_elsewhere(entry, verdict.detail))
                touched, outcome = self.settler.end(entry, ending), verdict.outcome
            elif exchange.status in REDIRECTS:
                touched, outcome = self._hop(entry, exchange.location, exchange.status)
            else:
                touched, outcome = self._follow(entry, exchange, record, host)
            self.frontier.release(host, self._targets[host.id].address, self.policy.now() + self.policy.delay)
        if outcome:
            self._say(entry.url, outcome)
        return touched

    def _follow(self, entry: Entry, exchange: Exchange, record: int, host: Host) -> tuple[list[Host], str]:
        result = self.settler.settle(entry, exchange, record, host)
        if result.sent_on:
            return self._hop(entry, result.sent_on, exchange.status)
        self.progress.documents += result.documents
        return result.touched, result.outcome

    def _hop(self, entry: Entry, location: str | None, status: int | None) -> tuple[list[Host], str]:
        """The next hop is judged anew, by the rules of its own host."""
        following = absolute(entry.at, location) if location else None
        problem = f"to {location or 'nowhere'}" if following is None else ""
        if entry.hops >= self.policy.max_redirects:
            problem = f"more than {self.policy.max_redirects} redirects"
        if problem or following is None:
            return self.settler.end(entry, Ending("redirect_refused", status, detail=problem)), "redirect_refused"
        return [self.frontier.move(entry, following)], ""

    async def _robots(self, host: Host, origin: str) -> list[Host]:
        """4xx: nothing is forbidden. 5xx or no answer, after further tries: everything is, for the rest of the run."""
        url = f"{origin}/robots.txt"
        exchange = await self._send(host, url)
        verdict = judge(exchange)
        manners.rest(host, verdict, exchange, self.policy)
        self._robots_tries[origin] = self._robots_tries.get(origin, 0) + 1
        text: str | None = None
        detail = verdict.outcome
        if climbs(verdict, host.tls):
            host.tls += 1
            self._robots_tries[origin] -= 1
        again = verdict.again and self._robots_tries[origin] < _MAX_ROBOTS_TRIES and not host.stopped
        if exchange.status in REDIRECTS and not exchange.failure:
            text, detail = await self._robots_elsewhere(host, url, exchange)
            again = False
        elif not exchange.failure:
            text = robots.answered(exchange.status or 0, exchange.body)
        with self.state.transaction():
            self.keeper.keep(exchange, verdict.outcome)
            if not again:
                self.settler.keep_rules(origin, text, f"{detail or exchange.status}", self.policy.now())
                host.crawl_delay = robots.parse(text.encode(), self.policy.user_agent).crawl_delay if text else 0.0
                host.due = max(host.due, self.policy.now() + min(host.crawl_delay, robots.MAX_CRAWL_DELAY))
                if verdict.outcome in {"tls_error", "waf_412", "waf_521", "challenge"}:
                    host.stopped = verdict.outcome  # said of robots.txt, this says as much of every page
            self.frontier.release(host, self._targets[host.id].address, self.policy.now() + self.policy.delay)
        return []

    async def _robots_elsewhere(self, host: Host, url: str, exchange: Exchange) -> tuple[str | None, str]:
        """A robots.txt that has moved is read where it is now, and is the rule of the site that sent us there.

        RFC 9309, 2.3.1.2: at least five hops are followed, to other names as well (http to https is another one).
        """
        at = host
        for _ in range(self.policy.max_redirects):
            following = absolute(url, exchange.location or "")
            if following is None:
                return None, f"redirect to {exchange.location}"
            url, at = following, self.frontier.host_of(following)
            try:
                exchange = await self._ask_beside(at, url, host)
            except Unreachable as refusal:
                return None, f"redirect to {url}: {refusal.outcome}"
            if exchange.status not in REDIRECTS or exchange.failure:
                break
        if exchange.failure or exchange.status in REDIRECTS:
            return None, f"redirect to {url}: {exchange.failure[0] if exchange.failure else 'redirected again'}"
        verdict = judge(exchange)
        if at is not host and verdict.stops_host:
            host.stopped = verdict.outcome
        text = robots.answered(exchange.status or 0, exchange.body)
        if urlsplit(url).path == "/robots.txt":
            with self.state.transaction():
                self.settler.keep_rules(_origin(url), text, str(exchange.status), self.policy.now())
        return text, str(exchange.status)

    async def _ask_beside(self, host: Host, url: str, asker: Host) -> Exchange:
        """Ask a host out of its turn, and no sooner for that: its delay and that of its address are kept.

        Raises Unreachable.
        """
        if host.stopped:
            raise Unreachable(host.stopped, "left alone")
        address = (await self._target(host)).address
        borrowed = host is not asker and address != self._targets[asker.id].address
        while borrowed and not self._gate.borrow(address, self.policy.now()):
            wait = self._gate.due(address) - self.policy.now()
            await (self.policy.sleep(wait) if wait > 0 else asyncio.sleep(_LANE_TAKEN))
        if not borrowed:
            await self.policy.sleep(max(asker.due - self.policy.now(), 0.0))
        try:
            exchange = await self._send(host, url)
            while climbs(judge(exchange), host.tls):
                host.tls += 1
                exchange = await self._send(host, url)
        finally:
            if borrowed:
                self._gate.free(BORROWED, address, self.policy.now() + self.policy.delay)
            else:
                asker.due = max(asker.due, self.policy.now() + self.policy.delay)
        manners.rest(host, judge(exchange), exchange, self.policy)
        with self.state.transaction():
            self.frontier.release(host, address, self.policy.now() + self.policy.delay)
        return exchange


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _elsewhere(entry: Entry, detail: str) -> str:
    return f"{detail} at {entry.at}".strip() if entry.hops else detail
