"""Exchange the code that a browser brings back for what the provider says of the person.

Source: OpenID Connect Core 1.0, section 3.1.3; RFC 7636; RFC 6749, section 2.3.1.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

import jwt
import structlog

from app.core.outgoing import Unanswered
from app.oidc.attempt import Attempt, encode
from app.oidc.errors import LoginRefused, ProviderSilent, TokenRefused
from app.oidc.provider import Provider
from app.oidc.tokens import ACCESS, NO_TOKEN, Claims, Tokens

log = structlog.get_logger("app.oidc")

RETRY_SECONDS = 5
HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Exchange:
    """How codes become claims."""

    provider: Provider
    tokens: Tokens

    async def find_person(self, code: str, attempt: Attempt) -> Claims:
        """Return what is known of who has signed in, and what they may do.

        Rights are those of the access token, if it is one for us; else the ID token's.

        Raises:
            LoginRefused: the provider does not know the code, or its answer is not for us.
            ProviderSilent: nobody can tell.
        """
        answer = await self.ask(code, attempt)
        try:
            person = await self.read_id_token(answer, attempt)
        except TokenRefused as error:
            raise LoginRefused(f"ID token: {error.reason}") from error
        except (jwt.PyJWTError, *NO_TOKEN) as error:
            raise LoginRefused(f"ID token: {error}") from error
        return await self.find_rights(answer, person)

    async def ask(self, code: str, attempt: Attempt) -> Mapping[str, Any]:
        """Return what the provider answers to the code, to us as its client.

        Raises:
            LoginRefused: it refuses.
            ProviderSilent: it does not answer.
        """
        settings = self.tokens.settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        how = self.show_secret(form)
        try:
            place = self.provider.name_place("token_endpoint")
            return await self.provider.outgoing.read_object(place, form, **how)
        except Unanswered as error:
            if 400 <= error.status < 500:
                raise LoginRefused("the provider does not take the code, or us") from error
            log.warning("the provider is silent", reason=str(error))
            raise ProviderSilent(RETRY_SECONDS) from error

    def show_secret(self, form: dict[str, str]) -> dict[str, Any]:
        """Return how we prove who we are; where that goes into the form, put it there."""
        settings = self.tokens.settings
        secret = settings.client_secret.get_secret_value()
        methods = self.provider.document.get("token_endpoint_auth_methods_supported")
        if secret and (methods is None or "client_secret_basic" in methods):
            return {"auth": (quote(settings.client_id, safe=""), quote(secret, safe=""))}
        form["client_id"] = settings.client_id
        if secret:
            form["client_secret"] = secret
        return {}

    async def read_id_token(self, answer: Mapping[str, Any], attempt: Attempt) -> Claims:
        """Return what the ID token says, if it is for us, for this attempt and its access token."""
        settings, token = self.tokens.settings, str(answer.get("id_token", ""))
        header = jwt.get_unverified_header(token)
        if str(header.get("typ", "")).lower() in ACCESS:
            raise TokenRefused("kind")
        claims = await self.tokens.verify(token, header, [settings.client_id])
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else settings.client_id) != settings.client_id:
            raise TokenRefused("client")
        if not compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
            raise TokenRefused("nonce")
        wanted = hash_token(str(answer.get("access_token", "")), str(header["alg"]))
        if claims.get("at_hash", wanted) != wanted:
            raise TokenRefused("access token")
        return claims

    async def find_rights(self, answer: Mapping[str, Any], person: Claims) -> Claims:
        """Return the access token's claims, if it is for us and of the same person."""
        try:
            access = await self.tokens.read(str(answer.get("access_token", "")))
        except TokenRefused:
            return {**person, "scope": answer.get("scope", "")}
        return access if access["sub"] == person["sub"] else {**person, "scope": ""}


def hash_token(token: str, algorithm: str) -> str:
    """Return what an ID token says of its access token: half of its digest."""
    digest = HASHES.get(algorithm[-3:], hashlib.sha512)(token.encode("ascii")).digest()
    return encode(digest[: len(digest) // 2])
