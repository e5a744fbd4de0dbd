"""What may be done with accounts: by strangers, by their owners, and by administrators."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts import letters, repository
from app.accounts.codes import repository as codes
from app.accounts.errors import CodeRefused, EmailTaken, LoginRefused, SignUpClosed
from app.accounts.parts import Parts, write_down
from app.accounts.passwords import NOBODYS, refuse_weak
from app.accounts.proofs import end_sessions
from app.accounts.repository import AccountRow
from app.accounts.schemas import (
    AccountChange,
    AccountOut,
    AccountPage,
    AccountPasswordChange,
    AccountReset,
    AccountSignUp,
)
from app.accounts.secret import make_digest, make_secret
from app.core.caller import Caller
from app.core.database import Database, Work
from app.core.ids import make_id
from app.core.paging import Place, read_cursor, write_cursor
from app.core.policy import Role, Scope

OPERATOR = Caller(UUID(int=0))  # whoever may run commands on the machine
FIRST_ADMIN = UUID("00000000-0000-7000-8000-000000000001")  # so that there is one, whoever races
CONFIRM, RESET = "confirm", "reset"
CONFIRM_TIME, RESET_TIME = timedelta(days=1), timedelta(minutes=30)


async def make_code(
    work: Work, account_id: UUID, purpose: str, now: datetime, good_for: timedelta
) -> str:
    """Store a new code in the place of earlier ones of its kind, and return it."""
    code = make_secret()
    await codes.drop_codes(work, account_id, purpose)
    await codes.add_code(work, make_digest(code), account_id, purpose, now + good_for)
    return code


async def make_first_admin(database: Database, email: str, now: datetime) -> str:
    """Store the first administrator, which can be done once; return the code for a password."""
    row = AccountRow(FIRST_ADMIN, email, NOBODYS, Role.ADMIN, now, now, None)
    async with database.work() as work:
        await repository.add_account(work, row)
        await write_down(work, "admin.made", OPERATOR, row.id, now)
        return await make_code(work, row.id, RESET, now, RESET_TIME)


@dataclass(frozen=True, slots=True)
class Doors:
    """What strangers may do. No answer, and no time that it takes, tells who has an account."""

    parts: Parts

    async def sign_up(self, form: AccountSignUp, address: str, now: datetime) -> None:
        """Have an account made that its owner confirms; what is done is done after the answer."""
        if self.parts.settings.sign_up == "closed":
            raise SignUpClosed
        refuse_weak(form.password, form.email)
        await self.parts.limits.count(f"sign-up {form.email}", address, now)
        self.parts.jobs.later(self.add, form, now)

    async def add(self, form: AccountSignUp, now: datetime) -> None:
        """Store the account and write to its owner; where there is one, write that."""
        hashed = await self.parts.passwords.hash(form.password)
        row = AccountRow(make_id(now), form.email, hashed, Role.MEMBER, now, None, None)
        try:
            async with self.parts.database.work() as work:
                known = await repository.find_account(work, form.email)
                if known is not None and known.confirmed_at is None:
                    await codes.drop_codes(work, known.id, CONFIRM)
                    await repository.remove_unconfirmed(work, known.id)
                await repository.add_account(work, row)
                await write_down(work, "account.made", None, row.id, now)
                code = await make_code(work, row.id, CONFIRM, now, CONFIRM_TIME)
        except EmailTaken:
            self.parts.post(letters.write_known(form.email))
        else:
            self.parts.post(letters.write_confirmation(form.email, code))

    async def confirm(self, code: str, now: datetime) -> None:
        """Open the account of a letter's code."""
        async with self.parts.database.work() as work:
            account_id = await codes.use_code(work, make_digest(code), CONFIRM, now)
            if account_id is None:
                raise CodeRefused
            await repository.confirm(work, account_id, now)
            await write_down(work, "account.confirmed", Caller(account_id), account_id, now)

    async def forget_password(self, email: str, address: str, now: datetime) -> None:
        """Have a code written to the account's owner, after the answer."""
        await self.parts.limits.count(f"forgotten {email}", address, now)
        self.parts.jobs.later(self.write_reset, email, now)

    async def write_reset(self, email: str, now: datetime) -> None:
        """Write a code to the owner of this address, if it is an account's."""
        account = await repository.find_account(self.parts.database, email)
        if account is None or not account.may_log_in:
            return
        async with self.parts.database.work() as work:
            code = await make_code(work, account.id, RESET, now, RESET_TIME)
            await write_down(work, "password.forgotten", None, account.id, now)
        self.parts.post(letters.write_reset(email, code))

    async def reset_password(self, form: AccountReset, address: str, now: datetime) -> None:
        """Store the password of somebody with a letter's code; every session ends."""
        await self.parts.limits.count(f"reset {address}", address, now)
        refuse_weak(form.password, "")
        hashed = await self.parts.passwords.hash(form.password)
        async with self.parts.database.work() as work:
            account_id = await codes.use_code(work, make_digest(form.code), RESET, now)
            if account_id is None:
                raise CodeRefused
            await store_password(self.parts, work, Caller(account_id), hashed, now)
            account = await repository.read_account(work, account_id)
            await self.parts.limits.forgive(work, account.email)
        self.parts.post(letters.write_changed(account.email))


