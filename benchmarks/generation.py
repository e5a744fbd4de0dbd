"""Measure how long it takes to render a project, beside other generators, taking turns."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.errors import StepFailed
from benchmarks.limits import GENERATION, judge
from benchmarks.outcome import Outcome
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.tools import GENERATORS, ROOT, install, list_versions

TURNS_A_ROUND = 5  # a process of half a second needs more turns than a minute of load
ONE_FILE = ROOT / "benchmarks" / "references" / "one-file"
LIBRARIES = ["backsmith", "cookiecutter", "copier", "jinja2"]

NEW = "backsmith new"
HELP = "backsmith --help"
COOKIECUTTER = "cookiecutter, one file"
COPIER = "copier copy, our template"
PYTHON = "python -c pass"


@dataclass(frozen=True)
class Spent:
    """What one whole process took."""

    command: str
    wall_seconds: float
    cpu_seconds: float


def measure(rounds: int, seconds: int) -> Outcome:
    """Install the generators, and let every command take its turn in every round."""
    say("installing the generators")
    programs = install("generators", [*GENERATORS, str(ROOT)], refresh="backsmith")
    with tempfile.TemporaryDirectory(prefix="bench-generation-") as folder:
        commands = list_commands(programs, copy_template(Path(folder)))
        spent = []
        for number in range(rounds * TURNS_A_ROUND + 1):
            spent += [time_command(name, words, Path(folder)) for name, words in commands.items()]
            if number == 0:
                spent.clear()  # it wrote the bytecode
    versions = list_versions(programs, LIBRARIES)
    return draw_outcome(spent, rounds * TURNS_A_ROUND, versions)


def copy_template(folder: Path) -> Path:
    """Return a copy of the template outside of git: copier would clone it first."""
    copy = folder / "template"
    shutil.copytree(ROOT / "template", copy / "template")
    shutil.copy(ROOT / "copier.yml", copy)
    return copy


def list_commands(programs: Path, template: Path) -> dict[str, list[str]]:
    """Return the commands; OUT stands for a folder that does not exist yet."""
    backsmith, cookiecutter, copier = (
        str(programs / name) for name in ("backsmith", "cookiecutter", "copier")
    )
    return {
        PYTHON: [str(programs / "python"), "-c", "pass"],
        HELP: [backsmith, "--help"],
        COOKIECUTTER: [cookiecutter, "--no-input", "--output-dir", "OUT", str(ONE_FILE)],
        COPIER: [copier, "copy", "--defaults", "--quiet", str(template), "OUT"],
        NEW: [backsmith, "new", "OUT", "--defaults", "--no-lock", "--no-git"],
    }


def time_command(name: str, words: Sequence[str], folder: Path) -> Spent:
    """Run one command as a person would, and return what the whole process took.

    Raises:
        StepFailed: it answered with an error.
    """
    out = folder / "out"
    command = [str(out) if word == "OUT" else word for word in words]
    environment = {**os.environ, "HOME": str(folder)}  # nobody's own configuration
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(out, ignore_errors=True)
    if process.returncode:
        shown = f"`{' '.join(command)}` failed:\n{said.decode()[-2000:]}"
        raise StepFailed(shown, "Run it by hand.")
    return Spent(name, wall, used.ru_utime + used.ru_stime)


def find_figures(spent: Sequence[Spent]) -> dict[str, float]:
    """Return the figures that have a limit, by the limit's name: medians, and ratios of medians."""
    new = find_median(spent, NEW)
    return {
        "new, x cookiecutter on one file": new / find_median(spent, COOKIECUTTER),
        "new, x copier copy": new / find_median(spent, COPIER),
        "--help": find_median(spent, HELP),
    }


def find_median(spent: Sequence[Spent], name: str) -> float:
    """Return the median of the wall seconds of one command."""
    return statistics.median(one.wall_seconds for one in spent if one.command == name)


def draw_outcome(spent: Sequence[Spent], turns: int, versions: dict[str, str]) -> Outcome:
    """Return the verdicts, the table and the raw figures."""
    verdicts = judge(GENERATION, find_figures(spent))
    floor = find_median(spent, COOKIECUTTER)
    rows = []
    for name in dict.fromkeys(one.command for one in spent):
        mine = [one for one in spent if one.command == name]
        cpu = statistics.median(one.cpu_seconds for one in mine)
        wall = find_median(spent, name)
        least = min(one.wall_seconds for one in mine)
        rows.append([name, *(f"{value:.2f}" for value in (wall / floor, wall, least, cpu))])
    heads = ("whole process", "x cookiecutter", "median s", "least s", "CPU s")
    how = f"Whole processes with a warm bytecode cache, {turns} turns each, taking turns."
    parts = ["## Generation", how, describe_machine(len(os.sched_getaffinity(0)), versions)]
    text = "\n\n".join([*parts, show_verdicts(verdicts), show_table(heads, rows)])
    raw = {"versions": versions, "turns": [asdict(one) for one in spent]}
    return Outcome("generation", text + "\n", verdicts, raw)
