"""What a subscription knows: who asks, and the feed that it follows."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import strawberry

from app.core.feed.messages import Gone, Happened, Subscribed
from app.core.feed.service import Feed
from app.core.graphql.context import Context

QUIET_SECONDS = 20  # after which the log is looked into, whatever was told


@dataclass(slots=True, kw_only=True)
class Following(Context):
    """One subscription. What it has looked up is forgotten with each event."""

    feed: Feed

    async def follow(
        self, resource: str, after: str | None
    ) -> AsyncIterator[Subscribed | Happened | Gone]:
        """Yield from where it begins, then what happens, without an end.

        Raises:
            ServiceError: the caller may not follow it, or the cursor is not theirs.
        """
        subscription = await self.feed.subscribe(self.caller, resource, after)
        news = asyncio.Event()
        with self.feed.hub.joined(self.caller.id, news.set):
            yield Subscribed(resource=resource, cursor=subscription.cursor)
            while True:
                news.clear()
                for message in await self.feed.read_news(subscription):
                    self._loaders.clear()
                    yield message
                if not subscription.is_behind:
                    await wait(news)


async def wait(news: asyncio.Event) -> None:
    """Return when there is news, or might be."""
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            await news.wait()
    except TimeoutError:
        return


FollowingInfo = strawberry.Info[Following, None]
