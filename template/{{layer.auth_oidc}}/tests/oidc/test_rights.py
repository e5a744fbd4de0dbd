"""Roles and scopes are the provider's to give: nobody gets more here by asking for it."""

from typing import Any
from uuid import UUID

import pytest

from app.core.policy import ROLES, Role, Scope
from app.oidc.rights import find_owner, list_rights
from tests.oidc.conftest import ISSUER, make_settings

READ = {Scope.NOTES_READ}
MEMBER = ROLES[Role.MEMBER]


def find(claims: dict[str, Any], **settings: Any) -> frozenset[str]:
    """Return what these claims let somebody do."""
    return list_rights(claims, make_settings(**settings))


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "openid notes:read profile"},
        {"scp": "notes:read"},
        {"scp": ["notes:read", "more:than:we:know", 7]},
    ],
)
def test_scopes_count_as_providers_write_them(claims: dict[str, Any]) -> None:
    assert find(claims) == READ


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("roles", {"roles": ["member", "stranger"]}),
        ("roles", {"roles": "member"}),
        ("roles", {"roles": {"member": {"1": "example.com"}}}),
        ("realm_access.roles", {"realm_access": {"roles": ["member"]}}),
        ("resource_access.shop.roles", {"resource_access": {"shop": {"roles": ["member"]}}}),
        ("https://shop.example.com/roles", {"https://shop.example.com/roles": ["member"]}),
    ],
)
def test_roles_are_found_where_providers_put_them(path: str, claims: dict[str, Any]) -> None:
    assert find(claims, roles_claim=path) == MEMBER


@pytest.mark.parametrize("claims", [{}, {"a": "b"}, {"a": {"b": 7}}, {"a": [{"b": "admin"}]}])
def test_where_there_are_no_roles_there_are_no_rights(claims: dict[str, Any]) -> None:
    assert find(claims, roles_claim="a.b") == frozenset()


@pytest.mark.promise("S21")
def test_a_scope_that_somebody_asks_for_gives_no_more_than_their_role() -> None:
    everything = " ".join(Scope)

    assert find({"roles": ["reader"], "scope": everything}, roles_claim="roles") == READ
    assert find({"roles": ["admin"], "scope": "notes:read"}, roles_claim="roles") == READ
    assert find({"scope": everything}, roles_claim="roles") == frozenset()


@pytest.mark.promise("S21")
def test_the_settings_say_what_the_provider_calls_our_roles() -> None:
    settings = {"roles_claim": "roles", "roles": ("shop-staff=member", "x=y=reader")}

    assert find({"roles": ["shop-staff"]}, **settings) == MEMBER
    assert find({"roles": ["x=y"]}, **settings) == ROLES[Role.READER]
    assert find({"roles": ["admin", "member"]}, **settings) == frozenset()


@pytest.mark.promise("S16")
def test_the_first_administrator_is_who_the_provider_says_is_one() -> None:
    assert find({"roles": ["admin"]}, roles_claim="roles") == set(Scope)


@pytest.mark.parametrize("roles", [("staff",), ("staff=owner",)])
def test_a_role_that_there_is_not_is_refused_at_the_start(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="roles"):
        make_settings(roles=roles)


def test_an_owner_follows_from_issuer_and_subject() -> None:
    assert find_owner(ISSUER, "ada") == UUID("95074e53-394d-5a8e-86d1-aa4a97adaa46")
    assert find_owner(ISSUER, "ada") != find_owner(f"{ISSUER}/", "ada")
    assert find_owner(ISSUER, "ada") != find_owner(ISSUER, "Ada")


@pytest.mark.promise("S74")
@pytest.mark.parametrize(
    ("settings", "danger"),
    [
        ({"issuer": ""}, "OIDC_ISSUER"),
        ({"issuer": "http://login.example.com"}, "OIDC_ISSUER"),
        ({"audience": ()}, "OIDC_AUDIENCE"),
        ({"client_id": "browser", "redirect_uri": "http://localhost/"}, "OIDC_REDIRECT_URI"),
    ],
)
def test_production_wants_a_provider_and_a_name_for_us(
    settings: dict[str, Any], danger: str
) -> None:
    [said] = make_settings(**settings).list_dangers()

    assert danger in said
    assert make_settings().list_dangers() == []


@pytest.mark.parametrize("issuer", ["login", "https://", "https://[", "https://a:b"])
def test_an_issuer_is_an_address(issuer: str) -> None:
    with pytest.raises(ValueError, match="issuer"):
        make_settings(issuer=issuer)


@pytest.mark.promise("S34")
@pytest.mark.parametrize(
    "path", ["", "app", "//evil.example", "/../x", "https://x", "/a\\b", "/?x"]
)
def test_a_path_to_return_to_is_one_of_this_service(path: str) -> None:
    assert make_settings(return_paths=("/", "/app/", "/a/b.html")).return_paths
    with pytest.raises(ValueError, match="return_paths"):
        make_settings(return_paths=("/", path))
