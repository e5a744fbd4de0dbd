"""Restore a backup beside the database, compare it with what was copied, and drop it again."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.backups import origins

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument("backup", nargs="?", help="which one; else the newest")
    origins.add_options(word)


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Prove it, and show what is in it."""
    from app.backups.report import note
    from app.backups.restoring import open_found
    from app.backups.shelf import write_stamp

    now = datetime.now(UTC)
    elsewhere = origins.find_wanted(options, desk, now)
    async with elsewhere or open_found(desk.shelf, options.backup, desk.database, now) as restored:
        manifest = restored.manifest
    if options.backup is None and elsewhere is None:
        note(desk.settings.state, proven_timestamp_seconds=now.timestamp())
    for name, table in sorted(manifest.content.tables.items()):
        print(f"{name}  {table.rows} rows  {table.checksum}")
    said = f"{write_stamp(manifest.taken_at)} holds what was copied"
    print(f"{said}, at revision {manifest.content.revision}.", file=sys.stderr)
    return 0
