"""Read access tokens of the provider (RFC 9068, as far as providers keep to it).

Of a token's header only its kind, its algorithm and the id of its key are looked at; the key
itself comes from the provider, at the address that it names under its own name.
"""

from collections.abc import Mapping
from typing import Any

import jwt

from app.oidc.errors import TokenRefused
from app.oidc.keys import Keys
from app.oidc.settings import OidcSettings

REQUIRED = ["exp", "iat", "sub", "aud", "iss"]
ACCESS = frozenset({"at+jwt", "application/at+jwt"})
UNSAID = frozenset({"jwt", "none", ""})  # a provider that does not say what its tokens are for
ONLY_IN_ID_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})
NO_TOKEN = (ValueError, TypeError, RecursionError, OverflowError)  # what JSON can hold besides
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2

Claims = Mapping[str, Any]


class Tokens:
    """What reads the tokens of one provider."""

    def __init__(self, settings: OidcSettings, keys: Keys) -> None:
        self.settings = settings
        self.keys = keys

    async def read(self, token: str) -> Claims:
        """Return what an access token says.

        Raises:
            TokenRefused: it is not the provider's, not for us, no access token, or over.
            ProviderSilent: nobody can tell.
        """
        try:
            header = jwt.get_unverified_header(token)
            self.refuse_other_kinds(header)
            claims = await self.verify(token, header, list(self.settings.audience))
            self.refuse_other_clients(claims)
        except (jwt.PyJWTError, *NO_TOKEN) as error:
            raise TokenRefused(type(error).__name__) from error
        refuse_id_tokens(claims)
        return claims

    async def verify(self, token: str, header: Mapping[str, Any], audience: list[str]) -> Claims:
        """Return what a token says that the provider has signed for one of `audience`."""
        algorithm = header.get("alg")
        if algorithm not in self.settings.algorithms:
            raise TokenRefused("algorithm")
        key = await self.keys.find(header.get("kid"), algorithm)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=[algorithm],
            audience=audience,
            issuer=self.settings.issuer,
            leeway=self.settings.clock_seconds,
            options={"require": REQUIRED},
        )
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise TokenRefused("subject")
        return claims

    def refuse_other_kinds(self, header: Mapping[str, Any]) -> None:
        """Let a token pass if its header says that it is an access token, or nothing."""
        kind = str(header.get("typ", "")).lower()
        if kind not in ACCESS and (self.settings.require_type or kind not in UNSAID):
            raise TokenRefused("kind")

    def refuse_other_clients(self, claims: Claims) -> None:
        """Let a token pass if it was given to a client of ours, and to one only."""
        named = {claims[name] for name in ("azp", "client_id") if name in claims}
        if len(named) > 1:
            raise TokenRefused("two clients")
        if self.settings.clients and not named & set(self.settings.clients):
            raise TokenRefused("client")


def refuse_id_tokens(claims: Claims) -> None:
    """Let a token pass if it does not tell a client who has signed in: that is no access.

    Keycloak and Cognito say so in a claim of their own; all others have what only such tokens have.
    """
    if not ONLY_IN_ID_TOKENS.isdisjoint(claims):
        raise TokenRefused("ID token")
    if str(claims.get("typ", "")).lower() == "id" or claims.get("token_use") == "id":
        raise TokenRefused("ID token")
