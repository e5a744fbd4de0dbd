"""Measure what sealed columns cost: a value each way, and to seal all of them anew."""

import json
import os
import statistics
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from benchmarks import project
from benchmarks.limits import SEALING, judge
from benchmarks.outcome import Outcome
from benchmarks.postgres import open_postgres
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.tools import REFERENCES, install, list_versions, run_step

ROWS = 30_000
SCRIPT = Path(__file__).parent / "references" / "rotate.py"
LIBRARIES = ["cryptography", "sqlalchemy", "asyncpg"]


@dataclass(frozen=True)
class Sealing:
    """What was found: microseconds a value, and rows a second in each round."""

    seal_us: float
    open_us: float
    rounds: list[dict[str, float]]

    @property
    def behind(self) -> float:
        """How many times as many rows one plain UPDATE writes, in the middle round."""
        return statistics.median(one["update"] / one["rotation"] for one in self.rounds)


def measure(rounds: int, seconds: int) -> Outcome:
    """Fill a table, then write it by one UPDATE and by a rotation, in turns."""
    say("rendering and installing a project with sealed columns")
    folder = project.render_project(project.SEALED)
    programs = install("references", REFERENCES)
    with open_postgres(programs) as postgres:
        postgres.create(project.DATABASES[project.SEALED])
        keys = folder / "keys"
        environment = {
            "DATABASE_URL": postgres.url(project.DATABASES[project.SEALED]),
            "DATABASE_PASSWORD": token_urlsafe(24),  # production wants one; none is asked for
            "ENCRYPTION_KEYS_DIR": str(keys),
        }
        command = folder / ".venv" / "bin"
        run_step([command / "app", "encryption", "new"], folder, environment)
        run_step([command / "app", "migrate"], folder, environment)
        say(f"sealing {ROWS} rows anew, {rounds} times")
        words: list[str | Path] = [command / "python", SCRIPT, keys, str(ROWS), str(rounds)]
        said = run_step(words, folder, environment)  # the service's own log, then the figures
        found = Sealing(**json.loads(said.splitlines()[-1]))
        versions = {"PostgreSQL": postgres.version} | list_versions(command, LIBRARIES)
    return draw_outcome(found, versions)


def draw_outcome(found: Sealing, versions: dict[str, str]) -> Outcome:
    """Return the verdicts, the table and the raw figures."""
    figures = {
        "seal a value of 200 bytes": found.seal_us,
        "open a value of 200 bytes": found.open_us,
        "one plain UPDATE of the table: rows a second, x rotation": found.behind,
    }
    verdicts = judge(SEALING, figures)
    how = (
        f"A value: the least processor time of seven turns of 5,000. Rotation: {ROWS} rows with a "
        "text of 200 bytes, each opened, sealed with a new key and written, in one process, beside "
        "one statement that writes the same column of the same rows, vacuumed before each."
    )
    rows = [
        (
            str(number),
            f"{one['update']:.0f}",
            f"{one['rotation']:.0f}",
            f"{one['rotation'] / one['update']:.2f}",
        )
        for number, one in enumerate(found.rounds, 1)
    ]
    heads = ("round", "plain UPDATE, rows/s", "rotation, rows/s", "rotation, x UPDATE")
    machine = describe_machine(len(os.sched_getaffinity(0)), versions)
    table = show_table(heads, rows)
    text = "\n\n".join(["## Sealed columns", how, machine, show_verdicts(verdicts), table]) + "\n"
    raw: dict[str, Any] = {
        "seal_us": found.seal_us,
        "open_us": found.open_us,
        "rounds": found.rounds,
    }
    return Outcome("sealing", text, verdicts, raw)
