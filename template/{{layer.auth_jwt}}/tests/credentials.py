"""Access tokens for tests: good ones, and every kind of bad one that somebody may try."""

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
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx2 import Response

from app.accounts.sessions.events import SessionsEnded
from app.accounts.sessions.repository import SessionRow, add_session, revoke_session
from app.accounts.sessions.settings import TokenSettings
from app.accounts.tokens import KIND, Tokens
from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.policy import Scope

BAD = [
    "none at all",
    "another scheme",
    "no token",
    "expired",
    "forged",
    "without a signature",
    "signed with another key",
    "signed with the public key",
    "brings its own key",
    "changed",
    "of another kind",
    "for somebody else",
    "from somebody else",
    "without an end",
    "of a session that ended",
]


def send(token: str) -> dict[str, str]:
    """Return the header that shows `token`."""
    return {"Authorization": f"Bearer {token}"}


def read_login(answer: Response) -> dict[str, str]:
    """Return what somebody sends who has logged in with this answer."""
    return send(answer.json()["access_token"])


async def introduce(
    database: Database, scopes: Sequence[Scope] = (), owner_id: UUID | None = None
) -> tuple[Caller, dict[str, str]]:
    """Return a new caller who may do this, or everything, and what they send."""
    now = datetime.now(UTC)
    caller = Caller(owner_id or make_id(now), frozenset(scopes or Scope), make_id(now))
    assert caller.scopes is not None
    assert caller.credential_id is not None
    token = Tokens(TokenSettings()).sign(caller.id, caller.credential_id, caller.scopes, now)
    return caller, send(token)


def make_claims(now: datetime, **others: Any) -> dict[str, Any]:
    """Return the claims of a good token, but for the others."""
    token = Tokens(TokenSettings()).sign(make_id(now), make_id(now), Scope, now)
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return {key: value for key, value in {**claims, **others}.items() if value is not None}


def make_token(claims: dict[str, Any], key: Any = None, **headers: Any) -> str:
    """Return a token of these claims: signed by us, unless it is another key."""
    own = Tokens(TokenSettings()).keys[0]
    headers = {"typ": KIND, "kid": own.id, **headers}
    return jwt.encode(claims, key or own.private, algorithm="EdDSA", headers=headers)


def make_part(content: dict[str, Any] | bytes) -> str:
    """Return one part of a token that is put together by hand."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def spoil(database: Database, kind: str) -> dict[str, str]:
    """Return what somebody sends who has a token that is bad in this way."""
    now = datetime.now(UTC)
    own, other = Tokens(TokenSettings()).keys[0], Ed25519PrivateKey.generate()
    claims, head = make_claims(now), {"typ": KIND, "kid": own.id}
    good = make_token(claims)
    start, _, signature = good.rpartition(".")
    none = f"{make_part({**head, 'alg': 'none'})}.{make_part(claims)}."
    changed = make_part({**claims, "sub": str(make_id(now))})
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": make_part(other.public_key().public_bytes_raw())}
    if kind == "of a session that ended":
        return send(await end_session(database, now))
    bad = {
        "none at all": {"Authorization": ""},
        "another scheme": {"Authorization": f"Basic {good}"},
        "no token": send(secrets.token_urlsafe(32)),
        "expired": send(make_token(make_claims(now - timedelta(days=1)))),
        "forged": send(f"{start}.{make_part(secrets.token_bytes(64))}"),
        "without a signature": send(none),
        "signed with another key": send(make_token(claims, other)),
        "signed with the public key": send(confuse(claims, head, own.public.public_bytes_raw())),
        "brings its own key": send(make_token(claims, other, jwk=jwk, jku="https://evil.example")),
        "changed": send(f"{start.partition('.')[0]}.{changed}.{signature}"),
        "of another kind": send(make_token(claims, typ="JWT")),
        "for somebody else": send(make_token(make_claims(now, aud="another-service"))),
        "from somebody else": send(make_token(make_claims(now, iss="another-service"))),
        "without an end": send(make_token(make_claims(now, exp=None))),
    }
    return bad[kind]


def confuse(claims: dict[str, Any], head: dict[str, str], public: bytes) -> str:
    """Return a token that takes our public key for a shared secret."""
    start = f"{make_part({**head, 'alg': 'HS256'})}.{make_part(claims)}"
    return f"{start}.{make_part(hmac.digest(public, start.encode(), hashlib.sha256))}"


async def end_session(database: Database, now: datetime) -> str:
    """Return a token whose session has ended."""
    claims = make_claims(now)
    session_id, account_id = UUID(claims["sid"]), UUID(claims["sub"])
    async with database.work() as work:
        await add_session(work, session_id, SessionRow(account_id, now, None), now)
        await revoke_session(work, session_id, now)
        await work.publish(SessionsEnded(owner_id=account_id, session_ids=(session_id,)))
    return make_token(claims)
