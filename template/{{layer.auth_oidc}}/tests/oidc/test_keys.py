"""The provider is asked when that is of use, once for all; what it said serves for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import perf_counter

import pytest

from app.oidc.errors import ProviderSilent, TokenRefused
from app.oidc.guard import Guard
from app.oidc.keys import Keys
from tests.oidc.conftest import Clock, Provider, describe, make_settings, make_token, open_keys


def play(scenario: Callable[[Provider, Clock], Awaitable[None]]) -> None:
    """Run a scenario with a provider that has one key."""

    async def run() -> None:
        await scenario(Provider(describe()), Clock())

    asyncio.run(run())


async def settle(keys: Keys) -> None:
    """Return when the read that is under way is over."""
    assert keys.reading is not None
    await keys.reading


@pytest.mark.promise("S14")
def test_keys_are_read_once_and_serve_many() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock)

        found = await asyncio.gather(*(keys.find("one", "RS256") for _ in range(20)))

        assert {key.id for key in found} == {"one"}
        assert provider.asked == 1

    play(scenario)


@pytest.mark.promise("S14")
def test_an_unknown_key_is_asked_for_once_however_many_show_it() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, refresh_seconds=10)
        await keys.find("one", "RS256")
        clock.now += 11

        tries = (keys.find(f"new-{number}", "RS256") for number in range(20))
        answers = await asyncio.gather(*tries, return_exceptions=True)

        assert {type(answer) for answer in answers} == {TokenRefused}
        assert provider.asked == 2
        with pytest.raises(TokenRefused):
            await keys.find("another", "RS256")
        assert provider.asked == 2

    play(scenario)


@pytest.mark.promise("S14")
def test_a_new_key_is_found_when_somebody_shows_it() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, refresh_seconds=10)
        await keys.find("one", "RS256")
        provider.keys[:] = [describe(key_id="two")]
        clock.now += 11

        assert (await keys.find("two", "RS256")).id == "two"
        assert provider.asked == 2
        with pytest.raises(TokenRefused):
            await keys.find("one", "RS256")

    play(scenario)


@pytest.mark.promise("S14")
def test_a_token_of_a_key_that_was_taken_back_is_good_no_longer() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, keys_fresh_seconds=300)
        guard, token = Guard(make_settings(), keys), make_token()
        await guard.read(token)
        provider.keys[:] = [describe(key_id="two")]
        clock.now += 301

        await guard.read(token)  # nobody waits for the provider
        await settle(keys)

        with pytest.raises(TokenRefused):
            await guard.read(token)

    play(scenario)


@pytest.mark.promise("S68")
def test_the_keys_of_a_silent_provider_serve_for_a_while() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, keys_fresh_seconds=300, keys_good_seconds=3600)
        guard, token = Guard(make_settings(), keys), make_token()
        await guard.read(token)
        provider.is_silent = True

        clock.now += 3599
        assert await guard.read(token)
        await settle(keys)
        assert await guard.read(token)

        clock.now += 2
        with pytest.raises(ProviderSilent):
            await guard.read(token)

    play(scenario)


@pytest.mark.promise("S68")
def test_while_it_is_silent_nobody_is_told_that_their_token_is_bad() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock)
        await keys.find("one", "RS256")
        provider.is_silent = True
        clock.now += 11

        with pytest.raises(ProviderSilent) as silent:
            await keys.find("new", "RS256")

        assert silent.value.list_headers() == {"Retry-After": "1"}
        assert silent.value.status == 503

    play(scenario)


@pytest.mark.promise("S68")
def test_it_is_asked_less_and_less_often_and_found_again_alone() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys, begun = open_keys(provider, clock), clock.now
        provider.is_silent = True
        times: list[float] = []
        while len(times) < 8:
            asked = provider.asked
            with suppress(ProviderSilent):
                await keys.find("one", "RS256")
            times += [clock.now - begun] * (provider.asked - asked)
            clock.now += 0.5

        assert times == [0, 1, 3, 7, 15, 31, 61, 91]
        provider.is_silent = False
        clock.now += 30
        assert await keys.find("one", "RS256")

    play(scenario)


@pytest.mark.promise("S69")
def test_a_slow_provider_holds_up_nobody_for_long() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, fetch_seconds=0.1)
        provider.may_answer.clear()
        begun = perf_counter()

        with pytest.raises(ProviderSilent):
            await keys.find("one", "RS256")

        assert 0.1 <= perf_counter() - begun < 1
        provider.may_answer.set()
        assert await keys.find("one", "RS256")
        assert provider.asked == 1

    play(scenario)


@pytest.mark.promise("S69")
def test_whose_key_is_known_does_not_wait_for_a_slow_provider() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, keys_fresh_seconds=300)
        await keys.find("one", "RS256")
        provider.may_answer.clear()
        clock.now += 301

        async with asyncio.timeout(0.5):
            assert await keys.find("one", "RS256")

        await asyncio.sleep(0)
        assert provider.asked == 2
        await keys.close()

    play(scenario)


def test_a_provider_that_shows_no_keys_does_not_take_back_those_that_are_known() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock, keys_fresh_seconds=300)
        await keys.find("one", "RS256")
        provider.keys.clear()
        clock.now += 301
        await keys.find("one", "RS256")
        await settle(keys)

        assert await keys.find("one", "RS256")

    play(scenario)


def test_a_token_that_names_no_key_is_for_the_only_one_that_fits() -> None:
    async def scenario(provider: Provider, clock: Clock) -> None:
        keys = open_keys(provider, clock)
        assert (await keys.find(None, "RS256")).id == "one"
        provider.keys.append(describe(key_id="two"))
        clock.now += 11
        await keys.find("two", "RS256")

        with pytest.raises(TokenRefused):
            await keys.find(None, "RS256")

    play(scenario)
