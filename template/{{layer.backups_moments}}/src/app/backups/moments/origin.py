"""A moment as what a database can be brought back from: how it is asked for."""

import argparse
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.backups.desk import Desk
    from app.backups.restoring import Restored


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the option."""
    word.add_argument(
        "--at",
        metavar="TIME",
        help="a moment like 2026-03-01T14:05:00Z, or `latest`: from the log of all changes",
    )


def find_wanted(
    options: argparse.Namespace, desk: "Desk", now: datetime
) -> "AbstractAsyncContextManager[Restored] | None":
    """Return what opens the moment that is asked for; None if none is."""
    from app.backups.moments.restoring import open_moment

    moment = vars(options).get("at")
    return open_moment(moment, desk, now) if moment else None
