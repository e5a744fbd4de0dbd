"""The indexes of the tables: which would help, which are there twice, which nothing uses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Index, Table, UniqueConstraint

from app.core.database import Base, Database
from app.core.database.failures import told_in_our_words
from dev.profile import engine
from dev.profile.candidates import Columns, find_candidates, is_served
from dev.profile.plans import Plan
from dev.profile.statements import Known, explain
from dev.profile.volumes import run

BETTER = 0.5  # of the cost is left: an index also costs, at each write
TRIED = "ix_tried"
FULL = 1_000  # rows: with fewer, no index is worth a planner's while


@dataclass(frozen=True)
class Missing:
    """An index that was made, and that a statement has used."""

    table: str
    columns: Columns
    before: Plan
    after: Plan
    shape: str


@dataclass(frozen=True)
class Needless:
    """An index that costs at every write, and for what."""

    table: str
    name: str
    columns: Columns
    why: str


def list_columns(table: Table) -> Iterator[tuple[str, Columns]]:
    """Yield every index that a table has, those of its constraints included."""
    yield "", tuple(table.primary_key.columns.keys())
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield "", tuple(constraint.columns.keys())
    for index in table.indexes:
        yield str(index.name), tuple(index.columns.keys())


async def find_missing(
    database: Database, known: Mapping[str, Known], threshold: int
) -> list[Missing]:
    """Try every index that a costly statement might want, and return those that help most."""
    best: dict[str, Missing] = {}
    for shape, one in known.items():
        if one.plan is None or one.plan.looked_at < max(threshold, 2 * one.heard.rows):
            continue
        for table, columns in find_candidates(one.heard.statement):
            there = [names for _, names in list_columns(Base.metadata.tables[table])]
            if is_served(columns, there):
                continue
            after = await try_index(database, one, table, columns)
            helps = after.cost <= BETTER * one.plan.cost and TRIED in after.indexes
            if helps and (shape not in best or after.cost < best[shape].after.cost):
                best[shape] = Missing(table, columns, one.plan, after, shape)
    return drop_shorter(list(best.values()))


def drop_shorter(found: list[Missing]) -> list[Missing]:
    """Return each index once, without those that a longer one of them begins with."""
    longest: list[Missing] = []
    for one in sorted(found, key=lambda one: -len(one.columns)):
        there = [other.columns for other in longest if other.table == one.table]
        if not is_served(one.columns, there):
            longest.append(one)
    return longest


async def try_index(database: Database, one: Known, table: str, columns: Columns) -> Plan:
    """Return the plan of a statement when there is an index on these columns."""
    await run(database, f"CREATE INDEX {TRIED} ON {table} ({', '.join(columns)})")
    try:
        await run(database, engine.measure(table))
        with told_in_our_words():
            return await explain(database, one.heard)
    finally:
        await run(database, engine.drop_index(TRIED, table))


def find_needless(
    known: Mapping[str, Known], recorded: set[str], rows: Mapping[str, int]
) -> Iterator[Needless]:
    """Yield what another index does as well, and what no statement of tests or requests uses.

    Plans tell of full tables only; on the others, and for what only tests have run, it is enough
    that a statement could use it.
    """
    used = {name for one in known.values() if one.plan for name in one.plan.indexes}
    for table in Base.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            columns = tuple(index.columns.keys())
            longer = find_longer(table, index)
            if index.unique:
                continue
            planned = known.keys() if rows.get(table.name, 0) >= FULL else set()
            if longer:
                why = f"the one on ({', '.join(longer)}) begins with the same columns"
                yield Needless(table.name, str(index.name), columns, why)
            elif recorded and index.name not in used and not has_use(index, recorded - planned):
                yield Needless(table.name, str(index.name), columns, "no statement uses it")


def find_longer(table: Table, index: Index) -> Columns | None:
    """Return the columns of an index that does all that this one does."""
    own = tuple(index.columns.keys())
    for name, columns in list_columns(table):
        is_first = columns == own and name > str(index.name)  # of two that are equal, one stays
        is_more = len(columns) > len(own) or not name
        if name != index.name and columns[: len(own)] == own and (is_first or is_more):
            return columns
    return None


def has_use(index: Index, shapes: set[str]) -> bool:
    """Say whether a statement that was only seen in tests compares or sorts by its first column."""
    first = rf"\b{index.table.name}\.{index.columns[0].name}\b" if index.table is not None else ""
    looked_for = re.compile(rf"\b(?:WHERE|ON|ORDER BY)\b.*{first}")
    return any(looked_for.search(shape) for shape in shapes)
