"""Take a backup now, and say its name."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument(
        "--empty", action="store_true", help="also if nothing is in it, and there was something"
    )


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Take it, and make the repository first where there never was one."""
    from app.backups.pace import Pace
    from app.backups.report import note
    from app.backups.shelf import write_stamp
    from app.backups.taking import take_backup

    now = datetime.now(UTC)
    note_beginning(desk, now)
    await make_once(desk)
    pace = Pace(desk.settings.bytes_per_second)
    manifest = await take_backup(desk.shelf, desk.database, now, pace, emptied=options.empty)
    note(
        desk.settings.state,
        taken_timestamp_seconds=manifest.taken_at.timestamp(),
        bytes=manifest.dump_bytes,
        seconds=manifest.seconds,
    )
    print(write_stamp(manifest.taken_at))
    print(f"{manifest.content.rows} rows in {manifest.seconds:.1f} s.", file=sys.stderr)
    return 0


def note_beginning(desk: "Desk", now: datetime) -> None:
    """Write down since when there should be backups, where nobody has."""
    from app.backups.report import note, read_status

    if read_status(desk.settings.state).since_timestamp_seconds is None:
        note(desk.settings.state, since_timestamp_seconds=now.timestamp())


async def make_once(desk: "Desk") -> None:
    """Make the repository of the first backup.

    Raises:
        TargetRefused: there were backups, and they are gone.
    """
    from app.backups.errors import NoBackups, TargetRefused
    from app.backups.report import read_status

    try:
        await desk.shelf.restic.tell("cat", "config")  # waits for a prune: a dump is not read twice
    except NoBackups as error:
        if read_status(desk.settings.state).taken_timestamp_seconds is not None:
            raise TargetRefused(
                "The backups that were there are gone.",
                "Find out why. To begin anew, delete status.json in BACKUPS_STATE.",
            ) from error
        await desk.shelf.restic.make()
