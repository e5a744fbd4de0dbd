"""How often somebody may try a password: for each account and each address, known or not.

The counts are in the database, so that they outlast a restart and all processes share them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.codes import repository
from app.accounts.errors import TooManyTries
from app.accounts.secret import make_digest
from app.accounts.settings import AuthSettings
from app.core.database import Database, Work


@dataclass(frozen=True, slots=True)
class Limits:
    """The counts of who tries."""

    database: Database
    settings: AuthSettings

    async def count(self, email: str, address: str, now: datetime) -> None:
        """Count one try of an account from an address.

        Raises:
            TooManyTries: one of them has tried too often.
        """
        ends_at = now + timedelta(minutes=self.settings.tries_minutes)
        limits = [
            (name_address(address), self.settings.address_tries),
            (name_account(email), self.settings.tries),
        ]
        for who, limit in limits:
            async with self.database.work() as work:
                tries, until = await repository.count_try(work, who, now, ends_at)
            if tries > limit:
                raise TooManyTries(max(1, round((until - now).total_seconds())))

    async def forgive(self, work: Work, email: str) -> None:
        """Begin the account's count anew: its owner was here."""
        await repository.forget_tries(work, name_account(email))


def name_account(email: str) -> str:
    """Return what the count of an account goes by, without its address."""
    return make_digest(f"account {email}")


def name_address(address: str) -> str:
    """Return what the count of an address goes by."""
    return make_digest(f"address {address}")
