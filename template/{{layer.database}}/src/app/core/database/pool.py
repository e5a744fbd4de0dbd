"""The pool: a bounded number of connections, and a bounded wait for one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from sqlalchemy import PoolProxiedConnection, QueuePool, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.core.database import dialect
from app.core.database.settings import DatabaseSettings
from app.core.errors import Unavailable


class Pool:
    """Connections, lent one at a time, first come first served.

    A connection that does not answer within the deadline is dropped, whatever it says: a
    server that is frozen answers no request to cancel either, so waiting for it never ends.
    """

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.engine = open_engine(settings)
        self._idle = cast(QueuePool, self.engine.pool)
        self._connecting: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(settings.pool_size)

    @property
    def connections(self) -> int:
        """How many there are, lent or idle."""
        return self._idle.checkedin() + self._idle.checkedout()

    @asynccontextmanager
    async def lend_driver(self) -> AsyncIterator[Any]:
        """Lend the driver's own connection, for one statement that commits itself."""
        await self._reserve()
        try:
            held = await self.engine.raw_connection()
            timer = self._watch(held)
            try:
                yield held.driver_connection
            except dialect.DRIVER_ERRORS:
                raise
            except BaseException:  # cancelled: what it was working on may still arrive
                held.invalidate()
                raise
            finally:
                timer.cancel()
                held.close()
        finally:
            self._places.release()

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection of SQLAlchemy's, for a transaction."""
        await self._reserve()
        try:
            async with self.engine.connect() as connection:
                timer = self._watch(await connection.get_raw_connection())
                try:
                    yield connection
                finally:
                    timer.cancel()
        finally:
            self._places.release()

    async def _wait(self) -> None:
        """Return when it is our turn to have a connection.

        Raises:
            Unavailable: the wait is too long already.
        """
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(self.settings.pool_wait_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise Unavailable("Too many requests wait for the database.") from error

    async def _reserve(self) -> None:
        """Return when it is our turn, and a connection is idle.

        A request that is cancelled while we connect leaves its place to the connection that is
        being made, so that there are never more of them than places.
        """
        await self._wait()
        if self._idle.checkedin():
            return
        connecting = asyncio.create_task(self._connect())
        self._connecting.add(connecting)
        try:
            await asyncio.shield(connecting)
        except BaseException:
            connecting.add_done_callback(self._abandon)
            raise
        finally:
            connecting.add_done_callback(self._connecting.discard)

    def _abandon(self, connecting: asyncio.Task[None]) -> None:
        """Free the place of a request that has not waited for its connection."""
        if not connecting.cancelled():
            connecting.exception()  # nobody else asks for it
        self._places.release()

    async def _connect(self) -> None:
        """Make a connection, and lay it by."""
        held = await self.engine.raw_connection()
        held.close()

    def _watch(self, connection: PoolProxiedConnection) -> asyncio.TimerHandle:
        """Drop the connection at the deadline, unless the timer is cancelled before."""
        loop = asyncio.get_running_loop()
        seconds = self.settings.deadline_seconds
        return loop.call_later(seconds, dialect.break_off, connection.driver_connection)

    async def close(self) -> None:
        """Close every connection, and those that are being made."""
        await asyncio.gather(*self._connecting, return_exceptions=True)
        await self.engine.dispose()


def open_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Return an engine that has not connected yet: the service starts without its database.

    Every statement commits itself, so that a read costs one round trip; a unit of work says
    BEGIN and COMMIT where it holds several together.
    """
    engine = create_async_engine(
        settings.address(),
        connect_args=dialect.connect_arguments(settings),
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_reset_on_return=None,
        pool_size=settings.pool_size,
        hide_parameters=True,  # what callers have sent stays out of errors, and so of the log
        max_overflow=-1,  # its own wait makes a task each time: `Pool` counts instead
    )
    event.listen(engine.sync_engine.pool, "checkout", refuse_closed)
    return engine


def refuse_closed(connection: Any, record: Any, proxy: Any) -> None:
    """Have the pool connect anew in place of a connection that the server has closed."""
    if not dialect.is_open(connection.driver_connection):
        raise DisconnectionError
