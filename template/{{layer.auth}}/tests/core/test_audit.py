"""What bears on who may do what is written down with the deed, and stays."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from app.cli import main
from app.core.audit import EVENTS, Deed, Entry, read_entries, record
from app.core.caller import Caller
from app.core.database import Database, DatabaseSettings
from app.core.ids import make_id
from app.core.logs import current_request

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
ADA = Caller(UUID(int=1), credential_id=UUID(int=2))


@pytest.fixture
def opened(environment: pytest.MonkeyPatch) -> Opened:
    """What opens the tests' database."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        database = Database(DatabaseSettings())
        yield database
        await database.close()

    return opened


async def write(database: Database, subject: UUID, *, fail: bool = False) -> None:
    """Write down a deed, in a unit of work that may fail afterwards."""
    async with database.work() as work:
        await record(work, Deed("key.issued", ADA, subject, {"name": "ci"}), datetime.now(UTC))
        if fail:
            raise ZeroDivisionError


async def find(database: Database, subject: UUID) -> list[Entry]:
    """Return what was written about `subject`."""
    return [entry for entry in await read_entries(database, 100) if entry.subject_id == subject]


@pytest.mark.promise("S59")
def test_an_entry_says_who_what_when_and_in_which_request(opened: Opened) -> None:
    async def scenario() -> None:
        subject, begun = make_id(NOW), datetime.now(UTC)
        current_request.set("request-1")
        async with opened() as database:
            await write(database, subject)
            [entry] = await find(database, subject)
        assert (entry.actor_id, entry.credential_id) == (ADA.id, ADA.credential_id)
        assert (entry.action, entry.request_id) == ("key.issued", "request-1")
        assert entry.happened_at >= begun
        assert json.loads(entry.details) == {"name": "ci"}

    asyncio.run(scenario())


@pytest.mark.promise("S59")
def test_a_deed_that_is_undone_leaves_no_entry(opened: Opened) -> None:
    async def scenario() -> None:
        subject = make_id(NOW)
        async with opened() as database:
            with pytest.raises(ZeroDivisionError):
                await write(database, subject, fail=True)
            assert await find(database, subject) == []

    asyncio.run(scenario())


@pytest.mark.promise("S59")
@pytest.mark.parametrize("change", [update(EVENTS).values(action="x"), delete(EVENTS)])
def test_nobody_can_change_or_delete_an_entry(opened: Opened, change: object) -> None:
    async def scenario() -> None:
        subject = make_id(NOW)
        async with opened() as database:
            await write(database, subject)
            with pytest.raises(Exception, match="nothing else"):
                await database.change_alone(change, {})  # type: ignore[arg-type]
            assert len(await find(database, subject)) == 1

    asyncio.run(scenario())


def test_the_command_shows_the_newest_first(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario(subject: UUID) -> None:
        async with opened() as database:
            await write(database, subject)

    first, second = make_id(NOW), make_id(NOW)
    asyncio.run(scenario(first))
    asyncio.run(scenario(second))

    assert main(["audit", "--last", "2"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["subject_id"] for line in lines if "action" in line] == [str(second), str(first)]
