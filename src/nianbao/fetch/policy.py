"""How politely and how far to fetch: every bound of a run, in one value."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nianbao.errors import UsageError

USER_AGENT = "nianbao/0.1 (reads published annual reports; one request at a time)"


def system_clock() -> datetime:
    """Now, or the moment that ``SOURCE_DATE_EPOCH`` pins, in UTC."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if pinned.isascii() and pinned.isdigit():
        return datetime.fromtimestamp(int(pinned), UTC)
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Target:
    """The address to connect to for a host and port, as the user gave it."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Bounds and manners of one run. Times in seconds, sizes in bytes.

    ``resolve`` maps (host, port) to a given address, host ``*`` for any; see :func:`parse_resolve`.
    ``clock`` dates the captures; ``monotonic`` and ``sleep`` keep the delay, and tests replace all three.
    """

    delay: float = 5.0
    deadline: float = 60.0
    max_bytes: int = 30_000_000
    max_pages: int = 20
    max_redirects: int = 5
    user_agent: str = USER_AGENT
    resolve: Mapping[tuple[str, int], Target] = field(default_factory=dict)
    clock: Callable[[], datetime] = system_clock
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def given(self, host: str, port: int) -> Target | None:
        """The address the user gave for this host and port, if any."""
        return self.resolve.get((host, port)) or self.resolve.get(("*", port))


def parse_resolve(values: list[str]) -> dict[tuple[str, int], Target]:
    """``HOST:PORT:ADDRESS`` as curl has it, ADDRESS with a port of its own where it has one.

    >>> parse_resolve(["www.a.example:80:127.0.0.1:8000"])[("www.a.example", 80)]
    Target(address='127.0.0.1', port=8000)

    Raises UsageError naming the value that is not of this shape.
    """
    return dict(_one_resolve(value) for value in values)


def _one_resolve(value: str) -> tuple[tuple[str, int], Target]:
    from ipaddress import ip_address

    host, _, rest = value.partition(":")
    port_text, _, target = rest.partition(":")
    address, own_port = _split_address(target)
    try:
        port = int(port_text)
        ip_address(address)
        target_port = int(own_port) if own_port else port
    except ValueError:
        raise UsageError(value, option="--resolve", expected="HOST:PORT:ADDRESS[:PORT]") from None
    if not host or not (0 < port < 65536 and 0 < target_port < 65536):
        raise UsageError(value, option="--resolve", expected="HOST:PORT:ADDRESS[:PORT]")
    return (host.lower(), port), Target(address, target_port)


def _split_address(target: str) -> tuple[str, str]:
    """IPv6 in brackets may carry a port; bare IPv6 has several colons and cannot."""
    if target.startswith("["):
        address, _, tail = target[1:].partition("]")
        return address, tail.removeprefix(":")
    if target.count(":") == 1:
        address, _, port = target.partition(":")
        return address, port
    return target, ""
