"""MariaDB itself ends what takes too long."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update

from app.core.caller import ANYONE
from app.core.database import Busy, Database
from app.core.errors import Unavailable
from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.notes.service import Notes

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
SHOW = text(
    "SELECT @@max_statement_time, @@innodb_lock_wait_timeout, @@idle_transaction_timeout,"
    " @@time_zone, @@tx_isolation, @@sql_mode"
)
SLEEP = text("SELECT SLEEP(30) FROM information_schema.schemata")
LOCK = select(Note.id).with_for_update()
TOUCH = update(Note).values(version=2)


@pytest.mark.promise("S60")
def test_the_server_knows_our_limits(opened: Opened) -> None:
    async def scenario() -> list[object]:
        async with opened() as database:
            return list((await database.rows(SHOW, {}))[0])

    strict = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION"
    assert asyncio.run(scenario()) == [5, 2, 10, "+00:00", "READ-COMMITTED", strict]


@pytest.mark.promise("S60")
def test_a_statement_that_takes_too_long_is_ended(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(statement_seconds=0.1) as database:
            with pytest.raises(Busy):
                await database.rows(SLEEP, {})
            with pytest.raises(Busy):
                async with database.work() as work:
                    await work.rows(SLEEP, {})

    asyncio.run(scenario())


@pytest.mark.promise("S60")
def test_who_waits_for_a_lock_is_not_kept_for_long(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(lock_seconds=1) as database:
            await Notes(ANYONE, database).create(NoteIn(title="Milk"), NOW)
            async with database.work() as work:
                await work.rows(LOCK, {})
                with pytest.raises(Busy):
                    async with database.work() as other:
                        await other.change(TOUCH, {})

    asyncio.run(scenario())


@pytest.mark.promise("S60")
def test_a_transaction_that_does_nothing_is_ended(opened: Opened) -> None:
    async def idle(database: Database) -> None:
        async with database.work() as work:
            await work.rows(LOCK, {})
            await asyncio.sleep(1.2)
            await work.rows(LOCK, {})

    async def scenario() -> None:
        async with opened(idle_seconds=1) as database:
            with pytest.raises(Unavailable):
                await idle(database)
            await database.check()

    asyncio.run(scenario())
