"""The engine: one bounded pool of connections, each a statement away from working."""

import asyncio
from asyncio import TimerHandle
from typing import Any

from sqlalchemy import PoolProxiedConnection, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.core.database import dialect
from app.core.database.settings import DatabaseSettings


def open_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Return an engine that has not connected yet: the service starts without its database.

    Every statement commits itself, so a read costs one round trip; a unit of work says
    BEGIN and COMMIT where it holds several together.
    """
    engine = create_async_engine(
        settings.address(),
        connect_args=dialect.connect_arguments(settings),
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_reset_on_return=None,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_overflow,
        pool_timeout=settings.pool_wait_seconds,
    )
    event.listen(engine.sync_engine.pool, "checkout", refuse_closed)
    return engine


def refuse_closed(connection: Any, record: Any, proxy: Any) -> None:
    """Have the pool connect anew in place of a connection that the server has closed."""
    if not dialect.is_open(connection.driver_connection):
        raise DisconnectionError


def watch(connection: PoolProxiedConnection, seconds: float) -> TimerHandle:
    """Break the connection off after `seconds`, unless the returned timer is cancelled before.

    A server that is frozen answers no cancel request either, so waiting for one never ends.
    """
    loop = asyncio.get_running_loop()
    return loop.call_later(seconds, dialect.break_off, connection.driver_connection)
