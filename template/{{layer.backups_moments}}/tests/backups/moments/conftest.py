"""A server of its own, its log received and brought away, and a mistake that is made on it."""

import argparse
import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from app.backups.desk import Desk
from app.backups.moments.following import open_follower
from app.backups.moments.repository import open_server
from app.core.database import DatabaseSettings
from app.core.database.alone import connect_alone
from app.core.database.migrating import migrate
from dev import engine
from dev.database import name_database
from dev.servers import open_folder
from tests.backups.conftest import PASSWORD, make_desk
from tests.backups.data import MAKE, ask
from tests.backups.keys import ease

WRITERS = 3
WRITE_SECONDS = 0.3
AS_NOBODY = """#!/bin/sh
# A server refuses root: it and what it works on are nobody's.
place=$(dirname "$2")
sockets=$(sed -n "s/^unix_socket_directories = '\\(.*\\)'/\\1/p" "$place/configuration")
chmod o+x "$place/.."
chown -R nobody "$place" "$sockets"
exec setpriv --reuid=nobody --regid=nogroup --clear-groups {postgres} "$@"
"""


@dataclass(frozen=True)
class Story:
    """What was done on the server, and what of it has left the machine."""

    desk: Desk
    folder: Path
    moment: datetime  # while everybody wrote
    written: frozenset[int]  # before it
    later: frozenset[int]  # begun after it


@pytest.fixture(scope="session")
def place(tools: None) -> Iterator[Path]:
    """A folder that whoever runs servers may enter, with the programs to recover one."""
    with open_folder() as folder, pytest.MonkeyPatch.context() as patch:
        folder.chmod(0o755)
        patch.setenv("MOMENTS_FOLDER", str(folder / "moments"))
        patch.setenv("MOMENTS_SECONDS", "0.2")
        programs = engine.find_binaries()
        patch.setenv("PATH", os.pathsep.join([str(programs), os.environ["PATH"]]))
        if os.geteuid() == 0:
            wrapper = folder / "bin" / "postgres"
            wrapper.parent.mkdir()
            wrapper.write_text(AS_NOBODY.format(postgres=programs / "postgres"))
            wrapper.chmod(0o755)
            patch.setenv("PATH", os.pathsep.join([str(wrapper.parent), os.environ["PATH"]]))
        yield folder


@pytest.fixture(scope="session")
def cluster(tools: None) -> Iterator[str]:
    """The address of a server of its own: the log is of all that is on it."""
    written = ("-c", "synchronous_commit=on")  # before it is answered, as on the real one
    with open_folder() as folder, engine.run_server(folder, *written, for_tests=True) as server:
        yield server


@pytest.fixture(scope="session")
def story(cluster: str, place: Path) -> Story:
    """A database that was followed while many wrote, until somebody deleted everything."""
    engine.create_once(cluster, "app")
    desk = make_desk(place, name_database(cluster, "app"))
    migrate(desk.database)
    ask(desk.database, MAKE)
    return asyncio.run(tell(desk, place))


async def tell(desk: Desk, folder: Path) -> Story:
    """Follow, write, and make the mistake."""
    async with open_follower(desk) as follower:
        await follower.step()
        assert follower.copying is not None
        await follower.copying
        ease(folder / "repository" / "moments", PASSWORD)
        begun, written = set[int](), set[int]()
        writers = [
            asyncio.create_task(write(desk.database, number, begun, written))
            for number in range(WRITERS)
        ]
        await asyncio.sleep(WRITE_SECONDS)
        before = frozenset(written)
        async with open_server(desk.database) as server:
            moment = await server.read_clock()
        known = frozenset(begun)
        await asyncio.sleep(WRITE_SECONDS)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
        async with connect_alone(desk.database) as connection:
            await connection.rows("DELETE FROM marks")
        state = await follower.step()
        assert state.complaint == ""
        assert state.shipped is not None
        assert state.shipped > moment
    return Story(desk, folder, moment, before, frozenset(begun - known))


async def write(database: DatabaseSettings, number: int, begun: set[int], done: set[int]) -> None:
    """Write one row after the other."""
    async with connect_alone(database) as connection:
        for mark in range(number, 1_000_000, WRITERS):
            begun.add(mark)
            await connection.rows(f"INSERT INTO marks VALUES ({mark}, 'written')")  # noqa: S608
            done.add(mark)


DoAt = Callable[..., int]


@pytest.fixture
def do_at(story: Story) -> DoAt:
    """What does a deed for a moment: `do_at(restore, "2026-12-01T12:00:00Z")`."""

    def do_at(deed: ModuleType, moment: str, desk: Desk = story.desk) -> int:
        options = argparse.Namespace(backup=None, empty=False, at=moment, here=False)
        return int(asyncio.run(deed.do(options, desk)))

    return do_at
