"""A token lets in whom it was made for, for a while, and nobody can make one but we."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.accounts.guard import Guard, Revoked
from app.accounts.sessions.errors import TokenRefused
from app.accounts.sessions.settings import TokenSettings
from app.accounts.tokens import DEVELOPMENT_SEED, REQUIRED, Tokens
from app.core.policy import Scope
from tests.credentials import BAD, introduce, make_claims, make_token, spoil

ADA, SESSION = UUID(int=1), UUID(int=2)
NEW, OLD = "0123456789abcdef" * 4, "fedcba9876543210" * 4  # pragma: allowlist secret


def open_tokens(*seeds: str) -> Tokens:
    """Return the tokens of a service with these keys."""
    return Tokens(TokenSettings(signing_keys=SecretStr(",".join(seeds))))


@pytest.mark.promise("S03")
@pytest.mark.promise("S04")
@pytest.mark.parametrize("kind", BAD)
def test_a_token_that_is_not_good_is_refused_and_not_told_why(
    app: FastAPI, client: TestClient, kind: str
) -> None:
    assert client.portal is not None
    headers = client.portal.call(spoil, app.state.database, kind)

    answer = client.get("/auth/account", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["detail"] == "Send a valid access token: Authorization: Bearer TOKEN."


@pytest.mark.promise("S03")
def test_a_good_token_that_says_more_in_its_header_needs_our_signature_all_the_same() -> None:
    claims = make_claims(datetime.now(UTC))

    assert Tokens(TokenSettings()).read(make_token(claims, jku="https://evil.example"))
    with pytest.raises(TokenRefused):
        Tokens(TokenSettings()).read(make_token(claims, kid="../../dev/null"))


@pytest.mark.promise("S04")
@pytest.mark.parametrize("claim", REQUIRED)
def test_a_token_without_one_of_its_claims_is_refused(claim: str) -> None:
    token = make_token(make_claims(datetime.now(UTC), **{claim: None}))

    with pytest.raises(TokenRefused):
        Tokens(TokenSettings()).read(token)


@pytest.mark.promise("S04")
def test_a_token_has_the_claims_of_rfc_9068() -> None:
    now = datetime.now(UTC)

    token = open_tokens(NEW).sign(ADA, SESSION, [Scope.ACCESS_MANAGE], now)

    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (header["typ"], header["alg"]) == ("at+jwt", "EdDSA")
    assert set(header) == {"typ", "alg", "kid"}
    assert set(claims) == set(REQUIRED)
    assert claims["exp"] - claims["iat"] == 600
    assert (claims["sub"], claims["scope"]) == (str(ADA), "access:manage")


@pytest.mark.promise("S03")
def test_an_older_key_is_believed_until_it_is_taken_out() -> None:
    token = open_tokens(OLD).sign(ADA, SESSION, [], datetime.now(UTC))

    assert open_tokens(NEW, OLD).read(token).account_id == ADA
    with pytest.raises(TokenRefused):
        open_tokens(NEW).read(token)


def test_the_newest_key_signs_and_other_services_can_read_it() -> None:
    tokens = open_tokens(NEW, OLD)
    token = tokens.sign(ADA, SESSION, [], datetime.now(UTC))

    key = jwt.PyJWK(tokens.describe()[0])

    assert jwt.decode(token, key.key, ["EdDSA"], audience=tokens.settings.audience)["sub"]
    assert jwt.get_unverified_header(token)["kid"] == tokens.describe()[0]["kid"]
    assert not any("d" in described for described in tokens.describe())


def test_the_public_keys_are_shown(client: TestClient) -> None:
    [key] = client.get("/.well-known/jwks.json", headers={"Authorization": ""}).json()["keys"]

    assert (key["kty"], key["alg"], key["use"]) == ("OKP", "EdDSA", "sig")


@pytest.mark.promise("S15")
def test_a_token_is_taken_from_the_header_and_from_nowhere_else(
    app: FastAPI, client: TestClient
) -> None:
    assert client.portal is not None
    token = client.headers.pop("Authorization").partition(" ")[2]

    answer = client.get("/auth/account", params={"access_token": token, "token": token})

    assert answer.status_code == 401


def test_a_caller_is_known_without_asking_the_database_who_it_is(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.portal is not None
    _, headers = client.portal.call(introduce, app.state.database)
    client.get("/admin/accounts", headers=headers)  # the list of ended sessions is fresh now
    asked: list[Any] = []
    rows = app.state.database.rows

    async def count(statement: Any, values: Any) -> Any:
        asked.append(statement)
        return await rows(statement, values)

    monkeypatch.setattr("app.accounts.guard.FRESH_SECONDS", 60.0)
    monkeypatch.setattr(app.state.database, "rows", count)
    for _ in range(3):
        client.get("/admin/accounts", headers=headers)

    assert len(asked) == 3  # the lists of accounts themselves


@pytest.mark.promise("S74")
@pytest.mark.parametrize("seeds", ["", "short", "0" * 64, f"{NEW},short"])
def test_production_wants_a_proper_key(seeds: str) -> None:
    settings = TokenSettings(signing_keys=SecretStr(seeds))

    assert len(settings.list_dangers()) == 1
    assert TokenSettings(signing_keys=SecretStr(NEW)).list_dangers() == []
    assert DEVELOPMENT_SEED not in settings.list_seeds()


def test_a_token_ends() -> None:
    long_ago = datetime.now(UTC) - timedelta(seconds=601)
    token = open_tokens(NEW).sign(ADA, SESSION, [], long_ago)

    with pytest.raises(TokenRefused):
        open_tokens(NEW).read(token)


def test_a_signature_is_looked_at_once_and_the_time_each_time() -> None:
    tokens, now = open_tokens(NEW), datetime.now(UTC)
    guard = Guard(tokens, Revoked(None, 600))  # type: ignore[arg-type]  # it is not asked
    token = tokens.sign(ADA, SESSION, [], now - timedelta(seconds=599))

    first = guard.read(token)

    assert guard.read(token) is first
    [digest] = guard.known
    guard.known[digest] = replace(first, ends_at=time.time())
    with pytest.raises(TokenRefused):
        guard.read(token)


def test_the_tokens_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.accounts.guard.KNOWN", 2)
    tokens, now = open_tokens(NEW), datetime.now(UTC)
    guard = Guard(tokens, Revoked(None, 600))  # type: ignore[arg-type]  # it is not asked

    for _ in range(4):
        guard.read(tokens.sign(ADA, SESSION, [], now))

    assert len(guard.known) == 2
