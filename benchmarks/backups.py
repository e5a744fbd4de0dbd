"""Measure backups: what requests notice of one, and how long it takes to bring a gigabyte back."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import project
from benchmarks.limits import BACKUPS, judge
from benchmarks.load import put_load
from benchmarks.measure import run
from benchmarks.outcome import Outcome
from benchmarks.postgres import Postgres, open_postgres
from benchmarks.report import describe_machine, show_table, show_verdicts
from benchmarks.say import say
from benchmarks.target import Endpoint, Target
from benchmarks.tools import CACHE, REFERENCES, find_tool, install, list_versions, run_step

SOME, ROWS = 200_000, 1_000_000  # of about 1 KB each: a fifth of a gigabyte, and a whole one
AT_ONCE = {"BACKUPS_MIB_PER_SECOND": "10000"}  # where nobody asks meanwhile
TURNS = 3  # of each way to restore, in a round
SLICES = 6  # of load without a backup, before it and after it
CONNECTIONS, PAUSE_MS = 4, 10  # some 300 requests a second: a service that has time
GROW = """
INSERT INTO notes (id, owner_id, title, text, version, created_at, updated_at)
SELECT gen_random_uuid(), '{owner}', 'Note ' || n, letters.many, 1, now(), now()
FROM generate_series({first}, {last}) n,
     LATERAL (SELECT string_agg(md5(n::text || part), '') AS many
              FROM generate_series(1, 26) part) letters
