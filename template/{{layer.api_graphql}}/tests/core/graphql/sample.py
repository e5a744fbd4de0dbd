"""A small schema with every kind of thing that a document can ask for."""

from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry
from pydantic import BaseModel

from app.core.graphql import Connection, Info, Text, make_schema, read_arguments
from app.core.types import Line


@strawberry.type
class Note:
    """A row."""

    id: UUID
    title: str
    version: int


@strawberry.enum
class NoteSort(Enum):
    """Orders."""

    TITLE_ASC = "title"
    TITLE_DESC = "-title"


@strawberry.input
class NoteInput:
    """What is sent."""

    title: Text
    reference: Text | None = None


class NoteIn(BaseModel):
    """What is sent, as every protocol checks it."""

    title: Line
    reference: Line | None


async def read_rows(info: Info) -> list[Note]:
    """Return what the database of the test gives; none where it has none."""
    database: Any = info.context.database
    rows = await database.rows() if database else []
    return [Note(id=row[0], title=row[1], version=row[2]) for row in rows]


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    async def note(
        self, info: Info, note_id: Annotated[UUID, strawberry.argument(name="id")]
    ) -> Note | None:
        """One row."""
        return next(iter(await read_rows(info)), None)

    @strawberry.field
    async def notes(
        self, info: Info, first: int = 20, sort: NoteSort = NoteSort.TITLE_ASC
    ) -> Connection[Note] | None:
        """A page of rows."""
        rows = await read_rows(info)
        return Connection(nodes=rows, follows=False, is_followed=False, write_cursor=repr)


@strawberry.type
class Mutation:
    """What can be changed."""

    @strawberry.mutation
    async def create_note(
        self, info: Info, note: Annotated[NoteInput, strawberry.argument(name="input")]
    ) -> Note | None:
        """Take what is sent, and keep nothing of it."""
        values = {"title": note.title, "reference": note.reference}
        read_arguments(NoteIn, values, within="input")
        return None


SCHEMA = make_schema(Query, Mutation)
