"""What is particular to MariaDB: limits, types, and what its errors mean."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import asyncmy
from asyncmy.errors import InterfaceError, MySQLError
from sqlalchemy import Connection, Dialect, Table, TypeDecorator
from sqlalchemy.dialects.mysql import DATETIME, Insert, insert

from app.core.database.connecting import connect_within

if TYPE_CHECKING:
    from app.core.database.settings import DatabaseSettings

DRIVER: Final = "mariadb+asyncmy"
DRIVER_ERRORS: Final = (MySQLError,)
LOST: Final = (OSError,)
BEGIN: Final = "START TRANSACTION"
ALTER_BY_COPY: Final = False  # ALTER TABLE does all that migrations ask for
SOCKET: Final = "unix_socket"  # what an address says where a socket leads to the server

UNIQUE_VIOLATION: Final = 1062
BUSY: Final = {
    1205,  # lock wait timeout
    1213,  # deadlock
    1969,  # max_statement_time
}
AWAY: Final = {
    1040,  # too many connections
    1053,  # shutdown in progress
    1927,  # connection was killed
    2003,  # cannot connect
    2006,  # has gone away
    2013,  # lost connection
    4031,  # idle for too long
}
MIGRATION_LOCK: Final = "migrations"
MIGRATION_LOCK_SECONDS: Final = 5


class Moment(TypeDecorator[datetime]):
    """An instant, to the microsecond. It is kept in UTC and comes back aware."""

    impl = DATETIME(fsp=6)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the same instant as MariaDB keeps it, without a zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant with its zone."""
        return value.replace(tzinfo=UTC) if value else None


def connect_arguments(settings: "DatabaseSettings") -> dict[str, Any]:
    """Return what the driver is told at every connect: the server keeps these limits itself."""
    limits = {
        "max_statement_time": settings.statement_seconds,
        "innodb_lock_wait_timeout": max(1, round(settings.lock_seconds)),
        "idle_transaction_timeout": max(1, round(settings.idle_seconds)),
        "tx_isolation": "'READ-COMMITTED'",
        "time_zone": "'+00:00'",
        "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    }
    session = ", ".join(f"{name} = {value}" for name, value in limits.items())
    return {
        "async_creator_fn": connect_within(settings.connect_seconds, asyncmy.connect),
        **settings.demand_proof(),
        "charset": "utf8mb4",
        "init_command": f"SET SESSION {session}",
    }


def is_open(connection: Any) -> bool:
    """Say whether the driver still has this connection. It asks nothing of the server."""
    return not connection._stream_broken


def break_off(connection: Any) -> None:
    """Drop the connection at once; whoever waits for it is told that it is gone."""
    connection.close()


def forbid_changes(table: str) -> list[str]:
    """Return what makes rows of `table` stay as they were written, whoever asks."""
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW"
        " SIGNAL SQLSTATE '45000'"
        " SET MESSAGE_TEXT = 'this table takes new rows and nothing else'"
        for verb in ("UPDATE", "DELETE")
    ]


def insert_once(table: Table) -> Insert:
    """Return an INSERT that changes nothing where the row is already there."""
    return insert(table).prefix_with("IGNORE")


def insert_or_change(table: Table, values: Mapping[str, Any], changes: Mapping[str, Any]) -> Insert:
    """Return an INSERT of `values`, or the UPDATE to `changes` where the row is already there.

    It locks that row for itself at once. An INSERT that is ignored shares its lock with others
    who tried, and of those who then change the row, all but one end in a deadlock.
    """
    statement = insert(table).values(**values)
    return statement.on_duplicate_key_update(**changes)


async def fetch(connection: Any, sql: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Return the rows that one statement finds."""
    async with connection.cursor() as cursor:
        await cursor.execute(sql, arguments)
        rows: Sequence[Sequence[Any]] = await cursor.fetchall()
    return rows


async def count(connection: Any, sql: str, arguments: Sequence[Any]) -> int:
    """Return how many rows one statement changes."""
    async with connection.cursor() as cursor:
        await cursor.execute(sql, arguments)
        return int(cursor.rowcount)


def find_violation(error: BaseException) -> str | None:
    """Return the name of the unique constraint that refused a row, or None."""
    if read_code(error) != UNIQUE_VIOLATION:
        return None
    return str(error).rpartition("for key ")[2].strip("')\"")


def is_busy(error: BaseException) -> bool:
    """Say whether the same statement may well pass a moment later."""
    return read_code(error) in BUSY


def is_away(error: BaseException) -> bool:
    """Say whether the server, and not the statement, is what failed."""
    return read_code(error) in AWAY or isinstance(error, InterfaceError)


def read_code(error: BaseException) -> int:
    """Return the number of `error`; 0 where it has none."""
    number = error.args[0] if error.args else 0
    return number if isinstance(number, int) else 0


@contextmanager
def migrating_alone(connection: Connection, seconds: float) -> Iterator[None]:
    """Wait until no other process migrates, and hold the others off.

    Text is compared to the letter in the tables that are made. A migration that waits for a
    lock of the service's makes the service wait behind it, so it gives up soon.
    """
    connection.exec_driver_sql("SET SESSION max_statement_time = 0")
    locked = connection.exec_driver_sql(f"SELECT GET_LOCK('{MIGRATION_LOCK}', {seconds})").scalar()
    if locked != 1:
        raise TimeoutError("Another process has been migrating for too long.")
    connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {MIGRATION_LOCK_SECONDS}")
    connection.exec_driver_sql("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")
    connection.commit()
    yield
    connection.exec_driver_sql(f"SELECT RELEASE_LOCK('{MIGRATION_LOCK}')")
