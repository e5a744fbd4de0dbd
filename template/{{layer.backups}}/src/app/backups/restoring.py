"""Bring a backup back: into a new database, compared with what was copied, and only then swapped.

The live database is not touched before the copy has been proven.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.backups import scratch
from app.backups.errors import DatabaseRefused, NotFit
from app.backups.manifest import Manifest, list_differences
from app.backups.process import begun
from app.backups.shelf import Backup, Shelf
from app.backups.source import ENGINE, read_content
from app.core.database import DatabaseSettings
from app.core.database.migrating import migrate
from app.core.identity import NAME

FORGOTTEN = timedelta(days=1)  # a database that was left by a killed process


@dataclass(frozen=True)
class Restored:
    """A backup in a database of its own, proven to hold what was copied."""

    manifest: Manifest
    database: DatabaseSettings


@asynccontextmanager
async def open_restored(
    shelf: Shelf, backup: Backup, live: DatabaseSettings, now: datetime
) -> AsyncIterator[Restored]:
    """Yield a backup, restored and compared; its database is gone afterwards, unless swapped.

    Raises:
        NotFit: it is not what was copied, or not of this service.
    """
    await scratch.sweep(live, now - FORGOTTEN)
    database = scratch.name_scratch(live, now)
    try:
        manifest = await fill(database, shelf, backup, live)
        if differences := list_differences(manifest.content, await read_content(database)):
            raise NotFit(
                "The backup does not hold what was copied: " + " ".join(differences),
                "Choose an older one: app backup list",
            )
        yield Restored(manifest, database)
    except BaseException:
        with suppress(DatabaseRefused):  # what has failed first says more
            await asyncio.shield(scratch.drop(database))
        raise
    await asyncio.shield(scratch.drop(database))


async def fill(
    database: DatabaseSettings, shelf: Shelf, backup: Backup, live: DatabaseSettings
) -> Manifest:
    """Bring a backup of this service into a new database; return what should be in it.

    Raises:
        NotFit: it is not of this service.
    """
    async with begun(shelf.read_dump(backup)) as chunks:  # restic takes a moment to open it
        manifest = await shelf.read_manifest(backup)
        refuse_foreign(manifest)
        refuse_unknown(manifest.content.revision, live)
        await scratch.create(database)
        await scratch.load(database, chunks)
    return manifest


@asynccontextmanager
async def open_found(
    shelf: Shelf,
    name: str | None,
    live: DatabaseSettings,
    now: datetime,
    oldest: timedelta | None = None,
) -> AsyncIterator[Restored]:
    """Yield the backup with that name, or the newest if it is not older than `oldest`, restored.

    Raises:
        BackupError: there is none, it is not whole, or not new enough.
    """
    backup = await shelf.find(name)
    if name is None and oldest is not None:
        refuse_stale(backup, now, oldest)
    async with open_restored(shelf, backup, live, now) as restored:
        yield restored


async def swap(restored: Restored, live: DatabaseSettings, now: datetime) -> str:
    """Put what was restored in the place of the live database; return where that one is kept.

    A backup of an older version of the service is migrated first.
    """
    await asyncio.to_thread(migrate, restored.database)
    return await scratch.swap(restored.database, live, now)


def refuse_stale(backup: Backup, now: datetime, rpo: timedelta) -> None:
    """Return if the newest backup is as new as is promised.

    Raises:
        NotFit: it is older, and whoever wants it all the same has to name it.
    """
    age = now - backup.taken_at
    if age > rpo:
        raise NotFit(
            f"The newest backup is of {backup.taken_at:%Y-%m-%d %H:%M} UTC, {age.days} days and"
            f" {age.seconds // 3600} hours ago: more is lost than was promised.",
            f"If there is no newer one anywhere: app backup restore {backup.name}",
        )


def refuse_foreign(manifest: Manifest) -> None:
    """Return if the backup is one of this service.

    Raises:
        NotFit: it is of another, or of another kind of database, or it is empty.
    """
    theirs, ours = (manifest.service, manifest.engine), (NAME, ENGINE)
    if theirs != ours:
        raise NotFit(
            f"The backup is of {' on '.join(theirs)}, and this is {' on '.join(ours)}.",
            "Look at the target of the backups: it is another service's.",
        )
    if not manifest.content.tables:
        raise NotFit("The backup is empty.", "Choose another: app backup list")


def refuse_unknown(revision: str, live: DatabaseSettings) -> None:
    """Return if this version of the service knows the revision of the tables.

    Raises:
        NotFit: they are of a newer version.
    """
    try:
        ScriptDirectory(str(live.migrations)).get_revision(revision)
    except CommandError as error:
        raise NotFit(
            f"The backup is of revision {revision}, which this version of the service has not.",
            "Restore it with the version that has made it, or a newer one.",
        ) from error
