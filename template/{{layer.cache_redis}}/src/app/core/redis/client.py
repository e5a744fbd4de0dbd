"""Connect to Redis, and notice it once when it is away and once when it is back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.core.redis.settings import RedisSettings

log = structlog.get_logger(__name__)


def open_client(settings: RedisSettings) -> Redis:
    """Return a client that connects when it is needed, and gives up soon."""
    password = settings.password.get_secret_value() if settings.password else None
    pool = BlockingConnectionPool.from_url(
        settings.url,
        **({"password": password} if password else {}),
        max_connections=settings.connections,
        timeout=settings.seconds,
        socket_timeout=settings.seconds,
        socket_connect_timeout=settings.seconds,
        retry=Retry(NoBackoff(), 0),  # the next time comes soon enough
    )
    return Redis.from_pool(pool)


@asynccontextmanager
async def working(*work: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Have each of `work` done beside the block, and end it there."""
    tasks = {asyncio.create_task(each()) for each in work}
    yield
    while tasks:  # the client swallows a cancellation that meets it while it connects
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=0.1)


class Away(Exception):
    """Redis refuses, or does not answer in time."""


class Watch:
    """Whether Redis answers, for the one who asks it for something."""

    def __init__(self, without: str) -> None:
        self.without = without  # what is done while it does not
        self.answers = True

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Watch what is asked in the block; it is logged once that it fails, and that it works.

        Raises:
            Away: it failed.
        """
        try:
            yield
        except (RedisError, OSError) as error:
            if self.answers:
                log.warning("redis does not answer", meanwhile=self.without, reason=str(error))
            self.answers = False
            raise Away from error
        self.note_answer()

    def note_answer(self) -> None:
        """Note that it answers."""
        if not self.answers:
            log.info("redis answers again", no_longer=self.without)
        self.answers = True
