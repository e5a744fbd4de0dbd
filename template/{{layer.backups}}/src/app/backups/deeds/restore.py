"""Put a backup in the place of the database, which is kept beside it.

It is restored into a new database and compared with what was copied first; a backup that is
truncated, damaged, empty, too old or of another service is refused, and nothing has changed.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.backups import origins

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument("backup", nargs="?", help="which one; else the newest, if not too old")
    origins.add_options(word)


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Restore it, and say where the database is that was there before."""
    from app.backups.restoring import open_found, swap
    from app.backups.shelf import write_stamp

    now, oldest = datetime.now(UTC), timedelta(minutes=desk.settings.rpo_minutes)
    elsewhere = origins.find_wanted(options, desk, now)
    async with elsewhere or open_found(
        desk.shelf, options.backup, desk.database, now, oldest
    ) as restored:
        before = await swap(restored, desk.database, now)
    print(write_stamp(restored.manifest.taken_at))
    print(f"It is in place. What was there before is {before}.", file=sys.stderr)
    return 0
