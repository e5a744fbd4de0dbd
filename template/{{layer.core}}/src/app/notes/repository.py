"""The SQL of notes. Every statement names the owner, so that no caller can forget to.

The statements are built once, at import: building one costs more than running it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
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

NAMES = [field.name for field in fields(NoteOut)]
COLUMNS = [getattr(Note, name) for name in NAMES]
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


SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "created_at": Note.created_at,
    "title": Note.title,
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


@cache
def select_notes(sort: str, filters: tuple[str, ...], *, follows: bool) -> Select[Any]:
    """Return the statement for a page, the first one or one that `follows` a place.

    Sorts and filters come from the lists above, so there are few of them.
    """
    column = SORTS[sort.removeprefix("-")]
    last: BindParameter[Any] = bindparam("last", type_=column.type)
    last_id: BindParameter[UUID] = bindparam("last_id", type_=Note.id.type)
    page = select(*COLUMNS).where(OWNED, *(FILTERS[name] for name in filters))
    if sort.startswith("-"):
        after = (column <= last, or_(column < last, Note.id < last_id))
        page = page.order_by(column.desc(), Note.id.desc())
    else:
        after = (column >= last, or_(column > last, Note.id > last_id))
        page = page.order_by(column, Note.id)
    return page.where(*after if follows else ()).limit(bindparam("limit"))


async def read_notes(reader: Reader, listing: Listing) -> list[NoteOut]:
    """Return the notes of `listing`, at most `limit`."""
    place = listing.place
    statement = select_notes(listing.sort, tuple(listing.filters), follows=place is not None)
    values = {"caller_id": listing.caller_id, "limit": listing.limit, **listing.filters}
    if place is not None:
        values |= {"last_id": place.id, "last": read_value(listing.sort, place.value)}
    return [NoteOut(*row) for row in await reader.rows(statement, values)]


def read_value(sort: str, text: str) -> object:
    """Return the value of the column that is sorted by, from its text in a cursor."""
    return datetime.fromisoformat(text) if sort.endswith("created_at") else text


async def read_note(reader: Reader, caller_id: UUID, note_id: UUID) -> NoteOut:
    """Return one note.

    Raises:
        NoteNotFound: the caller has none with this id.
    """
    row = await reader.row(READ, {"caller_id": caller_id, "note_id": note_id})
    if row is None:
        raise NoteNotFound
    return NoteOut(*row)


@cache
def select_several(count: int) -> Select[Any]:
    """Return the statement that reads up to `count` notes by their ids."""
    ids = [bindparam(f"id_{number}", type_=Note.id.type) for number in range(count)]
    return select(*COLUMNS).where(OWNED, Note.id.in_(ids))


async def read_several(
    reader: Reader, caller_id: UUID, note_ids: Sequence[UUID]
) -> dict[UUID, NoteOut]:
    """Return those of the notes that the caller has, by their ids.

    There is a statement for 1, 2, 4, 8 ... ids, and the last id fills what is left over.
    """
    count = 1 << (len(note_ids) - 1).bit_length()
    filled = [*note_ids, *[note_ids[-1]] * (count - len(note_ids))]
    values = {f"id_{number}": note_id for number, note_id in enumerate(filled)}
    rows = await reader.rows(select_several(count), {"caller_id": caller_id, **values})
    return {note.id: note for note in (NoteOut(*row) for row in rows)}


async def add_note(work: Work, caller_id: UUID, note: NoteOut) -> None:
    """Store a new note.

    Raises:
        ReferenceTaken: its owner has another one with this reference.
    """
    values = {name: getattr(note, name) for name in NAMES}  # asdict() would copy each of them
    try:
        await work.change(ADD, {"owner_id": caller_id, **values})
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
