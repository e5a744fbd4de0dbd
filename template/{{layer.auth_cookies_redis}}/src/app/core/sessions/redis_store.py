"""Sessions in Redis: quick to look up, gone when it is started anew, and refused while it is away.

A session is two things that must both be there: its own key, which says whose it is, and its field
among those of its owner. Where Redis lacks room and drops one, the session has ended; there is no
session that its owner cannot see and end.
"""

import json
from collections.abc import Awaitable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from redis.asyncio import Redis

from app.core.database import Work
from app.core.errors import Unavailable
from app.core.redis.client import Away, Watch
from app.core.sessions.store import SessionRow

MOMENTS = ("created_at", "used_at", "ends_at")


class RedisStore:
    """Sessions in Redis; it forgets each when its time is over."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self.redis = redis
        self.prefix = prefix
        self.watch = Watch("nobody who has a cookie is let in")

    async def add(self, work: Work, row: SessionRow) -> None:
        """Keep a new session."""
        own, all_of_owner = self.name(row.digest), self.name_owner(row.owner_id)
        with self.asking():
            async with self.redis.pipeline() as pipeline:
                pipeline.hset(all_of_owner, row.digest, write_row(row))
                pipeline.set(own, row.owner_id.hex, pxat=row.ends_at)
                pipeline.expireat(all_of_owner, row.ends_at, nx=True)
                pipeline.expireat(all_of_owner, row.ends_at, gt=True)
                await pipeline.execute()

    async def find(self, digest: str, work: Work | None = None) -> SessionRow | None:
        """Return the session whose secret has this digest, or None."""
        with self.asking():
            owner: Any = await self.redis.get(self.name(digest))
            if owner is None:
                return None
            fields_of_owner = self.name_owner(UUID(hex=owner.decode()))
            text = await wait(self.redis.hget(fields_of_owner, digest))
        return None if text is None else read_row(text)

    async def list_of(self, owner_id: UUID, work: Work | None = None) -> list[SessionRow]:
        """Return an owner's sessions."""
        with self.asking():
            found = await wait(self.redis.hgetall(self.name_owner(owner_id)))
            rows = [read_row(text) for text in found.values()]
            alive = await self.redis.mget([self.name(row.digest) for row in rows]) if rows else []
        return [row for row, owner in zip(rows, alive, strict=True) if owner is not None]

    async def touch(self, row: SessionRow, now: datetime) -> None:
        """Note that a session was used. One that has ended meanwhile stays so: its key is gone."""
        text = write_row(replace(row, used_at=now))
        with self.asking():
            await wait(self.redis.hset(self.name_owner(row.owner_id), row.digest, text))

    async def end(self, work: Work, rows: Collection[SessionRow]) -> None:
        """Keep these sessions no longer, whether or not the unit of work is stored."""
        with self.asking():
            async with self.redis.pipeline() as pipeline:
                for row in rows:
                    pipeline.delete(self.name(row.digest))
                    pipeline.hdel(self.name_owner(row.owner_id), row.digest)
                await pipeline.execute()

    def name(self, digest: str) -> str:
        """Return the key of a session."""
        return f"{self.prefix}:session:{digest}"

    def name_owner(self, owner_id: UUID) -> str:
        """Return the key of an owner's sessions."""
        return f"{self.prefix}:sessions:{owner_id.hex}"

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Tell in our words that Redis does not answer.

        Raises:
            Unavailable: it does not. Nobody can tell whose a cookie is, so nobody is let in.
        """
        try:
            with self.watch.asking():
                yield
        except Away as error:
            raise Unavailable("What keeps the sessions does not answer.") from error


async def wait(answer: object) -> Any:
    """Return what Redis answers: the library says of some commands that they may not wait."""
    return await cast(Awaitable[Any], answer)


def write_row(row: SessionRow) -> str:
    """Return a session as text."""
    return json.dumps(asdict(row), default=str)


def read_row(text: bytes) -> SessionRow:
    """Return the session that was written."""
    said: dict[str, Any] = json.loads(text)
    moments = {name: datetime.fromisoformat(said[name]) for name in MOMENTS}
    ids = {name: UUID(said[name]) for name in ("id", "owner_id")}
    return SessionRow(**(said | moments | ids))
