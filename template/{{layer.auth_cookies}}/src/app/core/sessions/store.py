"""Where sessions are kept: in the database, so all processes know of them and of their end.

Where else they are kept, this file is another; what it offers stays the same.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.core.database import Database, Reader, Work
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


async def add_row(work: Work, row: SessionRow) -> None:
    """Keep a new session."""
    await work.change(ADD, asdict(row))


async def find_row(reader: Reader, digest: str) -> SessionRow | None:
    """Return the session whose secret has this digest, or None."""
    row = await reader.row(FIND, {"of_digest": digest})
    return None if row is None else SessionRow(*row)


async def list_rows(reader: Reader, owner_id: UUID) -> list[SessionRow]:
    """Return an owner's sessions, the newest first."""
    rows = [SessionRow(*row) for row in await reader.rows(OF_OWNER, {"of_owner": owner_id})]
    return sorted(rows, key=lambda row: row.created_at, reverse=True)


async def touch_row(database: Database, digest: str, now: datetime) -> None:
    """Note that a session was used."""
    await database.change_alone(TOUCH, {"of_digest": digest, "now": now})


async def end_rows(work: Work, rows: Collection[SessionRow]) -> None:
    """Keep these sessions no longer."""
    for row in rows:
        await work.change(END, {"of_digest": row.digest})


async def sweep(work: Work, now: datetime) -> None:
    """Delete the sessions whose time is over."""
    await work.change(SWEEP, {"now": now})
