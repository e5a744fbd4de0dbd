"""Receive the log as it is written: PostgreSQL's own program does, again and again."""

import asyncio
from contextlib import suppress
from pathlib import Path

from app.backups.errors import ToolMissing
from app.backups.moments.programs import find_program
from app.backups.moments.settings import SLOT
from app.backups.process import running
from app.backups.server import list_variables
from app.core.database import DatabaseSettings

AGAIN_SECONDS = 2.0


class Receiver:
    """The program that receives, for as long as the block lasts."""

    def __init__(self, database: DatabaseSettings, log: Path) -> None:
        self.database, self.log = database, log
        self.complaint = ""  # why it is not receiving
        self.pid = 0
        self.again_seconds = AGAIN_SECONDS  # after it has ended, for whatever reason
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Receive from now on, if it does not yet.

        Raises:
            ToolMissing: the program is not installed.
        """
        if self._work is not None and self._work.done():
            self._work.result()
        if self._work is None:
            self.log.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._work = asyncio.create_task(self._keep_on())

    async def stop(self) -> None:
        """Receive no more; what has come is on disk."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError, ToolMissing):
                await self._work
        self._work = None

    async def _keep_on(self) -> None:
        """Run the program, and run it again."""
        command = [find_program("pg_receivewal"), "--directory", self.log, "--slot", SLOT]
        command += ["--synchronous", "--no-loop", "--no-password"]
        while True:
            async with running(command, list_variables(self.database)) as program:
                self.complaint, self.pid = "", program.process.pid
                code = await program.end()
                self.complaint = program.said.strip().rpartition("\n")[2] or f"it ended with {code}"
            await asyncio.sleep(self.again_seconds)
