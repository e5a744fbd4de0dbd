"""PostgreSQL: a dump of one moment, and the rows of the same moment."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app.backups.complaints import find_complaint
from app.backups.errors import DatabaseRefused
from app.backups.manifest import Content, Table
from app.backups.pace import Pace
from app.backups.process import Chunks, running
from app.backups.server import list_variables, told
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, connect_alone

ENGINE: Final = "postgresql"
PARTS_A_SECOND: Final = 32  # of a table, while there is a pace to keep
DUMP: Final = [
    "pg_dump",
    "--format=custom",
    "--compress=0",
    "--no-password",
    "--lock-wait-timeout=60s",
]

# what a value looks like as text must not depend on who asks
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
# a type that the server hashes itself is not made text first: five times as fast
TABLES: Final = """
SELECT format('%I.%I', space.nspname, one.relname),
    (SELECT coalesce(string_agg(format('%I', field.attname) || CASE WHEN EXISTS (
            SELECT FROM pg_opclass way JOIN pg_am kind ON kind.oid = way.opcmethod
            WHERE kind.amname = 'hash' AND way.opcdefault AND way.opcintype = field.atttypid
        ) THEN '' ELSE '::text' END, ', ' ORDER BY field.attnum), '')
        FROM pg_attribute field
        WHERE field.attrelid = one.oid AND field.attnum > 0 AND NOT field.attisdropped),
    pg_relation_size(one.oid) / current_setting('block_size')::int, pg_table_size(one.oid)
FROM pg_class one JOIN pg_namespace space ON space.oid = one.relnamespace
WHERE one.relkind = 'r' AND one.relpersistence <> 't'
  AND space.nspname NOT LIKE 'pg\\_%' AND space.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = one.oid AND deptype = 'e')
ORDER BY 1
"""
ROWS: Final = """
SELECT count(*), coalesce(sum(hash_record_extended(ROW({columns}), 0)), 0)::text
FROM ONLY {table} WHERE {part}
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

    async def read_content(self, pace: Pace | None = None) -> Content:
        """Return which rows were in it; without a pace, as fast as can be."""
        tables = {}
        for table, columns, blocks, size in await self.connection.rows(TABLES):
            rows = checksum = 0
            for part in list_parts(blocks, size, pace) if pace else [WHOLE]:
                sums = ROWS.format(table=table, columns=columns, part=part.condition)
                found = await self.connection.rows(sums)
                rows, checksum = rows + found[0][0], checksum + int(found[0][1])
                if pace:
                    await pace.keep(part.bytes)
            tables[table] = Table(rows, str(checksum))
        return Content(self.revision, tables)


@dataclass(frozen=True)
class Part:
    """Rows of a table that are asked for at once."""

    condition: str
    bytes: int = 0


WHOLE: Final = Part("true")


def list_parts(blocks: int, size: int, pace: Pace) -> Iterator[Part]:
    """Divide a table of so many blocks, and so many bytes in them and beside them.

    The last part has no end: a block may have come since.
    """
    share = pace.bytes_per_second / PARTS_A_SECOND / max(size, 1)
    step = max(1, int(blocks * share))
    for first in range(0, max(blocks, 1), step):
        end = f" AND ctid < '({first + step},0)'" if first + step < blocks else ""
        yield Part(f"ctid >= '({first},0)'{end}", size * step // max(blocks, 1))


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
