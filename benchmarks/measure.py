"""One target's turn: start it, weigh it, ask it, load it, stop it."""

import resource
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ask import Client, check_answer, wait_until_ready
from benchmarks.load import put_load
from benchmarks.postgres import Postgres
from benchmarks.processes import (
    read_cpu_seconds,
    read_machine_seconds,
    read_memory_mib,
    start_process,
    stop_process,
)
from benchmarks.sql import Statements, compare_calls, read_quiet_calls
from benchmarks.target import Endpoint, Target

COUNTED_REQUESTS = 40  # over which statements are counted, one after the other
WARM_SECONDS = 2
IDLE_SECONDS = 2  # before the memory is read


@dataclass(frozen=True)
class Cost:
    """What a request of one kind costs.

    Attributes:
        others: cores that everybody else kept busy meanwhile; above 0.3 trust only `cpu_ms`.
    """

    cpu_ms: float
    database_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    statements: float
    frames: float
    texts: dict[str, float]
    failures: int
    others: float


@dataclass
class Turn:
    """What one target showed in one round."""

    target: str
    ready_seconds: float
    idle_mib: float
    costs: dict[str, Cost] = field(default_factory=dict)


def measure_target(target: Target, postgres: Postgres, seconds: int, logs: Path) -> Turn:
    """Start the target and measure it; it is gone when this returns or fails."""
    if target.created:
        postgres.query(target.database, target.created)
        postgres.query(target.database, "VACUUM ANALYZE")
    began = time.perf_counter()
    log = logs / f"{target.name.replace(' ', '-')}.log"
    process = start_process(target.command, target.folder, target.environment, log, core=0)
    try:
        ready = wait_until_ready(target, process, began)
        time.sleep(IDLE_SECONDS)
        turn = Turn(target.name, ready, read_memory_mib(process.pid))
        rows: list[dict[str, Any]] = []
        for endpoint in target.endpoints:
            path = endpoint.path.replace("{id}", str(rows[0]["id"]) if rows else "")
            rows = check_answer(target, endpoint, path) or rows
            turn.costs[endpoint.name] = measure_endpoint(
                target, endpoint, path, process.pid, postgres, seconds
            )
        return turn
    finally:
        stop_process(process)


def measure_endpoint(
    target: Target, endpoint: Endpoint, path: str, pid: int, postgres: Postgres, seconds: int
) -> Cost:
    """Return what one request of this kind costs the service, the database and the caller."""
    counted = count_statements(target, endpoint, path, postgres)
    put_load(target, endpoint, path, WARM_SECONDS)
    before = read_clocks(pid, postgres)
    load = put_load(target, endpoint, path, seconds)
    spent = [now - then for now, then in zip(read_clocks(pid, postgres), before, strict=True)]
    service, database, wrk, machine, wall = spent
    return Cost(
        cpu_ms=service * 1e3 / max(1, load.requests),
        database_ms=database * 1e3 / max(1, load.requests),
        per_second=load.requests / load.seconds,
        p50_ms=load.p50_ms,
        p99_ms=load.p99_ms,
        statements=counted.work,
        frames=counted.frames,
        texts=counted.texts,
        failures=load.failures,
        others=max(0.0, machine - service - database - wrk) / wall,
    )


def count_statements(
    target: Target, endpoint: Endpoint, path: str, postgres: Postgres
) -> Statements:
    """Send requests one by one and return what each asked of the database."""
    client = Client(target)
    if not target.database:
        return Statements(0, 0, {})
    for _ in range(COUNTED_REQUESTS // 2):
        client.send(endpoint.method, path, endpoint.body)
    before = read_quiet_calls(postgres, target.database)
    for _ in range(COUNTED_REQUESTS):
        client.send(endpoint.method, path, endpoint.body)
    after = read_quiet_calls(postgres, target.database)
    return compare_calls(before, after, COUNTED_REQUESTS)


def read_clocks(pid: int, postgres: Postgres) -> tuple[float, float, float, float, float]:
    """Return seconds of: the service, the database, our children (wrk), the machine, the wall."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        read_cpu_seconds(pid),
        read_cpu_seconds(postgres.pid),
        children.ru_utime + children.ru_stime,
        read_machine_seconds(),
        time.perf_counter(),
    )
