"""A socket lasts no longer than the right to have it, nor than the process."""

from collections.abc import Awaitable, Callable
from time import time
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.draining import begin_drain
from app.core.errors import Unauthenticated, Unavailable
from tests.callers import ANYONE
from tests.conftest import BecomeCaller
from tests.core.sockets.conftest import Limit
from tests.following import following

Identify = Callable[[HTTPConnection], Awaitable[Caller]]


def fail_with(error: Exception) -> Identify:
    """Return what cannot say who it is."""

    async def identify(connection: HTTPConnection) -> Caller:
        raise error

    return identify


@pytest.mark.promise("S49")
@pytest.mark.parametrize(
    ("error", "code"), [(Unauthenticated("Revoked."), 4401), (Unavailable("Away."), 1013)]
)
def test_who_is_not_known_any_more_loses_the_socket(
    app: FastAPI, client: TestClient, limit: Limit, become: BecomeCaller, error: Any, code: int
) -> None:
    limit(recheck_seconds=0.02)
    become(ANYONE.id)

    with following(client) as follower:
        follower.subscribe()
        app.state.identify = fail_with(error)
        assert follower.hear() == {"type": "closed", "code": code}


@pytest.mark.promise("S49")
def test_who_may_do_less_than_before_loses_the_socket(
    client: TestClient, limit: Limit, become: BecomeCaller
) -> None:
    limit(recheck_seconds=0.02)
    become(ANYONE.id)

    with following(client) as follower:
        follower.subscribe()
        become(ANYONE.id, frozenset())
        assert follower.hear() == {"type": "closed", "code": 4401}


@pytest.mark.promise("S49")
def test_the_socket_ends_with_the_credential(
    app: FastAPI, client: TestClient, limit: Limit, become: BecomeCaller
) -> None:
    limit(recheck_seconds=60)
    become(ANYONE.id)
    ends_at = time() + 0.1

    async def identify(connection: HTTPConnection) -> Caller:
        return Caller(ANYONE.id, ends_at=ends_at)

    app.state.identify = identify
    with following(client) as follower:
        assert follower.hear() == {"type": "closed", "code": 4401}
    assert time() >= ends_at


@pytest.mark.promise("S70")
def test_when_the_process_stops_clients_are_told_to_connect_again(
    app: FastAPI, client: TestClient
) -> None:
    assert client.portal is not None
    with following(client) as follower, following(client) as other:
        client.portal.call(begin_drain, app)
        app.state.draining = False

        assert follower.hear() == other.hear() == {"type": "closed", "code": 1012}
