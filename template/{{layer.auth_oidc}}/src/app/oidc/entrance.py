"""Where a browser signs in, and gets the cookie of a session; and where it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import structlog
from starlette.requests import HTTPConnection

from app.core.audit import Deed, record
from app.core.caller import Caller
from app.core.counters import Rule
from app.core.limits import Limits, name_address
from app.core.outgoing import Unanswered
from app.core.sessions import Sessions
from app.oidc.attempt import Attempt, make_attempt, read_attempt
from app.oidc.errors import LoginClosed, LoginRefused, ProviderSilent
from app.oidc.exchange import RETRY_SECONDS, Exchange
from app.oidc.rights import find_owner, list_rights
from app.oidc.settings import OidcSettings
from app.oidc.tokens import Claims

log = structlog.get_logger("app.oidc")

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door for browsers."""

    settings: OidcSettings
    exchange: Exchange
    sessions: Sessions
    limits: Limits

    async def begin(self, return_to: str) -> tuple[str, Attempt]:
        """Return the provider's address for a new attempt, which the browser keeps.

        Raises:
            LoginClosed: nobody signs in here with a browser.
            LoginRefused: it may not go there afterwards.
            ProviderSilent: it does not say where one signs in.
        """
        if not self.settings.client_id:
            raise LoginClosed
        paths = self.settings.return_paths
        if return_to not in ("", *paths):
            raise LoginRefused("it wants to go elsewhere")
        attempt = make_attempt(return_to or paths[0])
        wanted = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": " ".join(("openid", *self.settings.login_scopes)),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return join(await self.find_place("authorization_endpoint"), wanted), attempt

    async def finish(
        self, connection: HTTPConnection, back: Mapping[str, str], now: datetime
    ) -> tuple[str, str]:
        """Return where the browser goes that has come back, and the cookie of its session.

        Raises:
            LoginClosed: nobody signs in here with a browser.
            LoginRefused: it did not begin here, the provider refuses, or its answer is not for us.
            TooManyRequests: its address has come back too often.
            ProviderSilent: the provider does not answer.
        """
        if not self.settings.client_id:
            raise LoginClosed
        try:
            attempt = self.find_attempt(connection, back)
            await self.count(connection)
            await self.find_place("token_endpoint")
            self.refuse_another_issuer(back)
            claims = await self.exchange.find_person(find_code(back), attempt)
        except LoginRefused as error:
            log.warning("login refused", reason=error.reason)
            raise
        cookie = await self.admit(claims, connection, now)
        return self.find_return(attempt.return_to), cookie

    async def count(self, connection: HTTPConnection) -> None:
        """Count a way back of this address: for each the provider is asked.

        Raises:
            TooManyRequests: there were too many of them.
        """
        rule = Rule("logins", self.settings.logins, MINUTE)
        address = connection.client.host if connection.client else ""
        await self.limits.count(connection.scope, rule, name_address(address))

    async def admit(self, claims: Claims, connection: HTTPConnection, now: datetime) -> str:
        """Begin a session, and return its cookie."""
        owner_id = find_owner(claims["iss"], claims["sub"])
        rights = " ".join(sorted(list_rights(claims, self.settings)))
        async with self.sessions.database.work() as work:
            begun = await self.sessions.begin(work, connection, owner_id, rights, now)
            actor = Caller(owner_id, credential_id=begun.id)
            address = connection.client.host if connection.client else ""
            await record(work, Deed("login.succeeded", actor, owner_id, {"address": address}), now)
        return begun.cookie

    async def leave(self, caller: Caller, now: datetime) -> str:
        """End the caller's session; return where the provider ends its own, or where one goes."""
        if caller.credential_id is not None:
            async with self.sessions.database.work() as work:
                if await self.sessions.end(work, caller.id, caller.credential_id):
                    await record(work, Deed("logout", caller, caller.id, {}), now)
        home = self.settings.return_paths[0]
        try:
            place = await self.find_place("end_session_endpoint")
        except ProviderSilent:
            return home
        back = self.settings.logout_uri
        wanted = {"client_id": self.settings.client_id}
        return join(place, wanted | ({"post_logout_redirect_uri": back} if back else {}))

    def find_attempt(self, connection: HTTPConnection, back: Mapping[str, str]) -> Attempt:
        """Return the attempt that the browser is in.

        Raises:
            LoginRefused: it is in none, or it comes back from another.
        """
        attempt = read_attempt(connection)
        if attempt is None or not attempt.is_of(back.get("state", "")):
            raise LoginRefused("state")
        return attempt

    def find_return(self, wanted: str) -> str:
        """Return where a browser goes: what it wanted, if the settings name it."""
        paths = self.settings.return_paths
        return wanted if wanted in paths else paths[0]

    def refuse_another_issuer(self, back: Mapping[str, str]) -> None:
        """Let nobody pass who comes from another provider than ours (RFC 9207).

        Raises:
            LoginRefused: they do, or ours always says that it is the one and this one does not.
        """
        document = self.exchange.provider.document
        says_so = document.get("authorization_response_iss_parameter_supported") is True
        if back.get("iss", None if says_so else self.settings.issuer) != self.settings.issuer:
            raise LoginRefused("another issuer")

    async def find_place(self, name: str) -> str:
        """Return the provider's address for this.

        Raises:
            ProviderSilent: it does not say.
        """
        await self.exchange.tokens.keys.renew()
        try:
            place = self.exchange.provider.name_place(name)
        except Unanswered as error:
            log.warning("the provider is of no use", reason=str(error))
            place = ""
        if not place:
            raise ProviderSilent(RETRY_SECONDS)
        return place


def find_code(back: Mapping[str, str]) -> str:
    """Return the code that the provider has sent back.

    Raises:
        LoginRefused: it has sent none.
    """
    if "code" not in back:
        raise LoginRefused(f"the provider says {back.get('error', 'nothing')[:100]}")
    return back["code"]


def join(place: str, wanted: Mapping[str, str]) -> str:
    """Return an address with what is wanted there."""
    return f"{place}{'&' if '?' in place else '?'}{urlencode(wanted)}"
