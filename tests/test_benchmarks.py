"""The benchmarks judge what they measure: a missed limit is told, and ends in exit code 3."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.__main__ import tell_outcomes
from benchmarks.gate import Passed, on_cores
from benchmarks.gate import draw_outcome as draw_gate
from benchmarks.generation import COOKIECUTTER, COPIER, HELP, NEW, Spent
from benchmarks.generation import find_figures as find_generation_figures
from benchmarks.limits import GENERATION, MISSED_CODE, SERVICE, Limit, find_code, judge
from benchmarks.lineup import BARE, RAW, SMALLEST, TYPICAL
from benchmarks.load import Load
from benchmarks.logins import Wait
from benchmarks.measure import Cost, Turn
from benchmarks.outcome import Outcome
from benchmarks.project import GRAPHQL, JWT, NAME
from benchmarks.report import show_number, show_verdicts
from benchmarks.service import draw_outcome
from benchmarks.slice import Clocks, Slice, weigh
from benchmarks.sql import Statements, compare_calls
from benchmarks.tables import draw_costs, draw_rest
from benchmarks.target import KINDS
from benchmarks.turns import find_figures

QUICK = Load(requests=1000, seconds=1.0, failures=0, p50_ms=0.1, p95_ms=0.2, p99_ms=0.3)
SLOW = replace(QUICK, p95_ms=1.2)
WAIT = Wait(alone=QUICK, beside=QUICK, logins=SLOW)


def make_cost(
    cpu_ms: float, statements: float = 1.0, frames: float = 0.0, failures: int = 0
) -> Cost:
    """Return what a request cost, where only these figures matter."""
    one = Slice(cpu_ms, 0.1, 1000.0, 1.0, 2.0, failures, 0.0)
    return Cost(Statements(statements, frames, {}), [one])


def make_turn(name: str, cpu_ms: float, ready: float = 1.0, mib: float = 100.0) -> Turn:
    """Return a turn in which every kind of request cost the same."""
    return Turn(name, ready, mib, {kind: make_cost(cpu_ms) for kind in KINDS})


def make_run(ours: Turn, graphql: Turn | None = None, jwt: Turn | None = None) -> list[Turn]:
    """Return a run of one round, ours beside references that never change."""
    return [
        make_turn(BARE, 0.03),
        Turn(SMALLEST, 1.0, 70.0),
        make_turn(RAW, 0.1),
        make_turn(TYPICAL, 1.2),
        graphql or make_turn(GRAPHQL, 0.1),
        jwt or make_turn(JWT, 0.1),
        ours,
    ]


def test_a_service_inside_its_limits_ends_in_0() -> None:
    verdicts = judge(SERVICE, find_figures(make_run(make_turn(NAME, 0.1)), WAIT))

    assert [verdict.limit for verdict in verdicts if not verdict.is_met] == []
    assert find_code(verdicts) == 0


def test_a_missed_limit_is_told_and_ends_in_3() -> None:
    verdicts = judge(SERVICE, find_figures(make_run(make_turn(NAME, 0.26)), WAIT))

    assert find_code(verdicts) == MISSED_CODE == 3
    assert "| list: CPU, x raw asyncpg | 2.60 | 2.50 | **missed** |" in show_verdicts(verdicts)
    assert "| get: CPU, x raw asyncpg | 2.60 | 4 | met |" in show_verdicts(verdicts)


def test_each_limit_of_the_service_can_be_missed() -> None:
    slow = make_turn(NAME, 9.9, ready=9.9, mib=999.0)
    slow.costs = {kind: make_cost(9.9, statements=3, frames=2, failures=1) for kind in KINDS}

    graphql = make_turn(GRAPHQL, 0.1)
    graphql.costs["graphql"] = make_cost(0.26, statements=2)

    jwt = make_turn(JWT, 9.9 * 1.26)

    verdicts = judge(
        SERVICE, find_figures(make_run(slow, graphql, jwt), replace(WAIT, beside=SLOW))
    )

    assert [verdict.limit for verdict in verdicts if verdict.is_met] == []


def test_a_figure_that_was_not_measured_is_missed() -> None:
    verdicts = judge([Limit("list", 2.5)], {})

    assert find_code(verdicts) == MISSED_CODE
    assert show_verdicts(verdicts).endswith("| list | - | 2.50 | **missed** |")


def test_a_slice_that_was_disturbed_does_not_count() -> None:
    ours = make_turn(NAME, 0.2)
    ours.costs["list"].slices += [*make_cost(0.2).slices, *make_cost(0.9).slices]

    figures = find_figures(make_run(ours), WAIT)

    assert round(figures["list: CPU, x raw asyncpg"], 3) == 2.0


def test_a_slice_shares_its_cost_among_its_requests() -> None:
    load = Load(requests=1000, seconds=1.0, failures=2, p50_ms=3.0, p95_ms=6.0, p99_ms=9.0)
    before = Clocks(service=1.0, database=1.0, load=1.0, machine=9.0, wall=0.0)
    after = Clocks(service=1.5, database=1.1, load=1.2, machine=10.0, wall=1.0)

    one = weigh(load, before, after)

    assert (one.cpu_ms, round(one.database_ms, 3), one.failures) == (0.5, 0.1, 2)
    assert round(one.others, 3) == 0.2


def test_the_tables_name_every_service_beside_the_reference() -> None:
    turns = make_run(make_turn(NAME, 0.25))

    assert f"| {NAME} | 2.50 | 0.250 |" in draw_costs(turns, "list")
    assert f"| {SMALLEST} | 1.00 | 1.00 | 70 |" in draw_rest(turns)


def test_a_busy_machine_is_told() -> None:
    calm = make_run(make_turn(NAME, 0.25))
    busy = make_run(make_turn(NAME, 0.25))
    for cost in busy[-1].costs.values():
        cost.slices = [replace(one, others=1.2) for one in cost.slices]

    assert "kept 1.2 cores busy" in draw_outcome(busy, WAIT, 1, 1, {}).text
    assert "cores busy" not in draw_outcome(calm, WAIT, 1, 1, {}).text


def test_generation_is_judged_by_medians() -> None:
    seconds = {HELP: 0.1, COOKIECUTTER: 0.5, COPIER: 2.0, NEW: 0.7}
    spent = [Spent(name, value, value) for name, value in seconds.items()] * 2
    spent.append(Spent(NEW, 30.0, 0.7))  # somebody else needed the machine

    verdicts = judge(GENERATION, find_generation_figures(spent))

    assert [verdict.is_met for verdict in verdicts] == [False, True, True]
    assert find_code(verdicts) == MISSED_CODE


@pytest.mark.parametrize(("seconds", "code"), [((150.0, 160.0, 400.0), 0), ((190.0,), MISSED_CODE)])
def test_the_gate_is_judged_by_its_median(seconds: tuple[float, ...], code: int) -> None:
    outcome = draw_gate([Passed(wall, 200.0) for wall in seconds], ["audit"], {})

    assert find_code(outcome.verdicts) == code
    assert "without audit" in outcome.text


def test_the_gate_has_its_cores_and_the_run_all_of_them_afterwards() -> None:
    ours = os.sched_getaffinity(0)

    with on_cores(1):
        within = os.sched_getaffinity(0)

    assert len(within) == 1
    assert os.sched_getaffinity(0) == ours


def test_frames_are_counted_apart_from_statements() -> None:
    before = {"SELECT 1": 5}
    after = {"SELECT 1": 45, "BEGIN": 40, "COMMIT": 40}

    counted = compare_calls(before, after, requests=40)

    assert (counted.work, counted.frames) == (1.0, 2.0)


def test_a_run_prints_its_tables_keeps_its_figures_and_ends_in_the_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = judge([Limit("list", 2.5)], {"list": 2.6})
    outcome = Outcome("service", show_verdicts(verdicts), verdicts, {"turns": []})

    code = tell_outcomes([outcome], tmp_path / "figures.json")

    figures = json.loads((tmp_path / "figures.json").read_text())
    assert code == 3
    assert "**missed**" in capsys.readouterr().out
    assert figures["service"]["limits"] == [
        {"figure": "list", "found": 2.6, "most": 2.5, "met": False}
    ]


def test_numbers_keep_about_three_digits() -> None:
    assert [show_number(value) for value in (2.5, 105.0, 103.4, 0.0312)] == [
        *("2.50", "105", "103", "0.031")
    ]
