"""What is particular to PostgreSQL: limits, types, and what its errors mean."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Connection, DateTime, Table
from sqlalchemy.dialects.postgresql import Insert, insert

from app.core.database.connecting import connect_within

if TYPE_CHECKING:
    from app.core.database.settings import DatabaseSettings

DRIVER: Final = "postgresql+asyncpg"
DRIVER_ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError)
LOST: Final = (OSError, asyncpg.InternalClientError)  # the second: the server has said goodbye
BEGIN: Final = "BEGIN"
ALTER_BY_COPY: Final = False  # ALTER TABLE does all that migrations ask for
SOCKET: Final = "host"  # what an address says where a socket leads to the server

UNIQUE_VIOLATION: Final = "23505"
BUSY: Final = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available, by lock_timeout
    "57014",  # query_canceled, by statement_timeout
}
AWAY: Final = {
    "25P03",  # idle_in_transaction_session_timeout
    "53300",  # too_many_connections
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
}
MIGRATION_LOCK: Final = 7_246_001  # any number, the same in every process
MIGRATION_LOCK_MILLISECONDS: Final = 5_000


class Moment(DateTime):
    """An instant, to the microsecond. It is kept in UTC and comes back aware."""

    def __init__(self) -> None:
        super().__init__(timezone=True)


def connect_arguments(settings: "DatabaseSettings") -> dict[str, Any]:
    """Return what the driver is told at every connect: the server keeps these limits itself."""
    return {
        "async_creator_fn": connect_within(settings.connect_seconds, asyncpg.connect),
        **settings.demand_proof(),
        "server_settings": {
            "timezone": "UTC",
            "statement_timeout": in_milliseconds(settings.statement_seconds),
            "lock_timeout": in_milliseconds(settings.lock_seconds),
            "idle_in_transaction_session_timeout": in_milliseconds(settings.idle_seconds),
            "tcp_user_timeout": in_milliseconds(settings.idle_seconds),
        },
    }


def in_milliseconds(seconds: float) -> str:
    """Return `seconds` as PostgreSQL's settings want them."""
    return str(int(seconds * 1000))


def is_open(connection: Any) -> bool:
    """Say whether the driver still has this connection. It asks nothing of the server."""
    return not connection.is_closed()


def break_off(connection: Any) -> None:
    """Drop the connection at once; whoever waits for it is told that it is gone."""
    connection.terminate()


def forbid_changes(table: str) -> list[str]:
    """Return what makes rows of `table` stay as they were written, whoever asks."""
    return [
        "CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'this table takes new rows and nothing else'; END$$",
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()",
    ]


def insert_once(table: Table) -> Insert:
    """Return an INSERT that changes nothing where the row is already there."""
    return insert(table).on_conflict_do_nothing()


def insert_or_change(table: Table, values: Mapping[str, Any], changes: Mapping[str, Any]) -> Insert:
    """Return an INSERT of `values`, or the UPDATE to `changes` where the row is already there."""
    statement = insert(table).values(**values)
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changes)


async def fetch(connection: Any, sql: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Return the rows that one statement finds."""
    rows: list[Sequence[Any]] = await connection.fetch(sql, *arguments)
    return rows


async def count(connection: Any, sql: str, arguments: Sequence[Any]) -> int:
    """Return how many rows one statement changes."""
    done: str = await connection.execute(sql, *arguments)  # INSERT 0 1
    return int(done.rpartition(" ")[2])


def find_violation(error: BaseException) -> str | None:
    """Return the name of the unique constraint that refused a row, or None."""
    if read_code(error) != UNIQUE_VIOLATION:
        return None
    source = error if isinstance(error, asyncpg.PostgresError) else error.__cause__
    return str(getattr(source, "constraint_name", ""))


def is_busy(error: BaseException) -> bool:
    """Say whether the same statement may well pass a moment later."""
    return read_code(error) in BUSY


def is_away(error: BaseException) -> bool:
    """Say whether the server, and not the statement, is what failed."""
    code = read_code(error)
    if isinstance(error.__cause__, LOST):
        return True
    return code in AWAY or code.startswith("08") or "connection is closed" in str(error)


def read_code(error: BaseException) -> str:
    """Return the SQLSTATE of `error`; empty where it came from the driver."""
    return str(getattr(error, "sqlstate", None) or "")


@contextmanager
def migrating_alone(connection: Connection, seconds: float) -> Iterator[None]:
    """Wait until no other process migrates, and hold the others off.

    A migration that waits for a lock of the service's makes the service wait behind it, so it
    gives up soon; how long it then works is its own affair.
    """
    connection.exec_driver_sql(f"SET lock_timeout = {in_milliseconds(seconds)}")
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    connection.exec_driver_sql(f"SET lock_timeout = {MIGRATION_LOCK_MILLISECONDS}")
    connection.commit()
    yield
    connection.exec_driver_sql(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")
