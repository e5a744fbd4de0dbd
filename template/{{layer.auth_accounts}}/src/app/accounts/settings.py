"""Who may sign up, and how often somebody may try."""

from typing import Literal

from app.core.settings import EnvironmentSettings


class AuthSettings(EnvironmentSettings, env_prefix="AUTH_"):
    """`AUTH_SIGN_UP` sets `sign_up`, and so on."""

    sign_up: Literal["open", "closed"] = "open"
    tries: int = 5  # a login, or what else asks for a password, for each account
    address_tries: int = 20  # for each address
    tries_minutes: int = 15
