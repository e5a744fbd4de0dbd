"""A body that is read only so far and only for so long."""

import asyncio

from starlette.types import Message, Receive

from app.core.http.errors import BodyBroken, BodyTooLarge, BodyTooSlow
from app.core.http.settings import HttpSettings


class BoundedBody:
    """Stand where the server's `receive` stands, and count what it gives."""

    __slots__ = ("ends_at", "left", "receive", "whole")

    def __init__(self, receive: Receive, settings: HttpSettings) -> None:
        self.receive = receive
        self.left = settings.body_bytes
        self.ends_at = asyncio.get_running_loop().time() + settings.body_seconds
        self.whole = False

    async def __call__(self) -> Message:
        """Return the next part.

        Raises:
            ConnectionCut: it is too much, too slow, or not whole.
        """
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout_at(self.ends_at):
                message = await self.receive()
        except TimeoutError as error:
            raise BodyTooSlow("The body took too long to arrive.") from error
        if message["type"] == "http.disconnect":
            raise BodyBroken("The body ended before its end.")
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise BodyTooLarge("The body is over the limit.")
        self.whole = not message.get("more_body", False)
        return message
