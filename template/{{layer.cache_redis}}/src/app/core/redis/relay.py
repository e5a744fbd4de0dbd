"""Messages that reach every process: this one's subscribers at once, the others by Redis.

Nothing waits for Redis. While it is away, the others hear nothing; when it is back, those who want
to know are told of the gap.
"""

import asyncio
import os
from collections import deque
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import TimeoutError as NoAnswer

from app.core.redis.client import Away, Watch
from app.core.redis.settings import RedisSettings
from app.core.relay import Subscribers

MOST = 10_000  # messages that wait to be sent; then they are dropped, and that is told as a gap
AT_ONCE = 100  # messages that are sent with one question
ORIGIN_BYTES = 8


class RelayThroughRedis(Subscribers):
    """Messages of all processes."""

    def __init__(self, redis: Redis, settings: RedisSettings) -> None:
        super().__init__()
        self.redis = redis
        self.seconds = settings.seconds
        self.name = f"{settings.prefix}:relay"
        self.origin = os.urandom(ORIGIN_BYTES)
        self.waiting: deque[bytes] = deque()
        self.has_lost = False  # something that the others should have heard
        self.something = asyncio.Event()
        self.hears = asyncio.Event()
        self.sending = Watch("other processes are told nothing")
        self.hearing = Watch("nothing is heard of other processes")

    def publish(self, channel: str, payload: bytes) -> None:
        """Tell every subscriber of `channel`: those of this process now, the others soon."""
        self.tell(channel, payload)
        if len(self.waiting) < MOST:
            self.waiting.append(self.origin + pack(channel, payload))
        else:
            self.has_lost = True
        self.something.set()

    async def send_forever(self) -> None:
        """Send on what is published, whenever something is."""
        while True:
            await self.something.wait()
            self.something.clear()
            while self.waiting or self.has_lost:
                try:
                    await self.send()
                except Away:
                    await asyncio.sleep(self.seconds)

    async def send(self) -> None:
        """Send some of what waits, and that something was lost. What fails is not sent again.

        Raises:
            Away: Redis does not answer.
        """
        batch = [self.waiting.popleft() for _ in range(min(len(self.waiting), AT_ONCE))]
        if self.has_lost:
            batch.append(self.origin)  # without a message: there is a gap
        try:
            with self.sending.asking():
                async with self.redis.pipeline(transaction=False) as pipeline:
                    for frame in batch:
                        pipeline.publish(self.name, frame)
                    await pipeline.execute()
        except Away:
            self.has_lost = True
            raise
        self.has_lost = False

    async def hear_forever(self) -> None:
        """Hear the other processes, and tell of the gap whenever that begins anew."""
        while True:
            try:
                with self.hearing.asking():
                    async with self.redis.pubsub() as pubsub:
                        await pubsub.subscribe(self.name)
                        await self.hear(pubsub)
            except Away:
                self.hears.clear()
                await asyncio.sleep(self.seconds)

    async def hear(self, pubsub: PubSub) -> None:
        """Tell the subscribers what comes. After some silence Redis is asked whether it is there.

        Raises:
            NoAnswer: it is not.
        """
        is_asked = False
        while True:
            message: dict[str, Any] | None = await pubsub.get_message(timeout=4 * self.seconds)
            if message is None:
                if is_asked:
                    raise NoAnswer("Redis is silent.")
                await pubsub.ping()
            elif message["type"] == "subscribe":
                self.hearing.note_answer()
                self.hears.set()
                self.tell_gap()
            elif message["type"] == "message":
                self.tell_here(message["data"])
            is_asked = message is None

    def tell_here(self, frame: bytes) -> None:
        """Tell the subscribers of this process what another one has sent."""
        origin, packed = frame[:ORIGIN_BYTES], frame[ORIGIN_BYTES:]
        if origin == self.origin:
            return
        if not packed:
            self.tell_gap()
            return
        self.tell(*unpack(packed))


def pack(channel: str, payload: bytes) -> bytes:
    """Return a message as one piece."""
    name = channel.encode()
    return len(name).to_bytes(2, "big") + name + payload


def unpack(packed: bytes) -> tuple[str, bytes]:
    """Return what was packed."""
    end = 2 + int.from_bytes(packed[:2], "big")
    return packed[2:end].decode(), packed[end:]
