"""Where sessions are kept: what any such place offers, and the one that is the database."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.core.database import Database, Work
from app.core.sessions.models import Session


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as it is kept.

    Attributes:
        digest: of the secret in the cookie; the secret is kept nowhere.
        rights: the roles and scopes of whoever logged in.
        used_at: when the last request came, to a minute.
        address: where the login came from.
        agent: what the browser called itself then.
    """

    digest: str
    id: UUID
    owner_id: UUID
    rights: str
    created_at: datetime
    used_at: datetime
    ends_at: datetime
    address: str
    agent: str


COLUMNS = [getattr(Session, field.name) for field in fields(SessionRow)]
ADD = insert(Session)
FIND = select(*COLUMNS).where(Session.digest == bindparam("of_digest"))
OF_OWNER = select(*COLUMNS).where(Session.owner_id == bindparam("of_owner"))
TOUCH = (
    update(Session)
    .where(Session.digest == bindparam("of_digest"), Session.used_at < bindparam("now"))
    .values(used_at=bindparam("now"))
)
END = delete(Session).where(Session.digest == bindparam("of_digest"))
SWEEP = delete(Session).where(Session.ends_at <= bindparam("now"))


class Store(Protocol):
    """What keeps sessions.

    Whoever is in a unit of work gives it: what is read is read in it, and what is written is
    stored with it, or at once where sessions are not in the database.
    """

    async def add(self, work: Work, row: SessionRow) -> None: ...

    async def find(self, digest: str, work: Work | None = None) -> SessionRow | None: ...

    async def list_of(self, owner_id: UUID, work: Work | None = None) -> list[SessionRow]: ...

    async def touch(self, row: SessionRow, now: datetime) -> None: ...

    async def end(self, work: Work, rows: Collection[SessionRow]) -> None: ...


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """Sessions in the database: all processes know of them, and they outlast every restart."""

    database: Database

    async def add(self, work: Work, row: SessionRow) -> None:
        """Keep a new session."""
        await work.change(ADD, asdict(row))

    async def find(self, digest: str, work: Work | None = None) -> SessionRow | None:
        """Return the session whose secret has this digest, or None."""
        row = await (work or self.database).row(FIND, {"of_digest": digest})
        return None if row is None else SessionRow(*row)

    async def list_of(self, owner_id: UUID, work: Work | None = None) -> list[SessionRow]:
        """Return an owner's sessions."""
        rows = await (work or self.database).rows(OF_OWNER, {"of_owner": owner_id})
        return [SessionRow(*row) for row in rows]

    async def touch(self, row: SessionRow, now: datetime) -> None:
        """Note that a session was used."""
        await self.database.change_alone(TOUCH, {"of_digest": row.digest, "now": now})

    async def end(self, work: Work, rows: Collection[SessionRow]) -> None:
        """Keep these sessions no longer."""
        for row in rows:
            await work.change(END, {"of_digest": row.digest})


async def sweep(work: Work, now: datetime) -> None:
    """Delete the sessions in the database whose time is over."""
    await work.change(SWEEP, {"now": now})
