"""How much one caller, and one address, may ask for; beyond that 429 says when to come back.

Every answer tells how much is left, in the fields of draft-ietf-httpapi-ratelimit-headers-10.
"""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

from pydantic import Field
from starlette.types import Scope

from app.core.caller import Caller
from app.core.counters import Counters, CountersInProcess, Rule, Verdict
from app.core.errors import TooManyRequests
from app.core.settings import EnvironmentSettings

VERDICTS = "app.verdicts"  # where a request's scope holds what was counted
HOUSEHOLD = 64  # bits: who has one IPv6 address has all that begin with the same ones
Header = tuple[bytes, bytes]


class LimitSettings(EnvironmentSettings, env_prefix="LIMITS_"):
    """`LIMITS_CALLER` sets `caller`, and so on."""

    caller: int = Field(600, gt=0)  # requests, of one caller
    address: int = Field(3_000, gt=0)  # of all callers behind one address
    seconds: int = Field(60, gt=0)
    known: int = Field(20_000, gt=0)  # callers and addresses that are counted at once, 250 B each


class Limits:
    """The limits on requests: `app.state.limits`. What else is to be limited asks `counters`."""

    def __init__(self, settings: LimitSettings) -> None:
        self.counters: Counters = CountersInProcess(settings.known)
        self.of_caller = Rule("caller", settings.caller, settings.seconds)
        self.of_address = Rule("address", settings.address, settings.seconds)

    async def count_address(self, scope: Scope) -> None:
        """Count a request of the address that `scope` comes from.

        Raises:
            TooManyRequests: there were too many of them.
        """
        client = scope.get("client")
        await self.count(scope, self.of_address, name_address(client[0] if client else ""))

    async def count_caller(self, scope: Scope, caller: Caller) -> None:
        """Count a request of `caller`, where it is known who that is.

        Raises:
            TooManyRequests: there were too many of them.
        """
        if not caller.is_anyone:
            await self.count(scope, self.of_caller, caller.id.hex)

    async def count(self, scope: Scope, rule: Rule, key: str) -> None:
        """Count a request, and have its answer say what is left.

        Raises:
            TooManyRequests: there were too many of them.
        """
        verdict = await self.counters.take(rule, key)
        scope.setdefault(VERDICTS, []).append(verdict)
        if verdict.wait_seconds:
            seconds = ceil(verdict.wait_seconds)
            raise TooManyRequests(f"Too many requests. Ask again in {seconds} s.", seconds)


@lru_cache(maxsize=4_096)
def name_address(address: str) -> str:
    """Return what the count of an address goes by: of an IPv6 address, the first half."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    network = IPv6Network((int(parsed), HOUSEHOLD), strict=False)
    return str(parsed.ipv4_mapped or network.network_address)


def list_headers(scope: Scope) -> Iterator[Header]:
    """Yield what an answer says of what was counted."""
    verdicts: list[Verdict] = scope.get(VERDICTS, [])
    if verdicts:
        yield b"ratelimit-policy", b", ".join(describe_rule(verdict.rule) for verdict in verdicts)
        yield b"ratelimit", b", ".join(describe_verdict(verdict) for verdict in verdicts)


@lru_cache(maxsize=64)
def describe_rule(rule: Rule) -> bytes:
    """Return a rule as `RateLimit-Policy` tells it."""
    return f'"{rule.name}";q={rule.quota};w={rule.seconds}'.encode()


def describe_verdict(verdict: Verdict) -> bytes:
    """Return what is left, and in how many seconds it is more, as `RateLimit` tells it."""
    rule, left, wait = verdict
    return f'"{rule.name}";r={left};t={ceil(wait or rule.unit_seconds)}'.encode()
