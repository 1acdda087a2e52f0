"""What an answer means for its address and for its host, before anybody looks at what the page says."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.fetch.client import TLS_LADDER, Exchange
from nianbao.fetch.pages import looks_like_html, visible_text
from nianbao.fetch.words import first_in, has_any, words

REDIRECTS = {301, 302, 303, 307, 308}
_NAMED = {403: "http_403", 412: "waf_412", 429: "rate_limited", 521: "waf_521"}
_STOPS_HOST = {"waf_412", "waf_521", "challenge"}
_COUNTED = {"connection_error", "deadline", "rate_limited", "http_403", "tls_error"}
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


def judge(exchange: Exchange) -> Verdict:
    """The outcome of an exchange as far as status and form go."""
    if exchange.failure:
        return _failed(*exchange.failure)
    status = exchange.status or 0
    if status in REDIRECTS or status == 304:
        return Verdict()
    if status >= 400 or status < 200:
        return _refused(exchange, status)
    if looks_like_html(exchange.body) and (found := challenge(exchange.body)):
        return Verdict(found, f"under {status}", stops_host=True)
    if not exchange.body or status in {204, 205}:
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
        stops_host=outcome in _STOPS_HOST,
        counts=status >= 500 or outcome in _COUNTED,
    )


def climbs(verdict: Verdict, tls: int) -> bool:
    """Whether the next rung of the TLS ladder may help: the handshake failed, not the certificate."""
    return verdict.outcome == "tls_error" and verdict.again and tls + 1 < len(TLS_LADDER)


def challenge(data: bytes) -> str | None:
    """The outcome of a firewall's page under a good status, or None. Such a page is a script and hardly a word."""
    text = data[:200_000].decode("latin-1")
    decoded = data[:200_000].decode("utf-8", "replace")
    for name, marks in words()["challenge"].items():
        if has_any(text, marks) or has_any(decoded, marks):
            _, body = visible_text(data)
            return str(name) if len(body) <= words()["soft_404"]["max_text"] else None
    return None


def soft_404(data: bytes) -> str | None:
    """The words by which a page that answered 200 says it is not there, or None."""
    known = words()["soft_404"]
    title, body = visible_text(data)
    if len(body) > known["max_text"]:
        return None
    return first_in(title.lower(), known["title"]) or first_in(body, known["body"])


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
