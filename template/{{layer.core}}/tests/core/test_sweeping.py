"""What has expired is swept now and then, also after a time in which the database was away."""

import asyncio
from datetime import datetime

import pytest

from app.core.database import Database
from app.core.errors import Unavailable
from app.core.sweeping import swept


def test_a_sweep_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.sweeping.SWEEP_SECONDS", 0)
    times: list[datetime] = []
    again = asyncio.Event()

    async def sweep(database: Database, now: datetime) -> None:
        times.append(now)
        if len(times) == 1:
            raise Unavailable("The database does not answer.")
        again.set()

    async def scenario() -> None:
        async with swept(None, sweep):  # type: ignore[arg-type]  # it is only handed on
            await asyncio.wait_for(again.wait(), 5)

    asyncio.run(scenario())

    assert len(times) >= 2
