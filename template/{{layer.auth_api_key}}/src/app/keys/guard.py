"""Find out who calls from the key that they show: one indexed read, and none for some seconds.

A key is remembered for `API_KEYS_CACHE_SECONDS`. This process forgets it at once when it is
revoked here; what another process revokes is good here until it is looked up again.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from time import monotonic
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.database import Database
from app.core.events import Event
from app.core.jobs import Jobs
from app.core.settings import read_settings
from app.keys.errors import KeyRefused
from app.keys.events import KeyChanged
from app.keys.repository import Row, find_row, touch_row
from app.keys.secret import Shown, read_key
from app.keys.service import list_scopes
from app.keys.settings import KeySettings

log = structlog.get_logger("app.keys")

USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(slots=True)
class Known:
    """A key that was looked up, who it stands for, and since when that is known."""

    row: Row
    caller: Caller
    since: float
    used_at: datetime | None


class Guard:
    """The keys that were shown lately."""

    def __init__(self, database: Database, jobs: Jobs, settings: KeySettings) -> None:
        self.database = database
        self.jobs = jobs
        self.settings = settings
        self.known: dict[UUID, Known] = {}

    async def identify(self, connection: HTTPConnection) -> Caller:
        """Return who shows the key of this connection.

        Raises:
            KeyRefused: it shows none, or one that is not good.
        """
        shown = read_key(connection.headers.get("authorization", ""))
        if shown is None:
            raise KeyRefused
        now = datetime.now(UTC)
        known = await self.find(shown.id)
        fault = find_fault(known.row, shown, now) if known else "unknown"
        if known is None or fault:
            log.warning("key refused", reason=fault, key_id=str(shown.id))
            raise KeyRefused
        self.note_use(known, now)
        return known.caller

    async def find(self, key_id: UUID) -> Known | None:
        """Return what is known of a key; it is looked up when that is too long ago."""
        known = self.known.get(key_id)
        if known is not None and monotonic() - known.since < self.settings.cache_seconds:
            return known
        self.known.pop(key_id, None)
        since = monotonic()
        row = await find_row(self.database, key_id)
        if row is None:
            return None
        scopes, ends_at = frozenset(list_scopes(row.role, row.scopes)), row.expires_at.timestamp()
        caller = Caller(row.owner_id, scopes, row.id, ends_at)
        known = Known(row, caller, since, row.last_used_at)
        self.remember(known)
        return known

    def remember(self, known: Known) -> None:
        """Keep it, in the place of the oldest where there is no room."""
        if len(self.known) >= self.settings.cached:
            del self.known[next(iter(self.known))]
        self.known[known.row.id] = known

    def note_use(self, known: Known, now: datetime) -> None:
        """Have the use written down, at most once a minute and after the answer."""
        long_ago = now - USE_NOTED_EVERY
        if known.used_at is None or known.used_at <= long_ago:
            known.used_at = now
            self.jobs.later(touch_row, self.database, known.row.id, now, long_ago)

    async def forget(self, event: Event) -> None:
        """Look a key up again that was changed in this process."""
        if isinstance(event, KeyChanged):
            self.known.pop(event.key_id, None)


def find_fault(row: Row, shown: Shown, now: datetime) -> str:
    """Return why the key is not good; empty where it is."""
    is_new = compare_digest(row.digest, shown.digest)
    is_old = compare_digest(row.old_digest or "", shown.digest)
    if not (is_new or (is_old and row.old_until is not None and now < row.old_until)):
        return "wrong secret"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if now >= row.expires_at else ""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let callers in by their keys, from now on."""
    guard = Guard(app.state.database, app.state.jobs, read_settings(KeySettings))
    app.state.database.events.add_listener(guard.forget)
    app.state.identify = guard.identify
    yield
