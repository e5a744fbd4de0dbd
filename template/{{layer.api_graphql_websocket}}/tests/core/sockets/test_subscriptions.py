"""graphql-transport-ws as the clients of npm speak it, and no way round a limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from app.core.draining import begin_drain
from app.core.errors import Unauthenticated
from app.core.graphql import subscriptions
from app.core.graphql.subscriptions import PROTOCOL
from tests.conftest import BecomeCaller
from tests.core.sockets.conftest import Limit
from tests.core.sockets.test_watch import fail_with
from tests.following import Follower

URL = "ws://localhost/graphql"
EVENTS = "subscription { noteEvents { kind cursor } }"


@contextmanager
def open_socket(client: TestClient, *, begun: bool = True) -> Iterator[Follower]:
    """Yield a socket on which subscriptions may begin."""
    with client.websocket_connect(URL, subprotocols=[PROTOCOL]) as socket:
        follower = Follower(socket)
        if begun:
            assert follower.ask("connection_init", payload={}) == {"type": "connection_ack"}
        yield follower


def refuse(follower: Follower, query: str, **payload: Any) -> dict[str, Any]:
    """Return the extensions of the one error that a subscription is answered with."""
    answer = follower.ask("subscribe", id="1", payload={"query": query, **payload})
    assert (answer["type"], answer["id"]) == ("error", "1"), answer
    [error] = answer["payload"]
    return dict(error["extensions"])


def test_a_ping_is_answered(client: TestClient) -> None:
    with open_socket(client) as follower:
        assert follower.ask("ping") == {"type": "pong"}
        follower.say("pong")
        assert follower.ask("ping", payload={"any": "thing"}) == {"type": "pong"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"type": "connection_init"}, 4429),
        ({"type": "evil"}, 4400),
        ({"type": "subscribe", "id": "1"}, 4400),
        ({"type": "subscribe", "id": "", "payload": {"query": EVENTS}}, 4400),
    ],
)
def test_what_breaks_the_protocol_closes_the_socket(
    client: TestClient, said: dict[str, Any], code: int
) -> None:
    with open_socket(client) as follower:
        follower.say(said.pop("type"), **said)
        assert follower.hear() == {"type": "closed", "code": code}


def test_nothing_can_be_asked_before_the_beginning(client: TestClient) -> None:
    with open_socket(client, begun=False) as follower:
        follower.say("subscribe", id="1", payload={"query": EVENTS})
        assert follower.hear() == {"type": "closed", "code": 4401}


def test_who_does_not_begin_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "INIT_SECONDS", 0.02)

    with open_socket(client, begun=False) as follower:
        assert follower.hear() == {"type": "closed", "code": 4408}


def test_an_id_stands_for_one_subscription(client: TestClient) -> None:
    with open_socket(client) as follower:
        follower.ask("subscribe", id="1", payload={"query": EVENTS})
        follower.say("subscribe", id="1", payload={"query": EVENTS})
        assert follower.hear() == {"type": "closed", "code": 4409}


@pytest.mark.promise("S50")
def test_a_socket_has_only_so_many_subscriptions(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST", 1)

    with open_socket(client) as follower:
        follower.ask("subscribe", id="0", payload={"query": EVENTS})
        assert refuse(follower, EVENTS)["code"] == "BAD_REQUEST"

        follower.say("complete", id="0")
        answer = follower.ask("subscribe", id="1", payload={"query": EVENTS})
        assert answer["type"] == "next"


@pytest.mark.promise("S47")
def test_queries_and_mutations_do_not_come_over_a_socket(client: TestClient) -> None:
    with open_socket(client) as follower:
        for query in (
            "{ notes { nodes { id } } }",
            'mutation { createNote(input: {title: "a"}) { id } }',
        ):
            assert refuse(follower, query)["code"] == "BAD_REQUEST"


@pytest.mark.promise("S45")
@pytest.mark.parametrize(
    "query",
    [
        "{",
        "subscription { evil }",
        EVENTS + " " * 30_000,
        "subscription { noteEvents(after: 1) { kind } }",
    ],
    ids=range(4),
)
def test_a_document_that_may_not_be_carried_out_is_refused(client: TestClient, query: str) -> None:
    with open_socket(client) as follower:
        told = refuse(follower, query)

    assert (told["code"], "evil" in str(told)) == ("BAD_REQUEST", False)
    assert told["request_id"]


@pytest.mark.promise("S47")
def test_a_subscription_does_not_come_with_post(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": EVENTS})

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.promise("S49")
def test_a_stranger_is_refused_before_the_socket_is_accepted(
    app: FastAPI, client: TestClient, become: BecomeCaller
) -> None:
    become(uuid4())
    app.state.identify = fail_with(Unauthenticated("Who are you?"))

    with pytest.raises(WebSocketDenialResponse) as refused, open_socket(client):
        pass
    assert refused.value.status_code == 401


@pytest.mark.promise("S49")
def test_who_is_not_known_any_more_loses_the_socket(
    app: FastAPI, client: TestClient, limit: Limit, become: BecomeCaller
) -> None:
    limit(recheck_seconds=0.05)
    become(uuid4())

    with open_socket(client) as follower:
        app.state.identify = fail_with(Unauthenticated("Revoked."))
        assert follower.hear() == {"type": "closed", "code": 4401}


@pytest.mark.promise("S50")
def test_who_sends_too_many_messages_is_cut_off(
    client: TestClient, limit: Limit, become: BecomeCaller
) -> None:
    limit(messages=2, messages_seconds=60)
    become(uuid4())

    with open_socket(client) as follower:
        assert follower.ask("ping") == {"type": "pong"}
        follower.say("ping")
        assert follower.hear() == {"type": "closed", "code": 1008}


@pytest.mark.promise("S70")
def test_when_the_process_stops_clients_are_told_to_connect_again(
    app: FastAPI, client: TestClient
) -> None:
    assert client.portal is not None
    with open_socket(client) as follower:
        client.portal.call(begin_drain, app)
        app.state.draining = False
        assert follower.hear() == {"type": "closed", "code": 1012}


def test_a_fault_of_ours_is_masked_and_logged(
    app: FastAPI, client: TestClient, become: BecomeCaller, capsys: pytest.CaptureFixture[str]
) -> None:
    become(uuid4())
    feed, app.state.feed = app.state.feed, None
    try:
        with open_socket(client) as follower:
            follower.say("subscribe", id="1", payload={"query": EVENTS})
            assert follower.hear() == {"type": "closed", "code": 1011}
    finally:
        app.state.feed = feed
    assert "subscription failed" in capsys.readouterr().out
