"""Prove the newest backup, start the service on it, and measure both against the targets."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk

MISSED = 3


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options: there are none."""


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Run the drill; 3 if it misses what is promised."""
    from app.backups.drill import run_drill, tell

    drill = await run_drill(desk.shelf, desk.database, desk.settings, datetime.now(UTC))
    print(f"{drill.backup}  RPO {tell(drill.rpo)}  RTO {tell(drill.rto)}")
    for sentence in drill.missed:
        print(f"error: {sentence}", file=sys.stderr)
    return MISSED if drill.missed else 0
