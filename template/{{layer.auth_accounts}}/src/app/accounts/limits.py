"""How often somebody may try a password: for each account and each address, known or not.

The counts are in the database, so that they outlast a restart and all processes share them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.codes import repository
from app.accounts.errors import TooManyTries
from app.accounts.settings import AuthSettings
from app.core.counters import Counters, Rule, Verdict
from app.core.database import Database, Work, fingerprint
from app.core.limits import name_address


@dataclass(frozen=True, slots=True)
class CountersInDatabase:
    """Counts that are exact and kept, at the time `now`: for what is rare, and must not be lost."""

    database: Database
    now: datetime

    async def take(self, rule: Rule, key: str, cost: int = 1) -> Verdict:
        """Count `cost` tries of `key`; beyond the quota none passes until the count ends."""
        who, ends_at = name_count(rule, key), self.now + timedelta(seconds=rule.seconds)
        async with self.database.work() as work:
            tries, until = await repository.count_tries(work, who, cost, self.now, ends_at)
        wait = max((until - self.now).total_seconds(), 1.0) if tries > rule.quota else 0.0
        return Verdict(rule, max(rule.quota - tries, 0), wait)


class Limits:
    """Who may try, and how often."""

    def __init__(self, database: Database, settings: AuthSettings) -> None:
        seconds = settings.tries_minutes * 60
        self.database = database
        self.of_address = Rule("tries_of_address", settings.address_tries, seconds)
        self.of_account = Rule("tries_of_account", settings.tries, seconds)

    async def count(self, email: str, address: str, now: datetime) -> None:
        """Count one try of an account from an address.

        Raises:
            TooManyTries: one of them has tried too often.
        """
        counters: Counters = CountersInDatabase(self.database, now)
        for rule, key in ((self.of_address, name_address(address)), (self.of_account, email)):
            verdict = await counters.take(rule, key)
            if verdict.wait_seconds:
                raise TooManyTries(round(verdict.wait_seconds))

    async def forgive(self, work: Work, email: str) -> None:
        """Begin the account's count anew: its owner was here."""
        await repository.forget_tries(work, name_count(self.of_account, email))


def name_count(rule: Rule, key: str) -> str:
    """Return what a count goes by, without the address that it is of."""
    return fingerprint(rule.name_bucket(key))
