"""Who works with the service in development and in tests."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.accounts.passwords import HASHER
from app.accounts.repository import AccountRow, add_account, find_account
from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.policy import ROLES, Role
from app.core.sessions.cookie import NAME, make_digest, make_secret
from app.core.sessions.store import DatabaseStore, SessionRow

DEVELOPER = UUID("00000000-0000-7000-8000-00000000000d")
EMAIL = "developer@example.com"


async def introduce(database: Database) -> tuple[Caller, dict[str, str]]:
    """Return a caller who may do everything, and the headers by which the service knows them."""
    now, secret = datetime.now(UTC), make_secret()
    row = SessionRow(
        digest=make_digest(secret),
        id=make_id(now),
        owner_id=DEVELOPER,
        rights=Role.ADMIN,
        created_at=now,
        used_at=now,
        ends_at=now + timedelta(hours=24),
        address="",
        agent="development",
    )
    async with database.work() as work:
        await DatabaseStore(database).add(work, row)
    caller = Caller(DEVELOPER, ROLES[Role.ADMIN], row.id)
    return caller, {"Cookie": f"{NAME}={secret}", "Sec-Fetch-Site": "same-origin"}


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
