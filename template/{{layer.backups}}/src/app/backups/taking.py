"""Take a backup: a dump of one moment, kept, and then a manifest of the same moment."""

import time
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from app.backups.copying import Copy
from app.backups.errors import DatabaseRefused
from app.backups.manifest import Manifest
from app.backups.pace import Pace
from app.backups.process import Chunks
from app.backups.shelf import Shelf
from app.backups.source import ENGINE, open_copy
from app.core.database import DatabaseSettings
from app.core.identity import NAME, find_version


@dataclass
class Counted:
    """Chunks, and how many bytes they were."""

    pace: Pace
    bytes: int = 0

    async def count(self, chunks: Chunks) -> Chunks:
        """Yield the same, at that pace."""
        async with aclosing(chunks):
            async for chunk in chunks:
                self.bytes += len(chunk)
                yield chunk
                await self.pace.keep(len(chunk))


async def take_backup(
    shelf: Shelf, database: DatabaseSettings, now: datetime, pace: Pace, *, emptied: bool = False
) -> Manifest:
    """Return the manifest of a new backup, which is whole.

    A database without rows takes the place of one that had some only if it was `emptied`.

    Raises:
        BackupError: there is none, and those that were there are untouched.
    """
    begun, counted = time.monotonic(), Counted(pace)
    async with open_copy(database) as copy:
        refuse_empty(copy)
        dump = await shelf.keep_dump(now, counted.count(copy.dump()))
        content = await copy.read_content(pace)
    if not content.rows and not emptied:
        await refuse_emptied(shelf)
    manifest = Manifest(
        service=NAME,
        version=find_version(),
        engine=ENGINE,
        taken_at=now.replace(microsecond=0),
        dump=dump,
        dump_bytes=counted.bytes,
        seconds=round(time.monotonic() - begun, 3),
        content=content,
    )
    await shelf.keep_manifest(manifest)
    return manifest


def refuse_empty(copy: Copy) -> None:
    """Return if there is something in the database.

    Raises:
        DatabaseRefused: it was never migrated; its backup would be the newest, and of nothing.
    """
    if not copy.revision:
        raise DatabaseRefused(
            "The database has no tables of this service: it is not backed up.",
            "Is DATABASE_URL right? A new database is migrated first.",
        )


async def refuse_emptied(shelf: Shelf) -> None:
    """Return if there is no backup with rows that one without any would stand before.

    Raises:
        DatabaseRefused: there is: this is a new machine, or an accident has happened here.
    """
    backups = await shelf.list_backups()
    if backups and (await shelf.read_manifest(backups[0])).content.rows:
        raise DatabaseRefused(
            "The database is empty, and the newest backup is not: it is not backed up.",
            "Bring that one back: app backup restore. If it is meant: app backup run --empty",
        )
