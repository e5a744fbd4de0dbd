"""A request that reads one by one what it can read together fails its test, and shows where."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import String, bindparam, select
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.database import Database
from app.core.database.prepared import Record
from dev.statements.recorder import Exchange, Recorded, current, recording
from dev.statements.repeats import REPEATED, find_repeats
from tests.statements import assert_queries, pytest_runtest_call

Asked = Callable[[ASGIApp], Exchange]
READ = select(bindparam("title", type_=String()).label("title"))


async def read(database: Database, title: str) -> Sequence[Record]:
    """Read what bears one title."""
    return await database.rows(READ, {"title": title})  # the query


async def read_in_a_loop(scope: Scope, receive: Receive, send: Send) -> None:
    """Read one title after the other."""
    for number in range(REPEATED):  # the loop
        await read(scope["database"], str(number))


async def read_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    """Read every title in a task of its own."""
    reads: Iterator[Awaitable[object]] = (
        read(scope["database"], str(number)) for number in range(REPEATED)
    )
    await asyncio.gather(*reads)  # the loop


async def read_the_same(scope: Scope, receive: Receive, send: Send) -> None:
    """Read one title again and again."""
    for _ in range(REPEATED):
        await read(scope["database"], "milk")


async def read_few(scope: Scope, receive: Receive, send: Send) -> None:
    """Read some titles, and no more of them when there are more rows."""
    for number in range(REPEATED - 1):
        await read(scope["database"], str(number))


@pytest.fixture
def send(client: TestClient, service: FastAPI) -> Asked:
    """What sends one request to an application that has the service's database."""

    def send(app: ASGIApp) -> Exchange:
        scope = {"type": "http", "method": "GET", "path": "/x", "database": service.state.database}
        with recording() as recorded:
            assert client.portal is not None
            call: Any = client.portal.call
            call(Recorded(app), scope, None, None)
        return recorded.exchanges[-1]

    return send


@pytest.mark.parametrize("app", [read_in_a_loop, read_at_once])
def test_an_n_plus_1_is_found_with_the_two_lines_that_make_it(send: Asked, app: ASGIApp) -> None:
    exchange = send(app)

    [found] = find_repeats(exchange)

    assert found.times == REPEATED
    assert found.endpoint == "GET /x"
    assert found.loop.startswith("tests/dev/test_repeats.py:")
    assert found.loop.endswith("# the loop")
    assert found.query.endswith("# the query")
    assert found.shape.startswith("SELECT ")


@pytest.mark.parametrize("app", [read_the_same, read_few])
def test_what_does_not_grow_with_the_rows_is_none(send: Asked, app: ASGIApp) -> None:
    assert list(find_repeats(send(app))) == []


def run_as(node: pytest.Item, act: Callable[[], object]) -> None:
    """Do what a test does, watched as tests are."""
    call: Any = pytest_runtest_call(node)
    next(call)
    act()
    with pytest.raises(StopIteration):
        call.send(None)


def ask(client: TestClient, service: FastAPI, app: ASGIApp) -> Callable[[], object]:
    """Return what sends a request, recorded by whoever records."""
    scope = {"type": "http", "method": "GET", "path": "/x", "database": service.state.database}
    assert client.portal is not None
    call: Any = client.portal.call
    return lambda: call(Recorded(app), scope, None, None)


def test_it_fails_the_test_whose_request_it_is(
    client: TestClient, service: FastAPI, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"N\+1: GET /x"):
        run_as(request.node, ask(client, service, read_in_a_loop))


@pytest.mark.repeats("the reason")
def test_a_test_may_say_why_it_has_to(
    client: TestClient, service: FastAPI, request: pytest.FixtureRequest
) -> None:
    run_as(request.node, ask(client, service, read_in_a_loop))


def test_every_request_of_a_test_is_recorded(client: TestClient) -> None:
    client.get("/health/ready")

    recorded = current.get()

    assert recorded is not None
    assert [(one.endpoint, len(one.heard)) for one in recorded.exchanges[1:]] == [
        ("GET /health/ready", 1)
    ]


def test_more_statements_than_expected_fail_a_test(client: TestClient) -> None:
    def ask_twice() -> None:
        with assert_queries(max=1):
            client.get("/health/ready")
            client.get("/health/ready")

    with pytest.raises(pytest.fail.Exception, match="2 statements, and at most 1"):
        ask_twice()

    with assert_queries(max=2):
        client.get("/health/ready")
