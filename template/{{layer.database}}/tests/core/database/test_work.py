"""A unit of work is stored as a whole or not at all, and holds its connection no longer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text

from app.core.database import Database, NotUnique
from app.core.errors import Unavailable
from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.notes.service import Notes
from tests.callers import ANYONE

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
ADD = insert(Note)
READ = select(Note.id)
ROW = {
    "owner_id": UUID(int=0),
    "title": "Milk",
    "text": "",
    "reference": None,
    "version": 1,
    "created_at": NOW,
    "updated_at": NOW,
}


def row(number: int) -> dict[str, object]:
    """Return the row of a note."""
    return {"id": UUID(int=number), **ROW}


@pytest.mark.promise("S54")
def test_a_unit_of_work_is_stored_when_it_ends(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened() as database:
            async with database.work() as work:
                await work.change(ADD, row(1))
                await work.change(ADD, row(2))
                assert len(await work.rows(READ, {})) == 2
                assert await database.rows(READ, {}) == []
            assert len(await database.rows(READ, {})) == 2

    asyncio.run(scenario())


@pytest.mark.promise("S54")
def test_a_unit_of_work_that_fails_leaves_nothing(opened: Opened) -> None:
    async def fail(database: Database) -> None:
        async with database.work() as work:
            await work.change(ADD, row(1))
            await work.change(ADD, row(1))

    async def scenario() -> None:
        async with opened() as database:
            with pytest.raises(NotUnique):
                await fail(database)
            assert await database.rows(READ, {}) == []

    asyncio.run(scenario())


@pytest.mark.promise("S72")
@pytest.mark.parametrize("alone", [True, False])
def test_who_is_cancelled_leaves_nothing_and_holds_nothing(opened: Opened, alone: bool) -> None:
    async def write(database: Database) -> None:
        async with database.work(alone=alone) as work:
            if not alone:
                await work.change(ADD, row(1))
            await asyncio.sleep(60)

    async def scenario() -> None:
        async with opened(pool_size=1) as database:
            for _ in range(3):
                writing = asyncio.create_task(write(database))
                await asyncio.sleep(0.05)
                writing.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await writing
            assert await database.rows(READ, {}) == []

    asyncio.run(scenario())


@pytest.mark.promise("S72")
def test_a_read_that_is_cancelled_gives_its_connection_back(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(pool_size=1) as database:
            for turns in range(12):
                reading = asyncio.create_task(database.rows(READ, {}))
                for _ in range(turns):
                    await asyncio.sleep(0)
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
            assert await database.rows(READ, {}) == []

    asyncio.run(scenario())


@pytest.mark.promise("S71")
def test_the_wait_for_a_connection_is_short(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(pool_size=1, pool_wait_seconds=0.1) as database:
            async with database.work():
                with pytest.raises(Unavailable, match="Too many"):
                    await database.rows(READ, {})
                with pytest.raises(Unavailable, match="Too many"):
                    async with database.work():
                        pass
            await database.check()

    asyncio.run(scenario())


@pytest.mark.promise("S71")
def test_no_more_connections_are_made_than_the_pool_may_hold(opened: Opened) -> None:
    counts: list[int] = []

    async def work(database: Database, number: int) -> None:
        async with database.work():
            await asyncio.sleep(0.01)
            counts.append(database.pool.connections)
        await Notes(ANYONE, database).create(NoteIn(title="Milk"), NOW, str(number))
        counts.append(database.pool.connections)

    async def scenario() -> None:
        async with opened(pool_size=2, pool_wait_seconds=5) as database:
            await asyncio.gather(*(work(database, number) for number in range(6)))

    asyncio.run(scenario())

    assert max(counts) == 2


def test_a_fault_of_ours_is_not_told_as_an_outage(opened: Opened) -> None:
    async def scenario(name: str) -> None:
        wrong = text(f"SELECT 1 FROM {name}")  # noqa: S608  # the name is ours
        async with opened() as database:
            with pytest.raises(Exception, match=name) as alone:
                await database.rows(wrong, {})
            with pytest.raises(Exception, match=name) as together:
                async with database.work() as work:
                    await work.rows(wrong, {})
        assert not isinstance(alone.value, Unavailable)
        assert not isinstance(together.value, Unavailable)

    asyncio.run(scenario("no_such_table"))


def test_a_statement_that_grows_with_its_values_needs_a_transaction(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened() as database:
            with pytest.raises(TypeError, match="transaction"):
                await database.rows(READ.where(Note.version.in_([1, 2])), {})

    asyncio.run(scenario())
