"""Whether a request comes from a page of this service: a browser sends cookies from any page.

Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin, and no script can
write either. What says neither is no browser, and has no business with a cookie.

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet: Fetch Metadata.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from app.core.sessions.errors import ForeignPage

SAFE = frozenset(["GET", "HEAD", "OPTIONS"])
OWN = frozenset(["same-origin", "none"])  # none: a person typed the address


def refuse_foreign_pages(connection: HTTPConnection, origins: Collection[str]) -> None:
    """Let pass what changes nothing, and what comes from our own pages or one of `origins`.

    The handshake of a WebSocket is a GET that can change all, so it must come from there too.

    Raises:
        ForeignPage: it comes from elsewhere, or does not say from where.
    """
    changes_nothing = connection.scope["type"] == "http" and connection.scope["method"] in SAFE
    if not changes_nothing and not is_own(connection.headers, origins):
        raise ForeignPage


def is_own(headers: Headers, origins: Collection[str]) -> bool:
    """Say whether the page is ours, or one that we trust."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "")
    if origin in origins:
        return True
    if site is not None:
        return site in OWN
    host = headers.get("host", "").lower()
    return host != "" and origin.partition("://")[2] == host
