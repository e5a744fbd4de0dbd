"""Log in, stay logged in, and log out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts import repository as accounts
from app.accounts.login import Login
from app.accounts.parts import Parts, write_down
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountLogin
from app.accounts.secret import make_digest, make_secret
from app.accounts.sessions import repository
from app.accounts.sessions.errors import TokenRefused
from app.accounts.sessions.events import SessionsEnded
from app.accounts.sessions.repository import SessionRow, TokenRow
from app.accounts.sessions.schemas import AccountTokens
from app.core.caller import Caller
from app.core.database import Work
from app.core.ids import make_id
from app.core.policy import ROLES, Role


@dataclass(frozen=True, slots=True)
class Sessions:
    """The logins of all accounts."""

    parts: Parts

    async def log_in(self, form: AccountLogin, address: str, now: datetime) -> AccountTokens:
        """Return the first tokens of a new session, if the account opens."""

        async def begin(work: Work, account: AccountRow) -> AccountTokens:
            return await self.begin(work, account, address, now)

        return await Login(self.parts, address, now).open(form, begin)

    async def begin(
        self, work: Work, account: AccountRow, address: str, now: datetime
    ) -> AccountTokens:
        """Store a new session, and return its first tokens."""
        session_id = make_id(now)
        ends_at = now + timedelta(days=self.parts.proofs.settings.session_days)
        session = SessionRow(account.id, ends_at, None)
        await repository.add_session(work, session_id, session, now)
        actor = Caller(account.id, credential_id=session_id)
        await write_down(work, "login.succeeded", actor, account.id, now, {"address": address})
        return await self.give_tokens(work, account, session_id, now)

    async def give_tokens(
        self, work: Work, account: AccountRow, session_id: UUID, now: datetime
    ) -> AccountTokens:
        """Store the next refresh token of a session, and return it with an access token."""
        tokens, secret = self.parts.proofs, make_secret()
        expires_at = now + timedelta(days=tokens.settings.refresh_days)
        await repository.add_token(work, make_digest(secret), session_id, expires_at)
        scopes = ROLES[Role(account.role)]
        access = tokens.sign(account.id, session_id, scopes, now)
        return AccountTokens(access, secret, tokens.settings.access_seconds)

    async def refresh(self, secret: str, now: datetime) -> AccountTokens:
        """Return the next tokens of a session.

        Raises:
            TokenRefused: the token is not good. If it was used before, its session ends: either
                the one who comes now has stolen it, or the one who came first has.
        """
        digest = make_digest(secret)
        async with self.parts.database.work() as work:
            token = await repository.find_token(work, digest)
            tokens = await self.use(work, digest, token, now) if token else None
        if tokens is None:
            raise TokenRefused
        return tokens

    async def use(
        self, work: Work, digest: str, token: TokenRow, now: datetime
    ) -> AccountTokens | None:
        """Return the next tokens; None where this one is not good."""
        if token.used_at is not None or not await repository.use_token(work, digest, now):
            await self.end(work, token.session_id, "session.reused", None, now)
            return None
        session = await repository.find_session(work, token.session_id)
        is_over = session is None or session.revoked_at is not None or session.ends_at <= now
        if session is None or is_over or token.expires_at <= now:
            return None
        account = await accounts.read_account(work, session.account_id)
        if not account.may_log_in:
            return None
        return await self.give_tokens(work, account, token.session_id, now)

    async def log_out(self, caller: Caller, now: datetime) -> None:
        """End the session that the caller is in."""
        if caller.credential_id is not None:
            async with self.parts.database.work() as work:
                await self.end(work, caller.credential_id, "logout", caller, now)

    async def end(
        self, work: Work, session_id: UUID, why: str, actor: Caller | None, now: datetime
    ) -> None:
        """End a session, and say why."""
        session = await repository.find_session(work, session_id)
        if session and await repository.revoke_session(work, session_id, now):
            details = {"session_id": session_id}
            await write_down(work, why, actor, session.account_id, now, details)
            ended = SessionsEnded(owner_id=session.account_id, session_ids=(session_id,))
            await work.publish(ended)
