"""The database itself ends what takes too long."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest
from alembic.config import Config
from sqlalchemy import Connection, select, update

from app.core.database import Busy, Database, DatabaseSettings
from app.core.database.migrating import run_alembic
from app.core.errors import Unavailable
from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.notes.service import Notes
from tests.callers import ANYONE
from tests.core.database import limits

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
READ = select(Note.id)
LOCK = READ.with_for_update()
TOUCH = update(Note).values(version=2)


@pytest.mark.promise("S60")
def test_the_server_knows_our_limits(opened: Opened) -> None:
    async def scenario() -> dict[str, object]:
        async with opened() as database:
            return {row[0]: row[1] for row in await database.rows(limits.SHOW, {})}

    assert asyncio.run(scenario()) == limits.KNOWN


@pytest.mark.promise("S58")
def test_a_migration_waits_for_a_lock_no_longer_than_the_service_can_bear(opened: Opened) -> None:
    known: list[str] = []

    def ask(config: Config) -> None:
        connection: Connection = config.attributes["connection"]
        known.append(str(connection.execute(limits.PATIENCE).scalar_one()))

    run_alembic(DatabaseSettings(), ask)

    assert known == [limits.PATIENT]


@pytest.mark.promise("S60")
def test_a_statement_that_takes_too_long_is_ended(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(statement_seconds=0.1) as database:
            with pytest.raises(Busy):
                await database.rows(limits.SLEEP, {})
            with pytest.raises(Busy):
                async with database.work() as work:
                    await work.rows(limits.SLEEP, {})

    asyncio.run(scenario())


@pytest.mark.promise("S60")
def test_who_waits_for_a_lock_or_does_nothing_is_not_kept_for_long(opened: Opened) -> None:
    async def wait_for_a_lock() -> None:
        async with opened(lock_seconds=limits.SHORTEST) as database:
            await Notes(ANYONE, database).create(NoteIn(title="Milk"), NOW)
            async with database.work() as work:
                await work.rows(LOCK, {})
                with pytest.raises(Busy):
                    async with database.work() as other:
                        await other.change(TOUCH, {})

    async def do_nothing() -> None:
        async with opened(idle_seconds=limits.SHORTEST) as database:
            with pytest.raises(Unavailable):
                await idle(database)
            await database.check()

    async def scenario() -> None:
        await asyncio.gather(wait_for_a_lock(), do_nothing())

    asyncio.run(scenario())


async def idle(database: Database) -> None:
    """Let a transaction lie for longer than it may."""
    async with database.work() as work:
        await work.rows(READ, {})
        await asyncio.sleep(limits.SHORTEST + 0.2)
        await work.rows(READ, {})
