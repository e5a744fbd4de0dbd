"""The routes of logins: tokens are given, renewed and ended here."""

from typing import Any

from app.accounts.request import Address, RequestParts
from app.accounts.schemas import AccountLogin, AccountPasswordChange
from app.accounts.service import OwnAccount
from app.accounts.sessions.schemas import AccountRefresh, AccountTokens
from app.accounts.sessions.service import Sessions
from app.core.caller import RequestCaller
from app.core.clock import Now
from app.core.routing import open_public_router, open_router

strangers = open_public_router("auth")
owners = open_router("account")


@strangers.get("/.well-known/jwks.json")
async def read_keys(parts: RequestParts) -> dict[str, Any]:
    """Give the public keys by which other services can read access tokens."""
    return {"keys": parts.proofs.describe()}


@strangers.post("/auth/login")
async def log_in(
    form: AccountLogin, parts: RequestParts, address: Address, now: Now
) -> AccountTokens:
    """Log in."""
    return await Sessions(parts).log_in(form, address, now)


@strangers.post("/auth/refresh")
async def refresh(form: AccountRefresh, parts: RequestParts, now: Now) -> AccountTokens:
    """Get the next tokens. A refresh token that comes a second time ends its session."""
    return await Sessions(parts).refresh(form.refresh_token, now)


@owners.post("/auth/logout", status_code=204)
async def log_out(caller: RequestCaller, parts: RequestParts, now: Now) -> None:
    """Log out: every token of this login is no longer good."""
    await Sessions(parts).log_out(caller, now)


@owners.post("/auth/password/change", status_code=204)
async def change_password(
    form: AccountPasswordChange,
    caller: RequestCaller,
    parts: RequestParts,
    address: Address,
    now: Now,
) -> None:
    """Change your password. You are logged out everywhere."""
    await OwnAccount(caller, parts).change_password(form, address, now)
