"""What happens to notes."""

from dataclasses import dataclass
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEvent(Event):
    """Something that has happened to one note."""

    note_id: UUID


class NoteCreated(NoteEvent):
    """A note was written."""


class NoteUpdated(NoteEvent):
    """A note was changed."""


class NoteDeleted(NoteEvent):
    """A note was deleted."""
