"""Connect to the server within a time, the greeting and the password included."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from typing import Any

Connect = Callable[..., Awaitable[Any]]


class Connecting:
    """A connection that is begun when somebody waits for it; until then it can be forgotten."""

    def __init__(self, begin: Callable[[], Awaitable[Any]], seconds: float) -> None:
        self._begin = begin
        self._seconds = seconds

    def __await__(self) -> Generator[Any, None, Any]:
        return self._connect().__await__()

    async def _connect(self) -> Any:
        async with asyncio.timeout(self._seconds):  # drivers watch only a part of it
            return await self._begin()


def connect_within(seconds: float, connect: Connect) -> Callable[..., Connecting]:
    """Return what SQLAlchemy calls in place of the driver's own `connect`."""
    return lambda **arguments: Connecting(lambda: connect(**arguments), seconds)
