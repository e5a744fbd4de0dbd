"""The backups that there are: each a dump, and a manifest that is written when the dump is whole.

A dump without a manifest is what is left of one that was cut short: it does not count.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.backups.errors import NoBackups
from app.backups.manifest import Manifest, unpack
from app.backups.process import Chunks
from app.backups.restic import Restic
from app.backups.settings import BackupSettings

DUMP, MANIFEST = "database", "manifest"
STAMP = "%Y%m%dT%H%M%SZ"
CUT_SHORT = timedelta(days=1)  # then nobody works on it any more


@dataclass(frozen=True)
class Backup:
    """A backup, as the list has it."""

    name: str
    dump: str  # the snapshots that hold its parts
    manifest: str

    @property
    def taken_at(self) -> datetime:
        """When its rows were as it has them."""
        return read_stamp(self.name)


class Shelf:
    """Where the backups of this service stand."""

    def __init__(self, restic: Restic) -> None:
        self.restic = restic

    async def list_parts(self) -> Mapping[str, Mapping[str, str]]:
        """Return the snapshots that there are: `DUMP` or `MANIFEST`, and of which backup."""
        told = json.loads(await self.restic.tell("snapshots", "--json", "--no-lock"))
        return sort_parts(told or [])

    async def list_backups(self) -> list[Backup]:
        """Return those that are whole, the newest first."""
        parts = await self.list_parts()
        names = sorted(parts[DUMP].keys() & parts[MANIFEST].keys(), reverse=True)
        return [Backup(name, parts[DUMP][name], parts[MANIFEST][name]) for name in names]

    async def find(self, name: str | None) -> Backup:
        """Return the backup with this name, or the newest.

        Raises:
            NoBackups: there is none.
        """
        backups = await self.list_backups()
        found = [backup for backup in backups if name in (None, backup.name)]
        if not found:
            raise NoBackups(
                f"There is no whole backup {name or 'yet'}.",
                "app backup list shows those that there are.",
            )
        return found[0]

    async def read_manifest(self, backup: Backup) -> Manifest:
        """Return what a backup says of itself.

        That is soon done, and often beside its dump: a lock that came and went would hold that one
        up, where restic finds it listed and already gone.
        """
        chunks = self.restic.read(backup.manifest, MANIFEST, locked=False)
        async with aclosing(chunks):
            return unpack(b"".join([chunk async for chunk in chunks]))

    def read_dump(self, backup: Backup) -> Chunks:
        """Yield the dump of a backup."""
        return self.restic.read(backup.dump, DUMP)

    async def keep_dump(self, taken_at: datetime, chunks: Chunks) -> str:
        """Keep a dump, which counts for nothing until its manifest is kept, too."""
        return await self.restic.store(DUMP, chunks, (DUMP, write_stamp(taken_at)))

    async def keep_manifest(self, manifest: Manifest) -> None:
        """Make a backup whole."""

        async def chunks() -> Chunks:
            yield manifest.pack()

        stamp = write_stamp(manifest.taken_at)
        await self.restic.store(MANIFEST, chunks(), (MANIFEST, stamp))

    async def prune(self, settings: BackupSettings, now: datetime) -> list[str]:
        """Forget the backups that are kept no longer, and parts of none; return their names."""
        await self.restic.unlock()
        parts = await self.list_parts()
        gone = find_parts_of_none(parts, now) | await self.find_outlived(settings)
        snapshots = [kind[name] for kind in parts.values() for name in sorted(gone & kind.keys())]
        if snapshots:
            await self.restic.tell("forget", "--prune", "--quiet", *snapshots)
        return sorted(gone)

    async def find_outlived(self, settings: BackupSettings) -> set[str]:
        """Return which whole backups restic would keep no longer."""
        rules = {
            "hourly": settings.keep_hourly,
            "daily": settings.keep_daily,
            "weekly": settings.keep_weekly,
            "monthly": settings.keep_monthly,
        }
        keep = [word for name, most in rules.items() for word in (f"--keep-{name}", str(most))]
        told = await self.restic.tell(
            "forget", "--dry-run", "--json", "--group-by", "", "--tag", MANIFEST, *keep
        )
        groups = json.loads(told) or []
        return {name for group in groups for name in sort_parts(group["remove"] or [])[MANIFEST]}


def sort_parts(snapshots: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return snapshots by kind and backup; those of others are left out."""
    parts: dict[str, dict[str, str]] = {DUMP: {}, MANIFEST: {}}
    for snapshot in snapshots:
        match snapshot.get("tags") or []:
            case [kind, name] if kind in parts:
                parts[kind][name] = str(snapshot["id"])
    return parts


def find_parts_of_none(parts: Mapping[str, Mapping[str, str]], now: datetime) -> set[str]:
    """Return the names of backups of which a part is missing, and will be."""
    cut_short = parts[DUMP].keys() ^ parts[MANIFEST].keys()
    return {name for name in cut_short if now - read_stamp(name) > CUT_SHORT}


def write_stamp(moment: datetime) -> str:
    """Return how a backup of that moment is called."""
    return moment.astimezone(UTC).strftime(STAMP)


def read_stamp(name: str) -> datetime:
    """Return the moment of a backup with this name."""
    return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
