"""SQLite: a copy of one moment, and the rows of the same moment."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

from app.backups.errors import DatabaseRefused
from app.backups.manifest import Content, Table
from app.backups.pace import Pace
from app.backups.process import CHUNK_BYTES, Chunks
from app.core.database import DatabaseSettings

ENGINE: Final = "sqlite"
COPY: Final = ".backup-copy"
TABLES: Final = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY 1
"""


class SqliteCopy:
    """A database as one read transaction sees it: its copy is made in the same one."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        connection.execute("BEGIN")
        self.tables = [name for (name,) in connection.execute(TABLES)]  # here it begins to see
        self.revision = self.read_revision()

    def read_revision(self) -> str:
        """Return which migration the tables have had last."""
        if "alembic_version" not in self.tables:
            return ""
        versions = list(self.connection.execute("SELECT version_num FROM alembic_version"))
        return str(versions[0][0]) if versions else ""

    async def dump(self) -> Chunks:
        """Yield the file of the copy. It lies beside the database, and has no name any more."""
        file = await asyncio.to_thread(self.copy)
        with os.fdopen(file, "rb") as copy:
            while chunk := await asyncio.to_thread(copy.read, CHUNK_BYTES):
                yield chunk

    def copy(self) -> int:
        """Return an open file with the copy in it, which goes when it is closed."""
        path = self.path.with_name(self.path.name + COPY)
        path.unlink(missing_ok=True)  # left by a killed process
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with told(), closing(sqlite3.connect(path)) as target:
                self.connection.backup(target)
        except BaseException:
            os.close(file)
            raise
        finally:
            path.unlink()
        return file

    async def read_content(self, pace: Pace | None = None) -> Content:
        """Return which rows were in it; without a pace, as fast as can be."""
        return await asyncio.to_thread(self.sum_up, pace)

    def sum_up(self, pace: Pace | None) -> Content:
        """Return which rows were in it: their checksums are added, so their order is no matter."""
        tables = {}
        for name in self.tables:
            rows = checksum = 0
            for row in self.connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                rows += 1
                text = repr(row).encode("utf-8", "surrogateescape")
                checksum += int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
                if pace and (wait := pace.reckon(len(text))):
                    time.sleep(wait)
            tables[name] = Table(rows, f"{checksum:x}")
        return Content(self.revision, tables)


def find_path(settings: DatabaseSettings) -> Path:
    """Return where the file of the database is."""
    return Path(settings.address().database or "")


@contextmanager
def told() -> Iterator[None]:
    """Replace what SQLite says by what it means here.

    Raises:
        DatabaseRefused: the file cannot be read or written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise DatabaseRefused(
            f"The file of the database does not do its part: {error}",
            "Is DATABASE_URL right? Is there room on its disk for another copy?",
        ) from error


@asynccontextmanager
async def open_copy(settings: DatabaseSettings) -> AsyncIterator[SqliteCopy]:
    """Yield the database as it is now, until the block ends."""
    path = find_path(settings)
    with told(), closing(connect(path)) as connection:
        yield SqliteCopy(path, connection)


def connect(path: Path) -> sqlite3.Connection:
    """Open a file that is there already; each statement commits itself."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # one at a time uses it
    )


async def read_content(settings: DatabaseSettings) -> Content:
    """Return what is in a database now."""
    async with open_copy(settings) as copy:
        return await copy.read_content()
