"""Who works with the service in development and in tests."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from app.accounts.passwords import HASHER
from app.accounts.repository import AccountRow, add_account, find_account
from app.accounts.sessions.settings import TokenSettings
from app.accounts.tokens import Tokens
from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.policy import ROLES, Role

DEVELOPER = UUID("00000000-0000-7000-8000-00000000000d")
EMAIL = "developer@example.com"


async def introduce(database: Database) -> tuple[Caller, dict[str, str]]:
    """Return a caller who may do everything, and the headers by which the service knows them."""
    now, scopes = datetime.now(UTC), ROLES[Role.ADMIN]
    session_id = make_id(now)
    token = Tokens(TokenSettings()).sign(DEVELOPER, session_id, scopes, now)
    return Caller(DEVELOPER, scopes, session_id), {"Authorization": f"Bearer {token}"}


async def settle(database: Database) -> tuple[Caller, dict[str, str]]:
    """Do the same, with an account that one can log in to: its password is shown once."""
    if await find_account(database, EMAIL) is None:
        password, now = secrets.token_urlsafe(15), datetime.now(UTC)
        hashed = HASHER.hash(password)
        row = AccountRow(DEVELOPER, EMAIL, hashed, Role.ADMIN, now, now, None)
        async with database.work() as work:
            await add_account(work, row)
        print(f"\nAn account to log in with: {EMAIL}, password {password}")
    return await introduce(database)
