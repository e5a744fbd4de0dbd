"""What PostgreSQL has to refuse to the role of the service, for the tests of it."""

import re

from sqlalchemy import make_url

REFUSAL = "permission denied|must be owner|must be superuser|must have|not permitted"
SET_PASSWORD = "ALTER ROLE {role} PASSWORD '{password}'"  # noqa: S105
REFUSED = [
    "CREATE TABLE more (id integer)",
    "CREATE TEMPORARY TABLE more (id integer)",
    "CREATE TABLE information_schema.more (id integer)",
    "CREATE SCHEMA more",
    "CREATE VIEW more AS SELECT 1",
    "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION pgcrypto",
    "CREATE DATABASE more",
    "CREATE ROLE more",
    "ALTER TABLE notes ADD COLUMN more integer",
    "ALTER TABLE notes OWNER TO CURRENT_USER",
    "DROP TABLE notes",
    "TRUNCATE notes",
    "CREATE INDEX more ON notes (title)",
    "ALTER TABLE diary DISABLE TRIGGER ALL",
    "DROP TRIGGER diary_stay ON diary",
    "TRUNCATE diary",
    "CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql"
    " AS $$BEGIN RETURN OLD; END$$",
    "SET session_replication_role = replica",  # triggers would sleep
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "SET ROLE pg_read_all_data",
    "SET SESSION AUTHORIZATION pg_monitor",
    "ALTER SYSTEM SET fsync = off",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "COPY notes TO '/tmp/copy'",
    "COPY notes FROM PROGRAM 'id'",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_reload_conf()",
]
MINE = "(SELECT oid FROM pg_roles WHERE rolname = current_user)"
OWNED = [
    f"SELECT count(*) FROM pg_database WHERE datdba = {MINE}",  # noqa: S608
    f"SELECT count(*) FROM pg_namespace WHERE nspowner = {MINE}",  # noqa: S608
    f"SELECT count(*) FROM pg_class WHERE relowner = {MINE}",  # noqa: S608
    f"SELECT count(*) FROM pg_proc WHERE proowner = {MINE}",  # noqa: S608
    f"SELECT count(*) FROM pg_auth_members WHERE member = {MINE}",  # noqa: S608
]


def rename(grants: str, role: str, url: str) -> str:
    """Return `grants` for another role, and for the database at `url`."""
    named = re.sub(r"\bDATABASE app\b", f"DATABASE {make_url(url).database}", grants)
    return re.sub(r"\bapp\b", role, named)


def part(grants: str) -> list[str]:
    """Return what can be told to the server at once: all of it."""
    return [grants]


def come_as(role: str, url: str) -> str:
    """Return the address of the database at `url` for `role`."""
    return make_url(url).set(username=role, password=None).render_as_string(hide_password=False)


def forget(role: str) -> list[str]:
    """Return what takes the role away again."""
    return [f"DROP OWNED BY {role}", f"DROP ROLE {role}"]
