"""Lose the folder of a database while many write, and bring back the newest backup, on any engine.

Run in a rendered project with its own Python. The first place where it is to be restored has too
little room, if we may make such a place; that is said, and nothing there has changed. What was
found is printed as JSON.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app.core.database import DatabaseSettings
from dev.database import open_development
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests.backups.beside import list_beside
from tests.backups.data import ask
from tests.backups.tools import find_tools

MIB = int(sys.argv[1])  # of rows that are there before
ROOM_MIB = int(sys.argv[2])  # of the place that is too small
ROW_LETTERS = 8_192
WRITERS = 2
WRITE_SECONDS = 1.5  # before the backup, and after it
MAKE = "CREATE TABLE marks (id INTEGER PRIMARY KEY, said VARCHAR(10000))"
WRITE = text("INSERT INTO marks VALUES (:id, :said)")
APP = Path(sys.executable).with_name("app")


@dataclass
class Written:
    """What the writers have done."""

    begun: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    at_backup: set[int] = field(default_factory=set)  # acknowledged when it was begun


def fill(settings: DatabaseSettings) -> int:
    """Make a table with many rows, and return how many."""
    letters = Random(1)  # of which nothing becomes smaller
    rows = [
        {"id": -number, "said": letters.randbytes(ROW_LETTERS // 2).hex()}
        for number in range(1, MIB * 128 + 1)
    ]

    async def run() -> None:
        engine = create_async_engine(settings.address())
        async with engine.begin() as connection:
            await connection.execute(text(MAKE))
            for first in range(0, len(rows), 512):
                await connection.execute(WRITE, rows[first : first + 512])
        await engine.dispose()

    asyncio.run(run())
    return len(rows)


async def write(connection: AsyncConnection, number: int, written: Written) -> None:
    """Write one row after the other, until there is no database."""
    for mark in range(number, 1_000_000, WRITERS):
        written.begun.add(mark)
        await connection.execute(WRITE, {"id": mark, "said": "written"})
        await connection.commit()
        written.acknowledged.add(mark)


async def write_until_lost(settings: DatabaseSettings, data: Path, written: Written) -> None:
    """Write, take a backup beside it, write on, and lose everything."""
    engine = create_async_engine(settings.address())
    connections = [await engine.connect() for _ in range(WRITERS)]
    writers = [
        asyncio.create_task(write(connection, number, written))
        for number, connection in enumerate(connections)
    ]
    await asyncio.sleep(WRITE_SECONDS)
    written.at_backup = set(written.acknowledged)
    backup = await asyncio.create_subprocess_exec(APP, "backup", "run", stdout=subprocess.DEVNULL)
    assert await backup.wait() == 0
    await asyncio.sleep(WRITE_SECONDS)
    lose(data)
    _, still = await asyncio.wait(writers, timeout=1)  # a file that is gone takes writes for ever
    for writer in still:
        writer.cancel()
    ends = await asyncio.gather(*writers, return_exceptions=True)
    assert all(isinstance(end, DBAPIError | OSError | asyncio.CancelledError) for end in ends), ends
    for connection in connections:
        await connection.invalidate()
    await engine.dispose()


def lose(folder: Path) -> None:
    """Kill who has files of the folder open, and delete them."""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != str(os.getpid()) and str(folder) in read_command(process):
            os.kill(int(process.name), signal.SIGKILL)
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def read_command(process: Path) -> str:
    """Return what a process was started with; nothing if it is gone."""
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


@contextmanager
def open_place(room_mib: int = 0) -> Iterator[Path]:
    """Yield a folder that servers may enter, with no more room than said."""
    with TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        folder.chmod(0o755)
        if room_mib:
            limit_room(folder, room_mib, "mount", "-t", "tmpfs", "none")
            opened.callback(subprocess.run, ["umount", "--lazy", folder], check=True)
        yield folder


def limit_room(folder: Path, mib: int, *command: str) -> None:
    """Mount, or mount again, with so much room."""
    subprocess.run([*command, "-o", f"size={mib}m,mode=755", folder], check=True)


def tell_app(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the service."""
    return subprocess.run([APP, *words], capture_output=True, text=True)


def read_marks(settings: DatabaseSettings) -> set[int]:
    """Return which rows are there."""
    return {int(number) for (number,) in ask(settings, "SELECT id FROM marks")}


@contextmanager
def open_live(folder: Path) -> Iterator[DatabaseSettings]:
    """Yield a migrated database in the folder, which every command knows."""
    with open_development(folder) as url:
        os.environ["DATABASE_URL"] = url
        folders = [str(path) for path in find_tools(url)]
        os.environ["PATH"] = os.pathsep.join([*folders, os.environ["PATH"]])
        done = tell_app("migrate")
        assert done.returncode == 0, done.stderr
        yield DatabaseSettings(url=url)


def restore_without_room(folder: Path) -> dict[str, object]:
    """Try to bring it back where there is no room, then make room; return what was found."""
    with open_live(folder) as live:
        ask(live, MAKE, "INSERT INTO marks VALUES (-1000000, 'live')")
        done = tell_app("backup", "restore")
    limit_room(folder, 2_000, "mount", "-o", "remount")
    with open_live(folder) as live:  # PostgreSQL stops where there is no room for its log
        return {
            "code": done.returncode,
            "said": done.stderr,
            "live": sorted(read_marks(live)),
            "beside": list_beside(live),
        }


def run() -> dict[str, object]:
    """Do it, and return what was found."""
    written = Written()
    with open_place() as place, open_place() as first:
        os.environ |= {
            "APP_ENVIRONMENT": "development",
            "BACKUPS_FOLDER": str(place / "target"),
            "BACKUPS_STATE": str(place / "state"),
            "BACKUPS_PASSWORD": "twenty-four letters of a test",
        }
        with open_live(first) as live:
            rows = fill(live)
            asyncio.run(write_until_lost(live, first, written))
        small = ROOM_MIB if os.geteuid() == 0 else 0
        with open_place(small) as second:
            full = restore_without_room(second) if small else {}
            with open_live(second) as live:
                begun = time.monotonic()
                done = tell_app("backup", "restore")
                seconds = time.monotonic() - begun
                assert done.returncode == 0, done.stderr
                there = read_marks(live)
    return {
        "acknowledged": len(written.acknowledged),
        "acknowledged_before": len(written.at_backup),
        "lost_before": len(written.at_backup - there),
        "old": rows,
        "lost_old": rows - len([mark for mark in there if mark < 0]),
        "foreign": len({mark for mark in there if mark >= 0} - written.begun),
        "seconds": round(seconds, 1),
        "full": full,
    }


if __name__ == "__main__":
    print(json.dumps(run()))
