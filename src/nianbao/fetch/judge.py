"""What an answer means for its address and for its host, before anybody looks at what the page says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nianbao.fetch.client import TLS_LADDER, Exchange
from nianbao.fetch.pages import looks_like_html, visible_text
from nianbao.fetch.words import words

REDIRECTS = {301, 302, 303, 307, 308}
_NAMED = {403: "http_403", 412: "waf_412", 429: "rate_limited", 521: "waf_521"}
_STOPS_HOST = {"waf_412", "waf_521", "challenge"}
_COUNTED = {"connection_error", "deadline", "rate_limited", "http_403", "tls_error"}
_CHALLENGE_BYTES = 16_000
_AGAIN_STATUS = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is "" while nothing is wrong."""

    outcome: str = ""
    detail: str = ""
    again: bool = False
    """Another try may end otherwise."""
    stops_host: bool = False
    counts: bool = False
    """A failure of the host, not of the address alone."""

    @property
    def fine(self) -> bool:
        """Nothing is wrong so far."""
        return not self.outcome


def judge(exchange: Exchange, *, may_be_empty: bool = False) -> Verdict:
    """The outcome of an exchange as far as status and form go. ``may_be_empty``: to say nothing is an answer here."""
    if exchange.failure:
        return _failed(*exchange.failure)
    status = exchange.status or 0
    if status in REDIRECTS or status == 304:
        return Verdict()
    if status >= 400 or status < 200:
        return _refused(exchange, status)
    if looks_like_html(exchange.body) and (found := challenge(exchange.body)):
        return Verdict(found, f"under {status}", stops_host=True)
    if not may_be_empty and (not exchange.body or status in {204, 205}):
        return Verdict("connection_error", "an empty answer", again=True, counts=True)
    return Verdict()


def _failed(outcome: str, detail: str) -> Verdict:
    again = outcome in {"connection_error", "deadline"} or (outcome == "tls_error" and "handshake" in detail)
    return Verdict(outcome, detail, again=again, counts=outcome in _COUNTED)


def _refused(exchange: Exchange, status: int) -> Verdict:
    outcome = _NAMED.get(status) or f"http_{status}"
    waited = exchange.header("retry-after")
    return Verdict(
        outcome,
        f"Retry-After {waited}" if waited else "",
        again=status in _AGAIN_STATUS,
        stops_host=outcome in _STOPS_HOST or (status == 403 and _asked_too_often(exchange.body)),
        counts=status >= 500 or outcome in _COUNTED,
    )


def _asked_too_often(body: bytes) -> bool:
    """A refusal that says of us that we asked too much is meant for every page of the host."""
    head = body[:_CHALLENGE_BYTES]
    return any(mark in head for mark in _too_often_marks())


@lru_cache(maxsize=1)
def _too_often_marks() -> list[bytes]:
    return [word.encode(code) for word in words()["refusal"]["too_often"] for code in ("utf-8", "gb18030")]


def climbs(verdict: Verdict, tls: int) -> bool:
    """Whether the next rung of the TLS ladder may help: the handshake failed, not the certificate."""
    return verdict.outcome == "tls_error" and verdict.again and tls + 1 < len(TLS_LADDER)


def challenge(data: bytes) -> str | None:
    """The outcome of a firewall's page under a good status, or None. Such a page is a script and hardly a word."""
    head = data[:_CHALLENGE_BYTES]
    found = next((name for name, marks in _challenge_marks().items() if any(mark in head for mark in marks)), None)
    if found is None or len(visible_text(data)[1]) > words()["soft_404"]["max_text"]:
        return None
    return found


@lru_cache(maxsize=1)
def _challenge_marks() -> dict[str, list[bytes]]:
    """As bytes of both encodings, so that a page need not be decoded to see that it is none of these."""
    marks = words()["challenge"]
    return {name: [m.encode(code) for m in some for code in ("utf-8", "gb18030")] for name, some in marks.items()}


def alike(data: bytes, probe: tuple[str, str]) -> bool:
    """Whether a page is what the host answers to an invented address; ``probe`` is that (title, text)."""
    from rapidfuzz.fuzz import ratio

    title, body = fingerprint(data)
    least = 100 * float(words()["soft_404"]["likeness"])
    return ratio(title, probe[0]) >= least and ratio(body, probe[1]) >= least


def fingerprint(data: bytes) -> tuple[str, str]:
    """(title, beginning of the text) of a page."""
    title, body = visible_text(data)
    return title[:200], body[:2000]
