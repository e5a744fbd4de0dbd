"""MariaDB: a dump of one moment, and the rows of the same moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from app.backups.complaints import find_complaint
from app.backups.errors import DatabaseRefused
from app.backups.manifest import Content, Table
from app.backups.pace import Pace
from app.backups.process import Chunks, running
from app.backups.server import list_options, list_variables, told
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, connect_alone

ENGINE: Final = "mariadb"
DUMP: Final = [
    "mariadb-dump",
    "--no-defaults",
    "--single-transaction",
    "--quick",
    "--hex-blob",
    "--skip-dump-date",
    "--skip-lock-tables",
    "--default-character-set=utf8mb4",
]
BEGUN: Final = b"-- Table structure"  # what a dump says when its transaction has begun
WAIT_SECONDS: Final = 10  # for those who write, until they have finished a transaction

PATIENTLY: Final = "SET SESSION max_statement_time = 0, idle_transaction_timeout = 0"
ONE_MOMENT: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT",
)
TABLES: Final = """
SELECT table_name, data_length FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1
"""
COLUMNS: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = '{table}' ORDER BY ordinal_position
"""
ROWS: Final = """
SELECT COUNT(*), CAST(COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(',', {columns})), 16), 16, 10)
    AS UNSIGNED)), 0) AS CHAR)
FROM `{table}`
"""


class MariaCopy:
    """A database as a transaction of ours sees it; that of the dump sees the same.

    MariaDB cannot share a snapshot. So nobody writes for the moment in which both begin: the
    tables are locked for reading until the dump says that its transaction has begun.
    """

    def __init__(self, settings: DatabaseSettings, reader: Alone, locker: Alone) -> None:
        self.settings = settings
        self.reader = reader
        self.locker = locker
        self.revision = ""
        self.tables: dict[str, int] = {}  # and their bytes

    async def begin(self) -> None:
        """Begin to see this moment, and no later one, and hold the writers."""
        await self.reader.rows(PATIENTLY)
        self.tables = dict(await self.reader.rows(TABLES))
        if self.tables:
            await self.locker.rows(f"SET SESSION lock_wait_timeout = {WAIT_SECONDS}")
            locks = ", ".join(f"`{table}` READ" for table in self.tables)
            await self.locker.rows(f"LOCK TABLES {locks}")
        for statement in ONE_MOMENT:
            await self.reader.rows(statement)
        if "alembic_version" in self.tables:
            versions = await self.reader.rows("SELECT version_num FROM alembic_version")
            self.revision = str(versions[0][0]) if versions else ""

    async def let_write(self) -> None:
        """Let the writers go on."""
        await self.locker.rows("UNLOCK TABLES")

    async def dump(self) -> Chunks:
        """Yield a dump that mariadb reads; restic makes it smaller, and finds what it knows."""
        command = [*DUMP, *list_options(self.settings), self.settings.address().database]
        seen: bytes | None = b""
        async with running(command, list_variables(self.settings), behind=True) as program:
            async for chunk in program.read():
                if seen is not None:
                    seen += chunk
                    if BEGUN in seen:
                        seen = None
                        await self.let_write()
                yield chunk
            if await program.end():
                raise DatabaseRefused(
                    f"mariadb-dump failed: {find_complaint(program.said)}",
                    "Its user has to be allowed to read and to lock the tables.",
                )
        await self.let_write()

    async def read_content(self, pace: Pace | None = None) -> Content:
        """Return which rows were in it; with a pace, it takes a rest after each table."""
        await self.let_write()
        tables = {}
        for table, size in self.tables.items():
            names = await self.reader.rows(COLUMNS.format(table=table))
            columns = ", ".join(f"QUOTE(`{name}`)" for (name,) in names)
            [(rows, checksum)] = await self.reader.rows(ROWS.format(table=table, columns=columns))
            tables[table] = Table(rows, str(checksum))
            if pace:
                await pace.keep(size)
        return Content(self.revision, tables)


@asynccontextmanager
async def open_copy(settings: DatabaseSettings) -> AsyncIterator[MariaCopy]:
    """Yield the database as it is now, until the block ends."""
    with told():
        async with connect_alone(settings) as reader, connect_alone(settings) as locker:
            copy = MariaCopy(settings, reader, locker)
            await copy.begin()
            yield copy


async def read_content(settings: DatabaseSettings) -> Content:
    """Return what is in a database now."""
    async with open_copy(settings) as copy:
        return await copy.read_content()
