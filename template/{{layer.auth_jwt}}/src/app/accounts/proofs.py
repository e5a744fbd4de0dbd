"""What proves later that somebody has logged in: tokens, which the service need not look up."""

from datetime import datetime
from uuid import UUID

from fastapi import FastAPI

from app.accounts.guard import Guard, Revoked
from app.accounts.sessions import repository
from app.accounts.sessions.events import SessionsEnded
from app.accounts.sessions.settings import TokenSettings
from app.accounts.tokens import Tokens
from app.core.database import Work
from app.core.settings import read_settings

Proofs = Tokens


def open_proofs(app: FastAPI) -> Proofs:
    """Let callers in by their tokens, from now on."""
    tokens = Tokens(read_settings(TokenSettings))
    revoked = Revoked(app.state.database, tokens.settings.access_seconds)
    app.state.database.events.add_listener(revoked.listen)
    app.state.identify = Guard(tokens, revoked).identify
    return tokens


async def end_sessions(proofs: Proofs, work: Work, account_id: UUID, now: datetime) -> None:
    """End every session of an account: its tokens are no longer good."""
    ended = await repository.revoke_sessions(work, account_id, now)
    await work.publish(SessionsEnded(owner_id=account_id, session_ids=ended))


async def sweep(work: Work, now: datetime) -> None:
    """Delete the tokens and sessions that have expired."""
    await repository.sweep(work, now)