"""
SIZE = "SELECT pg_database_size(current_database()) / 1048576"
LISTED = Endpoint("list", "/notes?limit=20", rows="items")


@dataclass(frozen=True)
class Found:
    """What one round showed, in milliseconds and seconds."""

    p95_alone: float
    p95_beside: float
    restored: float
    plain: float


def measure(rounds: int, seconds: int) -> Outcome:
    """Fill a database, and take, notice and bring back its backup in each round.

    Every process may use every core, as it may where a service runs.
    """
    say("rendering and installing a project with backups")
    find_tool("restic")
    folder = project.render_project(project.BACKUPS)
    references = install("references", REFERENCES, project.write_constraints(folder))
    logs = CACHE / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    with open_postgres(references, core=None) as postgres, tempfile.TemporaryDirectory() as place:
        target = open_target(folder, postgres, Path(place))
        say("filling the database")
        grow(postgres, target, 1, SOME)
        beside = [measure_beside(target, seconds, logs) for _ in range(rounds)]
        say(f"p95 alone and beside a backup: {beside}")
        grow(postgres, target, SOME + 1, ROWS)
        size = int(postgres.query(target.database, SIZE))
        back_up = [target.command[0], "backup", "run"]
        run_step(back_up, target.folder, {**target.environment, **AT_ONCE})
        found = []
        for waits in beside:
            found.append(Found(*waits, *time_both(target, postgres, Path(place))))
            say(f"{found[-1]}")
    versions = list_versions(folder / ".venv" / "bin", ["sqlalchemy", "asyncpg"])
    return draw_outcome(found, size, {**versions, "PostgreSQL": postgres.version})


def open_target(folder: Path, postgres: Postgres, place: Path) -> Target:
    """Return the service, with all that its backups have to know."""
    programs = str(Path(postgres.psql).parent)
    target = project.open_target(folder, postgres, project.BACKUPS)
    environment = {
        **target.environment,
        "BACKUPS_FOLDER": str(place / "repository"),
        "BACKUPS_STATE": str(place / "state"),
        "BACKUPS_PASSWORD": "of a measurement, and nothing else",
        "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
    }
    return replace(target, environment=environment)


def grow(postgres: Postgres, target: Target, first: int, last: int) -> None:
    """Write the rows from `first` to `last`."""
    statement = GROW.format(owner=project.NOBODY, first=first, last=last)
    postgres.query(target.database, statement)


def measure_beside(target: Target, seconds: int, logs: Path) -> tuple[float, float]:
    """Return the p95 in milliseconds, alone and beside a backup from its beginning to its end."""
    with run(target, logs, core=None):
        alone, beside = [ask(target, seconds) for _ in range(SLICES)], []
        backup = begin_backup(target)
        while backup.poll() is None:
            beside.append(ask(target, seconds))
        assert backup.returncode == 0
        alone += [ask(target, seconds) for _ in range(SLICES)]
    return statistics.median(alone), statistics.median(beside)


def ask(target: Target, seconds: int) -> float:
    """Return the p95 of so many seconds of load."""
    return put_load(target, LISTED, seconds, CONNECTIONS, PAUSE_MS, core=None).p95_ms


def begin_backup(target: Target) -> subprocess.Popen[bytes]:
    """Begin to take a backup, at the pace that is the project's default."""
    return subprocess.Popen(
        [target.command[0], "backup", "run"],
        cwd=target.folder,
        env={**os.environ, **target.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def time_both(target: Target, postgres: Postgres, place: Path) -> tuple[float, float]:
    """Return how many seconds our restore takes and the plain one: the median of some turns."""
    turns = [
        (time_restore(target, postgres), time_plain(target, postgres, place)) for _ in range(TURNS)
    ]
    ours, plain = zip(*turns, strict=True)
    return statistics.median(ours), statistics.median(plain)


def time_restore(target: Target, postgres: Postgres) -> float:
    """Return how long `app backup restore` takes: fetched, loaded, compared, swapped."""
    begun = time.perf_counter()
    run_step([target.command[0], "backup", "restore"], target.folder, target.environment)
    seconds = time.perf_counter() - begun
    kept = f"SELECT datname FROM pg_database WHERE datname LIKE '{target.database}_before_%'"
    for name in postgres.query("postgres", kept).split():
        postgres.query("postgres", f'DROP DATABASE "{name}"')
    return seconds


def time_plain(target: Target, postgres: Postgres, place: Path) -> float:
    """Return how long `pg_restore -j2` takes for the same dump, which lies in a file."""
    programs, file, name = Path(postgres.psql).parent, place / "dump", f"{target.database}_plain"
    dump = ["--format=custom", "--compress=0", f"--file={file}"]
    run_step([programs / "pg_dump", *dump, postgres.url(target.database)])
    postgres.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
    begun = time.perf_counter()
    run_step([programs / "pg_restore", "-j2", f"--dbname={postgres.url(name)}", file])
    seconds = time.perf_counter() - begun
    postgres.query("postgres", f'DROP DATABASE "{name}"')
    return seconds


def draw_outcome(found: list[Found], size: int, versions: Mapping[str, str]) -> Outcome:
    """Return the verdicts, the table and the raw figures; of each the median round."""
    noticed = statistics.median(one.p95_beside / one.p95_alone for one in found)
    slower = statistics.median(one.restored / one.plain for one in found)
    figures = {
        "list beside a backup: p95, x alone": noticed,
        "restore of a gigabyte, x pg_restore -j2": slower,
    }
    rows = [
        (
            f"{number}",
            f"{one.p95_alone:.1f}",
            f"{one.p95_beside:.1f}",
            f"{one.restored:.1f}",
            f"{one.plain:.1f}",
        )
        for number, one in enumerate(found, 1)
    ]
    heads = ("round", "p95 alone, ms", "beside a backup, ms", "restore, s", "pg_restore -j2, s")
    verdicts = judge(BACKUPS, figures)
    machine = describe_machine(os.cpu_count() or 1, dict(versions))
    load = f"{CONNECTIONS} connections, {PAUSE_MS} ms between their requests"
    said = f"{machine} The database has {size} MiB; {load}; every core is everybody's."
    text = "\n\n".join(["## Backups", said, show_verdicts(verdicts), show_table(heads, rows)])
    return Outcome("backups", text + "\n", verdicts, {"found": [vars(one) for one in found]})
