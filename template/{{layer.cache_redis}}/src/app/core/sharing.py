"""What the processes of this service share beside the database: counts and messages, by Redis.

The service starts and works without Redis, too: then each process keeps to itself, and says so.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from app.core.counters import CountersInProcess
from app.core.redis.client import Away, open_client, working
from app.core.redis.counters import CountersOfAll
from app.core.redis.relay import RelayThroughRedis
from app.core.redis.settings import RedisSettings
from app.core.settings import read_settings


@asynccontextmanager
async def open_sharing(app: FastAPI) -> AsyncIterator[None]:
    """Put Redis into `app.state.redis`, and let counts and messages go through it."""
    settings = read_settings(RedisSettings)
    redis = app.state.redis = open_client(settings)
    relay = app.state.relay = RelayThroughRedis(redis, settings)
    own: CountersInProcess = app.state.limits.counters
    counters = app.state.limits.counters = CountersOfAll(redis, settings, own.most)
    async with working(counters.settle_forever, relay.send_forever, relay.hear_forever):
        yield
    with suppress(Away):
        while relay.waiting:
            await relay.send()
    app.state.limits.counters = own
    await redis.aclose()
