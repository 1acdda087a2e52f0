"""How politely and how far to fetch: every bound of a run, in one value."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nianbao.errors import UsageError
from nianbao.fetch.sharding import Shard

PRODUCT = "nianbao"
"""What robots.txt files know us by (RFC 9309, product token)."""


def user_agent(contact: str = "") -> str:
    """One honest name; ``contact`` is an address where the people behind the run can be reached."""
    said = f"+{contact}; " if contact else ""
    return f"{PRODUCT}/0.1 ({said}reads published annual reports; one request at a time)"


USER_AGENT = user_agent(os.environ.get("NIANBAO_CONTACT", ""))


def system_clock() -> datetime:
    """Now, or the moment that ``SOURCE_DATE_EPOCH`` pins, in UTC."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if pinned.isascii() and pinned.isdigit():
        return datetime.fromtimestamp(int(pinned), UTC)
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Target:
    """The address to connect to for a host and port."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Bounds and manners of one run. Times in seconds, sizes in bytes.

    ``resolve`` maps (host, port) to a given address, host ``*`` for any name; see :func:`parse_resolve`.
    ``clock`` dates the captures; ``now`` (seconds of the epoch) and ``sleep`` keep the delays, which must
    survive a restart; tests replace all three.
    """

    delay: float = 5.0
    deadline: float = 60.0
    max_bytes: int = 25_000_000
    max_pages: int = 200
    """List pages of one column."""
    max_redirects: int = 5
    connections: int = 32
    """Hosts asked at the same time; of each host only one request is under way."""
    retries: int = 3
    """Further tries of one address after failures that may pass."""
    max_failures: int = 5
    """Failures in a row after which a host is left alone for the run."""
    max_wait: float = 600.0
    """A host that asks for a longer pause than this is left alone for the run."""
    user_agent: str = USER_AGENT
    ca_file: Path | None = None
    """Certificates of authorities trusted besides the usual ones: an internal network's own."""
    resolve: Mapping[tuple[str, int], Target] = field(default_factory=dict)
    shard: Shard | None = None
    """Which of several machines this one is; None: the only one."""
    clock: Callable[[], datetime] = system_clock
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def given(self, host: str, port: int) -> Target | None:
        """The address the user gave for this host and port, if any. ``*`` stands for names, not for addresses."""
        return self.resolve.get((host, port)) or (None if _is_address(host) else self.resolve.get(("*", port)))


def _is_address(host: str) -> bool:
    """An address in any spelling that a system takes for one (``2130706433``), or a name of this machine."""
    from ipaddress import ip_address

    bare = host.strip("[]").partition("%")[0].rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        ip_address(bare)
    except ValueError:
        return _is_old_spelling(bare)
    return True


def _is_old_spelling(host: str) -> bool:
    import socket

    try:
        socket.inet_aton(host)
    except (OSError, UnicodeError):
        return False
    return True


def parse_resolve(values: list[str]) -> dict[tuple[str, int], Target]:
    """``HOST:PORT:ADDRESS`` as curl has it, ADDRESS with a port of its own where it has one.

    >>> parse_resolve(["www.a.example:80:127.0.0.1:8000"])[("www.a.example", 80)]
    Target(address='127.0.0.1', port=8000)

    Raises UsageError naming the value that is not of this shape.
    """
    return dict(_one_resolve(value) for value in values)


def _one_resolve(value: str) -> tuple[tuple[str, int], Target]:
    from ipaddress import ip_address

    host, port_text, target = _split_resolve(value)
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


def _split_resolve(value: str) -> tuple[str, str, str]:
    """(host, port, what follows); curl's ``+`` in front (a mapping that may time out) means nothing here."""
    host, _, rest = value.removeprefix("+").partition(":")
    port, _, target = rest.partition(":")
    return host, port, target.partition(",")[0]


def _split_address(target: str) -> tuple[str, str]:
    """IPv6 in brackets may carry a port; bare IPv6 has several colons and cannot."""
    if target.startswith("["):
        address, _, tail = target[1:].partition("]")
        return address, tail.removeprefix(":")
    if target.count(":") == 1:
        address, _, port = target.partition(":")
        return address, port
    return target, ""
