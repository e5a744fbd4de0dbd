"""Find out who calls, from the provider's token or from the cookie of who has signed in here.

A token that was found good is remembered by its digest until it ends, or until the provider takes
a key back: its signature is looked at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from time import time
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.database import Database
from app.core.errors import ServiceError
from app.core.outgoing import Outgoing, Reach
from app.core.sessions import Sessions, open_sessions, sweep
from app.core.sessions.cookie import NAME
from app.core.settings import read_settings
from app.oidc.entrance import Entrance
from app.oidc.errors import TokenRefused
from app.oidc.exchange import Exchange
from app.oidc.keys import Keys
from app.oidc.provider import Provider
from app.oidc.rights import find_owner, list_rights
from app.oidc.settings import OidcSettings
from app.oidc.tokens import Tokens

log = structlog.get_logger("app.oidc")

SWEEP_SECONDS = 3600


class Guard:
    """Who is let in."""

    def __init__(
        self, settings: OidcSettings, keys: Keys, clock: Callable[[], float] = time
    ) -> None:
        self.settings = settings
        self.keys = keys
        self.clock = clock
        self.tokens = Tokens(settings, keys)
        self.known: dict[bytes, Caller] = {}
        self.known_since = keys.changed

    async def identify(self, connection: HTTPConnection) -> Caller:
        """Return who shows the token of this connection.

        Raises:
            TokenRefused: it shows none, or one that is not good.
            ProviderSilent: nobody can tell whether it is.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise TokenRefused("none shown")
            return await self.read(token)
        except TokenRefused as error:
            log.warning("token refused", reason=error.reason)
            raise

    async def read(self, token: str) -> Caller:
        """Return who `token` stands for.

        Raises:
            TokenRefused: it is not good, or its time is over.
            ProviderSilent: nobody can tell.
        """
        await self.keys.renew()
        if self.known_since != self.keys.changed:
            self.known.clear()
            self.known_since = self.keys.changed
        digest = sha256(token.encode()).digest()
        caller = self.known.get(digest) or await self.verify(token, digest)
        if caller.ends_at is None or caller.ends_at <= self.clock():
            raise TokenRefused("over")
        return caller

    async def verify(self, token: str, digest: bytes) -> Caller:
        """Return who a token stands for that nobody has shown yet, and remember it."""
        claims = await self.tokens.read(token)
        caller = Caller(
            find_owner(claims["iss"], claims["sub"]),
            list_rights(claims, self.settings),
            UUID(bytes=digest[:16]),
            float(claims["exp"]) + self.settings.clock_seconds,
        )
        if len(self.known) >= self.settings.cached:
            del self.known[next(iter(self.known))]
        self.known[digest] = caller
        return caller


def make_reach(settings: OidcSettings, *, in_production: bool) -> Reach:
    """Return whom we may ask: the provider, and who it names."""
    host = urlsplit(settings.issuer).hostname
    return Reach(
        seconds=settings.fetch_seconds,
        known=frozenset([host] if host else []),
        anywhere=settings.private_hosts,
        plain=not in_production,
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """Two ways of being known: who shows a token is known by it, and else by a cookie."""

    guard: Guard
    sessions: Sessions

    async def identify(self, connection: HTTPConnection) -> Caller:
        """Return who calls.

        Raises:
            TokenRefused: neither a token nor a cookie is shown, or a token that is not good.
            SessionRefused: the session of the cookie is not good.
            ForeignPage: a cookie comes from a page of another site.
            ProviderSilent: nobody can tell whether a token is good.
        """
        if NAME in connection.cookies and not connection.headers.get("authorization"):
            return await self.sessions.guard.identify(connection)
        return await self.guard.identify(connection)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let callers in, from now on. The provider need not be there yet."""
    settings, sessions = read_settings(OidcSettings), open_sessions(app)
    reach = make_reach(settings, in_production=app.state.settings.in_production)
    async with Outgoing(reach) as outgoing:
        provider = Provider(outgoing, settings)
        keys = Keys(provider.read_key_set, settings)
        guard = Guard(settings, keys)
        app.state.identify = Identity(guard, sessions).identify
        exchange = Exchange(provider, guard.tokens)
        app.state.entrance = Entrance(settings, exchange, sessions, app.state.limits)
        keys.begin()
        sweeper = asyncio.create_task(sweep_forever(app.state.database))
        yield
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        await keys.close()


async def sweep_forever(database: Database) -> None:
    """Delete the sessions that are over, now and then. A database that is away is swept later."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        with suppress(ServiceError):
            async with database.work() as work:
                await sweep(work, datetime.now(UTC))
