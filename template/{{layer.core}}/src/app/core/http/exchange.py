"""One request and its answer: what is added to the answer, and what follows if it comes late."""

import asyncio
from collections.abc import Awaitable, Sequence

from starlette.responses import Response
from starlette.types import Message, Scope, Send

from app.core.http.errors import TooSlow
from app.core.limits import list_headers
from app.core.problems import draw_error

Headers = Sequence[tuple[bytes, bytes]]


async def drop(message: Message) -> None:
    """Be the `send` of a request that has been answered already."""


class Exchange:
    """Stand where the server's `send` stands."""

    __slots__ = ("expired", "headers", "last_word", "scope", "send_on", "status")

    def __init__(self, scope: Scope, send: Send, headers: Headers) -> None:
        self.scope = scope
        self.send_on = send
        self.headers = headers
        self.status = 0  # none yet
        self.expired = False
        self.last_word: asyncio.Task[None] | None = None

    def send(self, message: Message) -> Awaitable[None]:
        """Send on, with the headers that every answer has; those that it brings itself win."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = message.get("headers", [])
            names = {name for name, _ in own}
            added = [header for header in self.headers if header[0] not in names]
            message["headers"] = [*own, *added, *list_headers(self.scope)]
        return self.send_on(message)

    async def answer(self, response: Response) -> None:
        """Send `response`, whoever waits for it."""
        await response(self.scope, no_more, self.send)

    def expire(self, task: asyncio.Task[None]) -> None:
        """Answer for `task`, and cancel it without waiting: it may never notice.

        An answer that has begun is let be.
        """
        if self.status:
            return
        self.expired = True
        late = Exchange(self.scope, self.send_on, self.headers)
        self.send_on = drop
        self.status = TooSlow.status
        error = TooSlow("The answer took too long. Ask again later.")
        self.last_word = asyncio.create_task(late.answer(draw_error(error)))
        task.cancel()


async def no_more() -> Message:
    """Be the `receive` of an answer that reads nothing."""
    return {"type": "http.disconnect"}
