"""What every open socket needs now and then: a heartbeat, and a look at who is there."""

import asyncio
from contextlib import suppress
from time import time

from app.core.errors import Forbidden, Unauthenticated
from app.core.sockets.door import Visitor
from app.core.sockets.errors import silent, unauthenticated
from app.core.sockets.line import Line
from app.core.sockets.settings import SocketSettings

PING = '{"type":"ping"}'


class Watch:
    """When something is due on one socket."""

    def __init__(self, visitor: Visitor, line: Line, settings: SocketSettings) -> None:
        self.visitor = visitor
        self.line = line
        self.settings = settings
        self.now = asyncio.get_running_loop().time
        self.ping_at = self.now() + settings.heartbeat_seconds
        self.ask_at = self.now() + self.plan()

    def plan(self) -> float:
        """Return in how many seconds to ask again who it is: soon, and when the credential ends."""
        ends_at = self.visitor.caller.ends_at
        left = self.settings.recheck_seconds if ends_at is None else ends_at - time()
        return min(max(left, 0.0), self.settings.recheck_seconds)

    async def wait(self, news: asyncio.Event) -> None:
        """Return when there is news, or something is due."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(self.ping_at, self.ask_at)):
                await news.wait()

    async def look(self) -> bool:
        """Do what is due, and return whether a heartbeat was.

        Raises:
            Ending: the client is silent, or not let in any more.
            ServiceError: nobody can say who it is.
        """
        if self.now() >= self.ask_at:
            await self.ask_again()
        if self.now() < self.ping_at:
            return False
        if self.now() - self.line.heard_at >= self.settings.silent_seconds:
            raise silent()
        await self.line.send(PING)
        self.ping_at = self.now() + self.settings.heartbeat_seconds
        return True

    async def ask_again(self) -> None:
        """Let the visitor stay who is still the same, and may still do the same."""
        ends_at = self.visitor.caller.ends_at
        try:
            caller = await self.visitor.ask_again()
        except (Unauthenticated, Forbidden) as error:
            raise unauthenticated() from error
        was = self.visitor.caller
        is_over = ends_at is not None and ends_at <= time()
        if is_over or (caller.id, caller.scopes) != (was.id, was.scopes):
            raise unauthenticated()
        self.ask_at = self.now() + self.plan()
