"""Find out who calls from the token that they show, without asking the database who that is.

What a token cannot know is that its session was ended since. The sessions that were ended while
their tokens are still good are few: each process reads that list at most once a second.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic, time
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection

from app.accounts.sessions import repository as sessions
from app.accounts.sessions.errors import TokenRefused
from app.accounts.sessions.events import SessionsEnded
from app.accounts.tokens import Claims, Tokens
from app.core.caller import Caller
from app.core.database import Database
from app.core.events import Event

log = structlog.get_logger("app.accounts")

FRESH_SECONDS = 1.0  # so long may another process take a session that was ended
KNOWN = 10_000  # tokens, of 500 bytes each
CLOCKS = timedelta(minutes=1)  # how far the clocks of two machines may be apart


class Revoked:
    """The sessions that were ended while their tokens are still good."""

    def __init__(self, database: Database, access_seconds: int) -> None:
        self.database = database
        self.window = timedelta(seconds=access_seconds) + CLOCKS
        self.ended: set[UUID] = set()
        self.heard: set[UUID] = set()  # while the list is being read
        self.read_at = -FRESH_SECONDS
        self.reading: asyncio.Task[None] | None = None

    async def has(self, session_id: UUID) -> bool:
        """Say whether a session was ended, as of a second ago at most."""
        if monotonic() - self.read_at >= FRESH_SECONDS:
            if self.reading is None or self.reading.done():
                self.reading = asyncio.create_task(self.read())
            await asyncio.shield(self.reading)
        return session_id in self.ended

    async def read(self) -> None:
        """Read the list; all who wait for it share one read."""
        begun = monotonic()
        self.heard.clear()
        since = datetime.now(UTC) - self.window
        self.ended = await sessions.read_revoked(self.database, since) | self.heard
        self.read_at = begun

    async def listen(self, event: Event) -> None:
        """Know at once what was ended in this process."""
        if isinstance(event, SessionsEnded):
            self.ended.update(event.session_ids)
            self.heard.update(event.session_ids)


class Guard:
    """Who is let in."""

    def __init__(self, tokens: Tokens, revoked: Revoked) -> None:
        self.tokens = tokens
        self.revoked = revoked
        self.known: dict[bytes, Claims] = {}

    async def identify(self, connection: HTTPConnection) -> Caller:
        """Return who shows the token of this connection.

        Raises:
            TokenRefused: it shows none, or one that is not good.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused
        claims = self.read(token)
        if await self.revoked.has(claims.session_id):
            log.warning("token refused", reason="session ended", session=str(claims.session_id))
            raise TokenRefused
        return Caller(claims.account_id, claims.scopes, claims.session_id, claims.ends_at)

    def read(self, token: str) -> Claims:
        """Return what `token` says. Its signature is looked at once: that takes half a request.

        Raises:
            TokenRefused: it is not good, or its time is over.
        """
        digest = sha256(token.encode()).digest()
        claims = self.known.get(digest)
        if claims is None:
            claims = self.tokens.read(token)
            if len(self.known) >= KNOWN:
                del self.known[next(iter(self.known))]
            self.known[digest] = claims
        if claims.ends_at <= time():
            raise TokenRefused
        return claims
