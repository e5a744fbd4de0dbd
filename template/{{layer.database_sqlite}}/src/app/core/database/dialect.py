"""What is particular to SQLite: limits, types, and what its errors mean."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, DateTime, Dialect, Table, TypeDecorator
from sqlalchemy.dialects.sqlite import Insert, insert

from app.core.database.connecting import Connecting

if TYPE_CHECKING:
    from app.core.database.settings import DatabaseSettings

DRIVER: Final = "sqlite+aiosqlite"
DRIVER_ERRORS: Final = (sqlite3.Error,)
LOST: Final = (OSError,)
BEGIN: Final = "BEGIN IMMEDIATE"  # who begins will write: the wait for others comes first
ALTER_BY_COPY: Final = True  # ALTER TABLE cannot do most of what migrations ask for

BETWEEN_SECONDS: Final = 0.01  # of two tries to begin a log
UNIQUE_VIOLATIONS: Final = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_INTERRUPT")
AWAY: Final = (
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_NOTADB",
    "SQLITE_READONLY",
)


class Moment(TypeDecorator[datetime]):
    """An instant, to the microsecond. It is kept in UTC and comes back aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the same instant as SQLite keeps it, without a zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant with its zone."""
        return value.replace(tzinfo=UTC) if value else None


class SafeConnection(sqlite3.Connection):
    """A connection that keeps what it has acknowledged, and lets others read meanwhile."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._begin_log(time.monotonic() + options.get("timeout", 0))
        self.execute("PRAGMA synchronous = FULL")  # what was answered survives a power cut
        self.execute("PRAGMA foreign_keys = ON")

    def _begin_log(self, end: float) -> None:
        """Let there be a log: while somebody writes to a new file, SQLite itself does not wait."""
        while True:
            try:
                self.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() > end:
                    raise
                time.sleep(BETWEEN_SECONDS)
            else:
                return


def connect_arguments(settings: "DatabaseSettings") -> dict[str, Any]:
    """Return what the driver is told at every connect."""
    return {
        "async_creator_fn": Connecting,
        "factory": SafeConnection,
        "timeout": settings.lock_seconds,
    }


def is_open(connection: Any) -> bool:
    """Say whether the connection can be used: a file does not hang up."""
    return True


def break_off(connection: Any) -> None:
    """Stop the statement that the connection is working on; whoever waits for it is told."""
    connection._conn.interrupt()


def forbid_changes(table: str) -> list[str]:
    """Return what makes rows of `table` stay as they were written, whoever asks."""
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN"
        " SELECT RAISE(ABORT, 'this table takes new rows and nothing else'); END"
        for verb in ("UPDATE", "DELETE")
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
    rows: list[Sequence[Any]] = await connection.execute_fetchall(sql, arguments)
    return rows


async def count(connection: Any, sql: str, arguments: Sequence[Any]) -> int:
    """Return how many rows one statement changes."""
    async with connection.execute(sql, arguments) as cursor:
        return int(cursor.rowcount)


def find_violation(error: BaseException) -> str | None:
    """Return the columns of the unique constraint that refused a row, or None."""
    if read_code(error) not in UNIQUE_VIOLATIONS:
        return None
    return str(error).removeprefix("UNIQUE constraint failed: ")


def is_busy(error: BaseException) -> bool:
    """Say whether the same statement may well pass a moment later."""
    return read_code(error).startswith(BUSY)


def is_away(error: BaseException) -> bool:
    """Say whether the file, and not the statement, is what failed."""
    return read_code(error).startswith(AWAY)


def read_code(error: BaseException) -> str:
    """Return the name of SQLite's error code; empty where it came from the driver."""
    return str(getattr(error, "sqlite_errorname", ""))


@contextmanager
def migrating_alone(connection: Connection, seconds: float) -> Iterator[None]:
    """Wait until no other process migrates, and hold the others off.

    All of it is one transaction. Foreign keys are not looked at while tables are copied.
    """
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql(BEGIN)
    yield
