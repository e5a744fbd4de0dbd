"""Notes as callers send and see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.paging import LARGEST_PAGE, PAGE_SIZE
from app.core.types import Line, TextOf

Reference = Annotated[str, TextOf(100, min_length=1)]
Body = Annotated[str, TextOf(10_000)]
Cursor = Annotated[str, TextOf(1_200)]
Sort = Literal["-created_at", "created_at", "-title", "title"]


class NoteIn(BaseModel):
    """A note to write."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    text: Body = ""
    reference: Reference | None = Field(
        default=None, description="What the note is called elsewhere; unique among your notes."
    )


class NoteChange(BaseModel):
    """What a note is to hold from now on, all of it."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    text: Body
    reference: Reference | None


@dataclass(slots=True)
class NoteOut:
    """A note. It comes from the database, not from a caller, so nothing checks it again."""

    id: UUID
    title: str
    text: str
    reference: str | None
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class NotePage:
    """Some notes, and the cursor that asks for the next ones: null on the last page."""

    items: list[NoteOut]
    next_cursor: str | None


class NoteQuery(BaseModel):
    """Which notes to list, and in which order."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE
    cursor: Cursor | None = Field(default=None, description="From `next_cursor`.")
    sort: Sort = "-created_at"
    title_contains: Line | None = None
    reference: Reference | None = None
