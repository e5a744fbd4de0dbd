"""What an administrator may do with keys. The command line and the routes come through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.core.audit import Deed, record
from app.core.caller import Caller
from app.core.database import Database, Work
from app.core.ids import make_id
from app.core.paging import Place, read_cursor, write_cursor
from app.core.policy import ROLES, Role, Scope
from app.keys import repository
from app.keys.errors import KeyRevoked, MoreThanOwn, NotInRole
from app.keys.events import KeyChanged
from app.keys.repository import NewSecret, Row
from app.keys.schemas import ApiKeyIn, ApiKeyIssued, ApiKeyOut, ApiKeyPage
from app.keys.secret import make_key

OPERATOR = Caller(UUID(int=0))  # whoever may run commands on the machine
FIRST_ADMIN = UUID("00000000-0000-7000-8000-000000000001")  # so that there is one, whoever races


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of all callers, as `caller` may see and change them."""

    caller: Caller
    database: Database

    async def issue(self, wanted: ApiKeyIn, now: datetime) -> ApiKeyIssued:
        """Store a new key, and return it with its text, which nobody sees again."""
        self.caller.require(Scope.ACCESS_MANAGE)
        self.refuse_to_give_more(wanted)
        return await self.add(wanted, make_id(now), now)

    async def make_first_admin(self, name: str, now: datetime) -> ApiKeyIssued:
        """Store the first administrator's key, which can be done once."""
        self.caller.require(Scope.ACCESS_MANAGE)
        return await self.add(ApiKeyIn(name=name, role=Role.ADMIN), FIRST_ADMIN, now)

    async def list_page(self, limit: int, cursor: str | None) -> ApiKeyPage:
        """Return a page of keys, the newest first."""
        self.caller.require(Scope.ACCESS_MANAGE)
        name = f"keys {self.caller.id}"
        last_id = read_cursor(cursor, name).id if cursor else None
        rows = await repository.read_rows(self.database, limit + 1, last_id)
        items = [show(row) for row in rows[:limit]]
        follows = len(rows) > limit
        return ApiKeyPage(items, write_cursor(Place(items[-1].id, ""), name) if follows else None)

    async def read(self, key_id: UUID) -> ApiKeyOut:
        """Return one key."""
        self.caller.require(Scope.ACCESS_MANAGE)
        return show(await repository.read_row(self.database, key_id))

    async def rotate(self, key_id: UUID, overlap_hours: int, now: datetime) -> ApiKeyIssued:
        """Give a key a new secret and the days it had at first; the old one ends after a while."""
        self.caller.require(Scope.ACCESS_MANAGE)
        text, digest = make_key(key_id)
        async with self.database.work() as work:
            row = await repository.read_row(work, key_id)
            until = min(now + timedelta(hours=overlap_hours), row.expires_at)
            ends = now + (row.expires_at - row.created_at)
            if not await repository.rotate_row(work, key_id, NewSecret(digest, ends, until)):
                raise KeyRevoked
            await self.write_down(work, "key.rotated", row, now, {"old_until": until})
            changed = await repository.read_row(work, key_id)
        return ApiKeyIssued(text, show(changed))

    async def revoke(self, key_id: UUID, now: datetime) -> None:
        """End a key for good. A second time changes nothing."""
        self.caller.require(Scope.ACCESS_MANAGE)
        async with self.database.work() as work:
            row = await repository.read_row(work, key_id)
            if await repository.revoke_row(work, key_id, now):
                await self.write_down(work, "key.revoked", row, now, {})

    def refuse_to_give_more(self, wanted: ApiKeyIn) -> None:
        """Let nobody give what the role does not hold, or what they do not hold themselves."""
        scopes = wanted.scopes or ROLES[wanted.role]
        if not ROLES[wanted.role].issuperset(scopes):
            raise NotInRole
        if self.caller.scopes is not None and not self.caller.scopes.issuperset(scopes):
            raise MoreThanOwn

    async def add(self, wanted: ApiKeyIn, key_id: UUID, now: datetime) -> ApiKeyIssued:
        """Store a new key under this id."""
        text, digest = make_key(key_id)
        row = Row(
            id=key_id,
            owner_id=wanted.owner_id or make_id(now),
            name=wanted.name,
            role=wanted.role,
            scopes=" ".join(sorted(set(wanted.scopes))) if wanted.scopes else None,
            digest=digest,
            old_digest=None,
            old_until=None,
            created_at=now,
            expires_at=now + timedelta(days=wanted.days),
            last_used_at=None,
            revoked_at=None,
        )
        async with self.database.work() as work:
            await repository.add_row(work, row)
            details = {"name": row.name, "role": row.role, "expires_at": row.expires_at}
            await self.write_down(work, "key.issued", row, now, details)
        return ApiKeyIssued(text, show(row))

    async def write_down(
        self, work: Work, action: str, row: Row, now: datetime, details: Mapping[str, object]
    ) -> None:
        """Record who did this to a key, and let the guard know."""
        await record(work, Deed(action, self.caller, row.id, details), now)
        await work.publish(KeyChanged(owner_id=row.owner_id, key_id=row.id))


def list_scopes(role: str, scopes: str | None) -> list[str]:
    """Return what a key may do: its scopes, as far as its role holds them today."""
    held = ROLES.get(Role(role), frozenset()) if role in set(Role) else frozenset()
    return sorted(held if scopes is None else held & set(scopes.split()))


def show(row: Row) -> ApiKeyOut:
    """Return what an administrator sees of a key."""
    return ApiKeyOut(
        id=row.id,
        owner_id=row.owner_id,
        name=row.name,
        role=row.role,
        scopes=list_scopes(row.role, row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
