"""The tables of the services: one for each kind of request, and one for what they are at rest."""

import statistics
from collections.abc import Sequence

from benchmarks import lineup
from benchmarks.measure import Turn
from benchmarks.report import show_table
from benchmarks.turns import find_costs, find_cpu, find_memory, find_ready, find_slices

COSTS = (
    "service",
    "CPU, x raw",
    "CPU ms/request",
    "database ms",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "others",
    "statements",
    "BEGIN, COMMIT",
)
LIKE = {"graphql": "list"}  # it is the same rows, asked for in another way
SHARES = ("cpu_ms", "database_ms", "per_second", "p50_ms", "p99_ms", "others")
REST = ("service", "ready, x smallest", "ready, s", "idle MiB PSS")


def draw_costs(turns: Sequence[Turn], kind: str) -> str:
    """Return the table of one kind of request."""
    names = dict.fromkeys(turn.target for turn in turns if kind in turn.costs)
    return show_table(COSTS, [draw_cost(turns, name, kind) for name in names])


def draw_cost(turns: Sequence[Turn], name: str, kind: str) -> list[str]:
    """Return the row of one service."""
    slices, counted = find_slices(turns, name, kind), find_costs(turns, name, kind)[-1].statements
    middle = {share: statistics.median(getattr(one, share) for one in slices) for share in SHARES}
    ratio = middle["cpu_ms"] / find_cpu(turns, lineup.RAW, LIKE.get(kind, kind))
    return [
        name,
        f"{ratio:.2f}",
        *(f"{middle[share]:.3f}" for share in ("cpu_ms", "database_ms")),
        f"{middle['per_second']:.0f}",
        *(f"{middle[share]:.1f}" for share in ("p50_ms", "p99_ms", "others")),
        *(f"{count:.1f}" for count in (counted.work, counted.frames)),
    ]


def draw_rest(turns: Sequence[Turn]) -> str:
    """Return the table of start-up and memory."""
    smallest = find_ready(turns, lineup.SMALLEST)
    rows = []
    for name in dict.fromkeys(turn.target for turn in turns):
        ready = find_ready(turns, name)
        figures = f"{ready / smallest:.2f}", f"{ready:.2f}", f"{find_memory(turns, name):.0f}"
        rows.append([name, *figures])
    return show_table(REST, rows)
