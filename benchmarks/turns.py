"""The turns of all services, brought down to the figures that have a limit."""

import statistics
from collections.abc import Sequence

from benchmarks import lineup
from benchmarks.logins import Wait
from benchmarks.measure import Cost, Turn
from benchmarks.project import GRAPHQL, JWT
from benchmarks.project import NAME as OURS
from benchmarks.slice import Slice

AGAINST = (
    ("ping", lineup.BARE),
    ("list", lineup.RAW),
    ("list", lineup.TYPICAL),
    ("get", lineup.RAW),
    ("create", lineup.RAW),
)


def find_figures(turns: Sequence[Turn], wait: Wait) -> dict[str, float]:
    """Return the figures that have a limit, by the limit's name."""
    figures = {
        f"{kind}: CPU, x {other}": find_cpu(turns, OURS, kind) / find_cpu(turns, other, kind)
        for kind, other in AGAINST
    }
    for kind in ("list", "get"):
        costs = find_costs(turns, OURS, kind)
        figures[f"{kind}: statements"] = max(cost.statements.work for cost in costs)
        figures[f"{kind}: BEGIN and COMMIT"] = max(cost.statements.frames for cost in costs)
    over_rest = find_cpu(turns, GRAPHQL, "list")
    figures["GraphQL list: CPU, x REST"] = find_cpu(turns, GRAPHQL, "graphql") / over_rest
    costs = find_costs(turns, GRAPHQL, "graphql")
    figures["GraphQL list: statements"] = max(cost.statements.work for cost in costs)
    without = find_cpu(turns, OURS, "list")
    figures["probe beside 24 logins: p95, x alone"] = wait.ratio
    figures["list with JWT: CPU, x without"] = find_cpu(turns, JWT, "list") / without
    ready = find_ready(turns, OURS) / find_ready(turns, lineup.SMALLEST)
    figures["ready, x smallest FastAPI"] = ready
    figures["idle memory of one worker"] = find_memory(turns, OURS)
    kinds = {kind for turn in pick(turns, OURS) for kind in turn.costs}
    figures["failed requests"] = float(
        sum(one.failures for kind in kinds for one in find_slices(turns, OURS, kind))
    )
    return figures


def pick(turns: Sequence[Turn], name: str) -> list[Turn]:
    """Return the turns of one service."""
    return [turn for turn in turns if turn.target == name]


def find_costs(turns: Sequence[Turn], name: str, kind: str) -> list[Cost]:
    """Return what a kind of request cost one service, a cost for each round."""
    return [turn.costs[kind] for turn in pick(turns, name)]


def find_slices(turns: Sequence[Turn], name: str, kind: str) -> list[Slice]:
    """Return the slices of all rounds."""
    return [one for cost in find_costs(turns, name, kind) for one in cost.slices]


def find_cpu(turns: Sequence[Turn], name: str, kind: str) -> float:
    """Return the median CPU ms of a request of `kind`."""
    return statistics.median(one.cpu_ms for one in find_slices(turns, name, kind))


def find_ready(turns: Sequence[Turn], name: str) -> float:
    """Return the median of the seconds from the start to the first answer."""
    return statistics.median(turn.ready_seconds for turn in pick(turns, name))


def find_memory(turns: Sequence[Turn], name: str) -> float:
    """Return the median of the MiB at rest."""
    return statistics.median(turn.idle_mib for turn in pick(turns, name))


def find_others(turns: Sequence[Turn]) -> float:
    """Return how many cores other programs kept busy while ours was under load: the median."""
    kinds = {kind for turn in pick(turns, OURS) for kind in turn.costs}
    return statistics.median(one.others for kind in kinds for one in find_slices(turns, OURS, kind))
