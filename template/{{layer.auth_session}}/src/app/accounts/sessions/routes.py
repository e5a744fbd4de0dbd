"""The routes of logins: browsers get their cookies here, and lose them."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts.request import Address, RequestParts
from app.accounts.schemas import AccountLogin, AccountOut, AccountPasswordChange
from app.accounts.sessions.schemas import AccountSessions
from app.accounts.sessions.service import Entrance, OwnSessions
from app.core.caller import RequestCaller
from app.core.clock import Now
from app.core.routing import open_public_router, open_router
from app.core.sessions import FORGET

strangers = open_public_router("auth")
owners = open_router("account")


@strangers.post("/auth/login")
async def log_in(
    form: AccountLogin,
    parts: RequestParts,
    request: Request,
    response: Response,
    address: Address,
    now: Now,
) -> AccountOut:
    """Log in: the answer sets the cookie of a new session."""
    account, begun = await Entrance(parts, request, address, now).log_in(form)
    response.headers["set-cookie"] = begun.cookie
    return account


@owners.post("/auth/logout", status_code=204)
async def log_out(caller: RequestCaller, parts: RequestParts, response: Response, now: Now) -> None:
    """Log out: the session has ended, and the cookie is taken away."""
    await OwnSessions(caller, parts).log_out(now)
    response.headers["set-cookie"] = FORGET


@owners.post("/auth/password/change", status_code=204)
async def change_password(
    form: AccountPasswordChange,
    caller: RequestCaller,
    parts: RequestParts,
    request: Request,
    response: Response,
    address: Address,
    now: Now,
) -> None:
    """Change your password. Every other session ends, and this one gets a new cookie."""
    begun = await Entrance(parts, request, address, now).change_password(caller, form)
    response.headers["set-cookie"] = begun.cookie


@owners.get("/auth/sessions")
async def list_sessions(caller: RequestCaller, parts: RequestParts, now: Now) -> AccountSessions:
    """List the browsers with which you are logged in."""
    return await OwnSessions(caller, parts).list_all(now)


@owners.delete("/auth/sessions/{session_id}", status_code=204)
async def end_session(
    session_id: UUID, caller: RequestCaller, parts: RequestParts, now: Now
) -> None:
    """Log one of them out."""
    await OwnSessions(caller, parts).end(session_id, "session.ended", now)
