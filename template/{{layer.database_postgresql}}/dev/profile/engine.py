"""PostgreSQL's own: its words for rows in great number, and what it says of its plans."""

from collections.abc import Iterator, Sequence
from typing import Any

from dev.profile.plans import Plan, Scan

PATIENCE = {"DATABASE_STATEMENT_SECONDS": "300", "DATABASE_IDLE_SECONDS": "300"}


def identify(number: str) -> str:
    """Return the UUID of a number, in SQL."""
    return f"('01900000-0000-7000-8000-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def remain(number: str, divisor: str) -> str:
    """Return what remains of a division, in SQL."""
    return f"mod(({number})::bigint, {divisor})"


def shorten(text: str, length: int, ending: str) -> str:
    """Return a text of at most `length` characters with that ending, in SQL."""
    return f"left({text}, {length}) || ' ' || ({ending})"


def move(moment: str, seconds: str) -> str:
    """Return a moment so many seconds later, in SQL."""
    return f"{moment} + ({seconds}) * interval '1 second'"


def measure(table: str) -> str:
    """Return what makes the planner know how the rows of a table are distributed."""
    return f"ANALYZE {table}"


def drop_index(name: str, table: str) -> str:
    """Return what takes an index away again."""
    return f"DROP INDEX {name}"


async def explain(connection: Any, sql: str, arguments: Sequence[Any]) -> Plan:
    """Return how a statement was carried out; what it has changed is undone."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        [whole] = await connection.fetchval(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *arguments
        )
    finally:
        await transaction.rollback()
    plan = Plan(whole["Plan"]["Total Cost"], "planner's units", whole["Execution Time"])
    for node in walk(whole["Plan"]):
        plan.indexes |= {node["Index Name"]} if "Index Name" in node else set()
        if "Relation Name" in node and node["Node Type"] != "ModifyTable":
            rows = count_rows(node)
            plan.looked_at += rows
            plan.scans += [Scan(node["Relation Name"], rows)] * (node["Node Type"] == "Seq Scan")
    return plan


def count_rows(node: dict[str, Any]) -> int:
    """Return how many rows of a table a node has looked at."""
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + dropped) * node["Actual Loops"])


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a node of a plan, and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)
