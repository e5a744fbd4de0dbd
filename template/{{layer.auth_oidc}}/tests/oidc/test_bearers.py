"""The whole service with a real provider: who signs in there is let in here."""

import os
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.core.policy import ROLES, Role
from app.oidc.errors import TokenRefused
from app.oidc.rights import find_owner
from tests.credentials import send
from tests.oidc.conftest import Identify

BACK = "http://localhost/back"
CLIENT = ("browser", "secret")


@pytest.fixture
def issuer(client: TestClient) -> str:
    """Where the provider is."""
    return os.environ["OIDC_ISSUER"]


@pytest.fixture
def browser() -> Iterator[httpx2.Client]:
    """What somebody signs in with."""
    with httpx2.Client() as browser:
        yield browser


def sign_in(browser: httpx2.Client, issuer: str, subject: str) -> dict[str, str]:
    """Return the tokens that the provider gives to somebody who signs in."""
    wanted = {"client_id": "browser", "redirect_uri": BACK, "response_type": "code"}
    sent_back = browser.post(
        f"{issuer}/oauth2/authorize",
        params={**wanted, "scope": "openid", "nonce": "n"},
        data={"sub": subject},
    )
    [code] = parse_qs(urlsplit(sent_back.headers["location"]).query)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    answer = browser.post(f"{issuer}/oauth2/token", data=form, auth=CLIENT)
    tokens: dict[str, str] = answer.json()
    return tokens


@pytest.mark.promise("S14")
@pytest.mark.parametrize("role", Role)
def test_who_signs_in_at_the_provider_is_let_in_with_their_role(
    browser: httpx2.Client, issuer: str, identify: Identify, role: Role
) -> None:
    subject = f"{role}@example.com"

    caller = identify(send(sign_in(browser, issuer, subject)["access_token"]))

    assert caller.id == find_owner(issuer, subject)
    assert caller.scopes == ROLES[role]


@pytest.mark.promise("S04")
def test_the_token_that_says_who_has_signed_in_lets_nobody_in(
    browser: httpx2.Client, issuer: str, identify: Identify
) -> None:
    tokens = sign_in(browser, issuer, "admin@example.com")

    with pytest.raises(TokenRefused):
        identify(send(tokens["id_token"]))
