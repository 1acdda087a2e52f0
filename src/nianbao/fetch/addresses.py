"""From a host name to an address one may connect to.

Decided before connecting, and the address is what is connected to: the name cannot change in between.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from nianbao.fetch.policy import Policy, Target

_NAT64 = ip_network("64:ff9b::/96")
REFUSED = "address_refused"


class Unreachable(Exception):
    """The host has no address to ask; ``outcome`` and ``detail`` say why."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


async def locate(host: str, port: int, policy: Policy) -> Target:
    """The address for a host: the one the user gave, else what DNS says, if all of it is public.

    Raises Unreachable with outcome ``address_refused`` for private, loopback, link-local and other addresses
    that are not public, ``connection_error`` when the name does not resolve.
    """
    if given := policy.given(host, port):
        return given
    addresses = await _lookup(host, port, policy.deadline)
    for address in addresses:
        if not is_public(address):
            raise Unreachable(REFUSED, f"{address} is not a public address")
    return Target(addresses[0], port)


async def _lookup(host: str, port: int, deadline: float) -> list[str]:
    try:
        async with asyncio.timeout(deadline):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("connection_error", f"name does not resolve: {type(error).__name__}") from None
    # IPv4 first: what both kinds name is one machine, and delays are kept by address.
    return sorted({str(entry[4][0]) for entry in found}, key=lambda address: (":" in address, address))


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, looking through IPv6 wrappings of IPv4.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _wrapped(parsed) if isinstance(parsed, IPv6Address) else None
    return is_public(str(inner)) if inner else parsed.is_global and not parsed.is_multicast


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
