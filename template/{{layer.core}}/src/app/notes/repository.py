"""The SQL of notes. Every statement names the owner, so that no caller can forget to.

The statements are built once, at import: building one costs more than running it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import Select

from app.core.database import NotUnique, Reader, Work
from app.core.paging import Place
from app.notes.errors import NoteHasChanged, NoteNotFound, ReferenceTaken
from app.notes.models import Note
from app.notes.schemas import NoteChange, NoteOut

COLUMNS = [getattr(Note, field.name) for field in fields(NoteOut)]
OWNED = Note.owner_id == bindparam("caller_id")
THE_ONE = (OWNED, Note.id == bindparam("note_id"))
UNCHANGED = (*THE_ONE, Note.version.in_(bindparam("versions", expanding=True)))

READ = select(*COLUMNS).where(*THE_ONE)
ADD = insert(Note)
CHANGE = (
    update(Note)
    .where(*UNCHANGED)
    .values(
        title=bindparam("title"),
        text=bindparam("text"),
        reference=bindparam("reference"),
        version=Note.version + 1,
        updated_at=bindparam("now"),
    )
)
REMOVE = delete(Note).where(*UNCHANGED)


@dataclass(frozen=True, slots=True)
class Order:
    """A list in one order: its first page, and what follows a place in it."""

    column: InstrumentedAttribute[Any]
    first: Select[Any]
    after: Select[Any]


def order_by(column: InstrumentedAttribute[Any], *, descending: bool) -> Order:
    """Return the list of one caller's notes, ordered by `column` and then by id."""
    last: BindParameter[Any] = bindparam("last")
    last_id: BindParameter[UUID] = bindparam("last_id")
    owned = select(*COLUMNS).where(OWNED).limit(bindparam("limit"))
    if descending:
        first = owned.order_by(column.desc(), Note.id.desc())
        after = first.where(column <= last, or_(column < last, Note.id < last_id))
    else:
        first = owned.order_by(column, Note.id)
        after = first.where(column >= last, or_(column > last, Note.id > last_id))
    return Order(column, first, after)


ORDERS = {
    "-created_at": order_by(Note.created_at, descending=True),
    "created_at": order_by(Note.created_at, descending=False),
    "-title": order_by(Note.title, descending=True),
    "title": order_by(Note.title, descending=False),
}
FILTERS = {
    "title_contains": Note.title.ilike(bindparam("title_contains"), escape="/"),
    "reference": Note.reference == bindparam("reference"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which notes to read: whose, in which order, how many, after what, with which filters."""

    caller_id: UUID
    sort: str
    limit: int
    place: Place | None
    filters: Mapping[str, str]


async def read_notes(reader: Reader, listing: Listing) -> list[NoteOut]:
    """Return the notes of `listing`, at most `limit`."""
    order = ORDERS[listing.sort]
    values: dict[str, Any] = {"caller_id": listing.caller_id, "limit": listing.limit}
    statement = order.first
    if listing.place is not None:
        statement = order.after
        values["last_id"] = listing.place.id
        values["last"] = read_value(order, listing.place)
    if listing.filters:
        statement = statement.where(*(FILTERS[name] for name in listing.filters))
        values.update(listing.filters)
    return [NoteOut(*row) for row in await reader.rows(statement, values)]


def read_value(order: Order, place: Place) -> object:
    """Return the value of the ordering column at `place`, in the column's own type."""
    return datetime.fromisoformat(place.value) if order.column is Note.created_at else place.value


async def read_note(reader: Reader, caller_id: UUID, note_id: UUID) -> NoteOut:
    """Return one note.

    Raises:
        NoteNotFound: the caller has none with this id.
    """
    row = await reader.row(READ, {"caller_id": caller_id, "note_id": note_id})
    if row is None:
        raise NoteNotFound
    return NoteOut(*row)


async def add_note(work: Work, caller_id: UUID, note: NoteOut) -> None:
    """Store a new note.

    Raises:
        ReferenceTaken: its owner has another one with this reference.
    """
    try:
        await work.change(ADD, {"owner_id": caller_id, **asdict(note)})
    except NotUnique as error:
        raise ReferenceTaken from error


@dataclass(frozen=True, slots=True)
class Target:
    """The note that is to be changed: whose, which, and in which version the caller saw it."""

    caller_id: UUID
    note_id: UUID
    versions: Sequence[int]


async def change_note(work: Work, target: Target, change: NoteChange, now: datetime) -> NoteOut:
    """Store what the note holds from now on, and return it.

    Raises:
        NoteNotFound: the caller has none with this id.
        NoteHasChanged: it is at another version.
        ReferenceTaken: the caller has another one with this reference.
    """
    try:
        changed = await work.change(CHANGE, {**asdict(target), **change.model_dump(), "now": now})
    except NotUnique as error:
        raise ReferenceTaken from error
    note = await read_note(work, target.caller_id, target.note_id)
    if not changed:
        raise NoteHasChanged
    return note


async def remove_note(work: Work, target: Target) -> None:
    """Delete the note.

    Raises:
        NoteNotFound: the caller has none with this id.
        NoteHasChanged: it is at another version.
    """
    if not await work.change(REMOVE, asdict(target)):
        await read_note(work, target.caller_id, target.note_id)
        raise NoteHasChanged
