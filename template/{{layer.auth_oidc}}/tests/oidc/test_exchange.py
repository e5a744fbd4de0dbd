"""What a provider answers to a code is believed if it is for us, and for this attempt."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.outgoing import Outgoing, Reach
from app.core.policy import Scope
from app.oidc.attempt import make_attempt
from app.oidc.errors import LoginRefused, ProviderSilent
from app.oidc.exchange import Exchange, hash_token
from app.oidc.provider import Provider
from app.oidc.rights import list_rights
from app.oidc.tokens import Tokens
from tests.core.answering import Answering
from tests.oidc.conftest import Provider as Published
from tests.oidc.conftest import describe, make_settings, make_token, open_keys

ATTEMPT = make_attempt("/")
CLIENT = {"client_id": "browser", "client_secret": "a b:c/d", "redirect_uri": "https://shop/back"}


def make_id_token(**others: Any) -> str:
    """Return the ID token of a good answer, but for the others."""
    claims = {"aud": "browser", "nonce": ATTEMPT.nonce, "scope": None, **others}
    return make_token(header={"typ": "JWT"}, **claims)


def find(answering: Answering, document: Mapping[str, Any] | None = None, **settings: Any) -> Any:
    """Return who a code stands for, and what they may do."""
    wanted = make_settings(**{**CLIENT, **settings})

    async def find() -> Any:
        async with Outgoing(Reach(seconds=1, plain=True)) as outgoing:
            provider = Provider(outgoing, wanted)
            provider.document = {"token_endpoint": f"{answering.address}/token", **(document or {})}
            tokens = Tokens(wanted, open_keys(Published(describe())))
            return await Exchange(provider, tokens).find_person("a-code", ATTEMPT)

    claims = asyncio.run(find())
    return claims["sub"], list_rights(claims, wanted)


@pytest.mark.promise("S14")
def test_the_code_is_shown_with_what_proves_that_it_is_ours(answering: Answering) -> None:
    answering.put("/token", {"id_token": make_id_token(), "access_token": "opaque"})

    assert find(answering)[0] == "ada"

    [form] = answering.forms
    assert form == {
        "grant_type": "authorization_code",
        "code": "a-code",
        "redirect_uri": "https://shop/back",
        "code_verifier": ATTEMPT.verifier,
    }
    assert answering.credentials == ["browser:a%20b%3Ac%2Fd"]


@pytest.mark.parametrize(
    ("document", "settings", "shown"),
    [
        (
            {"token_endpoint_auth_methods_supported": ["client_secret_post"]},
            {},
            {"client_id": "browser", "client_secret": "a b:c/d"},
        ),
        ({}, {"client_secret": ""}, {"client_id": "browser"}),
    ],
)
def test_a_secret_is_shown_as_the_provider_wants_it(
    answering: Answering, document: Any, settings: Any, shown: dict[str, str]
) -> None:
    answering.put("/token", {"id_token": make_id_token()})

    find(answering, document, **settings)

    [form] = answering.forms
    assert {name: form[name] for name in form if name.startswith("client_")} == shown
    assert answering.credentials == [""]


@pytest.mark.promise("S14")
@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "of another attempt"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"nonce": 7}, id="a nonce that is none"),
        pytest.param({"aud": "another"}, id="for another client"),
        pytest.param({"aud": ["browser", "another"]}, id="for several, and does not say for whom"),
        pytest.param({"aud": ["browser", "another"], "azp": "another"}, id="for another of them"),
        pytest.param({"azp": "another"}, id="given to another"),
        pytest.param({"iss": "https://evil.example"}, id="of another provider"),
        pytest.param({"exp": datetime.now(UTC) - timedelta(minutes=5)}, id="over"),
        pytest.param({"sub": ""}, id="of nobody"),
        pytest.param({"at_hash": "of-another-access-token"}, id="with another access token"),
    ],
)
def test_an_id_token_that_is_not_for_this_attempt_lets_nobody_in(
    answering: Answering, claims: dict[str, Any]
) -> None:
    answering.put("/token", {"id_token": make_id_token(**claims), "access_token": "opaque"})

    with pytest.raises(LoginRefused, match="begin it again"):
        find(answering)


@pytest.mark.promise("S14")
@pytest.mark.parametrize("token", [None, "", "no token", 7, "an access token", "of another key"])
def test_what_is_no_id_token_of_the_provider_lets_nobody_in(
    answering: Answering, token: Any
) -> None:
    made = {
        "an access token": make_token(aud="browser", nonce=ATTEMPT.nonce),
        "of another key": make_token("ES256", {"typ": "JWT"}, aud="browser", nonce=ATTEMPT.nonce),
    }
    answering.put("/token", {"id_token": made.get(token, token)})

    with pytest.raises(LoginRefused):
        find(answering)


@pytest.mark.parametrize("claims", [{"azp": "browser"}, {"aud": ["browser"]}])
def test_what_a_good_id_token_may_say_besides(answering: Answering, claims: dict[str, Any]) -> None:
    at_hash = hash_token("opaque", "RS256")
    token = make_id_token(at_hash=at_hash, **claims)
    answering.put("/token", {"id_token": token, "access_token": "opaque"})

    assert find(answering)[0] == "ada"


@pytest.mark.promise("S21")
def test_rights_are_those_of_an_access_token_for_us_else_of_the_id_token(
    answering: Answering,
) -> None:
    named = make_id_token(roles=["member"])

    def rights(access: str, **answer: str) -> frozenset[str]:
        answering.put("/token", {"id_token": named, "access_token": access, **answer})
        found: frozenset[str] = find(answering, roles_claim=answer.get("claim", ""))[1]
        return found

    assert rights(make_token(scope=Scope.NOTES_READ)) == {Scope.NOTES_READ}
    assert rights("opaque", scope=Scope.NOTES_WRITE) == {Scope.NOTES_WRITE}
    assert rights("opaque", claim="roles") == {Scope.NOTES_READ, Scope.NOTES_WRITE}
    assert rights(make_token(sub="eve", scope=Scope.ACCESS_MANAGE)) == set()


@pytest.mark.parametrize("status", [400, 401])
def test_a_code_that_the_provider_does_not_take_lets_nobody_in(
    answering: Answering, status: int
) -> None:
    answering.put("/token", {"error": "invalid_grant"}, status)

    with pytest.raises(LoginRefused):
        find(answering)


@pytest.mark.promise("S68")
@pytest.mark.parametrize("place", ["/token", "/nowhere", None])
def test_a_provider_that_does_not_answer_is_not_the_browsers_fault(
    answering: Answering, place: str | None
) -> None:
    answering.put("/token", {}, 502)
    document = {"token_endpoint": "ftp://x" if place is None else answering.address + place}

    if place == "/nowhere":
        with pytest.raises(LoginRefused):
            find(answering, document)
    else:
        with pytest.raises(ProviderSilent):
            find(answering, document)


def test_half_of_a_digest_tells_which_access_token_it_is() -> None:
    """The example of OpenID Connect Core 1.0, appendix A.3."""
    token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"  # noqa: S105  # of the standard

    assert hash_token(token, "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    assert len(hash_token(token, "EdDSA")) == 43
