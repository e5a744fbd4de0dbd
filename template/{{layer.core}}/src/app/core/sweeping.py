"""Delete now and then what has expired, for as long as the service runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import structlog

from app.core.database import Database
from app.core.errors import ServiceError

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 3600

Sweep = Callable[[Database, datetime], Awaitable[object]]


async def sweep_forever(database: Database, sweep: Sweep) -> None:
    """Sweep now and then. A database that is away is swept the next time."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await sweep(database, datetime.now(UTC))
        except ServiceError as error:
            log.warning("not swept", what=sweep.__module__, reason=error.detail)


@asynccontextmanager
async def swept(database: Database, sweep: Sweep) -> AsyncIterator[None]:
    """Sweep until the block ends."""
    sweeper = asyncio.create_task(sweep_forever(database, sweep))
    try:
        yield
    finally:
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
