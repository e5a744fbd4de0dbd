"""The SQL of accounts. An account is found by its id or its address, and by nothing else."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, select, update

from app.accounts.errors import AccountNotFound, EmailTaken
from app.accounts.models import Account
from app.core.database import NotUnique, Reader, Work


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the table has it."""

    id: UUID
    email: str
    password_hash: str
    role: str
    created_at: datetime
    confirmed_at: datetime | None
    deactivated_at: datetime | None
    totp_secret: str | None = None
    totp_confirmed_at: datetime | None = None
    totp_step: int | None = None

    @property
    def may_log_in(self) -> bool:
        """Whether the right password opens it."""
        return self.confirmed_at is not None and self.deactivated_at is None


COLUMNS = [getattr(Account, field.name) for field in fields(AccountRow)]
THE_ONE = Account.id == bindparam("account_id")
ORDER = Account.id.desc()  # ids begin with the time
FOLLOWS = Account.id < bindparam("last_id", type_=Account.id.type)

READ = select(*COLUMNS).where(THE_ONE)
FIND = select(*COLUMNS).where(Account.email == bindparam("address"))
FIRST = select(*COLUMNS).order_by(ORDER).limit(bindparam("limit"))
NEXT = select(*COLUMNS).where(FOLLOWS).order_by(ORDER).limit(bindparam("limit"))
ADD = insert(Account)
REMOVE_UNCONFIRMED = delete(Account).where(THE_ONE, Account.confirmed_at.is_(None))
CONFIRM = update(Account).where(THE_ONE).values(confirmed_at=bindparam("now"))
SET_PASSWORD = update(Account).where(THE_ONE).values(password_hash=bindparam("new_hash"))
SET_RIGHTS = (
    update(Account)
    .where(THE_ONE)
    .values(role=bindparam("new_role"), deactivated_at=bindparam("deactivated"))
)
SET_TOTP = (
    update(Account)
    .where(THE_ONE)
    .values(
        totp_secret=bindparam("secret"), totp_confirmed_at=bindparam("confirmed"), totp_step=None
    )
)
USE_STEP = (
    update(Account)
    .where(THE_ONE, or_(Account.totp_step.is_(None), Account.totp_step < bindparam("step")))
    .values(totp_step=bindparam("step"))
)


async def find_account(reader: Reader, address: str) -> AccountRow | None:
    """Return the account with this address, or None."""
    row = await reader.row(FIND, {"address": address})
    return None if row is None else AccountRow(*row)


async def read_account(reader: Reader, account_id: UUID) -> AccountRow:
    """Return the account with this id.

    Raises:
        AccountNotFound: there is none.
    """
    row = await reader.row(READ, {"account_id": account_id})
    if row is None:
        raise AccountNotFound
    return AccountRow(*row)


async def read_accounts(reader: Reader, limit: int, last_id: UUID | None) -> Sequence[AccountRow]:
    """Return accounts, the newest first, those that follow `last_id`."""
    if last_id is None:
        rows = await reader.rows(FIRST, {"limit": limit})
    else:
        rows = await reader.rows(NEXT, {"limit": limit, "last_id": last_id})
    return [AccountRow(*row) for row in rows]


async def add_account(work: Work, row: AccountRow) -> None:
    """Store a new account.

    Raises:
        EmailTaken: its address or its id is there already.
    """
    try:
        await work.change(ADD, asdict(row))
    except NotUnique as error:
        raise EmailTaken from error


async def remove_unconfirmed(work: Work, account_id: UUID) -> None:
    """Delete an account whose address nobody has confirmed: somebody else may own it."""
    await work.change(REMOVE_UNCONFIRMED, {"account_id": account_id})


async def confirm(work: Work, account_id: UUID, now: datetime) -> None:
    """Note that the address is its owner's."""
    await work.change(CONFIRM, {"account_id": account_id, "now": now})


async def set_password(work: Work, account_id: UUID, password_hash: str) -> None:
    """Store another password."""
    await work.change(SET_PASSWORD, {"account_id": account_id, "new_hash": password_hash})


async def set_rights(
    work: Work, account_id: UUID, role: str, deactivated_at: datetime | None
) -> None:
    """Store what the account may do, and whether it may do anything."""
    values = {"account_id": account_id, "new_role": role, "deactivated": deactivated_at}
    await work.change(SET_RIGHTS, values)


async def set_totp(
    work: Work, account_id: UUID, secret: str | None, confirmed_at: datetime | None
) -> None:
    """Store the secret of the second factor, or that there is none."""
    values = {"account_id": account_id, "secret": secret, "confirmed": confirmed_at}
    await work.change(SET_TOTP, values)


async def use_step(work: Work, account_id: UUID, step: int) -> bool:
    """Say whether this step of the second factor was not used before; now it is."""
    return await work.change(USE_STEP, {"account_id": account_id, "step": step}) > 0
