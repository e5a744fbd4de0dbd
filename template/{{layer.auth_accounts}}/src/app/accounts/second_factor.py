"""A second factor: the codes of an authenticator, and recovery codes for when it is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import repository
from app.accounts.codes import repository as codes
from app.accounts.errors import CodeRefused, LoginRefused, SecondFactorThere
from app.accounts.parts import Parts, write_down
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountRecovery, AccountSecondFactor
from app.accounts.secret import make_digest, make_recovery_code
from app.accounts.totp import describe, find_step, make_totp_secret
from app.core.caller import Caller
from app.core.database import Work

RECOVERY = "recovery"
RECOVERY_CODES = 10
RECOVERY_DAYS = 3650


async def accept_code(work: Work, account: AccountRow, code: str, now: datetime) -> bool:
    """Say whether a code of the account's second factor is good; it is not good again."""
    step = find_step(account.totp_secret or "", code, now)
    if step is not None:
        return await repository.use_step(work, account.id, step)
    digest = make_digest(code.strip().upper())
    return await codes.use_code(work, digest, RECOVERY, now) == account.id


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The second factor of one account."""

    caller: Caller
    parts: Parts

    async def begin(self, password: str, address: str, now: datetime) -> AccountSecondFactor:
        """Return the secret for the authenticator; it counts once a code of it was shown."""
        account = await self.check_password(password, address, now)
        if account.totp_confirmed_at is not None:
            raise SecondFactorThere
        secret = make_totp_secret()
        async with self.parts.database.work() as work:
            await repository.set_totp(work, account.id, secret, None)
        return AccountSecondFactor(secret, describe(secret, account.email))

    async def confirm(self, code: str, now: datetime) -> AccountRecovery:
        """Have logins ask for a code from now on; return the recovery codes, once."""
        recovery = [make_recovery_code() for _ in range(RECOVERY_CODES)]
        async with self.parts.database.work() as work:
            account = await repository.read_account(work, self.caller.id)
            if account.totp_confirmed_at is not None:
                raise SecondFactorThere
            step = find_step(account.totp_secret or "", code, now) if account.totp_secret else None
            if step is None:
                raise CodeRefused
            await repository.set_totp(work, account.id, account.totp_secret, now)
            await repository.use_step(work, account.id, step)
            for one in recovery:
                ends_at = now + timedelta(days=RECOVERY_DAYS)
                await codes.add_code(work, make_digest(one), account.id, RECOVERY, ends_at)
            await write_down(work, "second_factor.added", self.caller, account.id, now)
        return AccountRecovery(recovery)

    async def remove(self, password: str, code: str, address: str, now: datetime) -> None:
        """Have logins ask for the password alone."""
        account = await self.check_password(password, address, now)
        async with self.parts.database.work() as work:
            if not account.totp_secret or not await accept_code(work, account, code, now):
                raise CodeRefused
            await repository.set_totp(work, account.id, None, None)
            await codes.drop_codes(work, account.id, RECOVERY)
            await write_down(work, "second_factor.removed", self.caller, account.id, now)

    async def check_password(self, password: str, address: str, now: datetime) -> AccountRow:
        """Return the caller's account, if they know its password.

        Raises:
            LoginRefused: they do not.
            TooManyTries: they have tried too often.
        """
        account = await repository.read_account(self.parts.database, self.caller.id)
        await self.parts.limits.count(account.email, address, now)
        if not await self.parts.passwords.verify(account.password_hash, password):
            raise LoginRefused
        return account
