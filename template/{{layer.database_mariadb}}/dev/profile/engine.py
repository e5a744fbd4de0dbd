"""MariaDB's own: its words for rows in great number, and what it says of its plans."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dev.profile.plans import Plan, Scan

PATIENCE = {"DATABASE_STATEMENT_SECONDS": "300", "DATABASE_IDLE_SECONDS": "300"}


def identify(number: str) -> str:
    """Return the UUID of a number, in SQL."""
    return f"CAST(CONCAT('01900000-0000-7000-8000-', LPAD(HEX({number}), 12, '0')) AS UUID)"


def remain(number: str, divisor: str) -> str:
    """Return what remains of a division, in SQL."""
    return f"MOD({number}, {divisor})"


def shorten(text: str, length: int, ending: str) -> str:
    """Return a text of at most `length` characters with that ending, in SQL."""
    return f"CONCAT(LEFT({text}, {length}), ' ', {ending})"


def move(moment: str, seconds: str) -> str:
    """Return a moment so many seconds later, in SQL."""
    return f"{moment} + INTERVAL ({seconds}) SECOND"


def measure(table: str) -> str:
    """Return what makes the planner know how the rows of a table are distributed."""
    return f"ANALYZE TABLE {table}"


def drop_index(name: str, table: str) -> str:
    """Return what takes an index away again."""
    return f"DROP INDEX {name} ON {table}"


async def explain(connection: Any, sql: str, arguments: Sequence[Any]) -> Plan:
    """Return how a statement was carried out; what it has changed is undone."""
    async with connection.cursor() as cursor:
        await cursor.execute("START TRANSACTION")
        try:
            await cursor.execute(f"ANALYZE FORMAT=JSON {sql}", arguments)
            [[said]] = await cursor.fetchall()
        finally:
            await cursor.execute("ROLLBACK")
    plan = Plan(unit="rows")
    for part in walk(json.loads(said)):
        plan.milliseconds = max(plan.milliseconds, part.get("r_total_time_ms", 0))
        if "access_type" not in part:
            continue
        rows = round((part.get("r_rows") or 0) * (part.get("r_loops") or 1))
        plan.looked_at += rows
        if part["access_type"] == "ALL":
            plan.scans.append(Scan(part["table_name"], rows))
        elif "key" in part:
            plan.indexes.add(part["key"])
    plan.cost = plan.looked_at
    return plan


def walk(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a plan."""
    if isinstance(part, dict):
        yield part
    for below in part.values() if isinstance(part, dict) else part:
        if isinstance(below, dict | list):
            yield from walk(below)
