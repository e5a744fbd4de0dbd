"""A cookie lets in the browser that it was given to, for as long as its session lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.scheme import SECURITY
from app.core.sessions import FORGET, Sessions
from app.core.sessions.cookie import NAME, make_digest
from app.core.sessions.guard import Guard
from app.core.sessions.settings import SessionSettings
from tests.core.sessions.conftest import OWNER, Call, begin, connect, is_let_in, read_row


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
