"""Which network addresses may be dialled.

News lies on the public internet. An address inside our own network (loopback, private, link-local with its
cloud metadata service, carrier-grade NAT, …) is only ever reached by mistake or by an attack (server-side
request forgery), so it is refused unless the operator allows its network by name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from pipeline.errors import ConfigError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 §2.5.5.1, deprecated, still routed by some


class AddressGuard:
    """Tells whether an address may be dialled."""

    def __init__(self, allow_networks: Iterable[str] = ()) -> None:
        self._allowed: list[Network] = []
        for text in allow_networks:
            try:
                self._allowed.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                raise ConfigError(
                    [f"ARAXES_ALLOW_NETWORKS: {text!r} is no CIDR block; write one like 10.0.0.0/8"]
                ) from None

    def allows(self, text: str) -> bool:
        """True when the address (as text, an IPv6 zone is ignored) is public or in an allowed network."""
        try:
            address = _embedded(ipaddress.ip_address(text.partition("%")[0]))
        except ValueError:
            return False
        if any(address.version == n.version and address in n for n in self._allowed):
            return True
        return address.is_global and not address.is_multicast


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, if it carries one: that is where packets end up."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or (address in _V4_COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
