"""Forget the backups that are kept no longer, and what is left of those that were cut short."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options: there are none."""


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Print the name of each that is gone."""
    for name in await desk.shelf.prune(desk.settings, datetime.now(UTC)):
        print(name)
    return 0
