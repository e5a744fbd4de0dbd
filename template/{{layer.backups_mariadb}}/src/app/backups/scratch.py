"""MariaDB: a database beside the live one, filled from a dump, and put in its place."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from app.backups.complaints import find_complaint
from app.backups.errors import DatabaseRefused
from app.backups.process import Chunks, running
from app.backups.server import list_options, list_variables, told
from app.backups.shelf import read_stamp, write_stamp
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, connect_alone

LOAD: Final = [
    "mariadb",
    "--no-defaults",
    "--batch",
    "--default-character-set=utf8mb4",
    "--loose-skip-print-query-on-error",  # the statement that fails holds rows
]
RESTORED, BEFORE = "_restored_", "_before_"
LONGEST = 64 - len(RESTORED) - 16  # a name has at most 64 letters

TABLES: Final = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = '{name}' AND table_type = 'BASE TABLE' ORDER BY 1
"""
TRIGGERS: Final = """
SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '{name}' ORDER BY 1
"""
STATEMENT: Final = 2  # the column of SHOW CREATE TRIGGER that holds it


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
    return lead_to(settings, "information_schema")


async def create(scratch: DatabaseSettings) -> None:
    """Make it, empty."""
    with told():
        async with connect_alone(aside(scratch)) as server:
            await server.rows(f"CREATE DATABASE `{name_of(scratch)}`")


async def load(scratch: DatabaseSettings, chunks: Chunks) -> None:
    """Fill it from a dump.

    Raises:
        DatabaseRefused: it does not take it, for want of room, or of rights.
    """
    command = [*LOAD, *list_options(scratch), name_of(scratch)]
    stdin = asyncio.subprocess.PIPE
    async with running(command, list_variables(scratch), stdin=stdin) as program:
        await program.feed(chunks)
        if await program.end():
            raise DatabaseRefused(
                f"mariadb failed: {find_complaint(program.said)}",
                "Nothing has changed. Make room on the disk, or give the user its rights.",
            )


async def drop(scratch: DatabaseSettings) -> None:
    """Delete it, if it is there."""
    with told():
        async with connect_alone(aside(scratch)) as server:
            await server.rows(f"DROP DATABASE IF EXISTS `{name_of(scratch)}`")


async def sweep(live: DatabaseSettings, before: datetime) -> None:
    """Delete the copies that a killed process has left before that moment."""
    start = name_of(live)[:LONGEST] + RESTORED
    with told():
        async with connect_alone(aside(live)) as server:
            for (name,) in await server.rows("SHOW DATABASES"):
                if name.startswith(start) and is_before(name.removeprefix(start), before):
                    await server.rows(f"DROP DATABASE IF EXISTS `{name}`")


def is_before(stamp: str, moment: datetime) -> bool:
    """Say whether a copy was made before that moment; what is none of ours was not."""
    with suppress(ValueError):
        return read_stamp(stamp.upper()) < moment
    return False


async def swap(scratch: DatabaseSettings, live: DatabaseSettings, now: datetime) -> str:
    """Put its tables in the place of the live ones: all of them in one statement, or none.

    A table with triggers cannot go to another database: those of the live one go first, and
    those of the copy come back last. Killed between, the tables are whole, and the same again.
    """
    old, new = name_of(live), name_of(scratch)
    before = old[:LONGEST] + BEFORE + write_stamp(now).lower()
    with told():
        async with connect_alone(aside(live)) as server:
            await server.rows("SET SESSION max_statement_time = 0")
            await server.rows(f"CREATE DATABASE IF NOT EXISTS `{old}`")
            await server.rows(f"CREATE DATABASE `{before}`")
            triggers = await take_triggers(server, new)
            await take_triggers(server, old)
            moves = [
                f"`{source}`.`{table}` TO `{target}`.`{table}`"
                for source, target in ((old, before), (new, old))
                for (table,) in await server.rows(TABLES.format(name=source))
            ]
            await server.rows(f"RENAME TABLE {', '.join(moves)}")
        async with connect_alone(live) as server:
            for trigger in triggers:
                await server.rows(trigger)
    return f"the database {before}"


async def take_triggers(server: Alone, name: str) -> list[str]:
    """Drop the triggers of a database, and return what makes them again."""
    statements = []
    for (trigger,) in await server.rows(TRIGGERS.format(name=name)):
        [shown] = await server.rows(f"SHOW CREATE TRIGGER `{name}`.`{trigger}`")
        await server.rows(f"DROP TRIGGER `{name}`.`{trigger}`")
        statements.append(shown[STATEMENT])
    return statements
