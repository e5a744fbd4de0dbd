"""Positions have no gap and follow the order of commits, so a cursor loses and repeats nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.database import Database
from app.core.feed.log import find_reached, read_page, record, sweep
from app.core.feed.resources import Fact

ADA, EVE = UUID(int=1), UUID(int=2)
FACT = Fact("notes", "created", UUID(int=9))


async def write(database: Database, owner_id: UUID, *, fails: bool = False) -> None:
    """Record one fact in a unit of work of its own."""
    async with database.work() as work:
        await record(work, owner_id, FACT, datetime.now(UTC))
        if fails:
            raise ZeroDivisionError


async def list_positions(database: Database, owner_id: UUID, after: int = 0) -> list[int]:
    """Return the positions of everything that follows."""
    page = await read_page(database, owner_id, "notes", after)
    return [entry.position for entry in page.entries]


def test_changes_at_one_time_get_positions_without_a_gap(app: FastAPI, client: TestClient) -> None:
    database: Database = app.state.database

    async def write_many() -> tuple[list[int], list[int]]:
        await asyncio.gather(*(write(database, owner) for owner in [ADA, EVE] * 5))
        return await list_positions(database, ADA), await list_positions(database, EVE)

    assert client.portal is not None
    assert client.portal.call(write_many) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])


def test_a_reader_never_sees_a_position_before_the_one_in_front_of_it(
    app: FastAPI, client: TestClient
) -> None:
    database: Database = app.state.database
    seen: list[Sequence[int]] = []

    async def watch(writing: "asyncio.Future[list[None]]") -> None:
        while not writing.done():
            seen.append(await list_positions(database, ADA))

    async def write_and_watch() -> None:
        writing = asyncio.gather(*(write(database, ADA) for _ in range(10)))
        await asyncio.gather(writing, watch(writing))

    assert client.portal is not None
    client.portal.call(write_and_watch)
    assert all(positions == list(range(1, len(positions) + 1)) for positions in seen)


def test_what_is_undone_leaves_no_gap(app: FastAPI, client: TestClient) -> None:
    database: Database = app.state.database

    async def write_and_fail() -> list[int]:
        await write(database, ADA)
        with pytest.raises(ZeroDivisionError):
            await write(database, ADA, fails=True)
        await write(database, ADA)
        return await list_positions(database, ADA)

    assert client.portal is not None
    assert client.portal.call(write_and_fail) == [1, 2]


def test_what_was_swept_is_told_apart_from_what_never_came(
    app: FastAPI, client: TestClient
) -> None:
    database: Database = app.state.database

    async def read_after_sweep() -> list[bool]:
        await write(database, ADA)
        await write(database, ADA)
        assert await sweep(database, timedelta(hours=1)) == 0
        assert await sweep(database, -timedelta(hours=1)) == 2
        assert await find_reached(database, ADA, "notes") == 2
        return [(await read_page(database, ADA, "notes", at)).is_torn for at in (0, 1, 2, 3)]

    assert client.portal is not None
    assert client.portal.call(read_after_sweep) == [True, True, False, True]


def test_a_page_ends_where_the_sweep_has_torn_a_hole(app: FastAPI, client: TestClient) -> None:
    database: Database = app.state.database

    async def tear() -> tuple[list[int], bool]:
        now = datetime.now(UTC)
        for minutes in (0, 90, 0):  # clocks of two machines
            async with database.work() as work:
                await record(work, ADA, FACT, now - timedelta(minutes=minutes))
        await sweep(database, timedelta(hours=1))
        page = await read_page(database, ADA, "notes", 0)
        rest = await read_page(database, ADA, "notes", 1)
        return [entry.position for entry in page.entries], rest.is_torn

    assert client.portal is not None
    assert client.portal.call(tear) == ([1], True)
