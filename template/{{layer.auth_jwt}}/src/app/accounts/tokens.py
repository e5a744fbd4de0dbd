"""Sign access tokens and read them: EdDSA and nothing else, with keys that have ids (RFC 9068)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm

from app.accounts.sessions.errors import TokenRefused
from app.accounts.sessions.settings import TokenSettings

ALGORITHM = "EdDSA"
KIND = "at+jwt"
REQUIRED = ["exp", "iat", "sub", "aud", "iss", "jti", "sid", "scope", "client_id"]
DEVELOPMENT_SEED = sha256(b"development: production refuses to start without a key").hexdigest()


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says: who, in which session, and what they may do."""

    account_id: UUID
    session_id: UUID
    scopes: frozenset[str]
    ends_at: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key, and the id by which tokens name it."""

    id: str
    private: Ed25519PrivateKey
    public: Ed25519PublicKey


def make_signing_key(seed: str) -> SigningKey:
    """Return the key of a seed; its id says nothing of the seed."""
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    public = private.public_key()
    return SigningKey(sha256(public.public_bytes_raw()).hexdigest()[:16], private, public)


class Tokens:
    """The keys of this service. The newest signs; those before it are still believed."""

    def __init__(self, settings: TokenSettings) -> None:
        self.settings = settings
        seeds = settings.list_seeds() or [DEVELOPMENT_SEED]
        self.keys = [make_signing_key(seed) for seed in seeds]
        self.by_id = {key.id: key for key in self.keys}

    def sign(self, account_id: UUID, session_id: UUID, scopes: Iterable[str], now: datetime) -> str:
        """Return a token that is good from now on."""
        key, settings = self.keys[0], self.settings
        claims = {
            "iss": settings.issuer,
            "aud": settings.audience,
            "client_id": settings.audience,
            "sub": str(account_id),
            "sid": str(session_id),
            "jti": secrets.token_hex(16),
            "iat": now,
            "exp": now + timedelta(seconds=settings.access_seconds),
            "scope": " ".join(sorted(scopes)),
        }
        headers = {"typ": KIND, "kid": key.id}
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers=headers)

    def read(self, token: str) -> Claims:
        """Return what `token` says. Of its header only the kind and the key's id are looked at.

        Raises:
            TokenRefused: it is not ours, not an access token, or its time is over.
        """
        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ") != KIND:
                raise TokenRefused
            claims: dict[str, Any] = jwt.decode(
                token,
                self.by_id[header.get("kid", "")].public,
                algorithms=[ALGORITHM],
                audience=self.settings.audience,
                issuer=self.settings.issuer,
                options={"require": REQUIRED, "strict_aud": True},
            )
            scopes = frozenset(str(claims["scope"]).split())
            ids = UUID(claims["sub"]), UUID(claims["sid"])
            return Claims(*ids, scopes, float(claims["exp"]))
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise TokenRefused from error

    def describe(self) -> list[dict[str, str]]:
        """Return the public keys, for services that read our tokens (RFC 7517)."""
        return [
            {**OKPAlgorithm.to_jwk(key.public, as_dict=True), "kid": key.id, "use": "sig"}
            | {"alg": ALGORITHM}
            for key in self.keys
        ]
