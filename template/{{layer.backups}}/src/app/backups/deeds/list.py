"""Show the whole backups, the newest first."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options: there are none."""


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Print one a line: its name, and how old it is."""
    now = datetime.now(UTC)
    for backup in await desk.shelf.list_backups():
        hours = (now - backup.taken_at).total_seconds() / 3600
        print(f"{backup.name}  {hours:.1f} hours old")
    return 0
