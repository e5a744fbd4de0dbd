"""Show which moments can be brought back, and whether the log is received as it should be.

0 if it is, 3 and a line for each thing that is not.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk

ALARMED = 3


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options."""
    word.add_argument(
        "--here", action="store_true", help="ask nothing of the target; a health check"
    )


async def do(options: argparse.Namespace, desk: "Desk") -> int:
    """Print the spans, and the troubles."""
    from app.backups.moments.records import open_store, read_records
    from app.backups.moments.settings import MomentSettings
    from app.backups.moments.spans import list_spans
    from app.backups.moments.state import read_state
    from app.core.settings import read_settings

    settings = read_settings(MomentSettings)
    if not vars(options).get("here"):
        for span in list_spans(await read_records(open_store(desk))):
            print(span)
    late = timedelta(seconds=settings.late_seconds)
    first = timedelta(minutes=desk.settings.rpo_minutes)
    state = read_state(settings.folder)
    print(f"{state.behind_bytes} bytes of the log are on their way here.", file=sys.stderr)
    troubles = state.list_troubles(datetime.now(UTC), late, first)
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return ALARMED if troubles else 0
