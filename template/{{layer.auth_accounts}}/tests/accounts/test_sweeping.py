"""Codes and the counts of who tries are deleted once they have expired, and no sooner."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.accounts.codes.repository import add_code, count_tries
from app.accounts.lifetime import sweep
from app.accounts.models import Code, Tries
from app.core.ids import make_id

MINUTE = timedelta(minutes=1)
WHO, DIGEST = "who tries".ljust(64), "a code".ljust(64)


def test_what_has_expired_is_swept(client: TestClient, app: FastAPI) -> None:
    database, now = app.state.database, datetime.now(UTC)

    async def begin() -> None:
        async with database.work() as work:
            await count_tries(work, WHO, 1, now, now + MINUTE)
            await add_code(work, DIGEST, make_id(now), "confirm", now + MINUTE)

    async def count(moment: datetime) -> tuple[int, int]:
        await sweep(database, moment)
        tries = select(func.count()).select_from(Tries).where(Tries.who == WHO)
        codes = select(func.count()).select_from(Code).where(Code.digest == DIGEST)
        return (await database.rows(tries, {}))[0][0], (await database.rows(codes, {}))[0][0]

    assert client.portal is not None
    client.portal.call(begin)

    assert client.portal.call(count, now + MINUTE / 2) == (1, 1)
    assert client.portal.call(count, now + MINUTE * 2) == (0, 0)
