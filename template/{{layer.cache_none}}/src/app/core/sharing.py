"""What the processes of this service share beside the database: nothing. Each keeps to itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.core.relay import Subscribers


class RelayInProcess(Subscribers):
    """Messages that stay in this process."""

    def publish(self, channel: str, payload: bytes) -> None:
        """Tell every subscriber of `channel` in this process, now."""
        self.tell(channel, payload)


@asynccontextmanager
async def open_sharing(app: FastAPI) -> AsyncIterator[None]:
    """Put what carries messages into `app.state.relay`."""
    app.state.relay = RelayInProcess()
    yield
