"""Whose word about the caller's address is taken: that of the proxies that we run, and no other."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.types import Scope

from app.core.http.head import Head

Network = IPv4Network | IPv6Network


def is_address(text: str) -> bool:
    """Return whether `text` is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class TrustedProxies:
    """The proxies between the callers and this service."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self.networks = tuple(networks)
        self.trusts = lru_cache(maxsize=1000)(self.find_network)

    def find_network(self, address: str) -> bool:
        """Return whether `address` is one of ours."""
        if not is_address(address):
            return False
        parsed = ip_address(address)
        return any(parsed in network for network in self.networks)

    def see_through(self, scope: Scope, head: Head) -> None:
        """Put the caller's address and scheme into `scope`, if a trusted proxy tells them.

        The caller is the last hop that no proxy of ours vouches for: what stands before it in
        the header was written by the caller.
        """
        peer = scope.get("client")
        if not self.networks or peer is None or not self.trusts(peer[0]):
            return
        hops = head.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        for hop in reversed([hop.strip() for hop in hops]):
            if not is_address(hop):
                break
            scope["client"] = (hop, 0)
            if not self.trusts(hop):
                break
        if (scheme := head.get(b"x-forwarded-proto", b"").decode("latin-1")) in ("http", "https"):
            scope["scheme"] = scheme
