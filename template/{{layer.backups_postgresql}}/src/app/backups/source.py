"""PostgreSQL: a dump of one moment, and the rows of the same moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from app.backups.complaints import find_complaint
from app.backups.errors import DatabaseRefused
from app.backups.manifest import Content, Table
from app.backups.process import Chunks, running
from app.backups.server import list_variables, told
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, connect_alone

ENGINE: Final = "postgresql"
DUMP: Final = [
    "pg_dump",
    "--format=custom",
    "--compress=0",
    "--no-password",
    "--lock-wait-timeout=60s",
]

# what a row looks like as text must not depend on who asks
PLAINLY: Final = (
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET row_security = off",
)
ONE_MOMENT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
TABLES: Final = """
SELECT format('%I.%I', space.nspname, one.relname)
FROM pg_class one JOIN pg_namespace space ON space.oid = one.relnamespace
WHERE one.relkind = 'r' AND one.relpersistence <> 't'
  AND space.nspname NOT LIKE 'pg\\_%' AND space.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = one.oid AND deptype = 'e')
ORDER BY 1
"""
ROWS: Final = """
SELECT count(*), coalesce(sum(hashtextextended(("this row".*)::text, 0)), 0)::text
FROM ONLY {table} AS "this row"
"""


class PostgresCopy:
    """A database as a transaction of ours sees it; pg_dump is shown the same."""

    def __init__(self, settings: DatabaseSettings, connection: Alone) -> None:
        self.settings = settings
        self.connection = connection
        self.revision = ""
        self.snapshot = ""

    async def begin(self) -> None:
        """Begin to see this moment, and no later one."""
        for statement in (*PLAINLY, ONE_MOMENT):
            await self.connection.rows(statement)
        self.snapshot = await self.connection.value("SELECT pg_export_snapshot()")
        self.revision = (await read_revision(self.connection)) or ""

    async def dump(self) -> Chunks:
        """Yield a dump that pg_restore reads; restic makes it smaller, and finds what it knows."""
        command = [*DUMP, f"--snapshot={self.snapshot}"]
        async with running(command, list_variables(self.settings), behind=True) as program:
            async for chunk in program.read():
                yield chunk
            if await program.end():
                raise DatabaseRefused(
                    f"pg_dump failed: {find_complaint(program.said)}",
                    "It has to be as new as the server, and its user has to own the tables.",
                )

    async def read_content(self) -> Content:
        """Return which rows were in it."""
        tables = {}
        for (table,) in await self.connection.rows(TABLES):
            [(rows, checksum)] = await self.connection.rows(ROWS.format(table=table))
            tables[table] = Table(rows, checksum)
        return Content(self.revision, tables)


async def read_revision(connection: Alone) -> str | None:
    """Return which migration the tables have had last."""
    if await connection.value("SELECT to_regclass('public.alembic_version') IS NULL"):
        return None
    versions = await connection.rows("SELECT version_num FROM public.alembic_version")
    return str(versions[0][0]) if versions else None


@asynccontextmanager
async def open_copy(settings: DatabaseSettings) -> AsyncIterator[PostgresCopy]:
    """Yield the database as it is now, until the block ends."""
    with told():
        async with connect_alone(settings) as connection:
            copy = PostgresCopy(settings, connection)
            await copy.begin()
            yield copy


async def read_content(settings: DatabaseSettings) -> Content:
    """Return what is in a database now."""
    async with open_copy(settings) as copy:
        return await copy.read_content()
