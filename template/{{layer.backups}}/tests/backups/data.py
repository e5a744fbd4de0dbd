"""A database with rows of its own, which no feature knows, and questions to it."""

import asyncio
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.database import DatabaseSettings

MAKE = "CREATE TABLE marks (id INTEGER PRIMARY KEY, said VARCHAR(200))"
FILL = "INSERT INTO marks VALUES (1, 'first'), (2, NULL), (3, 'it''s ä 🐚')"
FILL_LIVE = "INSERT INTO marks VALUES (9, 'live')"
ASK = "SELECT id, said FROM marks ORDER BY id"

Rows = list[tuple[Any, ...]]
COPIED: Rows = [(1, "first"), (2, None), (3, "it's ä 🐚")]
LIVE: Rows = [(9, "live")]


def ask(settings: DatabaseSettings, *statements: str) -> Rows:
    """Run statements in one transaction, and return the rows of the last."""

    async def run() -> Rows:
        engine = create_async_engine(settings.address())
        try:
            async with engine.begin() as connection:
                rows: Rows = []
                for statement in statements:
                    found = await connection.execute(text(statement))
                    rows = [tuple(row) for row in found] if found.returns_rows else []
                return rows
        finally:
            await engine.dispose()

    return asyncio.run(run())
