"""A token lets in whom the provider made it for, for a while, and nothing else is taken for one."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.policy import Scope
from app.oidc.errors import TokenRefused
from app.oidc.guard import Guard
from app.oidc.tokens import REQUIRED, Tokens
from dev.provider import sign
from tests.credentials import BAD, introduce, make, send, spoil
from tests.oidc.conftest import (
    Clock,
    Identify,
    Provider,
    describe,
    make_settings,
    make_token,
    open_keys,
)


def read(token: str, key: dict[str, Any] | None = None, **settings: Any) -> Any:
    """Return what a service with these settings reads in a token."""
    keys = open_keys(Provider(key or describe()), **settings)
    return asyncio.run(Tokens(make_settings(**settings), keys).read(token))


@pytest.mark.promise("S03")
@pytest.mark.promise("S04")
@pytest.mark.parametrize("kind", BAD)
def test_a_token_that_is_not_good_is_refused_and_not_told_why(
    app: FastAPI, client: TestClient, identify: Identify, kind: str
) -> None:
    assert client.portal is not None
    headers = client.portal.call(spoil, app.state.database, kind)

    with pytest.raises(TokenRefused) as refused:
        identify(headers)

    assert refused.value.detail == "Send a valid access token: Authorization: Bearer TOKEN."
    assert refused.value.list_headers() == {"WWW-Authenticate": "Bearer"}


def test_a_good_token_lets_its_bearer_in(
    app: FastAPI, client: TestClient, identify: Identify
) -> None:
    assert client.portal is not None
    wanted, headers = client.portal.call(introduce, app.state.database, [Scope.NOTES_READ])

    caller = identify(headers)

    assert (caller.id, caller.scopes) == (wanted.id, wanted.scopes)
    assert caller.credential_id is not None
    assert caller.ends_at is not None


@pytest.mark.promise("S15")
def test_a_token_is_taken_from_the_header_and_from_nowhere_else(
    app: FastAPI, client: TestClient
) -> None:
    token = sign(make())
    query = f"access_token={token}&token={token}".encode()
    connection = HTTPConnection({"type": "http", "headers": [], "query_string": query})

    assert client.portal is not None
    with pytest.raises(TokenRefused):
        client.portal.call(app.state.identify, connection)


@pytest.mark.promise("S03")
@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
def test_each_algorithm_of_the_settings_is_read(algorithm: str) -> None:
    key = describe("RS256" if algorithm == "PS256" else algorithm)

    assert read(make_token(algorithm), key, algorithms=(algorithm,))["sub"] == "ada"


@pytest.mark.promise("S03")
@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA"])
def test_an_algorithm_that_the_settings_do_not_name_is_refused_unasked(algorithm: str) -> None:
    provider = Provider(describe("RS256" if algorithm == "PS256" else algorithm))
    tokens = Tokens(make_settings(), open_keys(provider))

    with pytest.raises(TokenRefused):
        asyncio.run(tokens.read(make_token(algorithm)))

    assert provider.asked == 0


@pytest.mark.promise("S03")
@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_the_settings_cannot_name_an_algorithm_that_proves_nothing(algorithm: str) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        make_settings(algorithms=(algorithm,))


@pytest.mark.promise("S03")
def test_a_key_is_used_as_it_says_itself_and_not_otherwise() -> None:
    settings = {"algorithms": ("RS256", "PS256")}

    assert read(make_token("PS256"), describe(), **settings)
    with pytest.raises(TokenRefused):
        read(make_token("PS256"), describe(alg="RS256"), **settings)


@pytest.mark.promise("S04")
@pytest.mark.parametrize("claim", REQUIRED)
def test_a_token_without_one_of_its_claims_is_refused(claim: str) -> None:
    without: dict[str, Any] = {claim: None}

    with pytest.raises(TokenRefused):
        read(make_token(**without))


@pytest.mark.promise("S04")
@pytest.mark.parametrize("subject", ["", "x" * 256])
def test_a_subject_is_a_text_of_some_length(subject: str) -> None:
    with pytest.raises(TokenRefused):
        read(make_token(sub=subject))


@pytest.mark.promise("S04")
@pytest.mark.parametrize("kind", ["at+jwt", "application/at+jwt", "JWT"])
def test_a_provider_may_say_what_a_token_is_for_or_not(kind: str) -> None:
    assert read(make_token(header={"typ": kind}))["sub"] == "ada"


@pytest.mark.promise("S04")
def test_the_settings_may_want_the_provider_to_say_so() -> None:
    assert read(make_token(), require_type=True)
    with pytest.raises(TokenRefused):
        read(make_token(header={"typ": "JWT"}), require_type=True)


@pytest.mark.promise("S04")
@pytest.mark.parametrize(
    "claims", [{"nonce": "n"}, {"at_hash": "h"}, {"typ": "ID"}, {"token_use": "id"}]
)
def test_what_tells_who_has_signed_in_is_no_access(claims: dict[str, str]) -> None:
    with pytest.raises(TokenRefused):
        read(make_token(header={"typ": "JWT"}, **claims))


@pytest.mark.promise("S04")
def test_a_token_may_be_for_several_and_must_be_for_us() -> None:
    assert read(make_token(aud=["another", "shop"]))
    with pytest.raises(TokenRefused):
        read(make_token(aud=["another"]))


@pytest.mark.promise("S04")
@pytest.mark.parametrize("claims", [{}, {"azp": "other"}, {"client_id": "other"}, {"azp": ["app"]}])
def test_the_settings_may_name_the_clients_whose_tokens_are_taken(claims: Any) -> None:
    assert read(make_token(azp="app"), clients=("app",))
    with pytest.raises(TokenRefused):
        read(make_token(**claims), clients=("app",))


def test_clocks_may_be_a_little_apart() -> None:
    now = datetime.now(UTC)

    assert read(make_token(iat=now + timedelta(seconds=5)), clock_seconds=10)
    with pytest.raises(TokenRefused):
        read(make_token(iat=now + timedelta(seconds=30)), clock_seconds=10)


def test_a_signature_is_looked_at_once_and_the_time_each_time() -> None:
    async def scenario() -> None:
        now, clock = datetime.now(UTC), Clock()
        clock.now = now.timestamp()
        guard = Guard(make_settings(clock_seconds=10), open_keys(Provider(describe())), clock)
        token = make_token(exp=now + timedelta(seconds=60))

        first = await guard.read(token)

        clock.now += 69
        assert await guard.read(token) is first
        clock.now += 2
        with pytest.raises(TokenRefused):
            await guard.read(token)

    asyncio.run(scenario())


def test_the_tokens_that_are_remembered_are_bounded() -> None:
    async def scenario() -> None:
        guard = Guard(make_settings(cached=2), open_keys(Provider(describe())))

        for number in range(4):
            await guard.read(make_token(jti=str(number)))

        assert len(guard.known) == 2

    asyncio.run(scenario())


def test_somebody_else_at_the_provider_is_somebody_else_here(identify: Identify) -> None:
    ada, eve = identify(send(sign(make("ada")))), identify(send(sign(make("eve"))))

    assert ada.id != eve.id
    assert ada.id == identify(send(sign(make("ada")))).id
