"""No socket takes more than its share: of memory, of messages, of places, of time."""

import asyncio
import json
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from fastapi import WebSocket
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse
from starlette.types import Message

from app.core.sockets import Ending, Line
from app.core.sockets.settings import MESSAGE_BYTES
from tests.conftest import BecomeCaller
from tests.core.sockets.conftest import Limit
from tests.following import following


@pytest.mark.promise("S50")
@pytest.mark.parametrize("letter", ["x", "€"])
def test_a_message_over_64_kb_closes_the_socket(client: TestClient, letter: str) -> None:
    size = len(letter.encode())
    with following(client) as follower:
        follower.socket.send_text(letter * (MESSAGE_BYTES // size))
        assert follower.hear()["code"] == "BAD_REQUEST"

        follower.socket.send_text(letter * (MESSAGE_BYTES // size + 1))
        assert follower.hear() == {"type": "closed", "code": 1009}


@pytest.mark.promise("S50")
def test_who_sends_too_many_messages_is_cut_off(
    client: TestClient, limit: Limit, become: BecomeCaller
) -> None:
    limit(messages=2, messages_seconds=60)
    become(uuid4())

    with following(client) as follower:
        follower.subscribe()
        follower.subscribe()
        follower.say("subscribe", resource="notes")
        assert follower.hear() == {"type": "closed", "code": 1008}


@pytest.mark.promise("S50")
def test_one_caller_has_only_so_many_sockets(client: TestClient, limit: Limit) -> None:
    limit(of_caller=1)

    with following(client), pytest.raises(WebSocketDenialResponse) as refused, following(client):
        pass
    assert refused.value.status_code == 429
    with following(client) as follower:
        assert follower.subscribe()


@pytest.mark.promise("S50")
def test_a_process_holds_only_so_many_sockets(client: TestClient, limit: Limit) -> None:
    limit(of_process=1)

    with following(client), pytest.raises(WebSocketDenialResponse) as refused, following(client):
        pass
    assert (refused.value.status_code, refused.value.headers["retry-after"]) == (503, "1")


@pytest.mark.promise("S50")
def test_a_client_is_pinged_and_stays_if_it_answers(client: TestClient, limit: Limit) -> None:
    limit(heartbeat_seconds=0.02, silent_seconds=0.15)

    with following(client) as follower:
        for _ in range(12):
            assert follower.hear() == {"type": "ping"}
            follower.say("pong")


@pytest.mark.promise("S50")
def test_a_client_that_says_nothing_is_gone(client: TestClient, limit: Limit) -> None:
    limit(heartbeat_seconds=0.02, silent_seconds=0.03)

    with following(client) as follower:
        for _ in range(20):
            if (heard := follower.hear()) != {"type": "ping"}:
                break

    assert heard == {"type": "closed", "code": 4408}


class Stuck:
    """The server's side of a socket whose client has stopped reading."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {"type": "websocket", "headers": []}
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return {"type": "websocket.connect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if message["type"] == "websocket.send":
            await self.hang()

    async def hang(self) -> NoReturn:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.promise("S50")
def test_a_client_that_does_not_read_is_cut_off_and_nothing_heaps_up() -> None:
    stuck = Stuck()

    async def send_twice() -> list[object]:
        socket = WebSocket(stuck.scope, stuck.receive, stuck.send)
        await socket.accept()
        line = Line(socket, send_seconds=0.05)
        both = (line.send("1"), line.send("2"))
        return list(await asyncio.gather(*both, return_exceptions=True))

    endings = asyncio.run(send_twice())

    assert [ending.code for ending in endings if isinstance(ending, Ending)] == [1013, 1013]
    assert [message.get("text") for message in stuck.sent] == [None, "1"]


@pytest.mark.promise("S50")
def test_bytes_are_refused_and_the_socket_stays(client: TestClient) -> None:
    with following(client) as follower:
        follower.socket.send_bytes(json.dumps({"type": "pong"}).encode())

        assert follower.hear()["code"] == "UNSUPPORTED_MEDIA_TYPE"
        assert follower.subscribe()
