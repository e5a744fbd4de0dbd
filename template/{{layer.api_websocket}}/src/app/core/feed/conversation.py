"""One client of the feed: what it says is carried out, what it follows is told.

Two tasks share the line. One listens; the other sleeps until there is news or something is due,
and then reads the log from where the client stands. Nothing is kept for a client but a page.
"""

import asyncio

import structlog

from app.core.errors import ServiceError
from app.core.feed.messages import (
    Pong,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    read_message,
    show_trouble,
)
from app.core.feed.service import Feed, Subscription
from app.core.http.errors import MediaTypeRefused
from app.core.logs import current_request
from app.core.sockets import Ending, Line, Sockets, Visitor
from app.core.sockets.errors import at_fault, unable
from app.core.sockets.watch import Watch

log = structlog.get_logger("app.feed")


class Conversation:
    """What goes on on one open socket."""

    def __init__(self, feed: Feed, sockets: Sockets, visitor: Visitor) -> None:
        self.feed = feed
        self.sockets = sockets
        self.visitor = visitor
        self.subscriptions: dict[str, Subscription] = {}
        self.turn = asyncio.Lock()  # what is said of one subscription stays in order
        self.news = asyncio.Event()
        self.ending: Ending | None = None

    def end(self, ending: Ending) -> None:
        """End it soon; the first reason is the one that is told."""
        self.ending = self.ending or ending
        self.news.set()

    async def run(self, line: Line) -> None:
        """Talk until it ends.

        Raises:
            Ending: always.
        """
        listening = asyncio.create_task(self.listen(line))
        try:
            with self.feed.hub.joined(self.visitor.caller.id, self.news.set):
                await self.tell(line)
        finally:
            listening.cancel()

    async def listen(self, line: Line) -> None:
        """Carry out what the client says, one message after the other."""
        try:
            while True:
                await self.hear(line)
        except Ending as ending:
            self.end(ending)
        except Exception:
            log.exception("message failed")
            self.end(at_fault())

    async def hear(self, line: Line) -> None:
        """Carry out the next message, or tell the client why not."""
        message = await line.receive()
        await self.sockets.count_message(self.visitor)
        try:
            if isinstance(message, bytes):
                raise MediaTypeRefused("Send text, not bytes.")
            await self.carry_out(line, read_message(message))
        except ServiceError as error:
            trouble = show_trouble(error, current_request.get())
            await line.send(trouble.model_dump_json(exclude_none=True))

    async def carry_out(self, line: Line, said: Subscribe | Unsubscribe | Pong) -> None:
        """Do what the client says.

        Raises:
            ServiceError: it may not be done.
        """
        if isinstance(said, Subscribe):
            await self.subscribe(line, said)
        elif isinstance(said, Unsubscribe):
            async with self.turn:
                self.subscriptions.pop(said.resource, None)
                await line.send(Unsubscribed(resource=said.resource).model_dump_json())

    async def subscribe(self, line: Line, said: Subscribe) -> None:
        """Follow a resource from now on; a subscription to it that there was is replaced."""
        caller = self.visitor.caller
        async with self.turn:
            made = await self.feed.subscribe(caller, said.resource, said.after)
            answer = Subscribed(resource=made.resource, cursor=made.cursor)
            await line.send(answer.model_dump_json())
            self.subscriptions[made.resource] = made
        self.news.set()

    async def tell(self, line: Line) -> None:
        """Tell what happens, and see that the socket is still wanted and still allowed.

        Raises:
            Ending: always.
        """
        watch = Watch(self.visitor, line, self.sockets.settings)
        while True:
            await watch.wait(self.news)
            if self.ending:
                raise self.ending
            has_news = self.news.is_set()
            self.news.clear()
            try:
                was_quiet = await watch.look()
                if has_news or was_quiet:
                    await self.catch_up(line)
            except ServiceError as error:
                log.warning("feed interrupted", reason=error.detail)
                raise unable() from error

    async def catch_up(self, line: Line) -> None:
        """Tell what has happened since, of everything that is followed."""
        for subscription in tuple(self.subscriptions.values()):
            while await self.tell_page(line, subscription):
                pass

    async def tell_page(self, line: Line, subscription: Subscription) -> bool:
        """Tell a page of events, and return whether more may follow."""
        async with self.turn:
            if self.subscriptions.get(subscription.resource) is not subscription:
                return False  # replaced, or not wanted any more
            for message in await self.feed.read_news(subscription):
                await line.send(message.model_dump_json())
        return subscription.is_behind
