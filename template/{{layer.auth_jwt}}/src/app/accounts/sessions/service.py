"""Log in, stay logged in, and log out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts import repository as accounts
from app.accounts.errors import LoginRefused, SecondFactorNeeded, TokenRefused
from app.accounts.events import SessionsEnded
from app.accounts.parts import Parts, write_down
from app.accounts.passwords import NOBODYS, is_outdated
from app.accounts.repository import AccountRow
from app.accounts.schemas import AccountLogin, AccountTokens
from app.accounts.second_factor import accept_code
from app.accounts.secret import make_digest, make_secret
from app.accounts.sessions import repository
from app.accounts.sessions.repository import SessionRow, TokenRow
from app.core.caller import Caller
from app.core.database import Work
from app.core.ids import make_id
from app.core.policy import ROLES, Role


@dataclass(frozen=True, slots=True)
class Sessions:
    """The logins of all accounts."""

    parts: Parts

    async def log_in(self, form: AccountLogin, address: str, now: datetime) -> AccountTokens:
        """Return tokens for the account. An unknown one takes as long as a wrong password.

        Raises:
            LoginRefused: it does not open with that.
            SecondFactorNeeded: it wants a code as well.
            TooManyTries: the account or the address has tried too often.
        """
        parts = self.parts
        await parts.limits.count(form.email, address, now)
        account = await accounts.find_account(parts.database, form.email)
        known = account.password_hash if account else NOBODYS
        is_right = await parts.passwords.verify(known, form.password)
        if account is None or not is_right or not account.may_log_in:
            await self.write_failure(account, "password", address, now)
            raise LoginRefused
        if account.totp_confirmed_at is not None:
            await self.ask_second_factor(account, form.code, address, now)
        new_hash = await parts.passwords.hash(form.password) if is_outdated(known) else None
        async with parts.database.work() as work:
            if new_hash:
                await accounts.set_password(work, account.id, new_hash)
            await parts.limits.forgive(work, account.email)
            return await self.begin(work, account, address, now)

    async def ask_second_factor(
        self, account: AccountRow, code: str | None, address: str, now: datetime
    ) -> None:
        """Let the login go on if its code is good."""
        if code is None:
            raise SecondFactorNeeded
        async with self.parts.database.work() as work:
            is_good = await accept_code(work, account, code, now)
        if not is_good:
            await self.write_failure(account, "code", address, now)
            raise LoginRefused

    async def write_failure(
        self, account: AccountRow | None, what: str, address: str, now: datetime
    ) -> None:
        """Record that somebody was not let in."""
        async with self.parts.database.work() as work:
            account_id = account.id if account else None
            details = {"wrong": what, "address": address}
            await write_down(work, "login.failed", None, account_id, now, details)

    async def begin(
        self, work: Work, account: AccountRow, address: str, now: datetime
    ) -> AccountTokens:
        """Store a new session, and return its first tokens."""
        session_id = make_id(now)
        ends_at = now + timedelta(days=self.parts.settings.session_days)
        session = SessionRow(account.id, ends_at, None)
        await repository.add_session(work, session_id, session, now)
        actor = Caller(account.id, credential_id=session_id)
        await write_down(work, "login.succeeded", actor, account.id, now, {"address": address})
        return await self.give_tokens(work, account, session_id, now)

    async def give_tokens(
        self, work: Work, account: AccountRow, session_id: UUID, now: datetime
    ) -> AccountTokens:
        """Store the next refresh token of a session, and return it with an access token."""
        settings, secret = self.parts.settings, make_secret()
        expires_at = now + timedelta(days=settings.refresh_days)
        await repository.add_token(work, make_digest(secret), session_id, expires_at)
        scopes = ROLES[Role(account.role)]
        access = self.parts.tokens.sign(account.id, session_id, scopes, now)
        return AccountTokens(access, secret, settings.access_seconds)

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
