"""The routes of accounts: one router for strangers, one for owners, one for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.accounts.request import Address, RequestParts
from app.accounts.schemas import (
    AccountChange,
    AccountCode,
    AccountConfirm,
    AccountEmail,
    AccountOut,
    AccountPage,
    AccountPassword,
    AccountProof,
    AccountRecovery,
    AccountReset,
    AccountSecondFactor,
    AccountSignUp,
)
from app.accounts.second_factor import SecondFactor
from app.accounts.service import AllAccounts, Doors, OwnAccount
from app.accounts.sessions import routes as sessions
from app.core.caller import RequestCaller
from app.core.clock import Now
from app.core.paging import LARGEST_PAGE, PAGE_SIZE
from app.core.routing import open_public_router, open_router
from app.core.types import TextOf

strangers = open_public_router("auth")
owners = open_router("account")
administrators = open_router("accounts")


Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Cursor = Annotated[str | None, TextOf(1_200), Query(description="From `next_cursor`.")]


@strangers.post("/auth/sign-up", status_code=202)
async def sign_up(form: AccountSignUp, parts: RequestParts, address: Address, now: Now) -> None:
    """Ask for an account. A letter follows, whether or not there is one with that address."""
    await Doors(parts).sign_up(form, address, now)


@strangers.post("/auth/confirm", status_code=204)
async def confirm(form: AccountConfirm, parts: RequestParts, now: Now) -> None:
    """Confirm an address with the code of a letter."""
    await Doors(parts).confirm(form.code, now)


@strangers.post("/auth/password/forgotten", status_code=202)
async def forget_password(
    form: AccountEmail, parts: RequestParts, address: Address, now: Now
) -> None:
    """Ask for a letter with a code, which comes if there is such an account."""
    await Doors(parts).forget_password(form.email, address, now)


@strangers.post("/auth/password/reset", status_code=204)
async def reset_password(
    form: AccountReset, parts: RequestParts, address: Address, now: Now
) -> None:
    """Set a new password with the code of a letter."""
    await Doors(parts).reset_password(form, address, now)


@owners.get("/auth/account")
async def read_own_account(caller: RequestCaller, parts: RequestParts) -> AccountOut:
    """Read your account."""
    return await OwnAccount(caller, parts).read()


@owners.post("/auth/second-factor")
async def begin_second_factor(
    form: AccountPassword, caller: RequestCaller, parts: RequestParts, address: Address, now: Now
) -> AccountSecondFactor:
    """Get a secret for your authenticator."""
    return await SecondFactor(caller, parts).begin(form.password, address, now)


@owners.post("/auth/second-factor/confirm")
async def confirm_second_factor(
    form: AccountCode, caller: RequestCaller, parts: RequestParts, now: Now
) -> AccountRecovery:
    """Show that your authenticator works. Keep the recovery codes: they are shown this once."""
    return await SecondFactor(caller, parts).confirm(form.code, now)


@owners.post("/auth/second-factor/remove", status_code=204)
async def remove_second_factor(
    form: AccountProof, caller: RequestCaller, parts: RequestParts, address: Address, now: Now
) -> None:
    """Go back to the password alone."""
    await SecondFactor(caller, parts).remove(form.password, form.code, address, now)


@administrators.get("/admin/accounts")
async def list_accounts(
    caller: RequestCaller, parts: RequestParts, limit: Limit = PAGE_SIZE, cursor: Cursor = None
) -> AccountPage:
    """List all accounts, newest first."""
    return await AllAccounts(caller, parts).list_page(limit, cursor)


@administrators.get("/admin/accounts/{account_id}")
async def read_account(caller: RequestCaller, parts: RequestParts, account_id: UUID) -> AccountOut:
    """Read an account."""
    return await AllAccounts(caller, parts).read(account_id)


@administrators.put("/admin/accounts/{account_id}")
async def change_account(
    caller: RequestCaller, parts: RequestParts, account_id: UUID, form: AccountChange, now: Now
) -> AccountOut:
    """Decide what an account may do. It is logged out everywhere."""
    return await AllAccounts(caller, parts).change(account_id, form, now)


router = open_router("accounts")
for part in (strangers, sessions.strangers, owners, sessions.owners, administrators):
    router.include_router(part)
