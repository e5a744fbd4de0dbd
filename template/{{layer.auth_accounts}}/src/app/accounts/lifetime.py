"""How accounts begin and end with the process, and what is swept meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI

from app.accounts import proofs
from app.accounts.codes import repository as codes
from app.accounts.parts import Parts
from app.accounts.passwords import Passwords
from app.accounts.settings import AuthSettings
from app.core.database import Database
from app.core.mail import MailSettings, open_mail
from app.core.settings import read_settings
from app.core.sweeping import swept


async def sweep(database: Database, now: datetime) -> None:
    """Delete what has expired: codes, tries, and what logins gave."""
    async with database.work() as work:
        await codes.sweep(work, now)
        await proofs.sweep(work, now)


def make_parts(app: FastAPI) -> Parts:
    """Return what accounts are made of; callers are let in by what a login gives, from now on."""
    settings = read_settings(AuthSettings)
    mail = open_mail(read_settings(MailSettings), app.state.settings.in_production)
    given = proofs.open_proofs(app)
    return Parts(settings, app.state.database, app.state.jobs, mail, Passwords(), given)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Offer accounts for as long as `app` lives."""
    parts = app.state.accounts = make_parts(app)
    async with swept(parts.database, sweep):
        yield
    parts.passwords.close()
