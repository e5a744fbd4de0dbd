"""A request that is cut short takes nothing with it: its database connection is free again."""

import asyncio
from time import perf_counter

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import QueuePool
from starlette.types import Message, Receive, Scope, Send

from app.core.database import Database
from app.core.http import HttpSettings
from app.core.http.front import Front
from app.core.limits import Limits, LimitSettings

SCOPE: Scope = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
}


@pytest.mark.promise("S72")
def test_a_cancelled_request_gives_its_connection_back(app: FastAPI, client: TestClient) -> None:
    assert client.portal is not None

    begun = perf_counter()
    statuses, held, left = client.portal.call(ask_often, app.state.database)

    assert perf_counter() - begun < 2
    assert statuses == [503] * 3
    assert held == [1] * 3
    assert left == 0


async def ask_often(database: Database) -> tuple[list[int], list[int], int]:
    """Return what three requests were answered, and the connections that were out and are."""
    statuses: list[int] = []
    held: list[int] = []

    async def hold_connection(scope: Scope, receive: Receive, send: Send) -> None:
        async with database.work():
            held.append(count_connections(database))
            await asyncio.sleep(1)

    async def note(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await database.check()  # so that a connection is there, and no time goes into making it
    settings = HttpSettings(request_seconds=0.15, _env_file=None)
    front = Front(hold_connection, settings, [], Limits(LimitSettings()))
    for _ in range(3):
        await front(dict(SCOPE), receive_nothing, note)
    return statuses, held, count_connections(database)


async def receive_nothing() -> Message:
    """Be the `receive` of a request without a body."""
    return {"type": "http.request", "body": b""}


def count_connections(database: Database) -> int:
    """Return how many connections are in use."""
    pool = database.pool.engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()
