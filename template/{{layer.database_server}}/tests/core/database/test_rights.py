"""The service's role may read and change rows; whatever else it tries, the server refuses."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from pydantic import SecretStr
from sqlalchemy import Column, Integer, MetaData, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.core.database import Database, DatabaseSettings
from app.core.database.dialect import connect_arguments, forbid_changes
from app.core.database.migrating import migrate
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes
from dev import engine
from dev.database import open_scratch
from tests.callers import ANYONE
from tests.core.database import rights

ROLES = Path(__file__).parents[3] / "deploy" / "roles.sql"
PASSWORD = token_hex(16)
NOW = datetime(2026, 1, 2, tzinfo=UTC)
DIARY = Table("diary", MetaData(), Column("id", Integer, primary_key=True))


@pytest.fixture(scope="module")
def guarded(server: str, environment: pytest.MonkeyPatch) -> Iterator[DatabaseSettings]:
    """Settings of the service's role, on tables that were migrated by their owner."""
    role = f"test_{token_hex(6)}"
    with open_scratch(server) as url:
        grants = rights.rename(ROLES.read_text(), role, url)
        try:
            for run in (1, 2):  # at the first start, and at each one after it
                for statement in rights.part(grants):
                    engine.tell(url, statement)
                if run == 1:
                    engine.tell(url, rights.SET_PASSWORD.format(role=role, password=PASSWORD))
                    migrate(DatabaseSettings(url=url))
                    asyncio.run(make_diary(url))
            password = SecretStr(PASSWORD)
            yield DatabaseSettings(url=rights.come_as(role, url), password=password)
        finally:
            for statement in rights.forget(role):
                engine.tell(url, statement)


async def make_diary(url: str) -> None:
    """Make, as the owner, a table whose rows stay, and write a row into it."""
    async with connect(DatabaseSettings(url=url)) as connection:
        await connection.run_sync(DIARY.create)
        for statement in forbid_changes("diary"):
            await connection.exec_driver_sql(statement)
        await connection.execute(DIARY.insert(), {"id": 1})


@asynccontextmanager
async def connect(settings: DatabaseSettings) -> AsyncIterator[AsyncConnection]:
    """Yield a connection to the database of these settings."""
    arguments = connect_arguments(settings)
    opened = create_async_engine(
        settings.address(), connect_args=arguments, isolation_level="AUTOCOMMIT"
    )
    try:
        async with opened.connect() as connection:
            yield connection
    finally:
        await opened.dispose()


@pytest.mark.promise("S56")
def test_the_role_of_the_service_can_do_the_services_work(guarded: DatabaseSettings) -> None:
    async def scenario() -> None:
        database = Database(guarded)
        notes = Notes(ANYONE, database)
        note = await notes.create(NoteIn(title="Milk"), NOW, "once")
        assert [one.id for one in (await notes.list_page(NoteQuery())).items] == [note.id]
        await notes.delete(note.id, [1])
        await database.close()

    asyncio.run(scenario())


@pytest.mark.promise("S56")
@pytest.mark.parametrize("statement", rights.REFUSED)
def test_the_server_refuses_it_everything_else(guarded: DatabaseSettings, statement: str) -> None:
    async def attempt() -> None:
        async with connect(guarded) as connection:
            await connection.execute(text("SELECT 1 FROM diary"))
            with pytest.raises(DBAPIError, match=rights.REFUSAL):
                await connection.exec_driver_sql(statement)

    asyncio.run(attempt())


@pytest.mark.promise("S56")
@pytest.mark.parametrize("question", rights.OWNED)
def test_it_owns_nothing(guarded: DatabaseSettings, question: str) -> None:
    async def count() -> int:
        async with connect(guarded) as connection:
            return int((await connection.exec_driver_sql(question)).scalar_one())

    assert asyncio.run(count()) == 0


@pytest.mark.promise("S56")
def test_rows_that_stay_take_new_ones_from_it_and_nothing_else(guarded: DatabaseSettings) -> None:
    async def scenario() -> list[int]:
        async with connect(guarded) as connection:
            await connection.execute(DIARY.insert(), {"id": 2})
            for change in (DIARY.update().values(id=3), DIARY.delete()):
                with pytest.raises(DBAPIError, match="nothing else"):
                    await connection.execute(change)
            return list(await connection.scalars(DIARY.select().order_by("id")))

    assert asyncio.run(scenario()) == [1, 2]
