"""The SQL of keys. They have no owner among callers: only administrators come here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select, update

from app.core.database import Database, NotUnique, Reader, Work
from app.keys.errors import FirstAdminExists, KeyNotFound
from app.keys.models import ApiKey


@dataclass(frozen=True, slots=True)
class Row:
    """A key as the table has it."""

    id: UUID
    owner_id: UUID
    name: str
    role: str
    scopes: str | None
    digest: str
    old_digest: str | None
    old_until: datetime | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


COLUMNS = [getattr(ApiKey, field.name) for field in fields(Row)]
THE_ONE = ApiKey.id == bindparam("key_id")
ORDER = ApiKey.id.desc()  # ids begin with the time
FOLLOWS = ApiKey.id < bindparam("last_id", type_=ApiKey.id.type)

READ = select(*COLUMNS).where(THE_ONE)
FIRST = select(*COLUMNS).order_by(ORDER).limit(bindparam("limit"))
NEXT = select(*COLUMNS).where(FOLLOWS).order_by(ORDER).limit(bindparam("limit"))
ADD = insert(ApiKey)
ROTATE = (
    update(ApiKey)
    .where(THE_ONE, ApiKey.revoked_at.is_(None))
    .ordered_values(  # some databases take the second from what the first has stored already
        (ApiKey.old_digest, ApiKey.digest),
        (ApiKey.digest, bindparam("new_digest")),
        (ApiKey.old_until, bindparam("until")),
        (ApiKey.expires_at, bindparam("ends")),
    )
)
REVOKE = (
    update(ApiKey)
    .where(THE_ONE, ApiKey.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"), old_digest=None, old_until=None)
)
TOUCH = (
    update(ApiKey)
    .where(
        THE_ONE, or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= bindparam("long_ago"))
    )
    .values(last_used_at=bindparam("now"))
)


async def find_row(reader: Reader, key_id: UUID) -> Row | None:
    """Return the key with this id, or None."""
    row = await reader.row(READ, {"key_id": key_id})
    return None if row is None else Row(*row)


async def read_row(reader: Reader, key_id: UUID) -> Row:
    """Return the key with this id.

    Raises:
        KeyNotFound: there is none.
    """
    row = await find_row(reader, key_id)
    if row is None:
        raise KeyNotFound
    return row


async def read_rows(reader: Reader, limit: int, last_id: UUID | None) -> Sequence[Row]:
    """Return keys, the newest first, those that follow `last_id`."""
    if last_id is None:
        rows = await reader.rows(FIRST, {"limit": limit})
    else:
        rows = await reader.rows(NEXT, {"limit": limit, "last_id": last_id})
    return [Row(*row) for row in rows]


async def add_row(work: Work, row: Row) -> None:
    """Store a new key.

    Raises:
        FirstAdminExists: its id is taken, and only one kind of key has an id that can be.
    """
    try:
        await work.change(ADD, asdict(row))
    except NotUnique as error:
        raise FirstAdminExists from error


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What a rotation stores: the digest, how long the key is good, and its old secret."""

    new_digest: str
    ends: datetime
    until: datetime


async def rotate_row(work: Work, key_id: UUID, secret: NewSecret) -> bool:
    """Give a key another secret, and say whether it was there to be given one."""
    return await work.change(ROTATE, {"key_id": key_id, **asdict(secret)}) > 0


async def revoke_row(work: Work, key_id: UUID, now: datetime) -> bool:
    """Revoke a key, and say whether it was not revoked before."""
    return await work.change(REVOKE, {"key_id": key_id, "now": now}) > 0


async def touch_row(database: Database, key_id: UUID, now: datetime, long_ago: datetime) -> None:
    """Note that a key was used, unless that was noted after `long_ago`."""
    await database.change_alone(TOUCH, {"key_id": key_id, "now": now, "long_ago": long_ago})
