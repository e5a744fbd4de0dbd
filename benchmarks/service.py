"""Measure the rendered service beside the references, in one run, taking turns."""

import os
import shutil
from dataclasses import asdict

from benchmarks import lineup, project
from benchmarks.limits import SERVICE, judge
from benchmarks.logins import Wait, draw_wait, measure_logins
from benchmarks.measure import Turn, measure_round
from benchmarks.outcome import Outcome
from benchmarks.postgres import Postgres, open_postgres
from benchmarks.report import describe_machine, show_verdicts
from benchmarks.say import say
from benchmarks.tables import draw_costs, draw_rest
from benchmarks.target import KINDS, Target
from benchmarks.tools import CACHE, REFERENCES, find_tool, install, list_versions
from benchmarks.turns import find_cpu, find_figures, find_others

LIBRARIES = ["fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "granian", "uvicorn"]

CALM = 0.3  # cores that others may keep busy


def measure(rounds: int, seconds: int) -> Outcome:
    """Render, install, seed, and let every service take its turn in every round."""
    find_tool("wrk")
    say("rendering and installing the projects and the references")
    folder = project.render_project()
    graphql = project.render_project(project.GRAPHQL)
    guarded = project.render_project(project.JWT)
    programs = install("references", REFERENCES, project.write_constraints(folder))
    with open_postgres(programs) as postgres:
        lineup.seed_references(postgres)
        targets = lineup.list_references(programs, postgres)
        targets.append(project.open_target(folder, postgres))
        targets.append(project.open_target(graphql, postgres, project.GRAPHQL))
        targets.append(project.open_target(guarded, postgres, project.JWT))
        turns = take_turns(targets, postgres, rounds, seconds)
        wait = measure_logins(targets[-1], CACHE / "logs", seconds)
        versions = {"PostgreSQL": postgres.version} | list_versions(programs, LIBRARIES)
    return draw_outcome(turns, wait, rounds, seconds, versions)


def take_turns(targets: list[Target], postgres: Postgres, rounds: int, seconds: int) -> list[Turn]:
    """Return every service's turns; a machine whose speed drifts drifts for all of them."""
    logs = CACHE / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    turns = []
    for number in range(rounds):
        for turn in measure_round(targets, postgres, seconds, logs):
            turns.append(turn)
            costs = [f"{kind} {find_cpu([turn], turn.target, kind):.3f} ms" for kind in turn.costs]
            ready = f"ready in {turn.ready_seconds:.2f} s, {turn.idle_mib:.0f} MiB"
            say(f"round {number + 1}  {turn.target}: {ready}  {'  '.join(costs)}")
    return turns


def draw_outcome(
    turns: list[Turn], wait: Wait, rounds: int, seconds: int, versions: dict[str, str]
) -> Outcome:
    """Return the verdicts, the tables and the raw figures."""
    verdicts = judge(SERVICE, find_figures(turns, wait))
    how = (
        f"{rounds} rounds of {seconds} s of load on each endpoint, in slices of a second in which "
        "the services take turns; 32 connections, one worker each. CPU is the user and system time "
        "of the whole process tree; every figure is the median of its slices or rounds."
    )
    if (busy := find_others(turns)) > CALM:
        how += (
            f" **Other programs kept {busy:.1f} cores busy meanwhile**: they empty the caches, "
            "which costs large programs more than small ones. Repeat it on a calm machine."
        )
    machine = describe_machine(len(os.sched_getaffinity(0)), versions)
    parts = ["## The rendered service", how, machine, show_verdicts(verdicts)]
    parts += [f"### {kind}\n\n{draw_costs(turns, kind)}" for kind in KINDS]
    parts += [f"### At rest\n\n{draw_rest(turns)}"]
    parts += [f"### Beside logins\n\n{draw_wait(wait)}"]
    raw = {"versions": versions, "turns": [asdict(turn) for turn in turns]}
    raw["logins"] = wait.as_data()
    return Outcome("service", "\n\n".join(parts) + "\n", verdicts, raw)
