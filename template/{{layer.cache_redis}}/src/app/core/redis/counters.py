"""Counts that all processes share, and that no request waits for.

Each process decides by what it knows, and settles with Redis what was taken, everything in one
question: at once where it has been quiet, after 10 ms where somebody took a twentieth of what they
have, else after 100 ms. In that time each may let pass what all together should not; it is charged
all the same, and has to be waited for. While Redis is away, each process counts for itself.
"""

import asyncio
from contextlib import suppress
from itertools import islice

from redis.asyncio import Redis

from app.core.counters import CountersInProcess, Rule, Verdict
from app.core.redis.client import Away, Watch
from app.core.redis.settings import RedisSettings

SOON_SECONDS, LATE_SECONDS = 0.01, 0.1  # until what was taken is settled: much of a quota, or less
MUCH = 1 / 20
AT_ONCE = 500  # counts that are settled with one question

# For each key, add what was taken (in microseconds) to when its bucket is full, by Redis' clock, so
# that those of the processes may differ. Answer how far ahead that is. A full one expires.
SETTLE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local aheads = {}
for i, key in ipairs(KEYS) do
    local full_at = math.max(tonumber(redis.call('GET', key) or '0'), now) + tonumber(ARGV[i])
    redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
    aheads[i] = full_at - now
end
return aheads
"""


class CountersOfAll(CountersInProcess):
    """The counts of all processes, as far as this one has heard."""

    def __init__(self, redis: Redis, settings: RedisSettings, most: int) -> None:
        super().__init__(most)
        self.settings = settings
        self.script = redis.register_script(SETTLE)
        self.watch = Watch("each process counts for itself")
        self.unsettled: dict[str, float] = {}  # seconds by which buckets were emptied
        self.taken, self.taken_much = asyncio.Event(), asyncio.Event()

    async def take(self, rule: Rule, key: str, cost: int = 1) -> Verdict:
        """Take `cost` units of what `key` has by `rule`, or nothing if there are too few."""
        verdict = await super().take(rule, key, cost)
        if not verdict.wait_seconds:
            name = rule.name_bucket(key)
            emptied = self.unsettled.get(name, 0.0) + cost * rule.unit_seconds
            self.unsettled[name] = emptied
            self.taken.set()
            if emptied >= MUCH * rule.seconds:
                self.taken_much.set()
        return verdict

    async def settle_forever(self) -> None:
        """Settle what was taken, whenever something was; what Redis missed stays with us."""
        while True:
            await self.taken.wait()
            self.taken.clear()
            try:
                await self.settle()
                await asyncio.sleep(SOON_SECONDS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.taken_much.wait(), LATE_SECONDS - SOON_SECONDS)
            except Away:
                await asyncio.sleep(self.settings.seconds)

    async def settle(self) -> None:
        """Tell Redis what was taken here, and learn what was taken everywhere.

        Raises:
            Away: it does not answer.
        """
        unsettled, self.unsettled = self.unsettled, {}
        self.taken_much.clear()
        rest = iter(unsettled)
        while names := list(islice(rest, AT_ONCE)):
            keys = [f"{self.settings.prefix}:limits:{name}" for name in names]
            with self.watch.asking():
                aheads = await self.script(
                    keys=keys, args=[max(round(unsettled[name] * 1e6), 1) for name in names]
                )
            for name, ahead in zip(names, aheads, strict=True):
                self.learn(name, ahead / 1e6 + self.unsettled.get(name, 0.0))

    def learn(self, name: str, ahead: float) -> None:
        """Know that a bucket is full only `ahead` seconds from now, if not later."""
        now = self.read_clock()
        self.full_at[name] = max(self.full_at.get(name, now), now + ahead)
        self.forget(now)
