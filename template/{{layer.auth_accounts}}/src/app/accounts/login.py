"""Log in: what opens an account. What its owner is given then is another file's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.accounts import repository
from app.accounts.errors import LoginRefused, SecondFactorNeeded
from app.accounts.parts import Parts, write_down
from app.accounts.passwords import NOBODYS, is_outdated
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountLogin
from app.accounts.second_factor import accept_code
from app.core.database import Work

Given = TypeVar("Given")
Begin = Callable[[Work, AccountRow], Awaitable[Given]]


@dataclass(frozen=True, slots=True)
class Login:
    """One login, from an address, at a time."""

    parts: Parts
    address: str
    now: datetime

    async def open(self, form: AccountLogin, begin: Begin[Given]) -> Given:
        """Return what `begin` gives the account's owner. An unknown account takes as long.

        Raises:
            LoginRefused: it does not open with that.
            SecondFactorNeeded: it wants a code as well.
            TooManyTries: the account or the address has tried too often.
        """
        parts = self.parts
        await parts.limits.count(form.email, self.address, self.now)
        account = await repository.find_account(parts.database, form.email)
        known = account.password_hash if account else NOBODYS
        is_right = await parts.passwords.verify(known, form.password)
        if account is None or not is_right or not account.may_log_in:
            await self.write_failure(account, "password")
            raise LoginRefused
        if account.totp_confirmed_at is not None:
            await self.ask_second_factor(account, form.code)
        new_hash = await parts.passwords.hash(form.password) if is_outdated(known) else None
        async with parts.database.work() as work:
            if new_hash:
                await repository.set_password(work, account.id, new_hash)
            await parts.limits.forgive(work, account.email)
            return await begin(work, account)

    async def ask_second_factor(self, account: AccountRow, code: str | None) -> None:
        """Let the login go on if its code is good."""
        if code is None:
            raise SecondFactorNeeded
        async with self.parts.database.work() as work:
            is_good = await accept_code(work, account, code, self.now)
        if not is_good:
            await self.write_failure(account, "code")
            raise LoginRefused

    async def write_failure(self, account: AccountRow | None, what: str) -> None:
        """Record that somebody was not let in."""
        async with self.parts.database.work() as work:
            account_id = account.id if account else None
            details = {"wrong": what, "address": self.address}
            await write_down(work, "login.failed", None, account_id, self.now, details)
