"""Take no more than a share of the machine: callers of the service come first."""

import asyncio
import time
from typing import Final

REST_SECONDS: Final = 2  # fewer callers meet one longer piece of work than many short ones


class Pace:
    """So many bytes a second at most; what was slower does not catch up."""

    def __init__(self, bytes_per_second: float) -> None:
        self.bytes_per_second = bytes_per_second
        self._due = time.monotonic()

    def reckon(self, count: int) -> float:
        """Return how many seconds to wait now that `count` bytes more are done, or 0: go on."""
        now = time.monotonic()
        self._due = max(self._due + count / self.bytes_per_second, now)
        wait = self._due - now
        return wait if wait > REST_SECONDS else 0

    async def keep(self, count: int) -> None:
        """Wait as long as that."""
        if wait := self.reckon(count):
            await asyncio.sleep(wait)
