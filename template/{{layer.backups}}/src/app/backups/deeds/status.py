"""Say whether the backups are as promised, by what was written down here; a health check.

It asks nothing of the target: 0 if all is well, 3 and a line for each thing that is not.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk

ALARMED = 3


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options: there are none."""


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Print what is wrong."""
    from app.backups.report import list_alarms, read_status

    alarms = list_alarms(read_status(desk.settings.state), desk.settings, datetime.now(UTC))
    for alarm in alarms:
        print(alarm)
    if not alarms:
        print("The backups are as promised.", file=sys.stderr)
    return ALARMED if alarms else 0
