"""What is particular to PostgreSQL: limits, types, and what its errors mean."""

from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr
from sqlalchemy import URL, Connection, DateTime, Table, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from app.core.database.settings import DatabaseSettings

DRIVER: Final = "postgresql+asyncpg"
POOL_SIZE: Final = 20
POOL_OVERFLOW: Final = 10
BEGIN: Final = "BEGIN"
ALTER_BY_COPY: Final = False  # ALTER TABLE does all that migrations ask for

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


class Moment(DateTime):
    """An instant, to the microsecond. It is kept in UTC and comes back aware."""

    def __init__(self) -> None:
        super().__init__(timezone=True)


def connect_arguments(settings: "DatabaseSettings") -> dict[str, Any]:
    """Return what the driver is told at every connect: the server keeps these limits itself."""
    return {
        "timeout": settings.connect_seconds,
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


def insert_once(table: Table) -> Insert:
    """Return an INSERT that changes nothing where the row is already there."""
    return insert(table).on_conflict_do_nothing()


def find_violation(error: DBAPIError) -> str | None:
    """Return the name of the unique constraint that refused a row, or None."""
    if read_code(error) != UNIQUE_VIOLATION:
        return None
    return str(getattr(error.orig.__cause__, "constraint_name", ""))


def is_busy(error: DBAPIError) -> bool:
    """Say whether the same statement may well pass a moment later."""
    return read_code(error) in BUSY


def is_away(error: DBAPIError) -> bool:
    """Say whether the server, and not the statement, is what failed."""
    code = read_code(error)
    return error.connection_invalidated or code in AWAY or code.startswith("08")


def read_code(error: DBAPIError) -> str:
    """Return the SQLSTATE of `error`; empty where it came from the driver."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def lock_migrations(connection: Connection, seconds: float) -> None:
    """Wait until no other process migrates; the lock goes with the connection."""
    connection.execute(text(f"SET lock_timeout = {int(seconds * 1000)}"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
    connection.execute(text("SET lock_timeout = 5000"))


def list_dangers(url: URL, password: SecretStr | None) -> list[str]:
    """Return what must not be so in production, a line each."""
    if url.password:
        return ["DATABASE_URL holds a password: put it into DATABASE_PASSWORD."]
    if password is not None and len(password.get_secret_value()) < 12:
        return ["DATABASE_PASSWORD is shorter than 12 characters."]
    return []
