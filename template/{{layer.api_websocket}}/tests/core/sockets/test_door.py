"""Nobody is let in who is not known, nor from anywhere; who is refused learns nothing."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.testclient import WebSocketDenialResponse

from app.core.caller import Caller
from app.core.errors import Unauthenticated
from tests.callers import ANYONE
from tests.core.sockets.conftest import Limit
from tests.following import PROTOCOL, URL, following

PAGE = "https://app.example.com"


def knock(client: TestClient, url: str = URL, *offered: str, **headers: str) -> dict[str, Any]:
    """Return the problem with which a handshake is refused."""
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(url, subprotocols=offered or [PROTOCOL], headers=headers),
    ):
        pass
    answer = refused.value
    problem: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.status_code == problem["status"]
    return problem


async def refuse(connection: HTTPConnection) -> Caller:
    """Know nobody."""
    raise Unauthenticated("Who are you?")


@pytest.fixture
def refusing(app: FastAPI, client: TestClient) -> Any:
    """A client of a service that knows nobody for now."""
    identify, app.state.identify = app.state.identify, refuse
    yield client
    app.state.identify = identify


@pytest.mark.promise("S49")
def test_a_stranger_is_refused_before_the_socket_is_accepted(refusing: TestClient) -> None:
    assert knock(refusing)["status"] == 401


@pytest.mark.promise("S02")
def test_a_stranger_learns_nothing_of_what_is_spoken(refusing: TestClient) -> None:
    assert knock(refusing, URL, "another.v1")["status"] == 401


@pytest.mark.promise("S49")
def test_a_page_of_a_foreign_origin_is_refused(client: TestClient, limit: Limit) -> None:
    limit(origins=(PAGE,))

    for origin in ("https://evil.example", PAGE + ".evil.example", "null", ""):
        assert knock(client, origin=origin)["status"] == 403


@pytest.mark.promise("S49")
def test_a_page_of_a_known_origin_is_let_in(client: TestClient, limit: Limit) -> None:
    limit(origins=(PAGE,))

    with following(client, origin=PAGE) as follower:
        assert follower.subscribe()


@pytest.mark.promise("S15")
@pytest.mark.parametrize("query", ["token=secret", "access_token=secret", "anything"])
def test_a_credential_in_the_url_is_refused(client: TestClient, query: str) -> None:
    problem = knock(client, f"{URL}?{query}")

    assert (problem["status"], "secret" in str(problem)) == (400, False)


@pytest.mark.promise("S15")
def test_a_browser_shows_its_token_as_a_subprotocol(app: FastAPI, client: TestClient) -> None:
    shown: list[str] = []

    async def listen(connection: HTTPConnection) -> Caller:
        shown.append(connection.headers.get("authorization", ""))
        return ANYONE

    identify, app.state.identify = app.state.identify, listen
    own = client.headers.pop("authorization", None)
    try:
        with following(client, "bearer.one.two-three") as follower:
            assert follower.socket.accepted_subprotocol == PROTOCOL
    finally:
        app.state.identify = identify
        if own:
            client.headers["authorization"] = own

    assert shown == ["Bearer one.two-three"]


@pytest.mark.promise("S15")
def test_two_credentials_are_one_too_many(client: TestClient) -> None:
    assert knock(client, URL, PROTOCOL, "bearer.one", "bearer.two")["status"] == 400


@pytest.mark.promise("S33")
def test_the_handshake_names_one_of_our_hosts(client: TestClient) -> None:
    assert knock(client, URL.replace("localhost", "evil.example"))["status"] == 400


@pytest.mark.promise("S23")
def test_the_headers_of_a_handshake_are_bounded(client: TestClient) -> None:
    assert knock(client, long="x" * 20_000)["status"] == 431


def test_who_speaks_nothing_of_ours_is_told_what_to_offer(client: TestClient) -> None:
    assert PROTOCOL in knock(client, URL, "another.v1")["detail"]


@pytest.mark.promise("S70")
def test_a_process_that_is_about_to_stop_takes_nobody_in(app: FastAPI, client: TestClient) -> None:
    app.state.draining = True
    try:
        assert knock(client)["status"] == 503
    finally:
        app.state.draining = False
