"""What a caller may follow, and from where. Every way to follow comes through here."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from app.core.caller import Caller
from app.core.database import Database
from app.core.feed.cursors import read_position, write_position
from app.core.feed.hub import Hub
from app.core.feed.log import Page, find_reached, read_page
from app.core.feed.messages import Gone, Happened
from app.core.feed.resources import Resources


@dataclass(eq=False, slots=True)
class Subscription:
    """One resource that one caller follows, and how far they have come."""

    owner_id: UUID
    resource: str
    position: int
    is_behind: bool = False  # there is more to read at once

    @property
    def cursor(self) -> str:
        """What resumes it from here."""
        return self.point(self.position)

    def point(self, position: int) -> str:
        """Return the cursor of a position."""
        return write_position(position, self.owner_id, self.resource)


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of this service: `app.state.feed`."""

    database: Database
    resources: Resources
    hub: Hub

    async def subscribe(
        self, caller: Caller, resource: str, after: str | None = None
    ) -> Subscription:
        """Return a subscription from where a cursor stands, or from now on.

        Raises:
            UnknownResource: there is none of that name.
            Forbidden: the caller may not read it.
            Refused: the cursor is not theirs, or of another resource.
        """
        self.resources.check(caller, resource)
        if after is None:
            position = await find_reached(self.database, caller.id, resource)
        else:
            position = read_position(after, caller.id, resource)
        return Subscription(caller.id, resource, position)

    async def read_news(self, subscription: Subscription) -> Iterator[Happened | Gone]:
        """Return what follows, at most a page, and move the subscription behind it."""
        owner_id, resource = subscription.owner_id, subscription.resource
        page = await read_page(self.database, owner_id, resource, subscription.position)
        subscription.position += len(page.entries)
        if page.is_torn:
            subscription.position = page.reached
        subscription.is_behind = subscription.position < page.reached
        return show_page(subscription, page)


def show_page(subscription: Subscription, page: Page) -> Iterator[Happened | Gone]:
    """Yield the messages of a page. Each is made when it is sent: the others weigh less."""
    for entry in page.entries:
        yield Happened(
            resource=subscription.resource,
            kind=entry.kind,
            id=entry.subject_id,
            at=entry.happened_at,
            cursor=subscription.point(entry.position),
        )
    if page.is_torn:
        yield Gone(resource=subscription.resource, cursor=subscription.point(page.reached))
