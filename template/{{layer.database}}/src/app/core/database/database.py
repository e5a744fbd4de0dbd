"""The database as the features see it: reads, and units of work."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from sqlalchemy import CursorResult, Executable, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util.concurrency import greenlet_spawn

from app.core.database import dialect
from app.core.database.engine import open_engine, watch
from app.core.database.failures import told_in_our_words
from app.core.database.settings import DatabaseSettings
from app.core.database.work import Statements, Values, Work
from app.core.events import Events

ALIVE = text("SELECT 1")


class Database(Statements):
    """Reads go straight to it, one statement each; what changes rows goes through `work`."""

    def __init__(self, settings: DatabaseSettings) -> None:
        super().__init__(self._run_alone)
        self.settings = settings
        self.events = Events()
        self.engine = open_engine(settings)

    async def _run_alone(
        self, statement: Executable, values: Values, read: Callable[[CursorResult[Any]], Any]
    ) -> Any:
        """Run one statement that commits itself, and give its connection back."""
        with told_in_our_words():
            return await greenlet_spawn(self._run_in_greenlet, statement, values, read)

    def _run_in_greenlet(
        self, statement: Executable, values: Values, read: Callable[[CursorResult[Any]], Any]
    ) -> Any:
        """Connect, run and let go in one greenlet: three would cost a third more."""
        with self.engine.sync_engine.connect() as connection:
            timer = watch(connection.connection, self.settings.deadline_seconds)
            try:
                return read(connection.execute(statement, values))
            finally:
                timer.cancel()

    @asynccontextmanager
    async def work(self, *, alone: bool = False) -> AsyncIterator[Work]:
        """Open a unit of work: all of it is stored when the block ends, or nothing.

        A unit of one statement says `alone`: where nobody records its events beside it, the
        statement commits itself, and BEGIN and COMMIT are saved.
        """
        if alone and not self.events.are_recorded:
            work = Work(self._run_alone, self.events)
            yield work
        else:
            async with self._begin() as connection:
                work = Work(run_on(connection), self.events)
                yield work
        await self.events.announce(work.published)

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        """Hold one connection in a transaction, which is short: the watch sees to it."""
        with told_in_our_words():
            async with self.engine.connect() as connection:
                timer = watch(await connection.get_raw_connection(), self.settings.deadline_seconds)
                try:
                    await connection.exec_driver_sql(dialect.BEGIN)
                    yield connection
                    await connection.exec_driver_sql("COMMIT")
                except BaseException:
                    await roll_back(connection)
                    raise
                finally:
                    timer.cancel()

    async def check(self) -> None:
        """Return if the database answers.

        Raises:
            Unavailable: it does not.
        """
        await self.row(ALIVE, {})

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def run_on(connection: AsyncConnection) -> Any:
    """Return what runs a statement on `connection`."""

    async def run(
        statement: Executable, values: Values, read: Callable[[CursorResult[Any]], Any]
    ) -> Any:
        with told_in_our_words():
            return read(await connection.execute(statement, values))

    return run


async def roll_back(connection: AsyncConnection) -> None:
    """Undo the transaction; a connection that cannot is not given to anybody else."""
    if connection.invalidated:
        return
    try:
        await connection.exec_driver_sql("ROLLBACK")
    except BaseException:
        await connection.invalidate()
        raise


@asynccontextmanager
async def open_database(app: FastAPI) -> AsyncIterator[None]:
    """Offer the database at `app.state.database` for as long as `app` lives."""
    database = app.state.database = Database(DatabaseSettings())
    try:
        yield
    finally:
        await database.close()


async def read_database(request: Request) -> Database:
    """Return the database of the application that `request` came to."""
    database: Database = request.app.state.database
    return database


RequestDatabase = Annotated[Database, Depends(read_database)]
