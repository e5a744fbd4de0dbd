"""Whose tokens are taken, for whom they must be, and what they say about rights."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from app.core.policy import Role
from app.core.settings import EnvironmentSettings, Words, split_list

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?")
Algorithms = Annotated[tuple[Algorithm, ...], NoDecode, BeforeValidator(split_list)]


class OidcSettings(EnvironmentSettings, env_prefix="OIDC_"):
    """`OIDC_ISSUER` sets `issuer`, and so on."""

    issuer: str = ""  # exactly as it stands in the provider's tokens
    audience: Words = ()  # what the provider calls this service; one of them is in every token
    clients: Words = ()  # whose tokens are taken, by their names at the provider; none: all
    algorithms: Algorithms = ("RS256",)
    require_type: bool = False  # take only what says that it is an access token (at+jwt)
    roles_claim: str = ""  # where a token names roles: realm_access.roles; empty: scopes count
    roles: Words = ()  # what the provider calls roles: staff=member; none: as we do
    keys_fresh_seconds: int = Field(default=300, ge=1)  # then the keys are read again
    keys_good_seconds: int = Field(default=3600, ge=1)  # so long does a silent provider's key serve
    refresh_seconds: int = Field(default=10, ge=1)  # between two questions for an unknown key
    fetch_seconds: float = Field(default=1.5, gt=0, lt=2)
    clock_seconds: int = Field(default=10, ge=0, le=60)  # how far apart the clocks may be
    private_hosts: bool = False  # what the provider names may be inside this network too
    client_id: str = ""  # what the provider calls us where a browser signs in; empty: nowhere
    client_secret: SecretStr = SecretStr("")
    redirect_uri: str = ""  # where the provider sends browsers back, exactly as it knows it
    logout_uri: str = ""  # and those that have logged out there
    login_scopes: Words = ()  # what is asked for besides openid
    return_paths: Words = ("/",)  # where browsers may go then; the first, unless they say
    logins: int = Field(default=60, ge=1)  # that one address may finish in a minute
    cached: int = Field(default=10_000, ge=1)  # tokens that were found good

    @field_validator("issuer")
    @classmethod
    def refuse_no_address(cls, issuer: str) -> str:
        """Let nothing pass but the address of a provider, or none."""
        if issuer and (not urlsplit(issuer).hostname or urlsplit(issuer).port == 0):
            raise ValueError("it is no address")
        return issuer

    @field_validator("roles")
    @classmethod
    def refuse_unknown_roles(cls, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Let nothing pass but pairs of a name and a role that there is."""
        if any(word.rpartition("=")[2] not in set(Role) or "=" not in word for word in roles):
            raise ValueError("write theirs=ours, and a role of app/core/policy.py")
        return roles

    @field_validator("return_paths")
    @classmethod
    def refuse_other_hosts(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Let nothing pass but paths of this service."""
        if not paths or not all(PATH.fullmatch(path) for path in paths):
            raise ValueError("write paths of this service: /,/app")
        return paths

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        dangers = []
        if urlsplit(self.issuer).scheme != "https":
            dangers.append("OIDC_ISSUER names no provider: write its https address.")
        if not self.audience:
            dangers.append("OIDC_AUDIENCE is empty: write what the provider calls this service.")
        if self.client_id and urlsplit(self.redirect_uri).scheme != "https":
            dangers.append("OIDC_REDIRECT_URI is missing: write https://HOST/auth/callback.")
        return dangers

    def name_roles(self) -> dict[str, str]:
        """Return our role for each name that the provider has for one."""
        if not self.roles:
            return {role: role for role in Role}
        pairs = (word.rpartition("=") for word in self.roles)
        return {theirs: ours for theirs, _, ours in pairs}
