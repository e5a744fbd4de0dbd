"""All processes count together, wait for nobody, and count alone while they have to."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from app.core.counters import Rule
from app.core.redis import counters as module
from app.core.redis.client import open_client, working
from app.core.redis.counters import CountersOfAll
from tests.core.redis.conftest import Outage, Server, every_outage, until

RULE = Rule("tests", quota=5, seconds=60)
ENDLESS = Rule("endless", quota=10**6, seconds=60)


@asynccontextmanager
async def open_process(server: Server, *, ahead: float = 0) -> AsyncIterator[CountersOfAll]:
    """Give the counts of one process, whose clock may be ahead of others."""
    redis = open_client(server.settings)
    counters = CountersOfAll(redis, server.settings, most=100)
    now = counters.read_clock
    counters.read_clock = lambda: now() + ahead
    yield counters
    await redis.aclose()


async def take(counters: CountersOfAll, *, times: int = 1, key: str = "ada") -> list[bool]:
    """Return which of some attempts passed."""
    return [not (await counters.take(RULE, key)).wait_seconds for _ in range(times)]


@pytest.mark.promise("S44")
@pytest.mark.parametrize("ahead", [0, 1_000_000])
def test_what_one_process_has_taken_another_cannot(valkey: Server, ahead: float) -> None:
    async def scenario() -> list[bool]:
        async with open_process(valkey) as one, open_process(valkey, ahead=ahead) as other:
            await take(one, times=5)
            await one.settle()
            first = await take(other)
            await other.settle()
            return [*first, *await take(other), *await take(other, key="bob")]

    assert asyncio.run(scenario()) == [True, False, True]


@pytest.mark.promise("S44")
def test_what_was_too_much_is_charged_all_the_same(valkey: Server) -> None:
    async def scenario() -> float:
        async with open_process(valkey) as one, open_process(valkey) as other:
            await take(one, times=5)
            await take(other, times=5)
            await one.settle()
            await other.settle()
            return (await other.take(RULE, "ada")).wait_seconds

    assert asyncio.run(scenario()) == pytest.approx(60 + 12, abs=1)


def test_what_is_taken_while_redis_is_asked_is_not_forgotten(valkey: Server) -> None:
    async def scenario() -> list[bool]:
        async with open_process(valkey) as one, open_process(valkey) as other:
            await take(other, times=3)
            await other.settle()
            await take(one)
            settling = asyncio.create_task(one.settle())
            await asyncio.sleep(0)
            await take(one)
            await settling
            return await take(one)

    assert asyncio.run(scenario()) == [False]


@pytest.mark.promise("S44")
def test_much_of_a_quota_is_settled_sooner(valkey: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LATE_SECONDS", 60)

    async def scenario() -> None:
        async with open_process(valkey) as one, working(one.settle_forever):
            for _ in range(3):
                await take(one)
                await until(lambda: not one.unsettled)

    asyncio.run(scenario())


@pytest.mark.promise("S44")
def test_nothing_stays_in_redis_that_is_full_again(valkey: Server) -> None:
    valkey.settings = valkey.settings.model_copy(update={"seconds": 5.0})  # it is much at once

    async def scenario() -> list[int]:
        async with open_process(valkey) as one:
            for number in range(600):
                await take(one, key=str(number))
            await one.settle()
            redis = open_client(valkey.settings)
            keys = await redis.keys(f"{valkey.settings.prefix}:limits:tests:*")
            left = [await redis.pttl(key) for key in keys]
            await redis.aclose()
            return left

    left = asyncio.run(scenario())

    assert len(left) == 600
    assert all(0 < milliseconds <= 12_000 for milliseconds in left)


@pytest.mark.promise("S44")
@pytest.mark.promise("S68")
@every_outage
def test_without_redis_no_request_waits_and_each_process_counts_for_itself(
    valkey: Server, outage: Outage, capsys: pytest.CaptureFixture[str]
) -> None:
    end, begin = outage

    async def scenario() -> list[bool]:
        async with open_process(valkey) as one, working(one.settle_forever):
            await take(one)
            await until(lambda: not one.unsettled)
            end(valkey)
            await take(one, key="bob")
            await until(lambda: not one.watch.answers)
            begun = perf_counter()
            for _ in range(200):
                await one.take(ENDLESS, "ada")
            assert perf_counter() - begun < 0.05
            alone = await take(one, times=5)
            begin(valkey)
            await take(one, key="bob")
            await until(lambda: one.watch.answers)
            return alone

    assert asyncio.run(scenario()) == [True] * 4 + [False]
    said = capsys.readouterr().out
    assert re.findall("redis does not answer|redis answers again", said) == [
        "redis does not answer",
        "redis answers again",
    ]


@pytest.mark.promise("S68")
def test_after_an_outage_the_processes_count_together_again(valkey: Server) -> None:
    async def scenario() -> list[bool]:
        async with open_process(valkey) as one, open_process(valkey) as other:
            async with working(one.settle_forever):
                valkey.stop()
                await take(one, key="bob")
                await until(lambda: not one.watch.answers)
                valkey.start()
                await take(one, times=5)
                await until(lambda: one.watch.answers and not one.unsettled)
                await asyncio.sleep(0.02)
            await take(other)
            await other.settle()
            return await take(other)

    assert asyncio.run(scenario()) == [False]
