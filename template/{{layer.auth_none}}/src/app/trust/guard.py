"""The answer to who calls, in a service that asks nobody: always the same caller."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.core.caller import Caller

log = structlog.get_logger("app.trust")

ANYONE = Caller(UUID(int=0))


async def trust_everyone(connection: HTTPConnection) -> Caller:
    """Return the one caller that there is, who may do everything."""
    return ANYONE


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Trust every caller, and say so where an operator reads it."""
    app.state.identify = trust_everyone
    log.warning("every caller is trusted: whoever can reach this service may do everything")
    yield
