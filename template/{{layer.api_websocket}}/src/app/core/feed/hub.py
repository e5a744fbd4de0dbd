"""Who in this process waits for news of an owner.

News is one word: "look into the log". Whether it comes twice, late or not at all changes nothing
of what a subscriber is told. It comes from this process at once, from others through the relay,
and what no relay has carried is found by looking at the counters now and then.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from app.core.database import Database
from app.core.errors import ServiceError
from app.core.events import Event
from app.core.feed.log import read_moved
from app.core.feed.resources import Resources
from app.core.relay import Relay

log = structlog.get_logger("app.feed")

CHANNEL = "feed"
OVERLAP = timedelta(seconds=60)  # longer than any transaction, and than clocks are apart

Wake = Callable[[], None]


class Hub:
    """Those who wait."""

    def __init__(self, database: Database, relay: Relay, resources: Resources) -> None:
        self.database = database
        self.relay = relay
        self.resources = resources
        self.waiting: dict[UUID, set[Wake]] = {}
        self.seen: set[tuple[UUID, str, int]] = set()

    @contextmanager
    def joined(self, owner_id: UUID, wake: Wake) -> Iterator[None]:
        """Call `wake` at news of `owner_id`, for as long as the block lasts."""
        wakes = self.waiting.setdefault(owner_id, set())
        wakes.add(wake)
        try:
            yield
        finally:
            wakes.discard(wake)
            if not wakes:
                self.waiting.pop(owner_id, None)

    async def tell(self, event: Event) -> None:
        """Tell every process that an owner has news."""
        if self.resources.read(event) is not None:
            self.relay.publish(CHANNEL, event.owner_id.bytes)

    def hear(self, payload: bytes) -> None:
        """Wake those who wait for news of one owner."""
        self.wake(UUID(bytes=payload))

    def wake(self, owner_id: UUID) -> None:
        """Wake those who wait for news of `owner_id`."""
        for wake in tuple(self.waiting.get(owner_id, ())):
            wake()

    def wake_all(self) -> None:
        """Wake everybody: messages may have been lost."""
        for owner_id in tuple(self.waiting):
            self.wake(owner_id)

    async def look(self, now: datetime) -> None:
        """Wake those whose owner's counters have moved."""
        moved = await read_moved(self.database, now - OVERLAP)
        for owner_id in {owner_id for owner_id, _, _ in moved - self.seen}:
            self.wake(owner_id)
        self.seen = moved

    async def look_forever(self, seconds: float) -> None:
        """Look now and then. A database that is away is looked into the next time."""
        while True:
            await asyncio.sleep(seconds)
            if not self.waiting:
                continue
            try:
                await self.look(datetime.now(UTC))
            except ServiceError as error:
                log.warning("feed not looked into", reason=error.detail)
