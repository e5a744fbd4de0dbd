"""Lose the disk of a database while many write, and bring back what had been received.

Run in a rendered project with its own Python. The server, the receiver and the restore are what
production runs: programs of their own. What was found is printed as JSON.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from dev import engine
from dev.database import name_database
from dev.servers import open_folder, place_data

from tests.backups.moments.conftest import AS_NOBODY

WRITERS = 4
ROWS = int(sys.argv[1])  # that are there before
WAIT_SECONDS = 240
APP = Path(sys.executable).with_name("app")


def prepare(place: Path) -> dict[str, str]:
    """Return the environment of every command: where things are, and programs that root may run."""
    programs = engine.find_binaries()
    wrapper = place / "bin" / "postgres"
    wrapper.parent.mkdir()
    wrapper.write_text(AS_NOBODY.format(postgres=programs / "postgres"))
    wrapper.chmod(0o755)
    first = [str(wrapper.parent)] if os.geteuid() == 0 else []
    return {
        **os.environ,
        "PATH": os.pathsep.join([*first, str(programs), os.environ["PATH"]]),
        "APP_ENVIRONMENT": "development",
        "BACKUPS_FOLDER": str(place / "target"),
        "BACKUPS_STATE": str(place / "state"),
        "BACKUPS_PASSWORD": "twenty-four letters of a test",
        "MOMENTS_FOLDER": str(place / "moments"),
        "MOMENTS_SECONDS": "1",
    }


@contextmanager
def receiving(environment: dict[str, str]) -> Iterator[None]:
    """Run the receiver until the block ends."""
    process = subprocess.Popen([APP, "backup", "receive"], env=environment)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(holds: Callable[[], bool]) -> None:
    """Return when it does."""
    end = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)


def wait_for_step(place: Path) -> None:
    """Return when the receiver has done once more what it does once in a while."""
    state = place / "moments" / "state.json"
    before = state.stat().st_mtime_ns
    wait_for(lambda: state.stat().st_mtime_ns > before)


def read_state(place: Path) -> dict[str, str]:
    """Return what the receiver has written down."""
    path = place / "moments" / "state.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


async def fill(url: str) -> None:
    """Make a table, with rows."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE marks (id bigint PRIMARY KEY, said text)")
    said = "md5(n::text) || md5((-n)::text)"
    fill = f"INSERT INTO marks SELECT -n, {said} FROM generate_series(1, $1) n"
    await connection.execute(fill, ROWS)
    await connection.close()


async def write(url: str, number: int, done: dict[int, float]) -> None:
    """Write one row after the other until the server is gone; note when each was acknowledged."""
    connection = await asyncpg.connect(url)
    for mark in range(number, 10_000_000, WRITERS):
        await connection.execute("INSERT INTO marks VALUES ($1, 'written')", mark)
        done[mark] = time.monotonic()


async def write_until_lost(url: str, data: Path) -> tuple[dict[int, float], float]:
    """Write, and meanwhile delete the server's files and kill it.

    Return when each row was acknowledged, and when the server ended.
    """
    done: dict[int, float] = {}
    writers = [asyncio.create_task(write(url, number, done)) for number in range(WRITERS)]
    await asyncio.sleep(3)
    first = int((data / "postmaster.pid").read_text().partition("\n")[0])
    shutil.rmtree(data / "base")
    os.kill(first, signal.SIGKILL)
    lost_at = time.monotonic()
    await asyncio.gather(*writers, return_exceptions=True)
    shutil.rmtree(data, ignore_errors=True)
    return done, lost_at


async def read_marks(url: str) -> set[int]:
    """Return what is there."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT id FROM marks")
    await connection.close()
    return {row[0] for row in rows}


def run() -> dict[str, object]:
    """Do it, and return what was found."""
    with open_folder() as place, open_folder() as first, open_folder() as second:
        place.chmod(0o755)
        environment = prepare(place)
        with engine.run_server(first) as server:
            engine.create_once(server, "app")
            url = name_database(server, "app")
            environment["DATABASE_URL"] = url
            subprocess.run([APP, "migrate"], env=environment, check=True)
            asyncio.run(fill(url))
            with receiving(environment):
                wait_for(lambda: bool(read_state(place).get("copied_at")))
                done, lost_at = asyncio.run(write_until_lost(url, place_data(first)))
                accident = datetime.now(UTC)
                for _ in range(2):  # the log that was received leaves, though the server is gone
                    wait_for_step(place)
        with engine.run_server(second) as server:
            engine.create_once(server, "app")
            environment["DATABASE_URL"] = name_database(server, "app")
            subprocess.run([APP, "migrate"], env=environment, check=True)
            system = read_state(place)["system"]
            with receiving(environment):
                wait_for(lambda: read_state(place)["system"] != system)
                wait_for(lambda: bool(read_state(place)["copied_at"]))
                begun = time.monotonic()
                told = subprocess.run(
                    [APP, "backup", "restore", "--at", accident.isoformat()],
                    env=environment,
                    capture_output=True,
                    text=True,
                )
                seconds = time.monotonic() - begun
            assert told.returncode == 0, told.stderr
            there = asyncio.run(read_marks(environment["DATABASE_URL"]))
        lost = [lost_at - at for mark, at in done.items() if mark not in there]
        return {
            "acknowledged": len(done),
            "lost": len(lost),
            "lost_milliseconds": round(max(lost, default=0) * 1000),
            "kept_before": len([mark for mark in there if mark < 0]),
            "foreign": len([mark for mark in there if mark >= 0 and mark not in done]),
            "seconds": round(seconds, 1),
            "said": told.stderr.splitlines(),
        }


if __name__ == "__main__":
    print(json.dumps(run()))
