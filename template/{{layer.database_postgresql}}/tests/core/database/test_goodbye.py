"""A server that says goodbye is away at once, though its end of the wire is not closed yet."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from app.core.database import Database
from app.core.errors import Unavailable

Opened = Callable[..., AbstractAsyncContextManager[Database]]
WORDS = b"SFATAL\0C57P02\0Mterminating connection\0\0"  # what each server process says as it dies
GOODBYE = b"E" + (len(WORDS) + 4).to_bytes(4, "big") + WORDS


async def say_goodbye(database: Database) -> None:
    """Have the idle connection hear that its server ends."""
    await database.check()
    async with database.pool.lend_driver() as connection:
        connection._protocol.data_received(GOODBYE)


@pytest.mark.promise("S68")
def test_a_server_that_says_goodbye_is_away_and_is_connected_to_anew(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(pool_size=1) as database:
            await say_goodbye(database)
            with pytest.raises(Unavailable):
                await database.check()
            await database.check()

    asyncio.run(scenario())


@pytest.mark.promise("S68")
def test_a_unit_of_work_that_meets_its_goodbye_is_told_in_our_words(opened: Opened) -> None:
    async def scenario() -> None:
        async with opened(pool_size=1) as database:
            await say_goodbye(database)
            with pytest.raises(Unavailable):
                async with database.work():
                    raise AssertionError("it began")
            await database.check()

    asyncio.run(scenario())
