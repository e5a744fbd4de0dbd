"""PostgreSQL: a database beside the live one, filled from a dump, and put in its place."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from app.backups.complaints import find_complaint
from app.backups.errors import DatabaseRefused
from app.backups.process import Chunks, running
from app.backups.server import list_variables, told
from app.backups.shelf import read_stamp, write_stamp
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, connect_alone

LOAD: Final = ["pg_restore", "--exit-on-error", "--no-owner", "--no-password"]
# what is lost in a crash is a copy that nobody has relied on yet
QUICKLY: Final = "-c synchronous_commit=off -c maintenance_work_mem=256MB"
RESTORED, BEFORE = "_restored_", "_before_"
LONGEST = 63 - len(RESTORED) - 16  # a name has at most 63 bytes

NAMES: Final = "SELECT datname FROM pg_database"
RIGHTS: Final = """
SELECT format('GRANT %s ON DATABASE {new} TO %s', right_.privilege_type,
    CASE right_.grantee WHEN 0 THEN 'PUBLIC' ELSE right_.grantee::regrole::text END)
FROM pg_database base, aclexplode(base.datacl) right_ WHERE base.datname = '{live}'
"""
OTHERS: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = '{live}' AND pid <> pg_backend_pid()
"""
PUSH_SECONDS = 0.1


def name_scratch(live: DatabaseSettings, now: datetime) -> DatabaseSettings:
    """Return where a copy is restored to."""
    return lead_to(live, name_of(live)[:LONGEST] + RESTORED + write_stamp(now).lower())


def lead_to(settings: DatabaseSettings, name: str) -> DatabaseSettings:
    """Return the settings of another database on the same server."""
    url = urlsplit(settings.url)._replace(path=f"/{name}").geturl()
    return settings.model_copy(update={"url": url})


def name_of(settings: DatabaseSettings) -> str:
    """Return the name of a database."""
    return settings.address().database or ""


def aside(settings: DatabaseSettings) -> DatabaseSettings:
    """Return the settings of the database that every server has."""
    return lead_to(settings, "postgres")


async def create(scratch: DatabaseSettings) -> None:
    """Make it, empty."""
    with told():
        async with connect_alone(aside(scratch)) as server:
            await server.rows(f'CREATE DATABASE "{name_of(scratch)}" TEMPLATE template0')


async def load(scratch: DatabaseSettings, chunks: Chunks) -> None:
    """Fill it from a dump.

    Raises:
        DatabaseRefused: it does not take it, for want of room, or of a role.
    """
    variables = {**list_variables(scratch), "PGOPTIONS": QUICKLY}
    command = [*LOAD, f"--dbname={name_of(scratch)}"]
    async with running(command, variables, stdin=asyncio.subprocess.PIPE) as program:
        await program.feed(chunks)
        if await program.end():
            raise DatabaseRefused(
                f"pg_restore failed: {find_complaint(program.said)}",
                "Nothing has changed. Make room on the disk, or the role that it asks for.",
            )


async def drop(scratch: DatabaseSettings) -> None:
    """Delete it, if it is there."""
    with told():
        async with connect_alone(aside(scratch)) as server:
            await server.rows(f'DROP DATABASE IF EXISTS "{name_of(scratch)}" WITH (FORCE)')


async def sweep(live: DatabaseSettings, before: datetime) -> None:
    """Delete the copies that a killed process has left before that moment."""
    start = name_of(live)[:LONGEST] + RESTORED
    with told():
        async with connect_alone(aside(live)) as server:
            for (name,) in await server.rows(NAMES):
                if name.startswith(start) and is_before(name.removeprefix(start), before):
                    await server.rows(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def is_before(stamp: str, moment: datetime) -> bool:
    """Say whether a copy was made before that moment; what is none of ours was not."""
    with suppress(ValueError):
        return read_stamp(stamp.upper()) < moment
    return False


async def swap(scratch: DatabaseSettings, live: DatabaseSettings, now: datetime) -> str:
    """Put it in the place of the live one, and return the name of that: both, or neither.

    The live one cannot be connected to from the first rename on; whoever is connected is sent
    away, and comes back to the new one.
    """
    old, new = name_of(live), name_of(scratch)
    before = old[:LONGEST] + BEFORE + write_stamp(now).lower()
    with told():
        async with connect_alone(scratch) as copy:
            await copy.rows("SET statement_timeout = 0")
            await copy.rows("ANALYZE")
        async with connect_alone(aside(live)) as server, connect_alone(aside(live)) as pusher:
            grants = await server.rows(RIGHTS.format(new=f'"{new}"', live=old))
            if grants:
                await server.rows(f'REVOKE ALL ON DATABASE "{new}" FROM PUBLIC')
            for (grant,) in grants:
                await server.rows(grant)
            is_there = [name for (name,) in await server.rows(NAMES) if name == old]
            await server.rows("SET statement_timeout = 0")
            await server.rows("BEGIN")
            if is_there:
                renaming = server.rows(f'ALTER DATABASE "{old}" RENAME TO "{before}"')
                await push_others(renaming, pusher, OTHERS.format(live=old))
            await server.rows(f'ALTER DATABASE "{new}" RENAME TO "{old}"')
            await server.rows("COMMIT")
    return f"the database {before}" if is_there else "nothing"


async def push_others(renaming: Coroutine[Any, Any, object], pusher: Alone, others: str) -> None:
    """Rename, and send away who is connected to what is renamed, until that is done."""
    task = asyncio.create_task(renaming)
    try:
        while not task.done():
            await pusher.rows(others)
            await asyncio.wait([task], timeout=PUSH_SECONDS)
    finally:
        task.cancel()
    await task
