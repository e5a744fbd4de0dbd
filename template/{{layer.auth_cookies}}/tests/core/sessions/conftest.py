"""Sessions, and the browsers that show their cookies."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.sessions import Begun, Sessions, open_sessions
from app.core.sessions.cookie import make_digest
from app.core.sessions.errors import SessionRefused
from app.core.sessions.guard import Guard
from app.core.sessions.store import SessionRow

Call = Callable[..., Any]
OWNER = UUID(int=11)


@pytest.fixture
def call(client: TestClient) -> Call:
    """What runs something of the service's where the service runs."""
    assert client.portal is not None
    return client.portal.call


@pytest.fixture
def sessions(app: FastAPI) -> Sessions:
    """Sessions as another process of the service opens them."""
    return open_sessions(app)


def connect(cookie: str = "", method: str = "GET", kind: str = "http") -> HTTPConnection:
    """Return what one of our own pages sends with a Set-Cookie's cookie."""
    headers = {"cookie": cookie.partition(";")[0], "sec-fetch-site": "same-origin"}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": kind, "method": method, "headers": raw})


async def begin(
    sessions: Sessions, now: datetime | None = None, before: str = "", rights: str = "member"
) -> Begun:
    """Return a session that has begun, in a browser that may have had one before."""
    now = now or datetime.now(UTC)
    async with sessions.database.work() as work:
        return await sessions.begin(work, connect(before, "POST"), OWNER, rights, now)


async def is_let_in(guard: Guard, cookie: str) -> bool:
    """Say whether the guard lets in whoever sends this cookie."""
    try:
        await guard.identify(connect(cookie))
    except SessionRefused:
        return False
    return True


async def read_row(sessions: Sessions, cookie: str) -> SessionRow | None:
    """Return what is kept of the session with this cookie."""
    secret = cookie.partition(";")[0].partition("=")[2]
    return await sessions.store.find(make_digest(secret))
