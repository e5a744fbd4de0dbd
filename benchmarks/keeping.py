"""Measure what keeping projects up costs: update and check, beside copier and one render."""

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.generation import LIBRARIES, Spent, find_median, time_command
from benchmarks.limits import KEEPING, judge
from benchmarks.outcome import Outcome
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.tools import GENERATORS, ROOT, install, list_versions, run_step

TURNS_A_ROUND = 3
FLEET = 50  # repositories that one check looks at
OLD, NEW = "v0.9.0", "v0.9.1"  # two versions of our template with some lines between them
UPDATE = "backsmith update, default project"
COPIER_UPDATE = "copier update, default project"
NOTHING = "backsmith update, nothing to do"
RENDER = "backsmith new, one render"
CHECK = "backsmith check, one project"
CHECK_FLEET = f"backsmith check, {FLEET} projects"


@dataclass(frozen=True)
class Stage:
    """The repositories that are measured on.

    Attributes:
        template: our template as a repository with two versions.
        old: a project of the older version; brought back after each update.
        new: a project of the newer version.
        fleet: many projects of the newer version.
    """

    template: Path
    old: Path
    new: Path
    fleet: tuple[Path, ...]


def measure(rounds: int, seconds: int) -> Outcome:
    """Install the programs, and let every command take its turn in every round."""
    say("installing the generators")
    programs = install("generators", [*GENERATORS, str(ROOT)], refresh="backsmith")
    turns = rounds * TURNS_A_ROUND
    with tempfile.TemporaryDirectory(prefix="bench-keeping-") as name:
        folder = Path(name)
        stage = build_stage(folder, programs)
        say(f"measuring, {turns} turns each")
        spent = []
        for number in range(turns + 1):
            for label, words in list_commands(programs, stage).items():
                spent.append(time_command(label, words, folder))
                bring_back(stage.old)
            if number == 0:
                spent.clear()  # it wrote the bytecode and filled the caches
    return draw_outcome(spent, turns, list_versions(programs, LIBRARIES))


def build_stage(folder: Path, programs: Path) -> Stage:
    """Make a template of two versions, and projects of both with real `copier copy`."""
    template = folder / "template-repository"
    template.mkdir()
    for name in ("template", "presets"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, template / name, ignore=ignore)
    shutil.copy(ROOT / "copier.yml", template)
    release(template, OLD)
    for path in sorted(template.glob("template/*/src/app/core/*.py"))[::3]:
        path.write_text(path.read_text() + "\n# A line that the newer version has.\n")
    release(template, NEW)
    old = copy(programs, template, OLD, folder / "old", "old")
    new = copy(programs, template, NEW, folder / "new", "new")
    fleet = tuple(
        copy(programs, template, NEW, folder / f"fleet/service-{n}", f"service-{n}")
        for n in range(FLEET)
    )
    return Stage(template, old, new, fleet)


def release(repository: Path, version: str) -> None:
    """Commit everything, and name it."""
    commit(repository, version)
    run_step(["git", "tag", version], repository)


def commit(repository: Path, message: str) -> None:
    """Commit everything."""
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    if not (repository / ".git").exists():
        run_step([*git, "init", "--quiet", "-b", "main"], repository)
    run_step([*git, "add", "--all"], repository)
    run_step([*git, "commit", "--quiet", "--message", message], repository)


def copy(programs: Path, template: Path, version: str, project: Path, name: str) -> Path:
    """Return a project that copier has made of one version, as a repository."""
    words = ["--defaults", "--quiet", "--vcs-ref", version, "--data", f"project_name={name}"]
    source = f"git+file://{template}"
    run_step([programs / "copier", "copy", *words, source, project])
    answers = project / ".copier-answers.yml"  # of a repository on this disk it names no path
    answers.write_text(answers.read_text().replace("_src_path: backsmith", f"_src_path: {source}"))
    commit(project, "start")
    return project


def bring_back(project: Path) -> None:
    """Make a project what it was before it was updated."""
    for words in (["reset", "--quiet", "--hard"], ["clean", "--quiet", "-fd"]):
        subprocess.run(["git", *words], cwd=project, check=True)


def list_commands(programs: Path, stage: Stage) -> dict[str, list[str]]:
    """Return the commands; OUT stands for a folder that does not exist yet."""
    backsmith, copier = str(programs / "backsmith"), str(programs / "copier")
    update = [backsmith, "update", "--yes", "--no-lock", "--project"]
    return {
        RENDER: [backsmith, "new", "OUT", "--defaults", "--no-lock", "--no-git"],
        UPDATE: [*update, str(stage.old)],
        COPIER_UPDATE: [copier, "update", "--defaults", "--quiet", str(stage.old)],
        NOTHING: [*update, str(stage.new)],
        CHECK: [backsmith, "check", str(stage.new)],
        CHECK_FLEET: [backsmith, "check", *map(str, stage.fleet)],
    }


def find_figures(spent: Sequence[Spent]) -> dict[str, float]:
    """Return the figures that have a limit, by the limit's name: medians, and ratios of medians."""
    render = find_median(spent, RENDER)
    return {
        "update, x copier update": find_median(spent, UPDATE) / find_median(spent, COPIER_UPDATE),
        "update with nothing to do": find_median(spent, NOTHING),
        "check, x one render": find_median(spent, CHECK) / render,
        f"check of {FLEET} projects, x one render": find_median(spent, CHECK_FLEET) / render,
    }


def draw_outcome(spent: Sequence[Spent], turns: int, versions: dict[str, str]) -> Outcome:
    """Return the verdicts, the table and the raw figures."""
    verdicts = judge(KEEPING, find_figures(spent))
    render = find_median(spent, RENDER)
    rows = []
    for name in dict.fromkeys(one.command for one in spent):
        mine = [one for one in spent if one.command == name]
        wall, least = find_median(spent, name), min(one.wall_seconds for one in mine)
        cpu = statistics.median(one.cpu_seconds for one in mine)
        rows.append([name, *(f"{value:.2f}" for value in (wall / render, wall, least, cpu))])
    heads = ("whole process", "x one render", "median s", "least s", "CPU s")
    how = (
        f"Projects of our own template from a repository with two versions, {turns} turns each, "
        "taking turns. The template was fetched once before, by both."
    )
    machine = describe_machine(len(os.sched_getaffinity(0)), versions)
    parts = ["## Keeping up", how, machine, show_verdicts(verdicts), show_table(heads, rows)]
    raw = {"versions": versions, "turns": [asdict(one) for one in spent]}
    return Outcome("keeping", "\n\n".join(parts) + "\n", verdicts, raw)
