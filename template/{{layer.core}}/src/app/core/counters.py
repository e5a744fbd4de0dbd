"""Count what somebody takes of a quota, in constant memory: a bucket that fills again evenly.

A bucket holds `quota` units and gains one every `seconds / quota`. All that is kept of it is when
it will be full again. Source: the generic cell rate algorithm, virtual scheduling, of ITU-T I.371.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Rule:
    """So much in so long, for each of those whom it counts; it may all be taken at once."""

    name: str
    quota: int  # units
    seconds: int

    @cached_property
    def unit_seconds(self) -> float:
        """How long one unit takes to come back."""
        return self.seconds / self.quota

    def name_bucket(self, key: str) -> str:
        """Return what the bucket of `key` is called."""
        return f"{self.name}:{key}"


class Verdict(NamedTuple):
    """What came of an attempt to take something.

    Attributes:
        left: how many units can still be taken at once.
        wait_seconds: when the attempt would pass, if nothing else is taken; 0: it has.
    """

    rule: Rule
    left: int
    wait_seconds: float


class Counters(Protocol):
    """Where the counts are kept."""

    async def take(self, rule: Rule, key: str, cost: int = 1) -> Verdict:
        """Take `cost` units of what `key` has by `rule`, or nothing if there are too few."""


class CountersInProcess:
    """The counts of this process, at most `most` of them.

    Where there is no room, what was not asked for the longest is forgotten, and its bucket full.
    """

    def __init__(self, most: int, read_clock: Callable[[], float] = monotonic) -> None:
        self.most = most
        self.read_clock = read_clock
        self.full_at: OrderedDict[str, float] = OrderedDict()  # the last taken from stands last

    async def take(self, rule: Rule, key: str, cost: int = 1) -> Verdict:
        """Take `cost` units of what `key` has by `rule`, or nothing if there are too few."""
        name, now = rule.name_bucket(key), self.read_clock()
        is_new = name not in self.full_at
        ahead = max(self.full_at.get(name, now) - now, 0.0) + cost * rule.unit_seconds
        wait = ahead - rule.seconds
        if wait > 1e-9:  # not for what a float has rounded
            if not is_new:
                self.full_at.move_to_end(name)
            return Verdict(rule, count_left(rule, ahead - cost * rule.unit_seconds), wait)
        self.full_at[name] = now + ahead
        self.full_at.move_to_end(name)
        if is_new:
            self.forget(now)
        return Verdict(rule, count_left(rule, ahead), 0.0)

    def forget(self, now: float) -> None:
        """Let go of the two oldest buckets, if they are full by `now` or there is no room."""
        for _ in range(2):
            name, full_at = next(iter(self.full_at.items()))
            if len(self.full_at) == 1 or (len(self.full_at) <= self.most and full_at > now):
                break
            del self.full_at[name]


def count_left(rule: Rule, ahead: float) -> int:
    """Return how many units are left in a bucket that is full again in `ahead` seconds."""
    return max(int((rule.seconds - ahead) / rule.unit_seconds + 1e-6), 0)
