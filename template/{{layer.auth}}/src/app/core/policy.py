"""Who may do what: the scopes that services ask for, and the roles that hold them.

A service asks (`caller.require(Scope.NOTES_READ)`), so every way in gives the same verdict. A new
resource adds its scopes here, and says which roles hold them.
"""

from collections.abc import Mapping
from enum import StrEnum


class Scope(StrEnum):
    """What a caller may do."""

    NOTES_READ = "notes:read"
    NOTES_WRITE = "notes:write"
    ACCESS_MANAGE = "access:manage"  # who may call at all, and what they may do


class Role(StrEnum):
    """What a caller is, as far as rights go."""

    READER = "reader"
    MEMBER = "member"
    ADMIN = "admin"


ROLES: Mapping[Role, frozenset[Scope]] = {
    Role.READER: frozenset({Scope.NOTES_READ}),
    Role.MEMBER: frozenset({Scope.NOTES_READ, Scope.NOTES_WRITE}),
    Role.ADMIN: frozenset(Scope),
}
