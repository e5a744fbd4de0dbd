"""Cookies for tests: good ones, and every kind of bad one that somebody may try."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from httpx2 import Response

from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.policy import Scope
from app.core.sessions.cookie import NAME, make_digest, make_secret
from app.core.sessions.events import SessionsEnded
from app.core.sessions.store import DatabaseStore, SessionRow

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
BAD = [
    "none at all",
    "another cookie",
    "a token in its place",
    "expired",
    "not used for too long",
    "forged",
    "changed",
    "its digest",
    "cut short",
    "too long",
    "empty",
    "ended",
]


def send(secret: str, name: str = NAME) -> dict[str, str]:
    """Return the headers with which a page of this service sends a cookie."""
    return {"Cookie": f"{name}={secret}", **OWN_PAGE}


def read_login(answer: Response) -> dict[str, str]:
    """Return what somebody sends who has logged in with this answer."""
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0], **OWN_PAGE}


async def keep(database: Database, row: SessionRow) -> None:
    """Store a session."""
    async with database.work() as work:
        await DatabaseStore(database).add(work, row)


def make_row(
    secret: str, scopes: Sequence[Scope], owner_id: UUID, begun: datetime, used: datetime
) -> SessionRow:
    """Return a session that was begun then and used then."""
    return SessionRow(
        digest=make_digest(secret),
        id=make_id(begun),
        owner_id=owner_id,
        rights=" ".join(scopes),
        created_at=begun,
        used_at=used,
        ends_at=begun + timedelta(hours=24),
        address="",
        agent="",
    )


async def introduce(
    database: Database, scopes: Sequence[Scope] = (), owner_id: UUID | None = None
) -> tuple[Caller, dict[str, str]]:
    """Return a new caller who may do this, or everything, and what they send."""
    now, secret, held = datetime.now(UTC), make_secret(), list(scopes or Scope)
    row = make_row(secret, held, owner_id or make_id(now), now, now)
    await keep(database, row)
    return Caller(row.owner_id, frozenset(held), row.id, row.ends_at.timestamp()), send(secret)


async def spoil(database: Database, kind: str) -> dict[str, str]:
    """Return what somebody sends who has a cookie that is bad in this way."""
    now, secret = datetime.now(UTC), make_secret()
    begun = now - timedelta(hours=25) if kind == "expired" else now - timedelta(hours=2)
    used = now - timedelta(minutes=61) if kind == "not used for too long" else now
    row = make_row(secret, list(Scope), make_id(now), begun, used)
    await keep(database, row)
    if kind == "ended":
        async with database.work() as work:
            await DatabaseStore(database).end(work, [row])
            ended = SessionsEnded(owner_id=row.owner_id, session_ids=frozenset([row.id]))
            await work.publish(ended)
    bad = {
        "none at all": {"Cookie": "", **OWN_PAGE},
        "another cookie": send(secret, "session"),
        "a token in its place": {"Cookie": "", "Authorization": f"Bearer {secret}", **OWN_PAGE},
        "forged": send(secrets.token_urlsafe(32)),
        "changed": send(("B" if secret[0] == "A" else "A") + secret[1:]),
        "its digest": send(row.digest),
        "cut short": send(secret[:-1]),
        "too long": send(secret + "A" * 1000),
        "empty": send(""),
    }
    return bad.get(kind, send(secret))
