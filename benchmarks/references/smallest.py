"""The floor of memory and start-up: FastAPI and SQLAlchemy with one route and one query."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["REFERENCE_URL"].replace("://", "+asyncpg://", 1))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Ask the database once, so that the first 200 means the same as it does of a real service."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def read_health() -> dict[str, str]:
    """Answer while the process can answer at all."""
    return {"status": "ok"}
