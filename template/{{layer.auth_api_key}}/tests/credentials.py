"""API keys for tests: good ones, and every kind of bad one that somebody may try."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.policy import Role, Scope
from app.keys.schemas import ApiKeyIn, ApiKeyIssued
from app.keys.service import OPERATOR, Keys

BAD = [
    "none at all",
    "another scheme",
    "expired",
    "revoked",
    "rotated long ago",
    "forged",
    "swapped",
    "unknown",
    "cut short",
    "too long",
]


async def issue(
    database: Database, *scopes: Scope, days: int = 1, now: datetime | None = None
) -> ApiKeyIssued:
    """Return a key of a new owner that may do this; without scopes, everything."""
    now = now or datetime.now(UTC)
    wanted = ApiKeyIn(name="test", role=Role.ADMIN, scopes=list(scopes) or None, days=days)
    return await Keys(OPERATOR, database).issue(wanted, now)


async def introduce(
    database: Database, scopes: Sequence[Scope] = (), owner_id: UUID | None = None
) -> tuple[Caller, dict[str, str]]:
    """Return a new caller who may do this, and what they send."""
    issued = await issue(database, *scopes)
    caller = Caller(issued.about.owner_id, frozenset(issued.about.scopes), issued.about.id)
    return caller, send(issued.key)


def send(key: str) -> dict[str, str]:
    """Return the header that shows `key`."""
    return {"Authorization": f"Bearer {key}"}


async def spoil(database: Database, kind: str) -> dict[str, str]:
    """Return what somebody sends who has a key that is bad in this way."""
    now = datetime.now(UTC)
    keys = Keys(OPERATOR, database)
    good, other = await issue(database), await issue(database)
    prefix, key_id, secret = good.key.split("_", 2)
    if kind == "expired":
        return send((await issue(database, now=now - timedelta(days=2))).key)
    if kind == "revoked":
        await keys.revoke(good.about.id, now)
    if kind == "rotated long ago":
        await keys.rotate(good.about.id, 0, now)
    bad = {
        "none at all": {"Authorization": ""},
        "another scheme": {"Authorization": f"Basic {good.key}"},
        "forged": send(f"{prefix}_{key_id}_{secrets.token_urlsafe(32)}"),
        "swapped": send(f"{prefix}_{key_id}_{other.key.split('_', 2)[2]}"),
        "unknown": send(f"{prefix}_{make_id(now).hex}_{secret}"),
        "cut short": send(good.key[:-1]),
        "too long": send(good.key + "x" * 1000),
    }
    return bad.get(kind, send(good.key))
