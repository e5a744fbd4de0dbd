"""Every statement passes one place: who listens hears of it, and a slow one is written down."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, text

from app.core.database import Database
from app.core.database.watching import Run, draw_shape, listening
from app.notes.models import Note
from app.notes.schemas import NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)
ADD = insert(Note)
READ = select(Note.id).where(Note.title == bindparam("title"))
PRIVATE = "what nobody may read"
ROW = {
    "id": UUID(int=1),
    "owner_id": UUID(int=0),
    "title": PRIVATE,
    "text": "",
    "reference": None,
    "version": 1,
    "created_at": NOW,
    "updated_at": NOW,
}


async def store_and_read(database: Database) -> None:
    """Run statements in each of the ways that there are."""
    async with database.work() as work:
        await work.change(ADD, ROW)
        await work.rows(READ, {"title": PRIVATE})
        await work.row(READ, {"title": "another"})
    async with database.work(alone=True) as work:
        await work.change(ADD, {**ROW, "id": UUID(int=2)})
    await database.rows(READ, {"title": PRIVATE})


def test_who_listens_hears_of_every_statement(opened: Opened) -> None:
    heard: list[Run] = []

    async def scenario() -> None:
        async with opened() as database:
            with listening(heard.append):
                await store_and_read(database)
            await database.rows(READ, {"title": PRIVATE})

    asyncio.run(scenario())

    assert [run.is_control for run in heard] == [True, *[False] * 3, True, False, False]
    told = [run for run in heard if not run.is_control]
    assert [run.rows for run in told] == [1, 1, 0, 1, 2]
    words = ["INSERT", "SELECT", "SELECT", "INSERT", "SELECT"]
    assert [run.sql.split()[0] for run in told] == words
    assert [PRIVATE in run.arguments for run in told] == [True, True, False, True, True]
    assert all(run.seconds > 0 for run in heard)


@pytest.mark.promise("S75")
def test_a_slow_statement_is_written_down_without_its_values(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        async with opened(slow_seconds=1e-9) as database:
            await store_and_read(database)
            await Notes(ANYONE, database).list_page(NoteQuery())

    asyncio.run(scenario())
    written = capsys.readouterr().out

    assert written.count("slow statement") == 8
    assert re.search(r"place=app/notes/repository\.py:\d+", written)
    assert PRIVATE not in written


def test_a_quick_statement_is_not_written_down(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        async with opened(slow_seconds=60) as database:
            await store_and_read(database)

    asyncio.run(scenario())

    assert "slow statement" not in capsys.readouterr().out


@pytest.mark.promise("S75")
def test_a_statement_that_fails_is_heard_of_and_its_error_keeps_the_values_to_itself(
    opened: Opened,
) -> None:
    heard: list[Run] = []
    wrong = text("SELECT 1 FROM no_such_table WHERE a = :a")

    async def scenario() -> str:
        async with opened() as database:
            with listening(heard.append), pytest.raises(Exception, match="no_such_table") as seen:
                async with database.work() as work:
                    await work.rows(wrong, {"a": PRIVATE})
        return str(seen.value)

    told = asyncio.run(scenario())

    assert PRIVATE not in told
    assert [run.sql.split()[0] for run in heard if not run.is_control] == ["SELECT"]


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT a1\n FROM b WHERE c = 'a''b' AND d > 1", "SELECT a1 FROM b WHERE c = ? AND d > ?"),
        ("WHERE a = $1 AND b IN ($2, $3, $4)", "WHERE a = $1 AND b IN ($2, ...)"),
        ("WHERE b IN ($1::UUID, $2::UUID)", "WHERE b IN ($1, ...)"),
        ("WHERE b IN (?, ?) LIMIT ?", "WHERE b IN (?, ...) LIMIT ?"),
        ("WHERE b IN (%s, %s)", "WHERE b IN (%s, ...)"),
    ],
)
def test_statements_that_differ_in_values_have_one_shape(sql: str, shape: str) -> None:
    assert draw_shape(sql) == shape
