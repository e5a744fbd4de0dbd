"""GraphQL subscriptions on one socket, in graphql-transport-ws.

The socket has the limits of every other: who it is is known before it is accepted, and asked again.
"""

import asyncio
from datetime import UTC, datetime

import structlog

from app.core.errors import ServiceError
from app.core.feed.service import Feed
from app.core.graphql.engine import Engine
from app.core.graphql.errors import NotCarriedOut, refuse, show_error
from app.core.graphql.following import Following
from app.core.graphql.messages import (
    Complete,
    Init,
    Ping,
    Said,
    Subscribe,
    read_message,
    write_message,
)
from app.core.graphql.streams import stream
from app.core.sockets import Ending, Line, Sockets, Visitor
from app.core.sockets.errors import at_fault, unable
from app.core.sockets.watch import Watch

log = structlog.get_logger("app.graphql")

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 5.0
MOST = 20  # subscriptions on one socket


class Subscriptions:
    """What goes on on one open socket."""

    def __init__(self, engine: Engine, feed: Feed, sockets: Sockets, visitor: Visitor) -> None:
        self.engine = engine
        self.feed = feed
        self.sockets = sockets
        self.visitor = visitor
        self.running: dict[str, asyncio.Task[None]] = {}
        self.is_ready = False
        self.over = asyncio.Event()
        self.ending: Ending | None = None

    def end(self, ending: Ending) -> None:
        """End it soon; the first reason is the one that is told."""
        self.ending = self.ending or ending
        self.over.set()

    async def run(self, line: Line) -> None:
        """Talk until it ends.

        Raises:
            Ending: always.
        """
        listening = asyncio.create_task(self.listen(line))
        late = asyncio.get_running_loop().call_later(INIT_SECONDS, self.miss_init)
        watch = Watch(self.visitor, line, self.sockets.settings)
        try:
            while True:
                await watch.wait(self.over)
                if self.ending:
                    raise self.ending
                await watch.look()
        except ServiceError as error:
            raise unable() from error
        finally:
            late.cancel()
            for task in (listening, *self.running.values()):
                task.cancel()

    def miss_init(self) -> None:
        """End a socket on which nobody has begun."""
        if not self.is_ready:
            self.end(Ending(4408, "no connection_init came"))

    async def listen(self, line: Line) -> None:
        """Carry out what the client says, one message after the other."""
        try:
            while True:
                message = await line.receive()
                await self.sockets.count_message(self.visitor)
                await self.carry_out(line, read_message(message))
        except Ending as ending:
            self.end(ending)
        except Exception:
            log.exception("message failed")
            self.end(at_fault())

    async def carry_out(self, line: Line, said: Said) -> None:
        """Do what the client says.

        Raises:
            Ending: the protocol does not allow it.
        """
        if isinstance(said, Init):
            if self.is_ready:
                raise Ending(4429, "connection_init came twice")
            self.is_ready = True
            await line.send(write_message("connection_ack"))
        elif isinstance(said, Ping):
            await line.send(write_message("pong"))
        elif isinstance(said, Subscribe):
            await self.subscribe(line, said)
        elif isinstance(said, Complete) and (task := self.running.pop(said.id, None)):
            task.cancel()

    async def subscribe(self, line: Line, said: Subscribe) -> None:
        """Begin a subscription.

        Raises:
            Ending: it may not begin.
        """
        if not self.is_ready:
            raise Ending(4401, "connection_init comes first")
        if said.id in self.running:
            raise Ending(4409, "there is a subscription of this id")
        if len(self.running) >= MOST:
            error = refuse(f"A socket has at most {MOST} subscriptions.")
            await line.send(write_message("error", said.id, [show_error(error)]))
            return
        self.running[said.id] = asyncio.create_task(self.follow(line, said))

    async def follow(self, line: Line, said: Subscribe) -> None:
        """Tell what a subscription brings, until it ends."""
        caller, feed, now = self.visitor.caller, self.feed, datetime.now(UTC)
        try:
            context = Following(caller, feed.database, now, feed=feed)
            async for answer in stream(self.engine, said.payload.question, context):
                await line.send(write_message("next", said.id, answer))
            await line.send(write_message("complete", said.id))
        except NotCarriedOut as refusal:
            errors = [show_error(error) for error in refusal.errors]
            await self.tell_errors(line, said.id, errors)
        except Ending as ending:
            self.end(ending)
        except Exception:
            log.exception("subscription failed")
            self.end(at_fault())
        finally:
            if self.running.get(said.id) is asyncio.current_task():
                del self.running[said.id]

    async def tell_errors(self, line: Line, subject: str, errors: list[dict[str, object]]) -> None:
        """Tell why a subscription has ended."""
        try:
            await line.send(write_message("error", subject, errors))
        except Ending as ending:
            self.end(ending)
