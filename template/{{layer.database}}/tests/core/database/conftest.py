"""Databases with settings of a test's own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database, DatabaseSettings

Opened = Callable[..., AbstractAsyncContextManager[Database]]


@pytest.fixture
def opened(client: TestClient) -> Opened:
    """What opens the tests' database once more, with other settings."""

    @asynccontextmanager
    async def opened(**settings: object) -> AsyncIterator[Database]:
        database = Database(DatabaseSettings().model_copy(update=settings))
        yield database
        await database.close()

    return opened
