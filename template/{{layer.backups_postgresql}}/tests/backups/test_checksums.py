"""The checksum of a table tells any value from any other, whatever its type."""

import asyncio

import pytest

from app.backups.desk import Desk
from app.backups.source import read_content
from tests.backups.data import ask

pytestmark = pytest.mark.backups

TYPES = {
    "smallint": ("1", "2"),
    "bigint": ("1", "9000000000"),
    "boolean": ("true", "false"),
    "text": ("'a'", "'A'"),
    "varchar(9)": ("''", "' '"),
    "char(3)": ("'a'", "'b'"),
    "bytea": ("'\\x00'", "'\\x0000'"),
    "uuid": ("gen_random_uuid()", "gen_random_uuid()"),
    "timestamptz": ("'2026-01-01 00:00:00.000001Z'", "'2026-01-01 00:00:00.000002Z'"),
    "date": ("'2026-01-01'", "'2026-01-02'"),
    "interval": ("'1 second'", "'2 seconds'"),
    "numeric": ("0.1", "0.10000000000000000001"),
    "double precision": ("0.1", "0.1000000001"),
    "json": ("""'{"a": 1}'""", """'{"a": 2}'"""),
    "jsonb": ("""'{"a": 1}'""", """'{"a": 2}'"""),
    "text[]": ("ARRAY['a', 'b']", "ARRAY['ab']"),
    "inet": ("'10.0.0.1'", "'10.0.0.2'"),
    "point": ("'(1,2)'", "'(1,3)'"),
    "int4range": ("'[1,2)'", "'[1,3)'"),
    "mood": ("'good'", "'bad'"),
}

KIND = "CREATE TYPE mood AS ENUM ('good', 'bad')"
MAKE = 'CREATE TABLE "all of Them" ({})'
FILL = 'INSERT INTO "all of Them" VALUES ({})'
CHANGE = 'UPDATE "all of Them" SET "c {}" = {}'


@pytest.mark.promise("S64")
def test_a_changed_value_is_another_checksum(desk: Desk) -> None:
    columns = ", ".join(f'"c {n}" {kind}' for n, kind in enumerate(TYPES))
    values = ", ".join(first for first, _ in TYPES.values())
    ask(desk.database, KIND, MAKE.format(columns), FILL.format(values))

    found = [sum_up(desk)]
    for number, (_, second) in enumerate(TYPES.values()):
        for value in (second, "NULL"):
            ask(desk.database, CHANGE.format(number, value))
            found.append(sum_up(desk))

    assert len(set(found)) == 1 + 2 * len(TYPES)


def sum_up(desk: Desk) -> str:
    """Return the checksum of the table."""
    content = asyncio.run(read_content(desk.database))
    return content.tables['public."all of Them"'].checksum
