"""What ends is refused, here at once; what lasts is looked up once in a second."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.errors import Forbidden
from app.core.policy import Role, Scope
from app.core.sessions import Sessions
from app.core.sessions.events import SessionsEnded
from app.core.sessions.guard import FRESH_SECONDS, Guard, list_scopes
from app.core.sessions.settings import SessionSettings
from tests.core.sessions.conftest import OWNER, Call, begin, connect, is_let_in


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
