"""The SQL of sessions and refresh tokens. A session is found by its id, or all of an account's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.accounts.sessions.models import RefreshToken, Session
from app.core.database import Reader, Work

ADD = insert(Session)
READ = select(Session.account_id, Session.ends_at, Session.revoked_at).where(
    Session.id == bindparam("session_id")
)
ALIVE = select(Session.id).where(
    Session.account_id == bindparam("of_account"), Session.revoked_at.is_(None)
)
REVOKE = (
    update(Session)
    .where(Session.id == bindparam("session_id"), Session.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
REVOKED = select(Session.id).where(Session.revoked_at >= bindparam("since"))
ADD_TOKEN = insert(RefreshToken)
FIND_TOKEN = select(RefreshToken.session_id, RefreshToken.expires_at, RefreshToken.used_at).where(
    RefreshToken.digest == bindparam("of_digest")
)
USE_TOKEN = (
    update(RefreshToken)
    .where(RefreshToken.digest == bindparam("of_digest"), RefreshToken.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
SWEEP = [
    delete(RefreshToken).where(RefreshToken.expires_at <= bindparam("now")),
    delete(Session).where(Session.ends_at <= bindparam("now")),
]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session: whose, until when, and since when it is revoked."""

    account_id: UUID
    ends_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A refresh token: of which session, until when, and when it was used."""

    session_id: UUID
    expires_at: datetime
    used_at: datetime | None


async def add_session(work: Work, session_id: UUID, row: SessionRow, now: datetime) -> None:
    """Store a new session."""
    values = {
        "id": session_id,
        "account_id": row.account_id,
        "created_at": now,
        "ends_at": row.ends_at,
        "revoked_at": None,
    }
    await work.change(ADD, values)


async def find_session(reader: Reader, session_id: UUID) -> SessionRow | None:
    """Return the session with this id, or None."""
    row = await reader.row(READ, {"session_id": session_id})
    return None if row is None else SessionRow(*row)


async def revoke_session(work: Work, session_id: UUID, now: datetime) -> bool:
    """End a session, and say whether it had not ended before."""
    return await work.change(REVOKE, {"session_id": session_id, "now": now}) > 0


async def revoke_sessions(work: Work, account_id: UUID, now: datetime) -> tuple[UUID, ...]:
    """End every session of an account, and return which these were."""
    alive = [row[0] for row in await work.rows(ALIVE, {"of_account": account_id})]
    for session_id in alive:
        await revoke_session(work, session_id, now)
    return tuple(alive)


async def read_revoked(reader: Reader, since: datetime) -> set[UUID]:
    """Return the sessions that were revoked since then."""
    return {row[0] for row in await reader.rows(REVOKED, {"since": since})}


async def add_token(work: Work, digest: str, session_id: UUID, expires_at: datetime) -> None:
    """Store a new refresh token."""
    values = {
        "digest": digest,
        "session_id": session_id,
        "expires_at": expires_at,
        "used_at": None,
    }
    await work.change(ADD_TOKEN, values)


async def find_token(reader: Reader, digest: str) -> TokenRow | None:
    """Return the refresh token with this digest, or None."""
    row = await reader.row(FIND_TOKEN, {"of_digest": digest})
    return None if row is None else TokenRow(*row)


async def use_token(work: Work, digest: str, now: datetime) -> bool:
    """Say whether the token was not used before; now it is."""
    return await work.change(USE_TOKEN, {"of_digest": digest, "now": now}) > 0


async def sweep(work: Work, now: datetime) -> None:
    """Delete what has expired."""
    for statement in SWEEP:
        await work.change(statement, {"now": now})
