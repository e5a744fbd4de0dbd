"""The provider's keys as it gave them last, and when it is asked again.

Keys are read again after `OIDC_KEYS_FRESH_SECONDS`, and nobody waits for that. A provider that is
silent is asked less and less often; meanwhile its keys serve for `OIDC_KEYS_GOOD_SECONDS`. A key
that nobody knows has them read again, once in `OIDC_REFRESH_SECONDS`, however many show it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from math import ceil, inf
from time import monotonic
from typing import Any

import structlog

from app.core.outgoing import Unanswered
from app.oidc.errors import ProviderSilent, TokenRefused
from app.oidc.key_set import Key, read_keys
from app.oidc.settings import OidcSettings

log = structlog.get_logger("app.oidc")

LONGEST_PAUSE = 30.0  # between two tries to reach a provider that is silent
MOST_DOUBLINGS = 5

Fetch = Callable[[], Awaitable[Mapping[str, Any]]]


class Keys:
    """What verifies tokens. `changed` counts how often a key was taken out or replaced."""

    def __init__(
        self, fetch: Fetch, settings: OidcSettings, clock: Callable[[], float] = monotonic
    ) -> None:
        self.fetch = fetch
        self.settings = settings
        self.clock = clock
        self.keys: list[Key] = []
        self.changed = 0
        self.read_at = -inf
        self.ask_at = 0.0  # not before then
        self.failures = 0
        self.reading: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None, algorithm: str) -> Key:
        """Return the key of that id for that algorithm.

        Raises:
            TokenRefused: the provider has no such key.
            ProviderSilent: nobody can tell, because it does not answer.
        """
        await self.renew()
        key = self.look(key_id, algorithm)
        if key is None:
            await self.read_again()
            key = self.look(key_id, algorithm)
        if key is not None:
            return key
        if self.failures or self.is_old:
            raise self.silence()
        raise TokenRefused("unknown key")

    async def renew(self) -> None:
        """See that the keys are not too old: nobody waits unless they are of no use any more.

        Raises:
            ProviderSilent: they are, and the provider does not answer.
        """
        if self.clock() - self.read_at < self.settings.keys_fresh_seconds:
            return
        if not self.is_old:
            self.begin()
            return
        await self.read_again()
        if self.is_old:
            raise self.silence()

    @property
    def is_old(self) -> bool:
        """Whether the keys are of no use any more, or were never read."""
        return self.clock() - self.read_at >= self.settings.keys_good_seconds

    def look(self, key_id: str | None, algorithm: str) -> Key | None:
        """Return that key, if it is known; where none is named, the only one that fits."""
        fitting = [key for key in self.keys if algorithm in key.algorithms]
        if key_id is not None:
            fitting = [key for key in fitting if key.id == key_id]
        return fitting[0] if len(fitting) == 1 else None

    async def read_again(self) -> None:
        """Wait until the keys have been read, if that may be now. All who wait share one read."""
        reading = self.begin()
        if reading is not None:
            await asyncio.wait({reading}, timeout=self.settings.fetch_seconds)

    def begin(self) -> asyncio.Task[None] | None:
        """Return the read that is under way: a new one, unless the last was a moment ago."""
        if self.reading is not None and not self.reading.done():
            return self.reading
        if self.clock() < self.ask_at:
            return None
        self.reading = asyncio.create_task(self.read())
        return self.reading

    async def read(self) -> None:
        """Read the keys; when that fails, the pause before the next try doubles."""
        begun = self.clock()
        try:
            keys = read_keys(await self.fetch(), self.settings.algorithms)
            if not keys:
                raise Unanswered("There is no key that could be used.")
        except Unanswered as error:
            pause = min(2.0 ** min(self.failures, MOST_DOUBLINGS), LONGEST_PAUSE)
            self.failures += 1
            self.ask_at = self.clock() + pause
            log.warning("the provider is silent", reason=str(error), again_in=pause)
            return
        self.take(keys)
        self.read_at, self.ask_at = begun, self.clock() + self.settings.refresh_seconds
        self.failures = 0

    def take(self, keys: list[Key]) -> None:
        """Have these keys from now on. A token of one that is gone is good no longer."""
        left = {key.text for key in self.keys} - {key.text for key in keys}
        self.changed += bool(left)
        self.keys = keys

    def silence(self) -> ProviderSilent:
        """Return the error that says when the provider is asked next."""
        return ProviderSilent(max(1, ceil(self.ask_at - self.clock())))

    async def close(self) -> None:
        """End what is under way."""
        if self.reading is not None:
            self.reading.cancel()
            with suppress(asyncio.CancelledError):
                await self.reading
