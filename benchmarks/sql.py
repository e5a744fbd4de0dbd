"""Count the statements that requests cost, from pg_stat_statements."""

import json
import time
from dataclasses import dataclass

from benchmarks.postgres import Postgres

FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "START TRANSACTION", "SAVEPOINT", "RELEASE", "END")
QUIET_SECONDS = 5.0
CALLS = """
SELECT coalesce(json_object_agg(query, calls), '{}')
FROM (
    SELECT query, sum(calls) AS calls
    FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
    WHERE d.datname = current_database() AND query NOT ILIKE '%pg_stat_statements%'
    GROUP BY query
) counted
"""

Calls = dict[str, int]


@dataclass(frozen=True)
class Statements:
    """What one request costs the database: statements, and transaction frames around them."""

    work: float
    frames: float
    texts: dict[str, float]


def read_calls(postgres: Postgres, database: str) -> Calls:
    """Return how often each statement has been run in `database`."""
    calls: Calls = json.loads(postgres.query(database, CALLS))
    return calls


def read_quiet_calls(postgres: Postgres, database: str) -> Calls:
    """Return the counts once the service has done what it does after answering."""
    last, until = read_calls(postgres, database), time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until:
        time.sleep(0.1)
        current = read_calls(postgres, database)
        if current == last:
            break
        last = current
    return last


def compare_calls(before: Calls, after: Calls, requests: int) -> Statements:
    """Return the growth between two counts, for one of `requests`."""
    grown = {
        query: (count - before.get(query, 0)) / requests
        for query, count in after.items()
        if count > before.get(query, 0)
    }
    frames = sum(share for query, share in grown.items() if query.upper().startswith(FRAMES))
    return Statements(sum(grown.values()) - frames, frames, grown)
