"""A database that is down or frozen makes requests fail soon, and working again needs nobody."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.core.database import Database, DatabaseSettings
from app.core.errors import Unavailable
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes
from dev.database import lead_through
from dev.engine import find_address
from dev.relay import Relay, open_relay
from tests.callers import ANYONE

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def relay(server: str) -> Iterator[Relay]:
    """The wire between the service and its database."""
    with open_relay(find_address(server)) as relay:
        yield relay


@pytest.fixture
def settings(relay: Relay, client: TestClient) -> DatabaseSettings:
    """Settings for a database at the far end of the wire."""
    return DatabaseSettings(
        url=lead_through(DatabaseSettings().url, relay.port),
        pool_size=5,
        connect_seconds=0.25,
        deadline_seconds=0.25,
    )


async def use(database: Database) -> None:
    """Read, and write."""
    notes = Notes(ANYONE, database)
    await notes.list_page(NoteQuery())
    note = await notes.create(NoteIn(title="Milk"), NOW)
    await notes.delete(note.id, [1])


async def refused(database: Database, callers: int = 8) -> float:
    """Return how long it takes to turn several callers away, whatever they want."""
    notes, begun = Notes(ANYONE, database), perf_counter()
    wanted = [notes.list_page(NoteQuery()), notes.create(NoteIn(title="Milk"), NOW)]
    wanted += [use(database) for _ in range(callers)]
    ends = await asyncio.gather(*wanted, return_exceptions=True)
    assert {type(end) for end in ends} == {Unavailable}, ends
    return perf_counter() - begun


@pytest.mark.promise("S68")
def test_a_database_that_is_down_is_told_at_once(settings: DatabaseSettings, relay: Relay) -> None:
    async def scenario() -> tuple[float, float]:
        database = Database(settings)
        await asyncio.gather(*(use(database) for _ in range(4)))
        relay.cut()
        first, second = await refused(database), await refused(database)
        relay.mend()
        await use(database)
        await database.close()
        return first, second

    assert max(asyncio.run(scenario())) < 2


@pytest.mark.promise("S68")
def test_an_operator_who_meets_no_database_is_told_in_one_line(
    settings: DatabaseSettings,
    relay: Relay,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.url)
    relay.cut()

    assert main(["migrate"]) == 1
    assert capsys.readouterr().err.startswith("error: The database does not answer.\n\nhint: ")


@pytest.mark.promise("S68")
def test_the_service_starts_before_its_database(settings: DatabaseSettings, relay: Relay) -> None:
    async def scenario() -> None:
        relay.cut()
        database = Database(settings)
        await refused(database)
        relay.mend()
        await use(database)
        await database.close()

    asyncio.run(scenario())


@pytest.mark.promise("S69")
def test_a_frozen_database_holds_nobody_for_long(settings: DatabaseSettings, relay: Relay) -> None:
    async def scenario() -> tuple[float, float]:
        database = Database(settings)
        await asyncio.gather(*(use(database) for _ in range(4)))
        relay.freeze()
        first, second = await refused(database), await refused(database, callers=2)
        relay.mend()
        await use(database)
        await database.close()
        return first, second

    assert max(asyncio.run(asyncio.wait_for(scenario(), 10))) < 2.5


async def freeze_at_work(database: Database, relay: Relay) -> None:
    """Freeze the database in the middle of a unit of work."""
    async with database.work():
        relay.freeze()


@pytest.mark.promise("S69")
def test_a_unit_of_work_does_not_outlast_the_deadline(
    settings: DatabaseSettings, relay: Relay
) -> None:
    async def scenario() -> float:
        database = Database(settings)
        begun = perf_counter()
        with pytest.raises(Unavailable):
            await freeze_at_work(database, relay)
        taken = perf_counter() - begun
        relay.mend()
        await use(database)
        await database.close()
        return taken

    assert asyncio.run(asyncio.wait_for(scenario(), 10)) < 2
