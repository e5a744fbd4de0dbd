"""What was restored takes the place of the live database under whoever is connected to it."""

import argparse
import asyncio

import asyncpg  # type: ignore[import-untyped]
import pytest

from app.backups import scratch
from app.backups.deeds import restore
from app.backups.desk import Desk
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]

MAY_CONNECT = "SELECT has_database_privilege('public', current_database(), 'CONNECT')"


def test_who_is_connected_is_sent_away_and_comes_back_to_what_was_restored(desk: Desk) -> None:
    async def scenario() -> None:
        service = await asyncpg.connect(desk.database.url)
        [backup] = await desk.shelf.list_backups()
        await restore.do(argparse.Namespace(backup=backup.name), desk)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await service.fetch(ASK)
        service.terminate()

    asyncio.run(scenario())

    assert ask(desk.database, ASK) == COPIED


def test_who_might_connect_may_and_nobody_else(desk: Desk, do: Do) -> None:
    name = scratch.name_of(desk.database)
    ask(desk.database, f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')

    assert do(restore) == 0

    assert ask(desk.database, MAY_CONNECT) == [(False,)]


def test_where_there_is_no_database_one_comes(desk: Desk, do: Do) -> None:
    asyncio.run(scratch.drop(desk.database))

    assert do(restore) == 0

    assert ask(desk.database, ASK) == COPIED
