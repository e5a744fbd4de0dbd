"""What each kind of database gives to be backed up: a dump, and what is in it."""

from typing import Protocol

from app.backups.manifest import Content
from app.backups.pace import Pace
from app.backups.process import Chunks


class Copy(Protocol):
    """A database as it was at one moment, whatever is written to it meanwhile."""

    revision: str  # of its tables; empty if it was never migrated

    def dump(self) -> Chunks:
        """Yield all of it; fail at the end if it was not all."""

    async def read_content(self, pace: Pace | None = None) -> Content:
        """Return which rows were in it; without a pace, as fast as can be."""
