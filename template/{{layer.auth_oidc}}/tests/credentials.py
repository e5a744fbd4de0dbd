"""Access tokens for tests: the provider's, and every kind of bad one that somebody may try."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core.caller import Caller
from app.core.database import Database
from app.core.policy import Role, Scope
from app.oidc.rights import find_owner
from dev.provider import GOOD_FOR, make_claims, publish, read_key, sign

BAD = [
    "none at all",
    "another scheme",
    "no token",
    "expired",
    "not good yet",
    "made tomorrow",
    "forged",
    "without a signature",
    "signed with another key",
    "signed with the public key",
    "signed with a key of another kind",
    "signed with an unknown key",
    "brings its own key",
    "wants more understood",
    "nested too deeply",
    "changed",
    "of another kind",
    "an ID token",
    "for somebody else",
    "from somebody else",
    "without an end",
    "without a subject",
    "of two clients",
]


def send(token: str) -> dict[str, str]:
    """Return the header that shows `token`."""
    return {"Authorization": f"Bearer {token}"}


async def introduce(
    database: Database, scopes: Sequence[Scope] = (), owner_id: UUID | None = None
) -> tuple[Caller, dict[str, str]]:
    """Return a new caller who may do this, or everything, and what they send."""
    subject, held = secrets.token_hex(8), frozenset(scopes or Scope)
    claims = make(subject, scope=" ".join(held))
    return Caller(find_owner(claims["iss"], subject), held), send(sign(claims))


def make(subject: str = "ada", **others: Any) -> dict[str, Any]:
    """Return the claims of a good token of somebody who may do everything, but for the others."""
    return make_claims(subject, datetime.now(UTC), **{"roles": [Role.ADMIN], **others})


def make_part(content: dict[str, Any] | bytes) -> str:
    """Return one part of a token that is put together by hand."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def spoil(database: Database, kind: str) -> dict[str, str]:
    """Return what somebody sends who has a token that is bad in this way."""
    good = sign(make())
    if kind in ("none at all", "another scheme"):
        return {"Authorization": "" if kind == "none at all" else f"Basic {good}"}
    return send(spoil_claims(kind) or spoil_signature(kind, good))


def spoil_claims(kind: str) -> str:
    """Return a token that the provider has signed, and that is bad all the same; or none."""
    now = datetime.now(UTC)
    long_ago, tomorrow = now - timedelta(days=2), now + timedelta(days=1)
    bad: dict[str, dict[str, Any]] = {
        "expired": {"iat": long_ago, "exp": long_ago + GOOD_FOR},
        "not good yet": {"nbf": tomorrow},
        "made tomorrow": {"iat": tomorrow, "exp": tomorrow + GOOD_FOR},
        "an ID token": {"nonce": "n", "at_hash": "h"},
        "for somebody else": {"aud": "another-service"},
        "from somebody else": {"iss": "https://evil.example"},
        "without an end": {"exp": None},
        "without a subject": {"sub": ""},
        "of two clients": {"azp": "another"},
    }
    headers: dict[str, dict[str, Any]] = {
        "of another kind": {"typ": "logout+jwt"},
        "wants more understood": {"crit": ["rights"], "rights": "all"},
    }
    if kind in bad:
        return sign(make(**bad[kind]))
    return sign(make(), **headers[kind]) if kind in headers else ""


def spoil_signature(kind: str, good: str) -> str:
    """Return a token that the provider has not signed so."""
    other, own = generate_private_key(SECP256R1()), read_key()
    start, _, signature = good.rpartition(".")
    header, payload = start.split(".")
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(other.public_key(), as_dict=True)
    claims, head = make(), {"typ": "at+jwt", "kid": own.key_id}
    none = make_part({**head, "alg": "none"})
    misnamed = make_part({**head, "alg": "RS256"})
    deep = make_part(b'{"alg": "ES256", "a": ' + b"[" * 9_000)
    bad = {
        "no token": secrets.token_urlsafe(32),
        "forged": f"{start}.{make_part(secrets.token_bytes(64))}",
        "without a signature": f"{none}.{payload}.",
        "signed with another key": sign(claims, other),
        "signed with the public key": confuse(payload),
        "signed with a key of another kind": f"{misnamed}.{payload}.{signature}",
        "signed with an unknown key": sign(claims, other, kid="unknown"),
        "brings its own key": sign(claims, other, jwk=jwk, jku="https://evil.example/keys"),
        "nested too deeply": f"{deep}.{payload}.{signature}",
        "changed": f"{header}.{make_part({**read(good), 'sub': 'eve'})}.{signature}",
    }
    return bad[kind]


def read(token: str) -> dict[str, Any]:
    """Return what a token says, whoever signed it."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def confuse(payload: str) -> str:
    """Return a token that takes the provider's public key for a shared secret."""
    key = jwt.PyJWK(publish())
    text = key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    start = f"{make_part({'typ': 'at+jwt', 'alg': 'HS256', 'kid': key.key_id})}.{payload}"
    return f"{start}.{make_part(hmac.digest(text, start.encode(), hashlib.sha256))}"
