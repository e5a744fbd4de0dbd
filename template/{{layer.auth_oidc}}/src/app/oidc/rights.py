"""What a token lets its bearer do here, and whose rows are theirs."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from app.core.policy import ROLES, Role, Scope
from app.oidc.settings import OidcSettings

SCOPES = frozenset(Scope)


def find_owner(issuer: str, subject: str) -> UUID:
    """Return the owner that somebody is here: always the same one, and kept nowhere."""
    return uuid5(uuid5(NAMESPACE_URL, issuer), subject)


def list_rights(claims: Mapping[str, Any], settings: OidcSettings) -> frozenset[str]:
    """Return what a token lets its bearer do.

    Where roles count, they say what somebody may do, and scopes of ours can only make that less:
    many providers give a scope to everybody who asks for it.
    """
    scopes = list_scopes(claims)
    if not settings.roles_claim:
        return scopes
    held = list_role_scopes(find_words(claims, settings.roles_claim), settings)
    return held & scopes if scopes else held


def list_scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """Return the scopes of ours that a token names, in `scope` or, as some providers do, `scp`."""
    words = list_words(claims.get("scope", claims.get("scp")))
    return frozenset(word for word in words if word in SCOPES)


def list_role_scopes(names: Iterable[str], settings: OidcSettings) -> frozenset[str]:
    """Return what the roles of these names hold; a name that means nothing here gives nothing."""
    ours = settings.name_roles()
    held = [ROLES[Role(ours[name])] for name in names if name in ours]
    return frozenset(scope for scopes in held for scope in scopes)


def find_words(claims: Mapping[str, Any], path: str) -> list[str]:
    """Return the words at `path`: the claim of that name, or one inside others, `a.b.c`."""
    if path in claims:
        return list_words(claims[path])
    value: Any = claims
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return list_words(value)


def list_words(value: Any) -> list[str]:
    """Return the words of a text, of a list, or of an object's names."""
    if isinstance(value, str):
        return value.split()
    if isinstance(value, (list, dict)):
        return [word for word in value if isinstance(word, str)]
    return []
