"""What MariaDB says of its limits, for the tests of them."""

from sqlalchemy import text

SHOW = text(
    "SELECT LOWER(variable_name), variable_value FROM information_schema.session_variables"
    " WHERE variable_name IN ('max_statement_time', 'innodb_lock_wait_timeout',"
    " 'idle_transaction_timeout', 'time_zone', 'tx_isolation', 'sql_mode')"
)
KNOWN = {
    "max_statement_time": "5.000000",
    "innodb_lock_wait_timeout": "2",
    "idle_transaction_timeout": "10",
    "time_zone": "+00:00",
    "tx_isolation": "READ-COMMITTED",
    "sql_mode": "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION",
}
SLEEP = text("SELECT SLEEP(30) FROM information_schema.schemata")
SHORTEST = 1  # second: it knows no shorter one
PATIENCE = text("SELECT @@lock_wait_timeout")  # of a migration
PATIENT = "5"
