"""The turns of all services, brought down to the figures that have a limit."""

import statistics
from collections.abc import Callable, Sequence

from benchmarks import lineup
from benchmarks.measure import Turn
from benchmarks.project import NAME as OURS


def find_figures(turns: Sequence[Turn]) -> dict[str, float]:
    """Return the figures that have a limit, by the limit's name."""
    figures = {
        f"{kind}: CPU, x {other}": find_cpu(turns, OURS, kind) / find_cpu(turns, other, kind)
        for kind, other in (
            ("ping", lineup.BARE),
            ("list", lineup.RAW),
            ("list", lineup.TYPICAL),
            ("get", lineup.RAW),
            ("create", lineup.RAW),
        )
    }
    for kind in ("list", "get"):
        costs = [turn.costs[kind] for turn in pick(turns, OURS)]
        figures[f"{kind}: statements"] = max(cost.statements for cost in costs)
        figures[f"{kind}: BEGIN and COMMIT"] = max(cost.frames for cost in costs)
    ready = {name: find_least(turns, name, read_start) for name in (OURS, lineup.SMALLEST)}
    figures["ready, x smallest FastAPI"] = ready[OURS] / ready[lineup.SMALLEST]
    figures["idle memory of one worker"] = statistics.median(
        turn.idle_mib for turn in pick(turns, OURS)
    )
    figures["failed requests"] = float(
        sum(cost.failures for turn in pick(turns, OURS) for cost in turn.costs.values())
    )
    return figures


def pick(turns: Sequence[Turn], name: str) -> list[Turn]:
    """Return the turns of one service."""
    return [turn for turn in turns if turn.target == name]


def find_least(turns: Sequence[Turn], name: str, read: Callable[[Turn], float]) -> float:
    """Return the least of a service's figures: what neighbours add is least there."""
    return min(read(turn) for turn in pick(turns, name))


def read_start(turn: Turn) -> float:
    """Return the seconds to the first answer."""
    return turn.ready_seconds


def find_cpu(turns: Sequence[Turn], name: str, kind: str) -> float:
    """Return the least CPU ms of a request of `kind`."""
    return find_least(turns, name, lambda turn: turn.costs[kind].cpu_ms)
