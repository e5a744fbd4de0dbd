"""How long a request may take, and how many may run: nobody can hold the service."""

import asyncio
from time import perf_counter

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from tests.core.conftest import OpenClient


@pytest.mark.promise("S69")
def test_a_slow_answer_is_replaced_by_503(open_client: OpenClient) -> None:
    answer = open_client(request_seconds=0.05).get("/wait?seconds=9")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"


@pytest.mark.promise("S69")
def test_the_deadline_does_not_wait_for_what_cannot_be_cancelled(open_client: OpenClient) -> None:
    answered_after = []
    client = open_client(request_seconds=0.05)
    begun = perf_counter()

    async def note(message: Message) -> None:
        answered_after.append(perf_counter() - begun)

    asyncio.run(call(client, "/deaf", note))

    assert len(answered_after) == 2  # its own answer comes later and is dropped
    assert max(answered_after) < 0.3
    assert perf_counter() - begun > 0.3


def test_an_answer_that_has_begun_is_not_cut(open_client: OpenClient) -> None:
    assert open_client(request_seconds=0.05).get("/stream").text == "first second"


@pytest.mark.promise("S71")
def test_callers_beyond_the_limit_are_sent_away_at_once(open_client: OpenClient) -> None:
    client = open_client(running_requests=2)

    async def call_three() -> list[int]:
        return await asyncio.gather(*(read_status(client, "/wait") for _ in range(3)))

    assert sorted(asyncio.run(call_three())) == [200, 200, 503]
    assert client.get("/wait?seconds=0").status_code == 200  # the places are free again


@pytest.mark.promise("S71")
def test_probes_are_answered_when_every_place_is_taken(open_client: OpenClient) -> None:
    client = open_client(running_requests=1)

    async def call_both() -> list[int]:
        paths = ("/wait", "/health/live")
        return await asyncio.gather(*(read_status(client, path) for path in paths))

    assert asyncio.run(call_both()) == [200, 200]


@pytest.mark.promise("S40")
def test_a_body_that_never_ends_is_cut(open_client: OpenClient) -> None:
    client = open_client(body_seconds=0.05)

    async def dribble() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    assert asyncio.run(read_status(client, "/echo", dribble)) == 408


def test_a_body_that_breaks_off_is_no_fault_of_ours(open_client: OpenClient) -> None:
    async def break_off() -> Message:
        return {"type": "http.disconnect"}

    assert asyncio.run(read_status(open_client(), "/echo", break_off)) == 400


async def read_status(client: TestClient, path: str, receive: object = None) -> int:
    """Return the status of one request, made without a server."""
    seen: list[int] = []

    async def note(message: Message) -> None:
        seen.append(message.get("status", 0))

    await call(client, path, note, receive)
    return seen[0]


async def call(client: TestClient, path: str, send: object, receive: object = None) -> None:
    """Send one request to the application behind `client`, in this event loop."""
    headers = [(b"host", b"localhost")]
    if receive:
        headers += [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    scope = {
        "type": "http",
        "method": "POST" if receive else "GET",
        "path": path,
        "query_string": b"seconds=0.05",
        "headers": headers,
    }
    await client.app(scope, receive, send)  # type: ignore[arg-type]
