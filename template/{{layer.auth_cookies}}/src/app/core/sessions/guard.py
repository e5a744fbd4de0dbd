"""Find out who calls from their cookie: one indexed read, and none for the second that follows.

What ends a session in this process is heard at once. In another process it is good for the rest of
that second, and then it is looked up again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.events import Event
from app.core.http.settings import HttpSettings
from app.core.jobs import Jobs
from app.core.policy import ROLES, Role, Scope
from app.core.sessions.cookie import read_digest
from app.core.sessions.errors import SessionRefused
from app.core.sessions.events import SessionsEnded
from app.core.sessions.origin import refuse_foreign_pages
from app.core.sessions.settings import SessionSettings
from app.core.sessions.store import SessionRow, Store
from app.core.settings import read_settings

log = structlog.get_logger("app.sessions")

FRESH_SECONDS = 1.0  # so long may another process take a session that was ended
KNOWN = 10_000  # sessions, of 1,500 bytes each
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(slots=True)
class Known:
    """A session that was looked up, who it stands for, and since when that is known."""

    row: SessionRow
    caller: Caller
    since: float
    used_at: datetime


class Guard:
    """Who is let in."""

    def __init__(self, store: Store, jobs: Jobs, settings: SessionSettings) -> None:
        self.store = store
        self.jobs = jobs
        self.idle = timedelta(minutes=settings.idle_minutes)
        self.origins = read_settings(HttpSettings).cors_origins
        self.known: dict[str, Known] = {}
        self.ends = 0  # how often something has ended: what was read meanwhile may be over

    async def identify(self, connection: HTTPConnection) -> Caller:
        """Return whose cookie comes with this connection.

        Raises:
            SessionRefused: none comes, or its session is not good.
            ForeignPage: it comes from a page of another site.
        """
        digest = read_digest(connection)
        if digest is None:
            raise SessionRefused
        refuse_foreign_pages(connection, self.origins)
        now = datetime.now(UTC)
        known = await self.find(digest)
        fault = self.find_fault(known.row, known.used_at, now) if known else "unknown"
        if known is None or fault:
            log.warning("session refused", reason=fault)
            raise SessionRefused
        if connection.scope["type"] == "http":  # a socket that is open is no sign of a person
            self.note_use(known, now)
        return known.caller

    def find_fault(self, row: SessionRow, used_at: datetime, now: datetime) -> str:
        """Return why the session is not good; empty where it is."""
        if now >= row.ends_at:
            return "its time is over"
        return "not used for too long" if now >= used_at + self.idle else ""

    async def find(self, digest: str) -> Known | None:
        """Return what is known of a session, as of a second ago at most."""
        known = self.known.get(digest)
        if known is not None and monotonic() - known.since < FRESH_SECONDS:
            return known
        self.known.pop(digest, None)
        since, ends = monotonic(), self.ends
        row = await self.store.find(digest)
        if row is None:
            return None
        caller = Caller(row.owner_id, list_scopes(row.rights), row.id, row.ends_at.timestamp())
        known = Known(row, caller, since, row.used_at)
        if ends == self.ends:
            self.remember(known)
        return known

    def remember(self, known: Known) -> None:
        """Keep it, in the place of the oldest where there is no room."""
        if len(self.known) >= KNOWN:
            del self.known[next(iter(self.known))]
        self.known[known.row.digest] = known

    def note_use(self, known: Known, now: datetime) -> None:
        """Have the use written down, at most once a minute and after the answer."""
        if known.used_at <= now - USE_NOTED_EVERY:
            known.used_at = now
            self.jobs.later(self.store.touch, known.row, now)

    async def listen(self, event: Event) -> None:
        """Know at once what was ended in this process."""
        if isinstance(event, SessionsEnded):
            self.ends += 1
            gone = [key for key, known in self.known.items() if known.row.id in event.session_ids]
            for digest in gone:
                del self.known[digest]


def list_scopes(rights: str) -> frozenset[str]:
    """Return what these roles and scopes hold today; a word that is neither holds nothing."""
    words = rights.split()
    held = [ROLES[role] for role in Role if role in words]
    return frozenset(scope for scope in Scope if scope in words).union(*held)
