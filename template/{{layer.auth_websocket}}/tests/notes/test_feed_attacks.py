"""What an attacker tries on the feed of notes, with real credentials: none of it works.

Copy this file with the resource: a mistake that is made later turns it red.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from app.core.caller import Caller
from app.core.policy import Scope
from app.core.sockets.settings import MESSAGE_BYTES
from tests.credentials import BAD, introduce, spoil
from tests.following import PROTOCOL, URL, Follower, write_note

Headers = dict[str, str]
Open = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def open_socket(app: FastAPI, client: TestClient) -> Open:
    """What opens a socket with these headers in the place of the client's own."""

    def open_socket(headers: Headers, url: str = URL) -> AbstractContextManager[Any]:
        stranger = TestClient(app, base_url="http://localhost")
        stranger.portal = client.portal  # the service runs there
        return stranger.websocket_connect(url, subprotocols=[PROTOCOL], headers={**headers})

    return open_socket


def meet(app: FastAPI, client: TestClient, *scopes: Scope) -> tuple[Caller, Headers]:
    """Return a new caller who may do this, or everything, and what they send."""
    assert client.portal is not None
    return client.portal.call(introduce, app.state.database, scopes)


def find_refusal(opening: AbstractContextManager[Any]) -> int:
    """Return the status with which a handshake is refused."""
    with pytest.raises(WebSocketDenialResponse) as refused, opening:
        pass
    return refused.value.status_code


@pytest.mark.promise("S17")
def test_another_owners_events_are_never_told(
    app: FastAPI, client: TestClient, open_socket: Open
) -> None:
    ada, _ = meet(app, client)
    eve, headers = meet(app, client)

    with open_socket(headers) as socket:
        follower = Follower(socket)
        follower.subscribe()
        write_note(app, client, ada)
        own = write_note(app, client, eve)

        assert follower.hear()["id"] == str(own)


@pytest.mark.promise("S18")
def test_another_owners_cursor_opens_nothing(
    app: FastAPI, client: TestClient, open_socket: Open
) -> None:
    _, headers = meet(app, client)
    with open_socket(headers) as socket:
        cursor = Follower(socket).subscribe()

    _, eve = meet(app, client)
    with open_socket(eve) as socket:
        answer = Follower(socket).ask("subscribe", resource="notes", after=cursor)

    assert answer["code"] == "BAD_REQUEST"


@pytest.mark.promise("S21")
def test_following_without_its_scope_is_refused(
    app: FastAPI, client: TestClient, open_socket: Open
) -> None:
    _, headers = meet(app, client, *(set(Scope) - {Scope.NOTES_READ}))

    with open_socket(headers) as socket:
        answer = Follower(socket).ask("subscribe", resource="notes")

    assert answer["code"] == "FORBIDDEN"


@pytest.mark.promise("S49")
@pytest.mark.parametrize("kind", BAD)
def test_bad_credentials_open_nothing(
    app: FastAPI, client: TestClient, open_socket: Open, kind: str
) -> None:
    assert client.portal is not None
    headers = client.portal.call(spoil, app.state.database, kind)

    assert find_refusal(open_socket(headers)) == 401


@pytest.mark.promise("S15")
def test_no_credential_is_taken_from_the_url(
    app: FastAPI, client: TestClient, open_socket: Open
) -> None:
    _, headers = meet(app, client)

    for value in headers.values():
        url = f"{URL}?access_token={value.rpartition(' ')[2]}"
        assert find_refusal(open_socket({}, url)) == 400


@pytest.mark.promise("S49")
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_page_of_a_foreign_origin_gets_in(
    app: FastAPI, client: TestClient, open_socket: Open, origin: str
) -> None:
    _, headers = meet(app, client)

    assert find_refusal(open_socket({**headers, "origin": origin})) == 403


@pytest.mark.promise("S50")
def test_a_message_that_is_too_large_ends_the_socket(
    app: FastAPI, client: TestClient, open_socket: Open
) -> None:
    _, headers = meet(app, client)

    with open_socket(headers) as socket:
        socket.send_text("x" * (MESSAGE_BYTES + 1))
        assert Follower(socket).hear() == {"type": "closed", "code": 1009}


@pytest.mark.promise("S19")
@pytest.mark.parametrize("field", ["owner_id", "caller", "scopes"])
def test_no_field_can_be_smuggled_in(
    app: FastAPI, client: TestClient, open_socket: Open, field: str
) -> None:
    _, headers = meet(app, client)

    with open_socket(headers) as socket:
        answer = Follower(socket).ask("subscribe", resource="notes", **{field: str(uuid4())})

    assert answer["code"] == "UNPROCESSABLE_CONTENT"
