"""Put a backup in the place of the database, which is kept beside it.

It is restored into a new database and compared with what was copied first; a backup that is
truncated, damaged, empty, too old or of another service is refused, and nothing has changed.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument("backup", nargs="?", help="which one; else the newest, if not too old")


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Restore it, and say where the database is that was there before."""
    from app.backups.restoring import open_restored, refuse_stale, swap

    now = datetime.now(UTC)
    backup = await desk.shelf.find(options.backup)
    if options.backup is None:
        refuse_stale(backup, now, timedelta(minutes=desk.settings.rpo_minutes))
    async with open_restored(desk.shelf, backup, desk.database, now) as restored:
        before = await swap(restored, desk.database, now)
    print(backup.name)
    print(f"It is in place. What was there before is {before}.", file=sys.stderr)
    return 0
