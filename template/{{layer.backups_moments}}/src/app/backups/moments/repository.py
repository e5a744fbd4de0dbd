"""What the running server is asked: who it is, what it keeps for us, and to write down the time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from app.backups.errors import DatabaseRefused
from app.backups.moments.settings import SLOT
from app.core.database import DatabaseSettings
from app.core.database.alone import Alone, Failed, connect_alone

LOST = "lost"  # the server has thrown away what we lack

SYSTEM = "SELECT system_identifier::text FROM pg_control_system()"
POSITION = "SELECT pg_walfile_name(pg_current_wal_lsn())"
CLOCK = "SELECT clock_timestamp()"
BEAT = "SELECT pg_logical_emit_message(true, 'moments', '')"
FLUSHED = "SELECT pg_current_wal_flush_lsn()::text"
OURS = f"FROM pg_replication_slots WHERE slot_name = '{SLOT}'"
ARRIVED = "SELECT coalesce(bool_and(restart_lsn >= '{place}'::pg_lsn), false) " + OURS
KEPT = f"""
SELECT coalesce(wal_status, ''), coalesce(pg_current_wal_lsn() - restart_lsn, 0)::bigint,
    safe_wal_size {OURS}
"""
MAKE_SLOT = f"SELECT pg_create_physical_replication_slot('{SLOT}', true)"
DROP_SLOT = f"SELECT pg_drop_replication_slot('{SLOT}')"


@dataclass(frozen=True)
class Kept:
    """What the server keeps for us until we have received it."""

    status: str  # reserved, extended, unreserved, or lost
    behind: int  # bytes that we do not have yet
    room: int | None  # bytes until it throws away what we lack; None: it never does


class Server:
    """The running server."""

    def __init__(self, connection: Alone) -> None:
        self._connection = connection

    async def identify(self) -> str:
        """Return the number that this database, and no other, was made with."""
        return str(await self._connection.value(SYSTEM))

    async def find_position(self) -> str:
        """Return the segment of the log that is being written."""
        return str(await self._connection.value(POSITION))

    async def read_clock(self) -> datetime:
        """Return what time it is there."""
        now: datetime = await self._connection.value(CLOCK)
        return now

    async def beat(self) -> tuple[datetime, str]:
        """Let the log say that this moment has passed; return the moment, and the place after it.

        Where nobody writes, nothing in the log would tell that a moment has been reached.
        """
        moment = await self.read_clock()
        await self._connection.rows(BEAT)
        return moment, str(await self._connection.value(FLUSHED))

    async def has_arrived(self, place: str) -> bool:
        """Say whether we have the log up to `place`, on disk."""
        return bool(await self._connection.value(ARRIVED.format(place=place)))

    async def read_kept(self) -> Kept | None:
        """Return what is kept for us; None where nothing is."""
        rows = await self._connection.rows(KEPT)
        return Kept(*rows[0]) if rows else None

    async def keep_from_now(self) -> None:
        """Have the log kept for us, from here on."""
        await self._connection.rows(MAKE_SLOT)

    async def keep_no_more(self) -> None:
        """Have nothing kept for us."""
        await self._connection.rows(DROP_SLOT)


@asynccontextmanager
async def open_server(database: DatabaseSettings) -> AsyncIterator[Server]:
    """Yield the server, to ask it something.

    Raises:
        DatabaseRefused: it does not answer, or does not let us.
    """
    try:
        async with connect_alone(database) as connection:
            yield Server(connection)
    except Failed as error:
        raise DatabaseRefused(
            f"The database does not do its part: {error}",
            "Does it run, and may the user of DATABASE_URL replicate?",
        ) from error
