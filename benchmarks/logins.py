"""Whether those who log in keep others waiting: a probe, asked alone and beside 24 who log in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import Load, put_load
from benchmarks.measure import run
from benchmarks.report import show_table
from benchmarks.say import say
from benchmarks.target import Endpoint, Target

CALLERS = 24
ALONE_SECONDS = 3
PROBE = Endpoint("probe", "/health/live")
LOGIN = Endpoint(  # of an unknown account: that takes as long as a known one
    "login",
    "/auth/login",
    "POST",
    {"email": "nobody@example.com", "password": "a wrong password of nobody"},
)
COLUMNS = ("probe", "p50 ms", "p95 ms", "p99 ms", "probes/s")


@dataclass(frozen=True)
class Wait:
    """How long a probe takes, and how many logins are answered meanwhile."""

    alone: Load
    beside: Load
    logins: Load

    @property
    def ratio(self) -> float:
        """Return how many times as long the slowest 5 % take beside the logins."""
        return self.beside.p95_ms / self.alone.p95_ms

    def as_data(self) -> dict[str, Any]:
        """Return all of it for a JSON file."""
        return asdict(self)


def measure_logins(target: Target, logs: Path, seconds: int) -> Wait:
    """Return how long a probe waits. The service may use every core, as it does in production."""
    say("asking for the health of a service into which 24 callers log in")
    with run(target, logs, core=None) as running, ThreadPoolExecutor(1) as aside:
        put_load(running.target, LOGIN, 1, CALLERS)
        alone = put_load(running.target, PROBE, ALONE_SECONDS, 1)
        logins = aside.submit(put_load, running.target, LOGIN, seconds + 2, CALLERS)
        beside = put_load(running.target, PROBE, seconds, 1)
        return Wait(alone, beside, logins.result())


def draw_wait(wait: Wait) -> str:
    """Return the table."""
    rows = [
        [name, *(f"{ms:.2f}" for ms in (load.p50_ms, load.p95_ms, load.p99_ms)), count_rate(load)]
        for name, load in (("alone", wait.alone), (f"beside {CALLERS} logins", wait.beside))
    ]
    table = show_table(COLUMNS, rows)
    return f"{table}\n\n{count_rate(wait.logins)} logins a second were answered meanwhile."


def count_rate(load: Load) -> str:
    """Return how many requests were answered in a second."""
    return f"{load.requests / load.seconds:.0f}"
