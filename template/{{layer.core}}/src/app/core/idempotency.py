"""Requests that may be sent again: the second is answered as the first one was.

A caller who got no answer cannot know whether the work was done. With a key of their own they
send the same request again, and it is done once: the key is stored in the same transaction.

Source: draft-ietf-httpapi-idempotency-key-header.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Column, String, Table, Uuid, bindparam, delete, select, update

from app.core.database import Base, Busy, Database, Work, fingerprint, sensitive
from app.core.database.dialect import Moment, insert_once
from app.core.errors import Conflict, ServiceError
from app.core.sweeping import swept

KEPT = timedelta(hours=24)

KEY_PATTERN = "^[!-~]{1,200}$"
KEY_MEANING = "Your own name for this request: sent again with it, it is done once."

KEYS = Table(
    "idempotency_keys",
    Base.metadata,
    Column("caller_id", Uuid, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("answer", sensitive(), nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
THE_ONE = (KEYS.c.caller_id == bindparam("of_caller"), KEYS.c.key == bindparam("of_key"))

CLAIM = insert_once(KEYS)
READ = select(KEYS.c.digest, KEYS.c.answer).where(*THE_ONE)
ANSWER = update(KEYS).where(*THE_ONE).values(answer=bindparam("with_answer"))
EXPIRE = delete(KEYS).where(*THE_ONE, KEYS.c.expires_at <= bindparam("now"))
SWEEP = delete(KEYS).where(KEYS.c.expires_at <= bindparam("now"))


class InProgress(Conflict):
    """The first request with this key has not been answered yet."""

    def __init__(self) -> None:
        super().__init__("The first request with this idempotency key is still being worked on.")


class KeyReused(ServiceError):
    """The key came with another request before."""

    status = 422
    title = "Unprocessable content"

    def __init__(self) -> None:
        super().__init__("This idempotency key came with another request before.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of perhaps several requests with the same key."""

    caller_id: UUID
    key: str
    digest: str
    now: datetime

    @property
    def name(self) -> dict[str, object]:
        """The row that stands for it."""
        return {"of_caller": self.caller_id, "of_key": self.key}


def read_attempt(
    caller_id: UUID, key: str | None, operation: str, body: BaseModel, now: datetime
) -> Attempt | None:
    """Return what the caller attempts, or None where they did not send a key."""
    if key is None:
        return None
    digest = fingerprint(f"{operation}\n{body.model_dump_json()}")
    return Attempt(caller_id, key, digest, now)


async def claim(work: Work, attempt: Attempt) -> str | None:
    """Return what an earlier attempt was answered, or None: then this is the first.

    Raises:
        InProgress: an earlier one has not come to its end.
        KeyReused: an earlier one asked for something else.
    """
    await work.change(EXPIRE, {**attempt.name, "now": attempt.now})
    row = {
        "caller_id": attempt.caller_id,
        "key": attempt.key,
        "digest": attempt.digest,
        "answer": "",
        "expires_at": attempt.now + KEPT,
    }
    try:
        is_first = await work.change(CLAIM, row)
    except Busy as error:
        raise InProgress from error
    return None if is_first else await read_answer(work, attempt)


async def read_answer(work: Work, attempt: Attempt) -> str:
    """Return what the first attempt was answered."""
    row = await work.row(READ, attempt.name)
    if row is None:
        raise InProgress
    digest, answer = row
    if digest != attempt.digest:
        raise KeyReused
    return str(answer)


async def keep_answer(work: Work, attempt: Attempt, answer: bytes) -> None:
    """Store what the first attempt is answered."""
    await work.change(ANSWER, {**attempt.name, "with_answer": answer.decode()})


async def sweep(database: Database, now: datetime) -> int:
    """Delete the keys that have expired, and return how many there were."""
    async with database.work(alone=True) as work:
        return await work.change(SWEEP, {"now": now})


@asynccontextmanager
async def sweeping(app: FastAPI) -> AsyncIterator[None]:
    """Sweep for as long as `app` lives: no key is kept beyond its time."""
    async with swept(app.state.database, sweep):
        yield
