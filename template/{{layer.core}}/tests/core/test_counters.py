"""A bucket holds its quota and fills again evenly; a million of them take no more room than few."""

import asyncio
from itertools import count

import pytest

from app.core.counters import CountersInProcess, Rule

RULE = Rule("tests", quota=5, seconds=10)


class Clock:
    """A clock that a test sets."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return what time it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of `counters`."""
    return Clock()


@pytest.fixture
def counters(clock: Clock) -> CountersInProcess:
    """Counts of at most three buckets."""
    return CountersInProcess(3, clock)


def take(counters: CountersInProcess, key: str = "ada", cost: int = 1) -> tuple[int, float]:
    """Return what is left after an attempt, and how long to wait."""
    _, left, wait = asyncio.run(counters.take(RULE, key, cost))
    return left, round(wait, 6)


@pytest.mark.promise("S44")
def test_the_quota_may_be_taken_at_once_and_no_more(counters: CountersInProcess) -> None:
    taken = [take(counters) for _ in range(7)]

    assert taken == [(4, 0), (3, 0), (2, 0), (1, 0), (0, 0), (0, 2), (0, 2)]


@pytest.mark.promise("S44")
def test_a_unit_comes_back_at_a_time(counters: CountersInProcess, clock: Clock) -> None:
    take(counters, cost=5)

    clock.now += 1.9
    assert take(counters) == (0, 0.1)
    clock.now += 0.1
    assert take(counters) == (0, 0)
    assert take(counters) == (0, 2)


def test_after_a_long_time_the_bucket_is_full_and_not_fuller(
    counters: CountersInProcess, clock: Clock
) -> None:
    take(counters, cost=5)

    clock.now += 1_000
    assert take(counters, cost=6) == (5, 2)
    assert take(counters, cost=5) == (0, 0)


@pytest.mark.promise("S44")
def test_each_has_a_bucket_of_its_own_by_each_rule(counters: CountersInProcess) -> None:
    take(counters, "ada", cost=5)
    other = asyncio.run(counters.take(Rule("others", 5, 10), "ada"))

    assert take(counters, "bob") == (4, 0)
    assert other.left == 4


@pytest.mark.promise("S44")
def test_many_who_ask_do_not_fill_the_memory_and_a_busy_one_is_not_forgotten(
    counters: CountersInProcess,
) -> None:
    take(counters, "busy", cost=5)
    for number in range(100):
        take(counters, str(number))
        assert take(counters, "busy")[1] > 0

    assert len(counters.full_at) <= 3


def test_what_is_full_again_is_not_kept(counters: CountersInProcess, clock: Clock) -> None:
    names = count()
    take(counters, str(next(names)))
    take(counters, str(next(names)))
    clock.now += 100

    take(counters, str(next(names)))

    assert list(counters.full_at) == ["tests:2"]


def test_a_quota_without_end_is_no_trouble(counters: CountersInProcess) -> None:
    endless = Rule("endless", 10**18, 1)

    lefts = {asyncio.run(counters.take(endless, key)).left > 0 for key in "abcabc"}

    assert lefts == {True}
