"""Connect to the file, and leave no thread behind where that fails."""

import asyncio
import sqlite3
from collections.abc import Generator
from typing import Any

import aiosqlite


class Connecting:
    """What SQLAlchemy waits for in place of the driver's own connection."""

    def __init__(self, *place: Any, **options: Any) -> None:
        self._connection = aiosqlite.connect(*place, **options)
        self._connection._thread.daemon = True  # the end of the process waits for nobody's file

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await self._connection
        except sqlite3.Error:  # its thread has a last word, which a loop that has ended cannot hear
            await asyncio.to_thread(self._connection._thread.join)
            raise
