"""Prove that the newest backup can be brought back: what is lost, and how long it takes."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.backups.booting import boot
from app.backups.manifest import Manifest
from app.backups.report import note, write
from app.backups.restoring import open_restored
from app.backups.settings import BackupSettings
from app.backups.shelf import Backup, Shelf
from app.core.database import DatabaseSettings


@dataclass(frozen=True)
class Drill:
    """How it went."""

    backup: str
    rpo: timedelta  # how old the backup was
    rto: timedelta  # how long it took, until the service was ready on it
    missed: list[str]


async def run_drill(
    shelf: Shelf, live: DatabaseSettings, settings: BackupSettings, now: datetime
) -> Drill:
    """Restore the newest backup beside the live database, start the service on it, and report.

    Raises:
        BackupError: it cannot be brought back; that is written down, too.
    """
    begun = time.monotonic()
    note(settings.state, drill_met=0)
    backup = await shelf.find(None)
    async with open_restored(shelf, backup, live, now) as restored:
        await boot(restored.database)
        rto = timedelta(seconds=time.monotonic() - begun)
    drill = judge(backup, now - backup.taken_at, rto, settings)
    note(
        settings.state,
        proven_timestamp_seconds=now.timestamp(),
        drill_rpo_seconds=drill.rpo.total_seconds(),
        drill_rto_seconds=drill.rto.total_seconds(),
        drill_met=0 if drill.missed else 1,
    )
    write(settings.state / "drill.md", describe(drill, restored.manifest, settings, now))
    return drill


def judge(backup: Backup, rpo: timedelta, rto: timedelta, settings: BackupSettings) -> Drill:
    """Return the drill, with what it was to be and was not."""
    missed = []
    if rpo > timedelta(minutes=settings.rpo_minutes):
        missed.append(f"RPO: {tell(rpo)} old, and {settings.rpo_minutes:g} minutes are promised.")
    if rto > timedelta(minutes=settings.rto_minutes):
        missed.append(f"RTO: it took {tell(rto)}, and {settings.rto_minutes:g} are promised.")
    return Drill(backup.name, rpo, rto, missed)


def describe(drill: Drill, manifest: Manifest, settings: BackupSettings, now: datetime) -> str:
    """Return the report."""
    rows = "".join(
        f"| {name} | {table.rows} | {table.checksum} |\n"
        for name, table in sorted(manifest.content.tables.items())
    )
    verdict = " ".join(drill.missed) or "Both targets are met."
    return f"""# The last drill

On {now:%Y-%m-%d at %H:%M} UTC the backup {drill.backup} was restored beside the live database
and compared, and the service was ready on it. {verdict}

| | measured | target |
| --- | --- | --- |
| RPO: how old it was | {tell(drill.rpo)} | {settings.rpo_minutes:g} minutes |
| RTO: how long it took | {tell(drill.rto)} | {settings.rto_minutes:g} minutes |

| table | rows | checksum |
| --- | --- | --- |
{rows}"""


def tell(time: timedelta) -> str:
    """Return a time in minutes."""
    return f"{time.total_seconds() / 60:.2f} minutes"
