"""A harvest on several machines, none of which asks whom another one asks.

What is kept apart is the registered name (``a.gov.cn`` with ``www.a.gov.cn`` and ``zwgk.a.gov.cn``): a machine holds
all hosts of a name or none. Which machine follows from the name alone, so it is the same in every run, on every
machine and for every list of sources. Several names may share an address, which only one machine could know of:
harvest such platforms unsharded, or with a longer delay.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from nianbao.errors import UsageError
from nianbao.fetch.links import registered

OTHER_SHARD = "other_shard"


@dataclass(frozen=True, slots=True)
class Shard:
    """Machine ``number`` (from 1) of ``count``."""

    number: int
    count: int

    def holds(self, url: str) -> bool:
        """Whether the host of this address is this machine's to ask."""
        return self.holds_host(urlsplit(url).hostname or "")

    def holds_host(self, host: str) -> bool:
        """As :meth:`holds`, of a name without port."""
        return shard_of(host, self.count) == self.number


def shard_of(host: str, count: int) -> int:
    """The machine, from 1 to ``count``, that asks a host."""
    digest = hashlib.sha256(politeness_key(host).encode()).digest()
    return int.from_bytes(digest[:8], "big") % count + 1


def politeness_key(host: str) -> str:
    """The registered name of a host; a host in figures stands for itself.

    >>> politeness_key("zwgk.a.gov.cn"), politeness_key("A.gov.cn"), politeness_key("10.0.0.1")
    ('a.gov.cn', 'a.gov.cn', '10.0.0.1')
    """
    host = host.lower().rstrip(".").removeprefix("www.")
    return registered(host) or host


def parse_shard(text: str) -> Shard:
    """``K/N``, K from 1 to N. Raises UsageError."""
    number, mark, count = text.partition("/")
    digits = number.isascii() and number.isdigit() and count.isascii() and count.isdigit()
    if not (mark and digits and 1 <= int(number) <= int(count)):
        raise UsageError(text, option="--shard", expected="K/N (1/4 ... 4/4)")
    return Shard(int(number), int(count))
