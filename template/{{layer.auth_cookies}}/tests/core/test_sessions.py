"""A cookie lets in the browser that it was given to, for as long as its session lasts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.errors import Forbidden
from app.core.ids import make_id
from app.core.policy import Role, Scope
from app.core.scheme import SECURITY
from app.core.sessions import FORGET, Begun, Sessions, open_sessions, sweep
from app.core.sessions.cookie import NAME, make_digest
from app.core.sessions.errors import SessionRefused
from app.core.sessions.events import SessionsEnded
from app.core.sessions.guard import FRESH_SECONDS, Guard, list_scopes
from app.core.sessions.models import Session
from app.core.sessions.sessions import MOST
from app.core.sessions.settings import SessionSettings
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


@pytest.mark.promise("S12")
def test_a_cookie_is_for_this_host_for_https_and_for_no_script(
    sessions: Sessions, call: Call
) -> None:
    cookie: str = call(begin, sessions).cookie

    (given, *rules) = cookie.split("; ")
    name, _, secret = given.partition("=")
    assert (name, len(secret)) == ("__Host-session", 43)
    assert set(rules) == {"Max-Age=86400", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"}
    assert FORGET.split("; ")[0] == "__Host-session="
    assert set(FORGET.split("; ")[1:]) == {"Max-Age=0", *rules[1:]}
    assert NAME in {scheme.get("name") for scheme in SECURITY.values()}


@pytest.mark.promise("S12")
def test_only_the_digest_of_a_cookie_is_kept(sessions: Sessions, call: Call) -> None:
    cookie: str = call(begin, sessions).cookie
    secret = cookie.partition(";")[0].partition("=")[2]

    kept = str(call(sessions.store.list_of, OWNER))

    assert secret not in kept
    assert make_digest(secret) in kept


@pytest.mark.promise("S12")
def test_a_login_has_a_new_secret_and_ends_the_session_before(
    sessions: Sessions, call: Call
) -> None:
    first = call(begin, sessions)
    elsewhere = call(begin, sessions)

    second = call(begin, sessions, None, first.cookie)

    assert first.cookie != second.cookie
    assert not call(is_let_in, sessions.guard, first.cookie)
    assert call(is_let_in, sessions.guard, second.cookie)
    assert call(is_let_in, sessions.guard, elsewhere.cookie)


@pytest.mark.promise("S12")
def test_a_secret_that_somebody_brings_is_not_taken(sessions: Sessions, call: Call) -> None:
    fixed = f"{NAME}={'A' * 43}"

    begun = call(begin, sessions, None, fixed)

    assert begun.cookie.partition(";")[0] != fixed
    assert not call(is_let_in, sessions.guard, fixed)


@pytest.mark.promise("S12")
@pytest.mark.parametrize(("hours", "lives"), [(23, True), (25, False)])
def test_a_session_ends_after_a_day_however_often_it_is_used(
    sessions: Sessions, call: Call, hours: int, lives: bool
) -> None:
    async def scenario() -> bool:
        now = datetime.now(UTC)
        begun = await begin(sessions, now - timedelta(hours=hours))
        row = await read_row(sessions, begun.cookie)
        assert row is not None
        return sessions.guard.find_fault(row, now, now) == ""

    assert call(scenario) is lives


@pytest.mark.promise("S12")
@pytest.mark.parametrize(("minutes", "lives"), [(59, True), (61, False)])
def test_a_session_ends_that_is_not_used_for_an_hour(
    sessions: Sessions, call: Call, minutes: int, lives: bool
) -> None:
    async def scenario() -> bool:
        begun = await begin(sessions, datetime.now(UTC) - timedelta(minutes=minutes))
        return await is_let_in(sessions.guard, begun.cookie)

    assert call(scenario) is lives


@pytest.mark.promise("S12")
def test_a_request_puts_off_the_end_and_an_open_socket_does_not(
    sessions: Sessions, call: Call
) -> None:
    async def use(kind: str) -> bool:
        before = datetime.now(UTC) - timedelta(minutes=30)
        begun = await begin(sessions, before)
        await sessions.guard.identify(connect(begun.cookie, kind=kind))
        await sessions.guard.jobs.drain()  # type: ignore[attr-defined]
        row = await read_row(sessions, begun.cookie)
        return row is not None and row.used_at > before + timedelta(minutes=29)

    assert call(use, "http")
    assert not call(use, "websocket")


def test_a_use_is_written_down_at_most_once_a_minute(sessions: Sessions, call: Call) -> None:
    class Noted(list[object]):
        """Jobs that are counted, and never run."""

        def later(self, *job: object, **others: object) -> None:
            self.append(job)

    async def scenario() -> int:
        noted = Noted()
        guard = Guard(sessions.store, noted, SessionSettings())
        begun = await begin(sessions, datetime.now(UTC) - timedelta(minutes=2))
        for _ in range(5):
            await guard.identify(connect(begun.cookie))
        return len(noted)

    assert call(scenario) == 1


@pytest.mark.promise("S12")
@pytest.mark.parametrize("ending", ["one", "all"])
def test_what_ends_here_is_refused_at_once(sessions: Sessions, call: Call, ending: str) -> None:
    async def scenario() -> tuple[bool, bool]:
        begun = await begin(sessions)
        before = await is_let_in(sessions.guard, begun.cookie)
        async with sessions.database.work() as work:
            if ending == "one":
                assert await sessions.end(work, OWNER, begun.id)
            else:
                await sessions.end_all(work, OWNER)
        return before, await is_let_in(sessions.guard, begun.cookie)

    assert call(scenario) == (True, False)


@pytest.mark.promise("S12")
def test_what_ends_elsewhere_is_refused_within_a_second(
    sessions: Sessions, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> list[bool]:
        other = Guard(sessions.store, sessions.guard.jobs, SessionSettings())  # it hears nothing
        begun = await begin(sessions)
        seen = [await is_let_in(other, begun.cookie)]
        async with sessions.database.work() as work:
            await sessions.end_all(work, OWNER)
        seen.append(await is_let_in(other, begun.cookie))
        monkeypatch.setattr("app.core.sessions.guard.FRESH_SECONDS", 0.0)
        return [*seen, await is_let_in(other, begun.cookie)]

    assert call(scenario) == [True, True, False]
    assert FRESH_SECONDS <= 1


@pytest.mark.promise("S12")
def test_an_end_that_comes_while_a_session_is_read_is_not_forgotten(
    sessions: Sessions, call: Call
) -> None:
    async def scenario() -> bool:
        begun = await begin(sessions)
        reading = asyncio.create_task(is_let_in(sessions.guard, begun.cookie))
        await asyncio.sleep(0)
        ended = SessionsEnded(owner_id=OWNER, session_ids=frozenset([begun.id]))
        await sessions.guard.listen(ended)
        await reading
        return bool(sessions.guard.known)

    assert not call(scenario)


def test_a_caller_has_what_their_roles_and_scopes_hold_today(
    sessions: Sessions, call: Call
) -> None:
    async def identify(rights: str) -> Caller:
        begun = await begin(sessions, rights=rights)
        return await sessions.guard.identify(connect(begun.cookie))

    caller: Caller = call(identify, f"reader {Scope.ACCESS_MANAGE} gone:read")

    assert caller.scopes == frozenset([Scope.NOTES_READ, Scope.ACCESS_MANAGE])
    assert caller.id == OWNER
    assert caller.ends_at is not None
    assert list_scopes(Role.ADMIN) == set(Scope)
    assert list_scopes("") == frozenset()


@pytest.mark.promise("S13")
def test_a_page_of_another_site_can_neither_use_nor_begin_a_session(
    sessions: Sessions, call: Call
) -> None:
    begun = call(begin, sessions)
    scope = connect(begun.cookie, "DELETE").scope
    headers = [pair for pair in scope["headers"] if pair[0] == b"cookie"]
    foreign = HTTPConnection({**scope, "headers": [*headers, (b"sec-fetch-site", b"cross-site")]})

    async def begin_there() -> None:
        async with sessions.database.work() as work:
            await sessions.begin(work, foreign, OWNER, "admin", datetime.now(UTC))

    with pytest.raises(Forbidden):
        call(sessions.guard.identify, foreign)
    with pytest.raises(Forbidden):
        call(begin_there)


def test_an_owner_has_so_many_sessions_and_one_more_ends_the_oldest(
    sessions: Sessions, call: Call
) -> None:
    async def scenario() -> tuple[int, bool]:
        now = datetime.now(UTC)
        begun = [await begin(sessions, now + timedelta(seconds=n)) for n in range(MOST + 1)]
        listed = await sessions.list_own(OWNER, now)
        return len(listed), await is_let_in(sessions.guard, begun[0].cookie)

    assert call(scenario) == (MOST, False)


def test_a_session_is_nobody_elses_to_end(sessions: Sessions, call: Call) -> None:
    async def scenario() -> tuple[bool, bool]:
        begun = await begin(sessions)
        async with sessions.database.work() as work:
            had = await sessions.end(work, make_id(datetime.now(UTC)), begun.id)
        return had, await is_let_in(sessions.guard, begun.cookie)

    assert call(scenario) == (False, True)


def test_what_is_no_longer_good_is_not_listed_and_is_swept(sessions: Sessions, call: Call) -> None:
    async def scenario() -> tuple[int, int]:
        now = datetime.now(UTC)
        for age in (timedelta(hours=25), timedelta(hours=2), timedelta()):
            await begin(sessions, now - age)
        async with sessions.database.work() as work:
            await sweep(work, now)
        count = select(func.count()).select_from(Session).where(Session.owner_id == OWNER)
        [(kept,)] = await sessions.database.rows(count, {})
        return len(await sessions.list_own(OWNER, now)), kept

    assert call(scenario) == (1, 2)


def test_the_sessions_that_are_remembered_are_bounded(
    sessions: Sessions, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.sessions.guard.KNOWN", 2)

    async def scenario() -> int:
        for _ in range(4):
            begun = await begin(sessions)
            await sessions.guard.identify(connect(begun.cookie))
        return len(sessions.guard.known)

    assert call(scenario) == 2


def test_a_session_is_looked_up_once_in_a_second(sessions: Sessions, call: Call) -> None:
    async def scenario() -> int:
        begun = await begin(sessions)
        await sessions.guard.identify(connect(begun.cookie))
        known = next(iter(sessions.guard.known.values()))
        marked = replace(known.caller, credential_id=UUID(int=12))
        known.caller = marked
        return sum(
            [await sessions.guard.identify(connect(begun.cookie)) is marked for _ in range(5)]
        )

    assert call(scenario) == 5
