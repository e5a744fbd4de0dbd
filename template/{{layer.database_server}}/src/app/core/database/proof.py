"""What a server has to show before it is believed to be our database."""

import ssl
from ipaddress import ip_address

SYSTEM = "system"  # the authorities that this machine trusts

Unreadable = ssl.SSLError


def make_context(authority: str) -> ssl.SSLContext:
    """Return what speaks TLS with a server that `authority` has signed for, by the name it has.

    Raises:
        Unreadable: `authority` holds no certificate.
    """
    context = ssl.create_default_context(cadata=None if authority == SYSTEM else authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 does by itself
    return context


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost"
