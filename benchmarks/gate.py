"""Measure how long a new project's gate takes: `make ci`, on two cores, after the first run."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.errors import StepFailed
from benchmarks.keeping import commit
from benchmarks.limits import GATE, judge
from benchmarks.outcome import Outcome
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.tools import CACHE, find_tool, list_versions, run_step

CORES = 2
OUTSIDE = ("audit", "scan-image")  # parts that ask services on the network
LIBRARIES = ["pytest", "pytest-xdist", "coverage", "hypothesis", "schemathesis"]
ENVIRONMENT = {
    "MAKEFLAGS": "",  # those of `make bench`
    "UV_PYTHON": sys.executable,
    "PYTHONDONTWRITEBYTECODE": "",  # or each process compiles all that it imports
}


@dataclass(frozen=True)
class Passed:
    """What one green run took."""

    wall_seconds: float
    cpu_seconds: float


def measure(rounds: int, seconds: int) -> Outcome:
    """Set a project up as its developer would, and run its gate once more than is counted."""
    say("rendering and installing the default project")
    find_tool("restic")
    folder = set_up(CACHE / "gate")
    without = [part for part in OUTSIDE if not can_do(folder, part)]
    with on_cores(CORES):
        turns = []
        for number in range(rounds + 1):
            turns.append(run_ci(folder, without))
            say(f"{'counted' if number else 'first'} run: {turns[-1]}")
    return draw_outcome(turns[1:], without, list_versions(folder / ".venv" / "bin", LIBRARIES))


def set_up(folder: Path) -> Path:
    """Render the default project, commit it, and install all that its developer needs."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "backsmith", "new", str(folder), "--defaults", "--no-git"]
    run_step(command, environment=ENVIRONMENT)
    commit(folder, "start")
    run_step(["make", "setup"], folder, ENVIRONMENT)
    return folder


def can_do(folder: Path, part: str) -> bool:
    """Say whether a part of the gate can be done on this machine; it warms what it can."""
    try:
        run_step(["make", part], folder, ENVIRONMENT)
    except StepFailed as error:
        say(f"without {part}: {error}")
        return False
    return True


@contextmanager
def on_cores(most: int) -> Iterator[None]:
    """Let what is started meanwhile use so many cores, and no more."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(ours)[:most])
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


def run_ci(folder: Path, without: Sequence[str]) -> Passed:
    """Run the whole gate, and return what it took.

    Raises:
        StepFailed: it is red.
    """
    wall, cpu = time.perf_counter(), read_cpu_seconds()
    words, log = ["make", "ci", f"without={' '.join(without)}"], CACHE / "gate.log"
    outside = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    with log.open("wb") as said:
        environment = outside | ENVIRONMENT
        done = subprocess.run(words, cwd=folder, env=environment, stdout=said, stderr=said)
    if done.returncode:
        raise StepFailed("The gate of a new project is red.", f"{log} says in what.")
    return Passed(time.perf_counter() - wall, read_cpu_seconds() - cpu)


def read_cpu_seconds() -> float:
    """Return what the processes that have ended took, with all that they had started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def find_figures(turns: Sequence[Passed]) -> dict[str, float]:
    """Return the figure that has a limit, by the limit's name."""
    return {GATE[0].figure: statistics.median(turn.wall_seconds for turn in turns)}


def draw_outcome(
    turns: Sequence[Passed], without: Sequence[str], versions: dict[str, str]
) -> Outcome:
    """Return the verdict, the table and the raw figures."""
    verdicts = judge(GATE, find_figures(turns))
    rows = [
        [str(number), f"{turn.wall_seconds:.0f}", f"{turn.cpu_seconds:.0f}"]
        for number, turn in enumerate(turns, 1)
    ]
    left_out = f", without {' and '.join(without)}, which cannot be done here" if without else ""
    how = f"`make ci` of the default project, after `make setup` and a first run{left_out}."
    machine = describe_machine(min(CORES, len(os.sched_getaffinity(0))), versions)
    table = show_table(("round", "s", "CPU s"), rows)
    parts = ["## The gate of a new project", how, machine, show_verdicts(verdicts), table]
    raw = {"versions": versions, "without": list(without), "turns": [asdict(one) for one in turns]}
    return Outcome("gate", "\n\n".join(parts) + "\n", verdicts, raw)
