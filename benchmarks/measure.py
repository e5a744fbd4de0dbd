"""One round: every service at rest and alone, then all under load, taking turns by the second."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ask import Client, check_answer, wait_until_ready
from benchmarks.load import put_load
from benchmarks.postgres import Postgres
from benchmarks.processes import read_memory_mib, start_process, stop_process
from benchmarks.slice import Slice, read_clocks, weigh
from benchmarks.sql import Statements, compare_calls, read_quiet_calls
from benchmarks.target import KINDS, Endpoint, Target

COUNTED_REQUESTS = 40  # over which statements are counted, one after the other
SLICE_SECONDS = 1  # of load, then it is the next service's turn
IDLE_SECONDS = 2  # before the memory is read


@dataclass
class Cost:
    """What requests of one kind cost: their statements, and slices of load."""

    statements: Statements
    slices: list[Slice] = field(default_factory=list)


@dataclass
class Turn:
    """What one service showed in one round."""

    target: str
    ready_seconds: float
    idle_mib: float
    costs: dict[str, Cost] = field(default_factory=dict)


@dataclass(frozen=True)
class Running:
    """A service that is up."""

    target: Target
    pid: int
    ready_seconds: float


def measure_round(
    targets: Sequence[Target], postgres: Postgres, seconds: int, logs: Path
) -> list[Turn]:
    """Return one turn of every service; none of them runs when this returns or fails."""
    turns = {target.name: measure_rest(target, logs) for target in targets}
    with ExitStack() as started:
        running = [started.enter_context(run(target, logs)) for target in targets]
        for kind in KINDS:
            measure_kind(kind, running, turns, postgres, seconds)
    return list(turns.values())


@contextmanager
def run(target: Target, logs: Path, core: int | None = 0) -> Iterator[Running]:
    """Run the service for the length of the block, on one core or on all."""
    log = logs / f"{target.name.replace(' ', '-')}.log"
    began = time.perf_counter()
    process = start_process(target.command, target.folder, target.environment, log, core)
    try:
        yield Running(target, process.pid, wait_until_ready(target, process, began, log))
    finally:
        stop_process(process)


def measure_rest(target: Target, logs: Path) -> Turn:
    """Return how soon the service is ready and what it then weighs.

    It runs alone: what two processes share, each would seem to weigh only half.
    """
    with run(target, logs) as running:
        time.sleep(IDLE_SECONDS)
        return Turn(target.name, running.ready_seconds, read_memory_mib(running.pid))


def measure_kind(
    kind: str,
    running: Sequence[Running],
    turns: dict[str, Turn],
    postgres: Postgres,
    seconds: int,
) -> None:
    """Put `seconds` of one kind of request on each service, a second at a time."""
    asked: list[tuple[Running, Endpoint, Cost]] = []
    for service in running:
        if endpoint := find_endpoint(service.target, kind):
            forget_created(service.target, postgres)
            cost = Cost(count_statements(service.target, endpoint, postgres))
            turns[service.target.name].costs[kind] = cost
            put_load(service.target, endpoint, SLICE_SECONDS)
            asked.append((service, endpoint, cost))
    for _ in range(max(1, seconds // SLICE_SECONDS)):
        for service, endpoint, cost in asked:
            before = read_clocks(service.pid, postgres.pid)
            load = put_load(service.target, endpoint, SLICE_SECONDS)
            cost.slices.append(weigh(load, before, read_clocks(service.pid, postgres.pid)))


def find_endpoint(target: Target, kind: str) -> Endpoint | None:
    """Return what is asked of the service, with an id out of its list where one is needed."""
    rows: list[dict[str, Any]] = []
    for endpoint in target.endpoints:
        known = endpoint.name_row(str(rows[0]["id"]) if rows else "")
        if endpoint.name == kind:
            check_answer(target, known)
            return known
        if endpoint.rows is not None:
            rows = check_answer(target, known)
    return None


def forget_created(target: Target, postgres: Postgres) -> None:
    """Take away what earlier loads have created."""
    if target.created:
        postgres.query(target.database, target.created)
        postgres.query(target.database, "VACUUM ANALYZE")


def count_statements(target: Target, endpoint: Endpoint, postgres: Postgres) -> Statements:
    """Send requests one by one and return what each asked of the database."""
    if not target.database:
        return Statements(0, 0, {})
    client = Client(target)
    for _ in range(COUNTED_REQUESTS // 2):
        client.send(endpoint.method, endpoint.path, endpoint.body)
    before = read_quiet_calls(postgres, target.database)
    for _ in range(COUNTED_REQUESTS):
        client.send(endpoint.method, endpoint.path, endpoint.body)
    after = read_quiet_calls(postgres, target.database)
    return compare_calls(before, after, COUNTED_REQUESTS)
