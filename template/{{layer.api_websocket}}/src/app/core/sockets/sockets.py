"""The sockets of this process: how many there may be, and how they all end."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI

from app.core.counters import Rule
from app.core.http.errors import Overloaded
from app.core.http.settings import HttpSettings
from app.core.limits import Limits, name_address
from app.core.settings import read_settings
from app.core.sockets.door import Door, Visitor
from app.core.sockets.errors import Ending, TooManySockets, at_restart, too_much
from app.core.sockets.server import serving_sockets
from app.core.sockets.settings import SocketSettings

End = Callable[[Ending], None]


class Sockets:
    """Those that are open: `app.state.sockets`."""

    def __init__(self, settings: SocketSettings, door: Door) -> None:
        self.settings = settings
        self.door = door
        self.ends: set[End] = set()
        self.of_caller: Counter[str] = Counter()
        self.messages = Rule("messages", settings.messages, settings.messages_seconds)

    @contextmanager
    def hold(self, visitor: Visitor, end: End) -> Iterator[None]:
        """Count one more for as long as the block lasts; `end` ends it from outside.

        Raises:
            TooManySockets: the caller has as many as they may.
            Overloaded: the process has.
        """
        key = name_holder(visitor)
        if self.of_caller[key] >= self.settings.of_caller:
            raise TooManySockets
        if len(self.ends) >= self.settings.of_process:
            raise Overloaded("The service holds as many sockets as it can. Connect again later.")
        self.of_caller[key] += 1
        self.ends.add(end)
        try:
            yield
        finally:
            self.ends.discard(end)
            self.of_caller[key] -= 1
            if not self.of_caller[key]:
                del self.of_caller[key]

    async def count_message(self, visitor: Visitor) -> None:
        """Count a message of the visitor.

        Raises:
            Ending: there were too many of them.
        """
        limits: Limits = visitor.socket.app.state.limits
        verdict = await limits.counters.take(self.messages, name_holder(visitor))
        if verdict.wait_seconds:
            raise too_much()

    def end_all(self) -> None:
        """End every socket: the process is about to stop."""
        for end in tuple(self.ends):
            end(at_restart())


def name_holder(visitor: Visitor) -> str:
    """Return whose sockets are counted together; where nobody was asked who, an address."""
    if not visitor.caller.is_anyone:
        return visitor.caller.id.hex
    client = visitor.socket.client
    return name_address(client.host if client else "")


@asynccontextmanager
async def open_sockets(app: FastAPI) -> AsyncIterator[Sockets]:
    """Offer the sockets at `app.state.sockets`; they end before the process does."""
    settings = read_settings(SocketSettings)
    sockets = app.state.sockets = Sockets(settings, Door(read_settings(HttpSettings)))
    app.state.at_drain.append(sockets.end_all)
    async with AsyncExitStack() as opened:
        if app.state.is_served:
            await opened.enter_async_context(serving_sockets(app, settings))
        opened.callback(sockets.end_all)
        yield sockets
