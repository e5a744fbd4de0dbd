"""SQLite: a file beside the live one, filled from a dump, and put in its place."""

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from app.backups.errors import NotFit
from app.backups.process import Chunks
from app.backups.shelf import read_stamp, write_stamp
from app.backups.source import connect, find_path, told
from app.core.database import DatabaseSettings

RESTORED, BEFORE = ".restored-", ".before-"
MAGIC = b"SQLite format 3\x00"
BESIDE = ("", "-wal", "-shm")  # the files of one database


def name_scratch(live: DatabaseSettings, now: datetime) -> DatabaseSettings:
    """Return where a copy is restored to: on the same disk, so that it can take the place."""
    return lead_to(live, extend(find_path(live), RESTORED + write_stamp(now)))


def lead_to(settings: DatabaseSettings, path: Path) -> DatabaseSettings:
    """Return the settings of another file."""
    return settings.model_copy(update={"url": f"sqlite:///{path}"})


def extend(path: Path, end: str) -> Path:
    """Return the path with a longer name."""
    return path.with_name(path.name + end)


async def create(scratch: DatabaseSettings) -> None:
    """Make it, empty; it belongs to whoever runs the service, and to nobody else."""
    with told():
        begin_file(find_path(scratch))


def begin_file(path: Path) -> None:
    """Make an empty file that nobody else may read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


async def load(scratch: DatabaseSettings, chunks: Chunks) -> None:
    """Fill it from a dump.

    Raises:
        DatabaseRefused: there is no room for it.
        NotFit: this is no database.
    """
    with told(), find_path(scratch).open("wb") as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
        file.flush()
        os.fsync(file.fileno())
    await asyncio.to_thread(refuse_broken, find_path(scratch))


def refuse_broken(path: Path) -> None:
    """Return if the file is a database in which every page is in order.

    Raises:
        NotFit: it is not.
    """
    try:
        with closing(connect(path)) as connection:
            [(said,)] = connection.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise NotFit(f"The backup is no database: {said}.", "Choose another: app backup list")


async def drop(scratch: DatabaseSettings) -> None:
    """Delete it, if it is there."""
    for end in BESIDE:
        extend(find_path(scratch), end).unlink(missing_ok=True)


async def sweep(live: DatabaseSettings, before: datetime) -> None:
    """Delete the copies that a killed process has left before that moment."""
    path = find_path(live)
    start = path.name + RESTORED
    for found in path.parent.glob(f"{start}*"):
        stamp = found.name.removeprefix(start).partition("-")[0]
        with suppress(ValueError):
            if read_stamp(stamp) < before:
                found.unlink(missing_ok=True)


async def swap(scratch: DatabaseSettings, live: DatabaseSettings, now: datetime) -> str:
    """Put it in the place of the live one, and return where that is kept."""
    with told():
        return await asyncio.to_thread(replace, find_path(scratch), find_path(live), now)


def replace(new: Path, old: Path, now: datetime) -> str:
    """Put a file in the place of another, under a service that may have it open.

    A live database takes the new pages in one transaction of its own: whoever is connected sees
    the old rows or the new ones. One that cannot be opened is set aside, and the file is renamed.
    """
    before = extend(old, BEFORE + write_stamp(now))
    if is_alive(old):
        begin_file(before)
        copy(old, before)
        copy(new, old)
        return str(before)
    for end in ("-wal", "-shm", ""):  # the pages of a log belong to the file that it was of
        with suppress(FileNotFoundError):
            extend(old, end).rename(extend(before, end))
    new.rename(old)
    return str(before) if before.exists() else "nothing"


def is_alive(path: Path) -> bool:
    """Say whether that is a database that can be opened; what is none keeps its log as it is."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return False
        with closing(connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, OSError):
        return False
    return True


def copy(source: Path, target: Path) -> None:
    """Write all pages of one database into another, in one transaction."""
    with closing(connect(source)) as pages, closing(sqlite3.connect(target)) as taker:
        taker.execute("PRAGMA synchronous = FULL")
        pages.backup(taker)
