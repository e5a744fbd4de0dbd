"""What proves later that somebody has logged in: a cookie, whose session is looked up."""

from datetime import datetime
from uuid import UUID

from fastapi import FastAPI

from app.core import sessions
from app.core.database import Work

Proofs = sessions.Sessions


def open_proofs(app: FastAPI) -> Proofs:
    """Let callers in by their cookies, from now on."""
    opened = sessions.open_sessions(app)
    app.state.identify = opened.guard.identify
    return opened


async def end_sessions(proofs: Proofs, work: Work, account_id: UUID, now: datetime) -> None:
    """End every session of an account: its cookies are no longer good."""
    await proofs.end_all(work, account_id)


async def sweep(work: Work, now: datetime) -> None:
    """Delete the sessions that are over."""
    await sessions.sweep(work, now)
