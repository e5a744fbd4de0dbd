"""Keys of every kind, and a provider that a test has in hand: what it answers, and how often."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jwt.algorithms import get_default_algorithms
from starlette.requests import HTTPConnection

from app.core.caller import Caller
from app.core.outgoing import Unanswered
from app.oidc.keys import Keys
from app.oidc.settings import OidcSettings
from tests.core.answering import Answering, open_answering

ISSUER = "https://login.example.com"
PRIVATE: Mapping[str, Any] = {
    "RS256": rsa.generate_private_key(65537, 2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}

Identify = Callable[[Mapping[str, str]], Caller]


class Clock:
    """A clock that goes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Provider:
    """A provider's published keys, and how often somebody asked for them."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.is_silent = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def fetch(self) -> Mapping[str, Any]:
        """Answer, when and if it may."""
        self.asked += 1
        await self.may_answer.wait()
        if self.is_silent:
            raise Unanswered("It is away.")
        return {"keys": list(self.keys)}


def describe(name: str = "RS256", key_id: str | None = "one", **others: Any) -> dict[str, Any]:
    """Return the public half of one of our keys as a provider publishes it; None leaves out."""
    public = PRIVATE[name].public_key()
    described: dict[str, Any] = get_default_algorithms()[name].to_jwk(public, as_dict=True)
    described |= {"kid": key_id, "use": "sig", "key_ops": None, **others}
    return {key: value for key, value in described.items() if value is not None}


def make_settings(**others: Any) -> OidcSettings:
    """Return the settings of a service whose provider is ours."""
    own = {"issuer": ISSUER, "audience": ("shop",), "algorithms": ("RS256",)}
    return OidcSettings(**{**own, "roles_claim": "", "client_id": "", **others})


def open_keys(provider: Provider, clock: Clock | None = None, **settings: Any) -> Keys:
    """Return the keys of that provider, as a service with these settings has them."""
    return Keys(provider.fetch, make_settings(**settings), clock or Clock())


def make_token(name: str = "RS256", header: Any = None, **others: Any) -> str:
    """Return a token that one of our keys has signed; None leaves a claim out."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": "shop",
        "sub": "ada",
        "scope": "notes:read",
        "iat": now,
        "exp": now + timedelta(minutes=5),
        **others,
    }
    claims = {claim: value for claim, value in claims.items() if value is not None}
    key = PRIVATE["RS256" if name == "PS256" else name]
    headers = {"typ": "at+jwt", "kid": "one", **(header or {})}
    return jwt.encode(claims, key, algorithm=name, headers=headers)


@pytest.fixture
def answering() -> Iterator[Answering]:
    """A server that answers what the test wants."""
    with open_answering() as answering:
        yield answering


@pytest.fixture
def identify(app: FastAPI, client: TestClient) -> Identify:
    """What finds out who sends these headers to the whole service."""

    def identify(headers: Mapping[str, str]) -> Caller:
        sent = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        connection = HTTPConnection({"type": "http", "headers": sent, "query_string": b""})
        assert client.portal is not None
        caller: Caller = client.portal.call(app.state.identify, connection)
        return caller

    return identify
