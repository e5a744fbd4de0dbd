"""Tokens as callers send and see them."""

from dataclasses import dataclass

from app.accounts.schemas import Form, Secret


class AccountRefresh(Form):
    """The refresh token that came last. Each is good once."""

    refresh_token: Secret


@dataclass(slots=True)
class AccountTokens:
    """What a login gives: a token for requests, and one to get the next with."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105  # it is no password
