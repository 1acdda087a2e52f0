"""How long to wait: between requests, after failures, and when a host asks for it."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime
from hashlib import sha256

from nianbao.fetch.client import Exchange
from nianbao.fetch.frontier import Host
from nianbao.fetch.judge import Verdict
from nianbao.fetch.policy import Policy

_SLOWER = 5
"""A slow machine is given this many times its own time."""
_MAX_PACE = 16.0
_EASE = 0.9
"""After each good answer the pace that 429 had slowed comes back by this factor."""


def pause(host: Host, policy: Policy) -> float:
    """Seconds between the end of one request to a host and the next."""
    slow = _SLOWER * host.seconds if policy.delay else 0.0
    return max(policy.delay * host.pace, host.crawl_delay, min(slow, policy.max_wait))


def back_off(host: Host, policy: Policy) -> float:
    """Seconds to wait after so many failures in a row: doubling, spread by up to a fifth, the same on every run."""
    steps = min(max(host.failures - 1, 0), 10)
    return min(2.0 * policy.delay * float(2**steps) * _jitter(f"{host.name} {host.failures}"), policy.max_wait)


def _jitter(seed: str) -> float:
    return 1 + 0.2 * int.from_bytes(sha256(seed.encode()).digest()[:4], "big") / 2**32


def asked_wait(value: str | None, now: float) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date; zero and nonsense are as good as absent."""
    if not value:
        return None
    try:
        seconds = float(value) if value.strip().isdigit() else _until(value, now)
    except (ValueError, OverflowError):
        return None
    return seconds if seconds > 0 and math.isfinite(seconds) else None


def _until(value: str, now: float) -> float:
    when = parsedate_to_datetime(value)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now


def tries(verdict: Verdict, exchange: Exchange, policy: Policy) -> int:
    """How often to ask again. A server that has dripped once will drip again; one that said nothing gets one chance."""
    if verdict.outcome == "deadline":
        return 0 if exchange.status is not None else 1
    return policy.retries


def rest(host: Host, verdict: Verdict, exchange: Exchange, policy: Policy) -> None:
    """When the host may be asked again after what it answered, or that it is left alone for the run."""
    now = policy.now()
    wait = pause(host, policy)
    if verdict.counts:
        note_failure(host, verdict.outcome, policy)
        wait = max(wait, back_off(host, policy))
    elif not exchange.failure:
        note_success(host)
    asked = asked_wait(exchange.header("retry-after"), now) if not verdict.fine else None
    if verdict.stops_host or (asked and asked > policy.max_wait):
        host.stopped = verdict.outcome
    host.due = now + max(wait, min(asked or 0.0, policy.max_wait))


def note_success(host: Host) -> None:
    """The host answered as it should."""
    host.failures = 0
    host.pace = max(1.0, host.pace * _EASE)


def note_failure(host: Host, outcome: str, policy: Policy) -> None:
    """The host did not; after too many times in a row it is left alone for the run."""
    host.failures += 1
    if outcome == "rate_limited":
        host.pace = min(host.pace * 2, _MAX_PACE)
    if host.failures >= policy.max_failures:
        host.stopped = outcome
