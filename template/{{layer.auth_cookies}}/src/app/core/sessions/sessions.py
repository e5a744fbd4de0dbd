"""Begin sessions, show them to their owner, and end them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.core.database import Database, Work
from app.core.ids import make_id
from app.core.sessions.cookie import make_digest, make_secret, read_digest, write_cookie
from app.core.sessions.events import SessionsEnded
from app.core.sessions.guard import Guard
from app.core.sessions.keeping import open_store
from app.core.sessions.models import LONGEST_ADDRESS, LONGEST_AGENT
from app.core.sessions.origin import refuse_foreign_pages
from app.core.sessions.settings import SessionSettings
from app.core.sessions.store import SessionRow, Store
from app.core.settings import read_settings

MOST = 50  # sessions of one owner: one more ends the oldest


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun: its id, and the Set-Cookie that gives it to the browser."""

    id: UUID
    cookie: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of all owners. `guard.identify` is what lets their callers in."""

    database: Database
    store: Store
    settings: SessionSettings
    guard: Guard

    async def begin(
        self, work: Work, connection: HTTPConnection, owner_id: UUID, rights: str, now: datetime
    ) -> Begun:
        """Begin a session with a new secret; the one that the browser had has ended.

        `rights` are roles and scopes, with blanks between: what each holds is looked up with
        every request.

        Raises:
            ForeignPage: the request comes from a page of another site.
        """
        refuse_foreign_pages(connection, self.guard.origins)
        before = read_digest(connection)
        if before and (row := await self.store.find(before, work)):
            await self.end_rows(work, row.owner_id, [row])
        too_many = (await self.list_rows(owner_id, work))[MOST - 1 :]
        await self.end_rows(work, owner_id, too_many)
        secret, lasting = make_secret(), timedelta(hours=self.settings.hours)
        row = SessionRow(
            digest=make_digest(secret),
            id=make_id(now),
            owner_id=owner_id,
            rights=rights,
            created_at=now,
            used_at=now,
            ends_at=now + lasting,
            address=(connection.client.host if connection.client else "")[:LONGEST_ADDRESS],
            agent=connection.headers.get("user-agent", "")[:LONGEST_AGENT],
        )
        await self.store.add(work, row)
        return Begun(row.id, write_cookie(secret, int(lasting.total_seconds())))

    async def list_own(self, owner_id: UUID, now: datetime) -> list[SessionRow]:
        """Return an owner's sessions that are good, the newest first."""
        rows = await self.list_rows(owner_id)
        return [row for row in rows if not self.guard.find_fault(row, row.used_at, now)]

    async def list_rows(self, owner_id: UUID, work: Work | None = None) -> list[SessionRow]:
        """Return an owner's sessions, the newest first."""
        rows = await self.store.list_of(owner_id, work)
        return sorted(rows, key=lambda row: row.created_at, reverse=True)

    async def end(self, work: Work, owner_id: UUID, session_id: UUID) -> bool:
        """End one of an owner's sessions, and say whether they had it."""
        rows = [row for row in await self.store.list_of(owner_id, work) if row.id == session_id]
        await self.end_rows(work, owner_id, rows)
        return bool(rows)

    async def end_all(self, work: Work, owner_id: UUID) -> None:
        """End every session of an owner."""
        await self.end_rows(work, owner_id, await self.store.list_of(owner_id, work))

    async def end_rows(self, work: Work, owner_id: UUID, rows: Collection[SessionRow]) -> None:
        """End these sessions, and say so."""
        if rows:
            await self.store.end(work, rows)
            ended = frozenset(row.id for row in rows)
            await work.publish(SessionsEnded(owner_id=owner_id, session_ids=ended))


def open_sessions(app: FastAPI) -> Sessions:
    """Return the sessions of this service; what was ended in this process is heard at once."""
    database: Database = app.state.database
    settings = read_settings(SessionSettings)
    store = open_store(app)
    guard = Guard(store, app.state.jobs, settings)
    database.events.add_listener(guard.listen)
    return Sessions(database, store, settings, guard)
