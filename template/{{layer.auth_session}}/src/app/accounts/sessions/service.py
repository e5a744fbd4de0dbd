"""Log in with a browser, see where one is logged in, and log out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import HTTPConnection

from app.accounts.login import Login
from app.accounts.parts import Parts, write_down
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountLogin, AccountOut, AccountPasswordChange
from app.accounts.service import OwnAccount, show
from app.accounts.sessions.schemas import AccountSession, AccountSessions
from app.core.caller import Caller
from app.core.database import Work
from app.core.sessions import Begun, SessionNotFound


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a browser gets its cookie."""

    parts: Parts
    connection: HTTPConnection
    address: str
    now: datetime

    async def log_in(self, form: AccountLogin) -> tuple[AccountOut, Begun]:
        """Return the account, if it opens, and a session that has begun."""

        async def begin(work: Work, account: AccountRow) -> tuple[AccountOut, Begun]:
            begun = await self.begin(work, account)
            actor, details = Caller(account.id, credential_id=begun.id), {"address": self.address}
            await write_down(work, "login.succeeded", actor, account.id, self.now, details)
            return show(account), begun

        return await Login(self.parts, self.address, self.now).open(form, begin)

    async def change_password(self, caller: Caller, form: AccountPasswordChange) -> Begun:
        """Store another password, and return a session in the place of all that there were."""
        own = OwnAccount(caller, self.parts)
        account = await own.change_password(form, self.address, self.now)
        async with self.parts.database.work() as work:
            return await self.begin(work, account)

    async def begin(self, work: Work, account: AccountRow) -> Begun:
        """Begin a session of an account, with the rights that its role has."""
        sessions = self.parts.proofs
        return await sessions.begin(work, self.connection, account.id, account.role, self.now)


@dataclass(frozen=True, slots=True)
class OwnSessions:
    """The browsers with which one caller is logged in."""

    caller: Caller
    parts: Parts

    async def list_all(self, now: datetime) -> AccountSessions:
        """Return them, the newest first."""
        rows = await self.parts.proofs.list_own(self.caller.id, now)
        items = [
            AccountSession(
                id=row.id,
                is_this=row.id == self.caller.credential_id,
                created_at=row.created_at,
                used_at=row.used_at,
                ends_at=row.ends_at,
                address=row.address,
                browser=row.agent,
            )
            for row in rows
        ]
        return AccountSessions(items)

    async def end(self, session_id: UUID, why: str, now: datetime) -> None:
        """Log one of them out, and say why.

        Raises:
            SessionNotFound: there is none with this id, or it is somebody else's.
        """
        async with self.parts.database.work() as work:
            if not await self.parts.proofs.end(work, self.caller.id, session_id):
                raise SessionNotFound
            details = {"session_id": session_id}
            await write_down(work, why, self.caller, self.caller.id, now, details)

    async def log_out(self, now: datetime) -> None:
        """Log this one out."""
        if self.caller.credential_id is not None:
            await self.end(self.caller.credential_id, "logout", now)
