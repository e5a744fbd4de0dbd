"""The database as the features see it: reads, and units of work."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache, partial
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.database import dialect
from app.core.database.failures import told_in_our_words
from app.core.database.pool import Pool
from app.core.database.prepared import Prepared, Record, Values
from app.core.database.settings import DatabaseSettings
from app.core.database.watching import Run
from app.core.database.work import Alone, Transaction, Work
from app.core.events import Events
from app.core.settings import read_settings

ALIVE = text("SELECT 1")
KEPT_STATEMENTS = 500


class Database:
    """Reads go straight to it, one statement each; what changes rows goes through `work`."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.events = Events()
        self.pool = Pool(settings)
        self.watch = partial(Run, settings.slow_seconds)
        self._prepare = lru_cache(KEPT_STATEMENTS)(self._prepare_anew)

    def _prepare_anew(self, statement: Executable) -> Prepared:
        return Prepared(statement, self.pool.engine.dialect)

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]:
        """Return all rows that `statement` finds. Build it once: it is made ready but once."""
        prepared = self._prepare(statement)
        arguments = prepared.bind(values)
        with told_in_our_words():
            async with self.pool.lend_driver() as connection:
                with self.watch(prepared.statement, prepared.sql) as run:
                    run.arguments = arguments
                    records = await dialect.fetch(connection, prepared.sql, arguments)
                    run.rows = len(records)
        return prepared.read(records)

    async def row(self, statement: Executable, values: Values) -> Record | None:
        """Return the first row that `statement` finds, or None."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def change_alone(self, statement: Executable, values: Values) -> int:
        """Run one statement that commits itself, and return how many rows it has changed."""
        prepared = self._prepare(statement)
        arguments = prepared.bind(values)
        with told_in_our_words():
            async with self.pool.lend_driver() as connection:
                with self.watch(prepared.statement, prepared.sql) as run:
                    run.arguments = arguments
                    run.rows = await dialect.count(connection, prepared.sql, arguments)
                    return run.rows

    @asynccontextmanager
    async def work(self, *, alone: bool = False) -> AsyncIterator[Work]:
        """Open a unit of work: all of it is stored when the block ends, or nothing.

        A unit of one statement says `alone`: where nobody records its events beside it, the
        statement commits itself, and BEGIN and COMMIT are saved.
        """
        work: Work
        if alone and not self.events.are_recorded:
            work = Alone(self.events, self)
            yield work
        else:
            async with self._begin() as connection:
                work = Transaction(self.events, connection, self.watch)
                yield work
        await self.events.announce(work.published)

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        """Hold one connection in a transaction, which is short: the deadline sees to it."""
        with told_in_our_words():
            async with self.pool.lend() as connection:
                await self._control(connection, dialect.BEGIN)
                try:
                    yield connection
                    await self._control(connection, "COMMIT")
                except BaseException:
                    await self._roll_back(connection)
                    raise

    async def _roll_back(self, connection: AsyncConnection) -> None:
        """Undo the transaction; a connection that cannot is not given to anybody else."""
        if connection.invalidated:
            return
        try:
            await self._control(connection, "ROLLBACK")
        except BaseException:
            await connection.invalidate()
            raise

    async def _control(self, connection: AsyncConnection, sql: str) -> None:
        """Begin or end a transaction."""
        with self.watch(None, sql):
            await connection.exec_driver_sql(sql)

    async def check(self) -> None:
        """Return if the database answers.

        Raises:
            Unavailable: it does not.
        """
        await self.rows(ALIVE, {})

    async def close(self) -> None:
        """Close every connection."""
        await self.pool.close()


@asynccontextmanager
async def open_database(app: FastAPI) -> AsyncIterator[None]:
    """Offer the database at `app.state.database` for as long as `app` lives."""
    database = app.state.database = Database(read_settings(DatabaseSettings))
    try:
        yield
    finally:
        await database.close()


async def read_database(request: Request) -> Database:
    """Return the database of the application that `request` came to."""
    database: Database = request.app.state.database
    return database


RequestDatabase = Annotated[Database, Depends(read_database)]
