"""Whether the process can work: it is not about to stop, and its database answers."""

import asyncio

import structlog
from fastapi import FastAPI

from app.core.errors import Unavailable

log = structlog.get_logger(__name__)

DEADLINE_SECONDS = 2.0


async def is_ready(app: FastAPI) -> bool:
    """Return whether requests should be sent to this process.

    All who ask at one time share one question to the database, and a database that is frozen
    is not waited for: the question is left to end by itself.
    """
    if app.state.draining:
        return False
    question: asyncio.Task[bool] | None = getattr(app.state, "readiness", None)
    if question is None or question.done():
        question = app.state.readiness = asyncio.create_task(ask_database(app))
    await asyncio.wait({question}, timeout=DEADLINE_SECONDS)
    if question.done():
        return question.result()
    log.warning("the database does not answer the readiness check")
    return False


async def ask_database(app: FastAPI) -> bool:
    """Return whether the database answers."""
    try:
        await app.state.database.check()
    except Unavailable as error:
        log.warning("the database does not answer", reason=repr(error.__cause__))
        return False
    except Exception:
        log.warning("the database refuses the readiness check", exc_info=True)
        return False
    return True
