"""A read is one statement, and so is a unit of work that holds but one."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.core.database import Database
from app.notes.errors import NoteNotFound
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes
from tests.callers import ANYONE

Opened = Callable[..., AbstractAsyncContextManager[Database]]
NOW = datetime(2026, 1, 2, tzinfo=UTC)


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
