"""What PostgreSQL says of its limits, for the tests of them."""

from sqlalchemy import text

SHOW = text(
    "SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout',"
    " 'idle_in_transaction_session_timeout', 'TimeZone')"
)
KNOWN = {
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "TimeZone": "UTC",
}
SLEEP = text("SELECT pg_sleep(30)")
SHORTEST = 0.1  # seconds: a limit that a test can wait for
PATIENCE = text("SHOW lock_timeout")  # of a migration
PATIENT = "5s"
