"""SQLite's own: its words for rows in great number, and what it says of its plans."""

import re
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from dev.profile.plans import Plan, Scan

PATIENCE = {"DATABASE_LOCK_SECONDS": "300"}
STEPS_AT_ONCE = 50  # of its machine, between two counts
STEPS_A_ROW = 15  # that a row takes which is looked at, more or less
PART = re.compile(r"(?P<how>SCAN|SEARCH) (?P<table>\w+)(?: USING (?:\w+ )*INDEX (?P<index>\w+))?")


def identify(number: str) -> str:
    """Return the UUID of a number, in SQL."""
    return f"printf('01900000000070008000%012x', {number})"


def remain(number: str, divisor: str) -> str:
    """Return what remains of a division, in SQL."""
    return f"(({number}) % {divisor})"


def shorten(text: str, length: int, ending: str) -> str:
    """Return a text of at most `length` characters with that ending, in SQL."""
    return f"substr({text}, 1, {length}) || ' ' || ({ending})"


def move(moment: str, seconds: str) -> str:
    """Return a moment so many seconds later, in SQL."""
    return f"strftime('%Y-%m-%d %H:%M:%f', {moment}, ({seconds}) || ' seconds') || '000'"


def measure(table: str) -> str:
    """Return what makes the planner know how the rows of a table are distributed."""
    return f"ANALYZE {table}"


def drop_index(name: str, table: str) -> str:
    """Return what takes an index away again."""
    return f"DROP INDEX {name}"


async def explain(connection: Any, sql: str, arguments: Sequence[Any]) -> Plan:
    """Return how a statement was carried out; what it has changed is undone."""
    said = await connection.execute_fetchall(f"EXPLAIN QUERY PLAN {sql}", arguments)
    counts: list[None] = []
    await connection.execute_fetchall("BEGIN")
    await connection.set_progress_handler(lambda: counts.append(None), STEPS_AT_ONCE)
    begun = perf_counter()
    try:
        await connection.execute_fetchall(sql, arguments)
        milliseconds = (perf_counter() - begun) * 1000
    finally:
        await connection.set_progress_handler(None, 0)
        await connection.execute_fetchall("ROLLBACK")
    steps = max(1, len(counts)) * STEPS_AT_ONCE
    plan = Plan(steps, "steps of its machine", milliseconds, steps // STEPS_A_ROW)
    for *_, detail in said:
        part = PART.match(detail)
        if part is None:
            continue
        if part["index"]:
            plan.indexes.add(part["index"])
        elif part["how"] == "SCAN":
            plan.scans.append(Scan(part["table"], plan.looked_at))
    return plan
