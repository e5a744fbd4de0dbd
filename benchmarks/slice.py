"""A slice of load: what it took of the service, the database and everybody else."""

import resource
import time
from dataclasses import dataclass

from benchmarks.load import Load
from benchmarks.processes import read_cpu_seconds, read_machine_seconds


@dataclass(frozen=True)
class Clocks:
    """Seconds of processor time, and of the wall."""

    service: float
    database: float
    load: float
    machine: float
    wall: float


@dataclass(frozen=True)
class Slice:
    """What a request cost in one slice.

    Attributes:
        others: cores that everybody else kept busy meanwhile; above 0.3 trust only `cpu_ms`.
    """

    cpu_ms: float
    database_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int
    others: float


def read_clocks(service: int, database: int) -> Clocks:
    """Return the clocks of two process trees, of the load that has ended, and of all."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Clocks(
        service=read_cpu_seconds(service),
        database=read_cpu_seconds(database),
        load=children.ru_utime + children.ru_stime,
        machine=read_machine_seconds(),
        wall=time.perf_counter(),
    )


def weigh(load: Load, before: Clocks, after: Clocks) -> Slice:
    """Return what `load` cost between two readings of the clocks."""
    service = after.service - before.service
    database = after.database - before.database
    ours = service + database + after.load - before.load
    requests = max(1, load.requests)
    return Slice(
        cpu_ms=service * 1e3 / requests,
        database_ms=database * 1e3 / requests,
        per_second=load.requests / load.seconds,
        p50_ms=load.p50_ms,
        p99_ms=load.p99_ms,
        failures=load.failures,
        others=max(0.0, after.machine - before.machine - ours) / (after.wall - before.wall),
    )
