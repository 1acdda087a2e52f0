"""One run's manners: who was asked when, what robots.txt says, and which host is to be left alone."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from nianbao.errors import FetchFailed
from nianbao.fetch import robots
from nianbao.fetch.addresses import locate
from nianbao.fetch.client import PORTS, Client, Reply
from nianbao.fetch.pages import absolute, challenge, looks_like_html, soft_404
from nianbao.fetch.policy import Policy

_REDIRECTS = {301, 302, 303, 307, 308}
_OUTCOMES = {403: "http_403", 412: "waf_412", 429: "rate_limited", 521: "waf_521"}
_STOPS_HOST = {"waf_412", "waf_521", "rate_limited"}
_ABOUT_THE_HOST = {"address_refused", "tls_error", *_STOPS_HOST, "robots_unreachable"}
"""Said of robots.txt, these say as much of every page of the host."""
_MAX_FAILURES = 5
_MAX_CRAWL_DELAY = 120.0


@dataclass(slots=True)
class _Host:
    """What is known of one host (scheme, name and port)."""

    rules: robots.Rules | None = None
    stopped: str | None = None
    failures: int = 0
    last_seconds: float = 0.0


class Session:
    """Fetches one URL after another, politely. Share one session between all sources of a run."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._client = Client(policy)
        self._hosts: dict[str, _Host] = {}
        self._asked: dict[str, float] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Reply:
        """The document at ``url``, after redirects, each hop judged anew.

        Raises FetchFailed whose details are ``outcome``, and ``status`` and ``detail`` where known.
        """
        for hop in range(self.policy.max_redirects + 1):
            try:
                self._check_robots(url)
                reply = self._ask(url)
            except FetchFailed as failure:
                if hop and failure.details.get("outcome") == "address_refused":
                    raise _failed(url, "redirect_refused", detail=failure.details.get("detail")) from None
                raise
            if reply.status not in _REDIRECTS:
                return self._judged(reply)
            url = _next_hop(reply)
        raise _failed(url, "redirect_refused", detail=f"more than {self.policy.max_redirects} redirects")

    def _check_robots(self, url: str) -> None:
        host = self._host(url)
        if host.rules is None:
            host.rules = self._fetch_robots(url)
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not host.rules.allows(path):
            raise _failed(url, "robots_disallowed")
        if host.rules.crawl_delay > _MAX_CRAWL_DELAY:
            raise _failed(url, "robots_disallowed", detail=f"crawl-delay {host.rules.crawl_delay:g} s")

    def _fetch_robots(self, url: str) -> robots.Rules:
        """4xx: nothing is forbidden. 5xx or no answer: everything is, for the rest of the run."""
        address = absolute(url, "/robots.txt") or url
        for hop in range(self.policy.max_redirects + 1):
            try:
                reply = self._ask(address)
            except FetchFailed as failure:
                outcome = str(failure.details.get("outcome"))
                if not hop and outcome in _ABOUT_THE_HOST:
                    raise
                raise self._no_robots(url, detail=outcome) from None
            if reply.status not in _REDIRECTS:
                break
            address = _next_hop(reply)
        if reply.status >= 500 or reply.status in _REDIRECTS or reply.status == 429:
            raise self._no_robots(url, status=reply.status)
        return robots.parse(reply.body if reply.status < 300 else b"", self.policy.user_agent)

    def _no_robots(self, url: str, *, status: int | None = None, detail: str | None = None) -> FetchFailed:
        self._host(url).stopped = "robots_unreachable"
        return _failed(url, "robots_unreachable", status=status, detail=detail)

    def _ask(self, url: str) -> Reply:
        """One request, at its due time; failures count against the host."""
        parts, host = urlsplit(url), self._host(url)
        if host.stopped:
            raise _failed(url, host.stopped, detail="the host was left alone after this outcome")
        target = locate(parts.hostname or "", parts.port or PORTS[parts.scheme], self.policy)
        names = (parts.hostname or "", target.address)
        self._wait(names, host)
        started = self.policy.monotonic()
        try:
            reply = self._client.get(url, target)
            host.failures = 0
            return reply
        except FetchFailed as failure:
            self._count_failure(host, str(failure.details.get("outcome")))
            raise
        finally:
            ended = self.policy.monotonic()
            host.last_seconds = ended - started
            self._asked.update(dict.fromkeys(names, ended))

    def _wait(self, names: tuple[str, ...], host: _Host) -> None:
        """The given delay, or longer where the host asks for it or is slow; hosts may share one machine."""
        if not any(name in self._asked for name in names):
            return
        crawl_delay = min(host.rules.crawl_delay, _MAX_CRAWL_DELAY) if host.rules else 0.0
        pause = max(self.policy.delay, crawl_delay, 5 * host.last_seconds if self.policy.delay else 0.0)
        due = max(self._asked.get(name, float("-inf")) for name in names) + pause
        if (remaining := due - self.policy.monotonic()) > 0:
            self.policy.sleep(remaining)

    def _judged(self, reply: Reply) -> Reply:
        outcome = _OUTCOMES.get(reply.status) or (f"http_{reply.status}" if reply.status >= 400 else None)
        detail: str | None = None
        if outcome is None and looks_like_html(reply.body):
            outcome = challenge(reply.body)
            if outcome is None and (detail := soft_404(reply.body)):
                outcome = "soft_404"
        if outcome is None and not (200 <= reply.status < 300 and reply.body):
            outcome, detail = "connection_error", "an empty answer"
        if outcome is None:
            return reply
        if outcome in _STOPS_HOST:
            self._host(reply.url).stopped = outcome
        detail = detail or (f"Retry-After {reply.retry_after}" if reply.retry_after else None)
        raise _failed(reply.url, outcome, status=reply.status, detail=detail)

    def _count_failure(self, host: _Host, outcome: str) -> None:
        if outcome in {"connection_error", "deadline"}:
            host.failures += 1
            if host.failures >= _MAX_FAILURES:
                host.stopped = outcome

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc.lower()}", _Host())


def _next_hop(reply: Reply) -> str:
    following = absolute(reply.url, reply.location or "") if reply.location else None
    if following is None:
        raise _failed(reply.url, "redirect_refused", status=reply.status, detail=f"to {reply.location or 'nowhere'}")
    return following


def _failed(url: str, outcome: str, *, status: int | None = None, detail: object = None) -> FetchFailed:
    facts = {"status": status, "detail": detail}
    return FetchFailed(url, outcome=outcome, **{name: fact for name, fact in facts.items() if fact is not None})
