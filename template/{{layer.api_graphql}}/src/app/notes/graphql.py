"""Notes over GraphQL: queries and mutations in, what the service says out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Annotated, cast
from uuid import UUID

import strawberry

from app.core.graphql import Connection, Context, IdempotencyKey, Info, Text, read_arguments
from app.core.idempotency import KEY_MEANING
from app.core.paging import PAGE_SIZE
from app.notes.errors import NoteNotFound
from app.notes.schemas import NoteChange, NoteIn, NoteOut, NoteQuery
from app.notes.service import Notes

NAMES = {"limit": "first", "cursor": "after", "title_contains": "titleContains"}

Id = Annotated[UUID, strawberry.argument(name="id")]
Version = Annotated[int, strawberry.argument(description="The one that you have read.")]
Key = Annotated[IdempotencyKey | None, strawberry.argument(description=KEY_MEANING)]


@strawberry.type
class Note:
    """A short text of yours."""

    id: UUID
    title: str
    text: str
    reference: str | None
    version: int
    created_at: datetime
    updated_at: datetime


@strawberry.enum
class NoteSort(Enum):
    """The orders in which notes can be listed."""

    CREATED_AT_DESC = "-created_at"
    CREATED_AT_ASC = "created_at"
    TITLE_DESC = "-title"
    TITLE_ASC = "title"


@strawberry.input
class NoteInput:
    """A note to write. Its reference is what it is called elsewhere; unique among your notes."""

    title: Text
    text: Text = Text("")
    reference: Text | None = None


@strawberry.input
class NoteChangeInput:
    """What a note is to hold from now on, all of it."""

    title: Text
    text: Text
    reference: Text | None = None


ToWrite = Annotated[NoteInput, strawberry.argument(name="input")]
ToChange = Annotated[NoteChangeInput, strawberry.argument(name="input")]


@strawberry.type
class NoteQueries:
    """What can be read of notes."""

    @strawberry.field
    async def note(self, info: Info, note_id: Id) -> Note | None:
        """One of your notes."""
        return show(await info.context.load(load_notes, note_id))

    @strawberry.field
    async def notes(
        self,
        info: Info,
        first: int = PAGE_SIZE,
        after: Text | None = None,
        sort: NoteSort = NoteSort.CREATED_AT_DESC,
        title_contains: Text | None = None,
        reference: Text | None = None,
    ) -> Connection[Note] | None:
        """Your notes, newest first."""
        asked = {
            "limit": first,
            "cursor": after,
            "sort": sort.value,
            "title_contains": title_contains,
            "reference": reference,
        }
        query = read_arguments(NoteQuery, asked, called=NAMES)
        notes = open_notes(info.context)
        page = await notes.list_page(query)
        return Connection(
            nodes=[show(note) for note in page.items],
            follows=query.cursor is not None,
            is_followed=page.next_cursor is not None,
            write_cursor=lambda note: notes.write_cursor(note, query),
        )


@strawberry.type
class NoteMutations:
    """What can be done to notes."""

    @strawberry.mutation
    async def create_note(
        self, info: Info, note: ToWrite, idempotency_key: Key = None
    ) -> Note | None:
        """Write a note."""
        wanted = read_arguments(NoteIn, asdict(note), within="input")
        notes = open_notes(info.context)
        return show(await notes.create(wanted, info.context.now, idempotency_key))

    @strawberry.mutation
    async def update_note(
        self, info: Info, note_id: Id, version: Version, change: ToChange
    ) -> Note | None:
        """Change a note that is still at the version that you have read."""
        wanted = read_arguments(NoteChange, asdict(change), within="input")
        notes = open_notes(info.context)
        return show(await notes.change(note_id, [version], wanted, info.context.now))

    @strawberry.mutation
    async def delete_note(self, info: Info, note_id: Id, version: Version) -> UUID | None:
        """Delete a note that is still at the version that you have read; return its id."""
        await open_notes(info.context).delete(note_id, [version])
        return note_id


def open_notes(context: Context) -> Notes:
    """Return the notes of whoever asks."""
    return Notes(context.caller, context.database)


def show(note: NoteOut) -> Note:
    """Return `note` as the schema calls it: it has the same fields, and none is copied."""
    return cast(Note, note)


async def load_notes(
    context: Context, note_ids: Sequence[UUID]
) -> Sequence[NoteOut | NoteNotFound]:
    """Return the notes with these ids, or for each why it is not there."""
    notes = await open_notes(context).read_several(note_ids)
    return [note or NoteNotFound() for note in notes]
