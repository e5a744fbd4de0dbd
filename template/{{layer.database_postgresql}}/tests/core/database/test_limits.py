"""PostgreSQL itself ends what takes too long, and a read is one statement."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.core.caller import ANYONE
from app.core.database import Busy, Database
from app.core.errors import Unavailable
from app.notes.errors import NoteNotFound
from app.notes.models import Note
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
SHOW = "SELECT name, setting FROM pg_settings WHERE name LIKE '%timeout' OR name = 'TimeZone'"
SLEEP = text("SELECT pg_sleep(30)")
LOCK = select(Note.id).with_for_update()
TOUCH = update(Note).values(version=2)


@pytest.mark.promise("S60")
def test_the_server_knows_our_limits(opened: Opened) -> None:
    async def scenario() -> dict[str, str]:
        async with opened() as database:
            return {row[0]: row[1] for row in await database.rows(text(SHOW), {})}

    limits = asyncio.run(scenario())

    assert limits["statement_timeout"] == "5000"
    assert limits["lock_timeout"] == "2000"
    assert limits["idle_in_transaction_session_timeout"] == "10000"
    assert limits["TimeZone"] == "UTC"


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
        async with opened(lock_seconds=0.1) as database:
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
            await asyncio.sleep(0.3)
            await work.rows(LOCK, {})

    async def scenario() -> None:
        async with opened(idle_seconds=0.1) as database:
            with pytest.raises(Unavailable):
                await idle(database)
            await database.check()

    asyncio.run(scenario())


def test_a_read_is_one_statement_without_a_transaction(opened: Opened) -> None:
    statements: list[str] = []

    def note(record: Any) -> None:
        statements.append(record.query.split()[0])

    async def scenario() -> None:
        async with opened(pool_size=1) as database:
            async with database.pool.lend_driver() as connection:
                connection.add_query_logger(note)
            notes = Notes(ANYONE, database)
            await notes.list_page(NoteQuery())
            with pytest.raises(NoteNotFound):
                await notes.read(UUID(int=1))
            await notes.create(NoteIn(title="Milk"), NOW)

    asyncio.run(scenario())

    assert statements == ["SELECT", "SELECT", "INSERT"]
