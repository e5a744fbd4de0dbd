"""Notes over GraphQL subscriptions: what happens to them, as the feed tells it."""

from collections.abc import AsyncIterator
from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from app.core.feed.messages import Gone, Happened, Subscribed
from app.core.graphql import Text
from app.core.graphql.following import FollowingInfo
from app.notes.errors import NoteNotFound
from app.notes.graphql import Note, load_notes, show

After = Annotated[
    Text | None,
    strawberry.argument(description="The last cursor that you have handled; null: from now on."),
]


@strawberry.enum
class NoteEventKind(Enum):
    """What has happened. GONE: what followed your cursor is not kept, read the list again."""

    STARTED = "started"
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    GONE = "gone"


@strawberry.type
class NoteEvent:
    """Something that has happened to one of your notes; STARTED and GONE are about none."""

    kind: NoteEventKind
    cursor: str
    note_id: UUID | None = None
    at: datetime | None = None

    @strawberry.field
    async def note(self, info: FollowingInfo) -> Note | None:
        """The note as it is now; null if it is not there any more."""
        if self.note_id is None:
            return None
        try:
            return show(await info.context.load(load_notes, self.note_id))
        except NoteNotFound:
            return None


@strawberry.type
class NoteSubscriptions:
    """What can be followed of notes."""

    @strawberry.subscription
    async def note_events(
        self, info: FollowingInfo, after: After = None
    ) -> AsyncIterator[NoteEvent]:
        """What happens to your notes, from the cursor on."""
        async for message in info.context.follow("notes", after):
            yield show_event(message)


def show_event(message: Subscribed | Happened | Gone) -> NoteEvent:
    """Return what the feed tells, as the schema calls it."""
    if isinstance(message, Happened):
        kind = NoteEventKind(message.kind)
        return NoteEvent(kind=kind, cursor=message.cursor, note_id=message.id, at=message.at)
    is_gone = isinstance(message, Gone)
    kind = NoteEventKind.GONE if is_gone else NoteEventKind.STARTED
    return NoteEvent(kind=kind, cursor=message.cursor)
