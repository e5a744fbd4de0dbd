"""The entrance of the feed: its route, and what it keeps for as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from fastapi import FastAPI

from app.core.clock import read_clock
from app.core.database import Database, Work
from app.core.errors import ServiceError
from app.core.events import Event
from app.core.feed.conversation import Conversation
from app.core.feed.hub import CHANNEL, Hub
from app.core.feed.log import record, sweep
from app.core.feed.resources import Resource, Resources
from app.core.feed.service import Feed
from app.core.feed.settings import FeedSettings
from app.core.settings import read_settings
from app.core.sockets import Endpoint, Visitor, open_socket_router, open_sockets

log = structlog.get_logger("app.feed")

PATH = "/feed"
PROTOCOL = "feed.v1"
SWEEP_SECONDS = 600


class Entrance:
    """The feed of some resources."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = Resources(resources)
        self.router = open_socket_router("feed", PATH, Endpoint([PROTOCOL], begin))

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Write every event down from now on, and tell those who follow."""
        database: Database = app.state.database
        settings = read_settings(FeedSettings)
        hub = Hub(database, app.state.relay, self.resources)
        app.state.feed = Feed(database, self.resources, hub)
        database.events.add_recorder(self.record)
        database.events.add_listener(hub.tell)
        unsubscribe = app.state.relay.subscribe(CHANNEL, hub.hear, after_gap=hub.wake_all)
        tasks = [
            asyncio.create_task(hub.look_forever(settings.poll_seconds)),
            asyncio.create_task(sweep_forever(database, settings.kept)),
        ]
        async with open_sockets(app):
            yield
        unsubscribe()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def record(self, work: Work, event: Event) -> None:
        """Write down, with the change itself, what those who follow will be told."""
        fact = self.resources.read(event)
        if fact is not None:
            await record(work, event.owner_id, fact, await read_clock())


def begin(visitor: Visitor) -> Conversation:
    """Return the conversation with one visitor."""
    state = visitor.socket.app.state
    return Conversation(state.feed, state.sockets, visitor)


async def sweep_forever(database: Database, kept: timedelta) -> None:
    """Sweep now and then. A database that is away is swept the next time."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await sweep(database, kept)
        except ServiceError as error:
            log.warning("feed not swept", reason=error.detail)
