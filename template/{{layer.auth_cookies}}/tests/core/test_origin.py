"""With a cookie, what changes something is taken from the service's own pages only."""

from collections.abc import Collection

import pytest
from starlette.requests import HTTPConnection

from app.core.sessions.errors import ForeignPage
from app.core.sessions.origin import refuse_foreign_pages

HOST = "shop.example.com"
TRUSTED = "https://desk.example.com"


def is_refused(
    headers: dict[str, str], method: str = "POST", origins: Collection[str] = (TRUSTED,)
) -> bool:
    """Say whether a request with these headers is refused."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "headers": [(b"host", HOST.encode()), *raw]}
    if method == "WEBSOCKET":
        scope = {"type": "websocket", "headers": scope["headers"]}
    try:
        refuse_foreign_pages(HTTPConnection(scope), origins)
    except ForeignPage:
        return True
    return False


@pytest.mark.promise("S13")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "WEBSOCKET"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": f"https://{HOST}"},
        {"Origin": "https://evil.example"},
        {"Origin": f"https://{HOST}.evil.example"},
        {"Origin": f"https://evil.example/{HOST}"},
        {"Origin": f"https://{HOST}@evil.example"},
        {"Origin": f"https://{HOST}:8443"},
        {"Origin": "null"},
        {"Origin": "https://["},
        {"Origin": HOST},
        {"Referer": f"https://{HOST}/"},
    ],
)
def test_what_changes_something_is_refused_from_elsewhere(
    method: str, headers: dict[str, str]
) -> None:
    assert is_refused(headers, method)


@pytest.mark.promise("S13")
@pytest.mark.parametrize("method", ["POST", "DELETE", "WEBSOCKET"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-site", "Origin": TRUSTED},
        {"Origin": f"https://{HOST}"},
        {"Origin": TRUSTED},
    ],
)
def test_our_own_pages_and_those_that_we_trust_pass(method: str, headers: dict[str, str]) -> None:
    assert not is_refused(headers, method)


@pytest.mark.promise("S13")
def test_nobody_is_trusted_who_is_not_named() -> None:
    assert is_refused({"Origin": TRUSTED}, origins=())
    assert is_refused({"Origin": ""}, origins=())


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_may_come_from_anywhere(method: str) -> None:
    assert not is_refused({"Sec-Fetch-Site": "cross-site"}, method)
