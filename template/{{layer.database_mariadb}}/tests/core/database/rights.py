"""What MariaDB has to refuse to the user of the service, for the tests of it."""

import re

from sqlalchemy import make_url

REFUSAL = "denied"
SET_PASSWORD = "ALTER USER {role}@'%' IDENTIFIED BY '{password}' ACCOUNT UNLOCK"  # noqa: S105
REFUSED = [
    "CREATE TABLE more (id integer)",
    "CREATE TEMPORARY TABLE more (id integer)",
    "CREATE DATABASE more",
    "CREATE VIEW more AS SELECT 1",
    "CREATE FUNCTION more() RETURNS integer RETURN 1",
    "CREATE USER more",
    "ALTER TABLE notes ADD COLUMN more integer",
    "DROP TABLE notes",
    "DROP DATABASE mysql",
    "TRUNCATE notes",
    "CREATE INDEX more ON notes (title)",
    "GRANT SELECT ON notes TO CURRENT_USER",
    "LOCK TABLES notes WRITE",
    "DROP TRIGGER diary_no_UPDATE",
    "TRUNCATE diary",
    "RENAME TABLE diary TO journal",
    "SET PASSWORD FOR root@localhost = PASSWORD('more')",
    "SET GLOBAL general_log = 1",
    "SELECT * FROM mysql.global_priv",
    "SELECT title FROM notes INTO OUTFILE '/tmp/copy'",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE notes (title)",
    "SHUTDOWN",
    "FLUSH TABLES",
]
OWNED = [
    "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'mysql'",
    "SELECT count(*) FROM information_schema.user_privileges WHERE privilege_type <> 'USAGE'",
    "SELECT count(*) FROM information_schema.schema_privileges WHERE is_grantable = 'YES'",
]


def rename(grants: str, role: str, url: str) -> str:
    """Return `grants` for another user, and for the database at `url`."""
    named = re.sub(r"\bapp\.", f"{make_url(url).database}.", grants)
    return re.sub(r"\bapp@", f"{role}@", named)


def part(grants: str) -> list[str]:
    """Return the statements one by one."""
    lines = [line.partition("--")[0].strip() for line in grants.splitlines()]
    return [statement for statement in " ".join(lines).split(";") if statement.strip()]


def come_as(role: str, url: str) -> str:
    """Return the address of the database at `url` for that user."""
    return make_url(url).set(username=role, password=None).render_as_string(hide_password=False)


def forget(role: str) -> list[str]:
    """Return what takes the user away again."""
    return [f"DROP USER {role}@'%'"]
