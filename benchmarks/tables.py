"""The tables of the services: one for each kind of request, and one for what they are at rest."""

import statistics
from collections.abc import Sequence

from benchmarks import lineup
from benchmarks.measure import Turn
from benchmarks.report import show_table
from benchmarks.turns import find_cpu, find_least, pick, read_start

HEADS = (
    "service", "CPU ms/request", "x raw", "database ms", "statements", "BEGIN/COMMIT",
    "requests/s", "p50 ms", "p99 ms", "others",
)  # fmt: skip


def draw_costs(turns: Sequence[Turn], kind: str) -> str:
    """Return the table of one kind of request."""
    rows = []
    raw = find_cpu(turns, lineup.RAW, kind)
    for name in dict.fromkeys(turn.target for turn in turns if kind in turn.costs):
        costs = [turn.costs[kind] for turn in pick(turns, name)]
        cpu = find_cpu(turns, name, kind)
        middle = {
            field: statistics.median(getattr(cost, field) for cost in costs)
            for field in ("database_ms", "statements", "frames", "per_second", "p50_ms", "p99_ms")
        }
        figures = [f"{cpu:.3f}", f"{cpu / raw:.2f}", f"{middle['database_ms']:.3f}"]
        figures += [f"{middle[field]:.2f}" for field in ("statements", "frames")]
        figures += [f"{middle['per_second']:.0f}"]
        figures += [f"{middle[field]:.1f}" for field in ("p50_ms", "p99_ms")]
        rows.append([name, *figures, f"{statistics.median(cost.others for cost in costs):.2f}"])
    return show_table(HEADS, rows)


def draw_rest(turns: Sequence[Turn]) -> str:
    """Return the table of start-up and memory."""
    smallest = find_least(turns, lineup.SMALLEST, read_start)
    rows = []
    for name in dict.fromkeys(turn.target for turn in turns):
        ready = find_least(turns, name, read_start)
        idle = statistics.median(turn.idle_mib for turn in pick(turns, name))
        rows.append([name, f"{ready / smallest:.2f}", f"{ready:.2f}", f"{idle:.0f}"])
    return show_table(("service", "ready, x smallest", "ready, s", "idle MiB PSS"), rows)
