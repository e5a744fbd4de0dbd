"""Make few rows many: each is copied with other keys, owners, moments and texts, all in SQL.

The rows that are there were written by the service itself, so their copies make sense to it. Most
owners have few rows, some have many, and those who were there already have a good share.
"""

import sys
from collections.abc import Iterator

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)

from app.core.database import Base, Database, dialect
from app.core.database.failures import NotUnique, told_in_our_words
from dev.profile import engine

OWN_SHARE = 50  # every so many rows stay with their owner
ROWS_AN_OWNER = 200
SPREAD_SECONDS = 90 * 86_400
SHUFFLE = 7_919  # a prime: neighbours in one order are none in another
LINE = range(100, 256)  # the lengths of what holds a line of text, and no word of ours


async def multiply(database: Database, rows: int) -> dict[str, int]:
    """Give each table that has rows about `rows` of them; return how many each has."""
    counts = {}
    for table in Base.metadata.sorted_tables:
        before = await count(database, table)
        if 0 < before < rows and is_copyable(table):
            try:
                await run(database, copy_rows(table, before, rows // before))
            except (NotUnique, *dialect.DRIVER_ERRORS) as error:
                print(f"{table.name} could not be filled: {error}", file=sys.stderr)
        await run(database, engine.measure(table.name))
        counts[table.name] = await count(database, table)
    return counts


async def run(database: Database, sql: str) -> None:
    """Run a statement, and leave what it brings back."""
    with told_in_our_words():
        async with database.pool.lend_driver() as connection:
            await dialect.fetch(connection, sql, [])


async def count(database: Database, table: Table) -> int:
    """Return how many rows a table has."""
    async with database.pool.lend_driver() as connection:
        [[found]] = await dialect.fetch(connection, f"SELECT count(*) FROM {table.name}", [])  # noqa: S608
    return int(found)


def is_copyable(table: Table) -> bool:
    """Say whether we know how to make other keys for the rows of a table."""
    return all(isinstance(plain(column), Uuid | String | Integer) for column in table.primary_key)


def plain(column: Column[object]) -> object:
    """Return the type of a column, without what we have put around it."""
    kind = column.type
    return kind.impl if isinstance(kind, TypeDecorator) else kind


def copy_rows(table: Table, before: int, times: int) -> str:
    """Return the INSERT that copies each row `times` times."""
    names = ", ".join(column.name for column in table.columns)
    keys = ", ".join(column.name for column in table.primary_key)
    places = range(len(str(times)))
    numbers = " + ".join(f"{10**place} * d{place}.n" for place in places)
    digits = ", ".join(f"({list_digits()}) d{place}" for place in places)
    values = ", ".join(write_values(table, before, before * times))
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM"  # noqa: S608
        f" (SELECT t.*, row_number() OVER (ORDER BY {keys}) AS row_place FROM {table.name} t) t,"
        f" (SELECT {numbers} AS n FROM {digits}) n WHERE n.n < {times}"
    )


def list_digits() -> str:
    """Return the numbers from 0 to 9, in SQL."""
    return "SELECT 0 AS n " + " ".join(f"UNION ALL SELECT {digit}" for digit in range(1, 10))


def write_values(table: Table, before: int, rows: int) -> Iterator[str]:
    """Yield what each column of a copy holds, in SQL; `number` is another one in every copy."""
    number = f"(n.n * {before} + t.row_place)"
    shuffled = engine.remain(f"{number} * {SHUFFLE}", str(rows))
    uniques = list_uniques(table)
    indexed = {column.name for index in table.indexes for column in index.columns}
    for column in table.columns:
        value, kind = f"t.{column.name}", plain(column)
        is_key = any(column.name in names for names in uniques)
        if isinstance(kind, Uuid):
            yield write_uuid(column.name, uniques, number, shuffled, rows)
        elif isinstance(kind, DateTime):
            yield engine.move(value, spread(value, number))
        elif isinstance(kind, Integer) and is_key:
            yield f"{rows} + {number}"
        elif isinstance(kind, String) and is_varied(column.name, kind, is_key, indexed):
            ending = number if is_key else shuffled
            yield engine.shorten(value, (kind.length or 20) - len(str(rows)) - 2, ending)
        else:
            yield value


def spread(moment: str, number: str) -> str:
    """Return by how many seconds a moment is moved, in SQL; what is to come stays so."""
    onward = f"CASE WHEN {moment} > CURRENT_TIMESTAMP THEN 1 ELSE -1 END"
    return f"{onward} * {engine.remain(f'{number} * 61', str(SPREAD_SECONDS))}"


def is_varied(name: str, kind: String, is_key: bool, indexed: set[str]) -> bool:
    """Say whether copies of a text are to differ."""
    return is_key or name in indexed or kind.length in LINE


def list_uniques(table: Table) -> list[set[str]]:
    """Return the names of the columns that are unique together, for each such constraint."""
    constraints = [*(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    sets = [{column.name for column in one.columns} for one in constraints]
    sets += [{column.name for column in one.columns} for one in table.indexes if one.unique]
    return [{column.name for column in table.primary_key}, *sets]


def write_uuid(name: str, uniques: list[set[str]], number: str, shuffled: str, rows: int) -> str:
    """Return an id of the copy's own, or whose it is: then few have much, and many have little."""
    if {name} in uniques:
        return engine.identify(number)
    owners = str(max(1, rows // ROWS_AN_OWNER))
    owner = engine.remain(shuffled, f"(1 + {engine.remain(shuffled, owners)})")
    stays = f"{engine.remain(number, str(OWN_SHARE))} = 0"
    return f"CASE WHEN {stays} THEN t.{name} ELSE {engine.identify(f'1 + {owner}')} END"
