"""Measure the image of a rendered service: how fast it is built and starts, and its size."""

import os
import re
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex

from benchmarks import project
from benchmarks.errors import StepFailed
from benchmarks.limits import IMAGE, judge
from benchmarks.outcome import Outcome
from benchmarks.postgres import open_postgres
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.target import Target
from benchmarks.tools import REFERENCES, find_tool, install, run_step

NAME = "backsmith-bench"
BASE = "python:3.13-slim"
STARTED = Path(__file__).parent / "references" / "started.py"
SOURCE = Path("src/app/main.py")
INSTALLED = """
import pathlib
files = [f for f in pathlib.Path("/app/.venv").rglob("*") if f.is_file() and not f.is_symlink()]
print(sum(f.stat().st_size for f in files if "site-packages/app/" not in str(f)))
"""
MIB = 2**20


@dataclass(frozen=True)
class Round:
    """One round: the seconds of a build from nothing, of one after a change, and of a start."""

    cold: float
    again: float
    ready: float


@dataclass(frozen=True)
class Sizes:
    """Bytes of the image, of the image below it, and of the dependencies inside."""

    image: int
    base: int
    dependencies: int


def measure(rounds: int, seconds: int) -> Outcome:
    """Build the image, change a line and build again, then start it; in turns."""
    docker = find_tool("docker")
    say("rendering and installing the project of the image")
    folder = project.render_project(project.JWT)
    with open_postgres(install("references", REFERENCES), core=None) as postgres:
        target = project.open_target(folder, postgres, project.JWT)
        found = []
        for number in range(1, rounds + 1):
            say(f"building and starting: round {number} of {rounds}")
            forget_packages(folder)
            cold = build(docker, folder, "--no-cache")
            source = folder / SOURCE
            source.write_text(source.read_text() + f"# round {number}\n")
            found.append(Round(cold, build(docker, folder), start(docker, target)))
        sizes = weigh(docker)
        version = run_step([docker, "version", "--format", "{{.Server.Version}}"]).strip()
    run_step([docker, "image", "rm", "--force", NAME])
    return draw_outcome(found, sizes, {"PostgreSQL": postgres.version, "Docker": version})


def forget_packages(folder: Path) -> None:
    """Give uv a new place to keep packages in: the one before belongs to every build there is."""
    dockerfile = folder / "Dockerfile"
    fresh = f"id=bench-{token_hex(8)},target=/root/.cache/uv"
    kept = re.compile(r"(id=bench-\w+,)?target=/root/\.cache/uv")
    dockerfile.write_text(kept.sub(fresh, dockerfile.read_text()))


def build(docker: str, folder: Path, *options: str) -> float:
    """Build the image; return the seconds that it took."""
    network = os.environ.get("BACKSMITH_DOCKER_BUILD_NETWORK")
    where = ["--network", network] if network else []
    begun = time.monotonic()
    run_step([docker, "build", "--quiet", *where, *options, "--tag", NAME, folder])
    return time.monotonic() - begun


def start(docker: str, target: Target) -> float:
    """Start the service in a container, within its limits; return the seconds until it is ready."""
    environment = {**target.environment, "SERVER_PORT": str(target.port), "WEB_CONCURRENCY": "2"}
    words = [word for key, value in environment.items() for word in ("--env", f"{key}={value}")]
    limits = ["--read-only", "--tmpfs", "/tmp", "--memory", "512m", "--cap-drop", "ALL"]
    command = [docker, "run", "--rm", "--network", "host", *limits, *words]
    program = STARTED.read_text()
    said = run_step([*command, "--entrypoint", "python", NAME, "-c", program, str(target.port)])
    return float(said)


def weigh(docker: str) -> Sizes:
    """Return what the image is made of."""
    inspect = [docker, "image", "inspect", "--format", "{{.Size}}"]
    try:
        base = run_step([*inspect, BASE])
    except StepFailed:  # a builder keeps what it has pulled to itself
        run_step([docker, "pull", "--quiet", BASE])
        base = run_step([*inspect, BASE])
    inside = [docker, "run", "--rm", "--network", "none", "--entrypoint", "python", NAME, "-c"]
    return Sizes(int(run_step([*inspect, NAME])), int(base), int(run_step([*inside, INSTALLED])))


def draw_outcome(found: list[Round], sizes: Sizes, versions: dict[str, str]) -> Outcome:
    """Return the verdicts, the tables and the raw figures."""
    below = sizes.base + sizes.dependencies
    figures = {
        "build after a change, x cold": statistics.median(one.again / one.cold for one in found),
        "image, x base and dependencies": sizes.image / below,
        "ready in the container": statistics.median(one.ready for one in found),
    }
    verdicts = judge(IMAGE, figures)
    cores = len(os.sched_getaffinity(0))
    how = (
        "The default project. Cold: `docker build --no-cache`, and no package that uv has kept; "
        "the base image is there. Then a line of the source is changed. Ready: from the start of "
        f"the process, in a container of 512 MiB on {cores} cores with two workers, to the first "
        "200 of `/health/ready`, with PostgreSQL beside it."
    )
    rows = [
        (str(number), f"{one.cold:.1f}", f"{one.again:.1f}", f"{one.ready:.2f}")
        for number, one in enumerate(found, 1)
    ]
    table = show_table(("round", "cold, s", "after a change, s", "ready, s"), rows)
    parts = [(name, f"{size / MIB:.0f}") for name, size in asdict(sizes).items()]
    weights = show_table(("what", "MiB"), parts)
    machine = describe_machine(cores, versions)
    text = ["## Image", how, machine, show_verdicts(verdicts), table, weights]
    raw = {"rounds": [asdict(one) for one in found], "sizes": asdict(sizes)}
    return Outcome("image", "\n\n".join(text) + "\n", verdicts, raw)
