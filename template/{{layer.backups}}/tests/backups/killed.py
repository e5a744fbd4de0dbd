"""Do something with backups and be killed at a point: `python -m tests.backups.killed POINT`.

The folder and the address of the database come on its input, as JSON. It kills itself, since
nobody else knows when it is there.
"""

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from app.backups.deeds import restore, run
from app.backups.desk import Desk
from app.backups.manifest import Manifest
from app.backups.process import Chunks
from app.backups.shelf import Backup, Shelf
from tests.backups.conftest import NOTHING, make_desk

HALF = 20_000  # bytes: the dump has more
ARRIVE_SECONDS = 0.5


def die() -> None:
    """Be gone, as if the machine had taken it."""
    os.kill(os.getpid(), signal.SIGKILL)


async def half(chunks: Chunks) -> Chunks:
    """Yield the beginning, and die when it has arrived."""
    async for chunk in chunks:
        yield chunk[:HALF]
        await asyncio.sleep(ARRIVE_SECONDS)
        die()


class InTheDump(Shelf):
    """Dies when a part of the dump is on its way."""

    async def keep_dump(self, taken_at: datetime, chunks: Chunks) -> str:
        """Keep a part of it."""
        return await super().keep_dump(taken_at, half(chunks))


class BeforeTheManifest(Shelf):
    """Dies when the dump is kept, and nothing says so."""

    async def keep_manifest(self, manifest: Manifest) -> None:
        """Do not get so far."""
        die()


class InTheLoad(Shelf):
    """Dies when a part of the backup is in the new database."""

    def read_dump(self, backup: Backup) -> Chunks:
        """Give a part of it."""
        return half(super().read_dump(backup))


class BeforeTheSwap(Shelf):
    """Dies when all of the backup is in the new database."""

    async def read_dump_and_die(self, backup: Backup) -> Chunks:
        """Give all of it."""
        async for chunk in super().read_dump(backup):
            yield chunk
        await asyncio.sleep(ARRIVE_SECONDS)
        die()

    def read_dump(self, backup: Backup) -> Chunks:
        """Give all of it."""
        return self.read_dump_and_die(backup)


POINTS = {
    "in the dump": (run, InTheDump),
    "before the manifest": (run, BeforeTheManifest),
    "in the load": (restore, InTheLoad),
    "before the swap": (restore, BeforeTheSwap),
}

if __name__ == "__main__":
    deed, kind = POINTS[sys.argv[1]]
    given = json.loads(sys.stdin.read())
    desk = make_desk(Path(given["folder"]), given["url"])
    dying = Desk(kind(desk.shelf.restic), desk.settings, desk.database)
    asyncio.run(deed.do(NOTHING, dying))
