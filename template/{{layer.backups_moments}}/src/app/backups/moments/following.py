"""Follow the database: receive its log, bring it off the machine, take copies, say how it goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.backups.desk import Desk
from app.backups.errors import BackupError, DatabaseRefused, NoBackups
from app.backups.moments.copying import take_copy
from app.backups.moments.errors import LogBroken
from app.backups.moments.receiving import Receiver
from app.backups.moments.records import BaseCopy, Records, open_store, read_records
from app.backups.moments.repository import LOST, Kept, Server, open_server
from app.backups.moments.segments import list_segments
from app.backups.moments.settings import MomentSettings
from app.backups.moments.shipping import let_go, ship
from app.backups.moments.state import State, read_state, write_state
from app.backups.restic import Restic
from app.core.database import DatabaseSettings
from app.core.settings import read_settings

TOO_MANY = 10  # stretches of the log that a later one holds as well
LOOKS = 200  # for what was written to be here, too
LOOK_SECONDS = 0.05
LOOK = "Does it run, does pg_hba.conf let us in, is there room in MOMENTS_FOLDER?"


@dataclass
class Follower:
    """What follows one database."""

    restic: Restic
    database: DatabaseSettings
    settings: MomentSettings
    receiver: Receiver
    copying: asyncio.Task[BaseCopy] | None = None
    is_prepared: bool = False
    untidy: int = 0  # how many stretches were stored since it was tidied up

    async def step(self) -> State:
        """Do what is to be done once in a while, and return how things are."""
        self.settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = read_state(self.settings.folder)
        complaints = []
        for work in (self.prepare, self.receive, self.bring_away, self.copy_when_due):
            try:
                await work(state)
            except BackupError as error:
                complaints.append(str(error))
        state.complaint = " ".join(complaints)
        state.copying = self.copying is not None
        state.since = state.since or datetime.now(UTC)
        write_state(self.settings.folder, state)
        return state

    async def prepare(self, state: State) -> None:
        """See, once, whether the target takes what we bring.

        Raises:
            BackupError: it does not.
        """
        if self.is_prepared:
            return
        try:
            records = await read_records(self.restic)
        except NoBackups:
            await self.restic.make()
            records = Records([], [])
        else:
            await self.restic.tell("unlock", "--remove-all")  # only we write: what a kill has left
        if not any(copy.system == state.system for copy in records.copies):
            state.copied_at = None  # somebody has emptied the target, or it is another one
        self.is_prepared = True

    async def receive(self, state: State) -> None:
        """See to it that the log comes, if there is or ever was somewhere to bring it.

        Raises:
            BackupError: it does not.
        """
        if not self.is_prepared and not state.system:
            return
        async with open_server(self.database) as server:
            system, kept = await server.identify(), await server.read_kept()
            if must_begin_anew(state, system, kept):
                await self.begin_anew(server, state, system, kept)
            self.receiver.start()
            moment, place = await server.beat()
            arrived = await has_arrived(server, place)
            if kept := await server.read_kept():
                state.behind_bytes, state.room_bytes = kept.behind, kept.room
        if not arrived:
            raise DatabaseRefused(
                f"The log does not come: {self.receiver.complaint or 'too slowly'}.", LOOK
            )
        state.until = moment

    async def begin_anew(
        self, server: Server, state: State, system: str, kept: Kept | None
    ) -> None:
        """Bring away what is left of the log before, and begin one with a copy of its own."""
        await self.close()
        if state.system:
            with suppress(LogBroken):
                await ship(self.restic, self.settings.log, state.system, state.until)
        self.settings.log.mkdir(mode=0o700, exist_ok=True)
        for segment in list_segments(self.settings.log):
            segment.unlink()
        if kept:
            await server.keep_no_more()
        await server.keep_from_now()
        state.system, state.until, state.copied_at = system, None, None
        write_state(self.settings.folder, state)

    async def bring_away(self, state: State) -> None:
        """Store what has come; a log with a gap is given up, and the next step begins another.

        Raises:
            BackupError: it could not be stored, or is broken.
        """
        if not self.is_prepared or not state.system:
            return
        try:
            await ship(self.restic, self.settings.log, state.system, state.until)
        except LogBroken:
            state.system = ""
            raise
        state.shipped = state.until or state.shipped
        self.untidy += 1
        if self.untidy >= TOO_MANY and self.copying is None:  # it would wait for the copy
            await self.tidy(state)

    async def copy_when_due(self, state: State) -> None:
        """Begin a copy when it is time; when one is done, let go what it makes superfluous.

        Raises:
            BackupError: the last one failed; it is tried again.
        """
        if self.copying and self.copying.done():
            done, self.copying = self.copying, None
            state.copied_at = done.result().taken_at
            await self.tidy(state)
        due = state.copied_at is None or datetime.now(UTC) - state.copied_at > timedelta(
            hours=self.settings.copy_hours
        )
        if due and state.system and self.is_prepared and self.copying is None:
            self.copying = asyncio.create_task(take_copy(self.restic, self.database))

    async def tidy(self, state: State) -> None:
        """Delete here what is safe elsewhere, and there what nobody needs or was promised."""
        self.untidy = 0
        records = await read_records(self.restic)
        if state.copied_at:
            let_go(self.settings.log, records, state.system)
        if superfluous := records.list_superfluous():
            await self.restic.tell("forget", "--quiet", *superfluous)
        since = datetime.now(UTC) - timedelta(days=self.settings.keep_days)
        if outdated := records.list_outdated(since):
            await self.restic.tell("forget", "--prune", "--quiet", *outdated)

    async def close(self) -> None:
        """Stop what is at work."""
        if self.copying:
            self.copying.cancel()
            with suppress(asyncio.CancelledError, BackupError):
                await self.copying
            self.copying = None
        await self.receiver.stop()


def must_begin_anew(state: State, system: str, kept: Kept | None) -> bool:
    """Say whether the log in the folder cannot be continued.

    There is none yet, it is another database's, or the server no longer has what follows.
    """
    return state.system != system or kept is None or kept.status == LOST


async def has_arrived(server: Server, place: str) -> bool:
    """Say whether we have the log up to `place`; it may take a moment."""
    for _ in range(LOOKS):
        if await server.has_arrived(place):
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False


@asynccontextmanager
async def open_follower(desk: Desk) -> AsyncIterator[Follower]:
    """Yield what follows the database of this service, for as long as the block lasts."""
    settings = read_settings(MomentSettings)
    receiver = Receiver(desk.database, settings.log)
    follower = Follower(open_store(desk), desk.database, settings, receiver)
    try:
        yield follower
    finally:
        await follower.close()
