"""Restore a backup beside the database, compare it with what was copied, and drop it again."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument("backup", nargs="?", help="which one; else the newest")


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Prove it, and show what is in it."""
    from app.backups.report import note
    from app.backups.restoring import open_restored

    now = datetime.now(UTC)
    backup = await desk.shelf.find(options.backup)
    async with open_restored(desk.shelf, backup, desk.database, now) as restored:
        content = restored.manifest.content
    if options.backup is None:
        note(desk.settings.state, proven_timestamp_seconds=now.timestamp())
    for name, table in sorted(content.tables.items()):
        print(f"{name}  {table.rows} rows  {table.checksum}")
    print(f"{backup.name} holds what was copied, at revision {content.revision}.", file=sys.stderr)
    return 0
