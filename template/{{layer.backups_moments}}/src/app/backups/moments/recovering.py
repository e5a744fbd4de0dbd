"""Bring a moment back to life: a server of its own, on a copy of the files and the log until then.

The live server and its files are not touched, and nothing but a socket leads to this one.
"""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.backups.errors import DatabaseRefused, NotFit
from app.backups.moments.copying import ARCHIVE
from app.backups.moments.errors import LogBroken
from app.backups.moments.places import open_place, sweep
from app.backups.moments.programs import find_program
from app.backups.moments.segments import PARTIAL, SHAPE, find_missing, list_segments, name_segment
from app.backups.moments.spans import Route
from app.backups.process import Program, running
from app.backups.restic import Restic
from app.core.database import DatabaseSettings

SPARE: Final = 1.2  # times what is brought back: recovering needs some room, too
CHOOSE_OTHER: Final = "Choose a moment that another copy leads to: app backup moments"
READY: Final = "ready to accept connections"
CONFIGURATION: Final = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
hba_file = '{folder}/access'
restore_command = 'cp "{folder}/log/%f" "%p"'
recovery_target_action = promote
{target}
hot_standby = off
archive_mode = off
wal_level = minimal
max_wal_senders = 0
max_connections = 20
max_prepared_transactions = 64
fsync = off
lc_messages = 'C'
timezone = 'UTC'
"""


@asynccontextmanager
async def open_recovered(
    restic: Restic, route: Route, live: DatabaseSettings, folder: Path
) -> AsyncIterator[DatabaseSettings]:
    """Yield the database as it was, on a server that is gone afterwards.

    Raises:
        BackupError: the way there is blocked; nothing else has happened.
    """
    sweep(folder)
    refuse_lack_of_room(folder, route)
    with (
        open_place(folder) as place,
        TemporaryDirectory(prefix="pg-") as sockets,  # a socket's path must be short
    ):
        await fetch_copy(restic, route, place)
        await fetch_log(restic, route, place)
        write_configuration(place, Path(sockets), route)
        async with recovering(place):
            yield live.model_copy(update={"url": name_database(live, sockets), "password": None})


def refuse_lack_of_room(folder: Path, route: Route) -> None:
    """Return if there is room for what is brought back.

    Raises:
        DatabaseRefused: there is not.
    """
    need, free = int(route.size * SPARE), shutil.disk_usage(folder).free
    if need > free:
        raise DatabaseRefused(
            f"{folder} has room for {free >> 20} MB, and {need >> 20} MB are needed.",
            "Let MOMENTS_FOLDER name a folder on a larger disk.",
        )


async def unpack(restic: Restic, snapshot: str, name: str, into: Path) -> None:
    """Unpack an archive of the repository, or a folder that is kept there.

    Raises:
        NotFit: it is damaged.
    """
    await asyncio.to_thread(into.mkdir, 0o700)
    async with running(["tar", "-x", "-C", into], {}, stdin=asyncio.subprocess.PIPE) as unpacking:
        await unpacking.feed(restic.read(snapshot, name))
        if await unpacking.end():
            raise NotFit(f"It cannot be unpacked: {unpacking.said.strip()}", CHOOSE_OTHER)


async def fetch_copy(restic: Restic, route: Route, place: Path) -> None:
    """Bring the copy, and hold each file to the list that PostgreSQL made of them.

    Raises:
        NotFit: it is not what was copied.
    """
    data = place / "data"
    await unpack(restic, route.copy.snapshot, ARCHIVE, data)
    async with running([find_program("pg_verifybackup"), "--no-parse-wal", data], {}) as verifying:
        if await verifying.end():
            reason = verifying.said.strip().partition("\n")[0]
            raise NotFit(f"The copy is not what was copied: {reason}", CHOOSE_OTHER)


async def fetch_log(restic: Restic, route: Route, place: Path) -> None:
    """Bring the log of all stretches together in one folder.

    Raises:
        LogBroken: a segment of it is missing.
    """
    log, part = place / "log", place / "part"
    log.mkdir()
    for stretch in route.stretches:
        await unpack(restic, stretch.snapshot, stretch.path.lstrip("/"), part)
        gather(part, log, route.copy.begins)
        shutil.rmtree(part)
    segments = list_segments(log)
    begins = bool(segments) and segments[0].name == route.copy.begins
    if missing := find_missing(segments) if begins else route.copy.begins:
        raise LogBroken(f"The segment {missing} of the log is missing.", CHOOSE_OTHER)


def gather(part: Path, log: Path, begins: str) -> None:
    """Move segments into `log`, under the names that they have when they are full.

    What was stored later knows more of the same segment, and comes later.
    """
    parts = sorted(part.rglob("*"), key=lambda path: (name_segment(path), path.suffix != PARTIAL))
    for path in parts:
        if SHAPE.fullmatch(path.name) and name_segment(path) >= begins:
            path.replace(log / name_segment(path))


def write_configuration(place: Path, sockets: Path, route: Route) -> None:
    """Tell the server how far to go; nothing that the live one is told counts here."""
    moment = route.moment
    target = f"recovery_target_time = '{moment.isoformat()}'" if moment else ""
    text = CONFIGURATION.format(folder=place, sockets=sockets, target=target)
    (place / "configuration").write_text(text)
    (place / "access").write_text("local all all trust\n")  # its folder lets nobody else in
    (place / "data" / "postgresql.auto.conf").write_text("")
    (place / "data" / "recovery.signal").touch()


@asynccontextmanager
async def recovering(place: Path) -> AsyncIterator[None]:
    """Run the server; the block begins when it has arrived.

    Raises:
        NotFit: it never does.
    """
    ready = asyncio.Event()

    def listen(line: str) -> bool:
        if READY in line:
            ready.set()
        return False

    version = (place / "data" / "PG_VERSION").read_text().strip()
    command = [find_program("postgres", version), "-D", place / "data"]
    command += ["-c", f"config_file={place / 'configuration'}"]
    async with running(command, {}, listen=listen) as server:
        arrived, ended = asyncio.create_task(ready.wait()), asyncio.create_task(server.end())
        try:
            await asyncio.wait({arrived, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.is_set():
                raise NotFit(f"The moment was not reached: {find_reason(server)}", CHOOSE_OTHER)
            yield
        finally:
            with suppress(ProcessLookupError):
                server.process.send_signal(signal.SIGQUIT)  # at once: its files go, too
            arrived.cancel()
            await ended


def find_reason(server: Program) -> str:
    """Return what the server says of its failure."""
    fatal = [line for line in server.said.splitlines() if "FATAL:" in line or "PANIC:" in line]
    return (fatal or [server.said.strip()])[-1].rpartition("  ")[2] or "it did not say why"


def name_database(live: DatabaseSettings, sockets: str) -> str:
    """Return the address of the same database on the server behind `sockets`."""
    url = live.address().set(drivername="postgresql", query={"host": sockets})
    url = url._replace(host=None, port=None, password=None)  # `set` takes None for "as it is"
    return url.render_as_string()
