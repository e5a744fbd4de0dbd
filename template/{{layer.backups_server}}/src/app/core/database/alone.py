"""A connection of one's own, for commands that look after the database and take their time."""

import atexit
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.core.database import dialect
from app.core.database.proof import SYSTEM
from app.core.database.settings import DatabaseSettings


def find_authority(settings: DatabaseSettings) -> str:
    """Return the file of those who vouch for the server, for programs that want a file."""
    if settings.authority in (None, SYSTEM):
        return ssl.get_default_verify_paths().cafile or ""
    return str(write_authority(str(settings.authority)))


@cache
def write_authority(certificate: str) -> Path:
    """Return a file with the certificate in it, which goes when this process does."""
    folder = mkdtemp(prefix="authority-")
    atexit.register(shutil.rmtree, folder)
    path = Path(folder) / "authority.pem"
    path.write_text(certificate)
    return path


class Failed(Exception):
    """The database does not answer, or does not do what it was told; the text is its own."""


class Alone:
    """A connection on which each statement commits itself, unless a transaction is begun."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what one statement finds.

        Raises:
            Failed: it does not do that.
        """
        try:
            result = await self._connection.exec_driver_sql(sql)
        except (DBAPIError, OSError) as error:
            raise Failed(describe(error)) from error
        return [tuple(row) for row in result] if result.returns_rows else []

    async def value(self, sql: str) -> Any:
        """Return the first value that one statement finds."""
        return (await self.rows(sql))[0][0]


def describe(error: DBAPIError | OSError) -> str:
    """Return what the database said, in one line."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(said).split())


@asynccontextmanager
async def connect_alone(settings: DatabaseSettings) -> AsyncIterator[Alone]:
    """Yield a connection of its own.

    Raises:
        Failed: there is none to be had.
    """
    engine = create_async_engine(
        settings.address(),
        connect_args=dialect.connect_arguments(settings),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
    )
    try:
        connecting = engine.connect()
        try:
            connection = await connecting.start()
        except (DBAPIError, OSError) as error:
            raise Failed(describe(error)) from error
        try:
            yield Alone(connection)
        finally:
            await connection.close()
    finally:
        await engine.dispose()