async def store_password(
    parts: Parts, work: Work, owner: Caller, hashed: str, now: datetime
) -> None:
    """Store another password: every session ends, and no letter's code is good any more."""
    await repository.set_password(work, owner.id, hashed)
    await codes.drop_codes(work, owner.id, RESET)
    await end_sessions(parts.proofs, work, owner.id, now)
    await write_down(work, "password.changed", owner, owner.id, now)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody may do with the account that is theirs."""

    caller: Caller
    parts: Parts

    async def read(self) -> AccountOut:
        """Return it."""
        return show(await repository.read_account(self.parts.database, self.caller.id))

    async def change_password(
        self, form: AccountPasswordChange, address: str, now: datetime
    ) -> AccountRow:
        """Store another password; every session ends, this one too. Return whose it is."""
        account = await repository.read_account(self.parts.database, self.caller.id)
        await self.parts.limits.count(account.email, address, now)
        refuse_weak(form.new_password, account.email)
        if not await self.parts.passwords.verify(account.password_hash, form.old_password):
            raise LoginRefused
        hashed = await self.parts.passwords.hash(form.new_password)
        async with self.parts.database.work() as work:
            await store_password(self.parts, work, self.caller, hashed, now)
            await self.parts.limits.forgive(work, account.email)
        self.parts.post(letters.write_changed(account.email))
        return account


@dataclass(frozen=True, slots=True)
class AllAccounts:
    """What an administrator may do with every account."""

    caller: Caller
    parts: Parts

    async def list_page(self, limit: int, cursor: str | None) -> AccountPage:
        """Return a page of accounts, the newest first."""
        self.caller.require(Scope.ACCESS_MANAGE)
        name = f"accounts {self.caller.id}"
        last_id = read_cursor(cursor, name).id if cursor else None
        rows = await repository.read_accounts(self.parts.database, limit + 1, last_id)
        items = [show(row) for row in rows[:limit]]
        follows = len(rows) > limit
        return AccountPage(items, write_cursor(Place(items[-1].id, ""), name) if follows else None)

    async def read(self, account_id: UUID) -> AccountOut:
        """Return one account."""
        self.caller.require(Scope.ACCESS_MANAGE)
        return show(await repository.read_account(self.parts.database, account_id))

    async def change(self, account_id: UUID, form: AccountChange, now: datetime) -> AccountOut:
        """Decide what an account may do; its sessions end, since their tokens say otherwise."""
        self.caller.require(Scope.ACCESS_MANAGE)
        async with self.parts.database.work() as work:
            row = await repository.read_account(work, account_id)
            deactivated_at = None if form.active else row.deactivated_at or now
            await repository.set_rights(work, account_id, form.role, deactivated_at)
            await end_sessions(self.parts.proofs, work, account_id, now)
            details = {"role": form.role, "active": form.active, "was": row.role}
            await write_down(work, "account.changed", self.caller, account_id, now, details)
            return show(await repository.read_account(work, account_id))


def show(row: AccountRow) -> AccountOut:
    """Return what may be seen of an account."""
    return AccountOut(
        id=row.id,
        email=row.email,
        role=row.role,
        active=row.deactivated_at is None,
        confirmed=row.confirmed_at is not None,
        second_factor=row.totp_confirmed_at is not None,
        created_at=row.created_at,
    )
