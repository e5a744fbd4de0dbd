"""An owner has so many sessions, and nobody ends those of another."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.core.ids import make_id
from app.core.sessions import Sessions, sweep
from app.core.sessions.models import Session
from app.core.sessions.sessions import MOST
from tests.core.sessions.conftest import OWNER, Call, begin, is_let_in


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
