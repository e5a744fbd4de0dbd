"""A message reaches every process once, and where it could not, that is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.core.redis import relay as module
from app.core.redis.client import open_client, working
from app.core.redis.relay import RelayThroughRedis
from tests.core.redis.conftest import Outage, Server, every_outage, until


class Listener:
    """One who hears a channel of a process."""

    def __init__(self, relay: RelayThroughRedis) -> None:
        self.heard: list[bytes] = []
        self.gaps = 0
        relay.subscribe("colours", self.heard.append, after_gap=self.note_gap)

    def note_gap(self) -> None:
        """Count the gaps."""
        self.gaps += 1


@asynccontextmanager
async def open_process(server: Server) -> AsyncIterator[tuple[RelayThroughRedis, Listener]]:
    """Give the messages of one process, and one who hears them."""
    redis = open_client(server.settings)
    relay = RelayThroughRedis(redis, server.settings)
    listener = Listener(relay)
    async with working(relay.send_forever, relay.hear_forever):
        await relay.hears.wait()
        yield relay, listener
    await redis.aclose()


def test_a_message_reaches_every_process_once(valkey: Server) -> None:
    async def scenario() -> None:
        async with open_process(valkey) as (relay, here), open_process(valkey) as (_, there):
            for number in range(250):
                relay.publish("colours", b"%d" % number)
            relay.publish("shapes", b"round")
            assert len(here.heard) == 250
            await until(lambda: len(there.heard) == 250)
            relay.publish("colours", b"")
            await until(lambda: there.heard[-1] == b"")
            assert here.heard == there.heard
            assert there.heard[0] == b"0"

    asyncio.run(scenario())


@pytest.mark.promise("S68")
@every_outage
def test_without_redis_messages_stay_here_and_the_gap_is_told(
    valkey: Server, outage: Outage
) -> None:
    end, begin = outage

    async def scenario() -> None:
        async with open_process(valkey) as (relay, here), open_process(valkey) as (_, there):
            gaps = there.gaps
            end(valkey)
            relay.publish("colours", b"lost")
            assert here.heard == [b"lost"]
            await until(lambda: relay.has_lost)
            begin(valkey)
            await until(lambda: there.gaps > gaps and not relay.has_lost)
            relay.publish("colours", b"found")
            await until(lambda: there.heard[-1:] == [b"found"])

    asyncio.run(scenario())


@pytest.mark.promise("S68")
def test_who_hears_nothing_any_more_notices(valkey: Server) -> None:
    async def scenario() -> None:
        async with open_process(valkey) as (relay, _):
            valkey.freeze()
            await until(lambda: not relay.hears.is_set())
            valkey.thaw()
            await relay.hears.wait()

    asyncio.run(scenario())


def test_a_message_that_is_too_many_is_told_as_a_gap(
    valkey: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)

    async def scenario() -> None:
        async with open_process(valkey) as (relay, here), open_process(valkey) as (_, there):
            gaps = there.gaps
            for _ in range(3):
                relay.publish("colours", b"red")
            await until(lambda: there.gaps > gaps and len(there.heard) == 2)
            assert len(here.heard) == 3

    asyncio.run(scenario())
