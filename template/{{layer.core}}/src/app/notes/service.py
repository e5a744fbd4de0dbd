"""What a caller may do with notes. Every way in, whatever its protocol, comes through here."""

from dataclasses import dataclass
from datetime import datetime

from app.core.caller import Caller
from app.core.database import Database
from app.core.ids import make_id
from app.core.paging import Place, read_cursor, write_cursor
from app.notes import repository
from app.notes.events import NoteCreated
from app.notes.schemas import NoteIn, NoteOut, NotePage, NoteQuery


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one caller."""

    caller: Caller
    database: Database

    async def list_page(self, query: NoteQuery) -> NotePage:
        """Return a page of the caller's notes."""
        self.caller.require("notes:read")
        filters = find_filters(query)
        name = f"notes {self.caller.id} {query.sort} {filters}"
        place = read_cursor(query.cursor, name) if query.cursor else None
        listing = repository.Listing(self.caller.id, query.sort, query.limit + 1, place, filters)
        notes = await repository.read_notes(self.database, listing)
        if len(notes) <= query.limit:
            return NotePage(notes, None)
        del notes[query.limit :]
        return NotePage(notes, write_cursor(find_place(notes[-1], query.sort), name))

    async def create(self, note: NoteIn, now: datetime) -> NoteOut:
        """Store a new note and return it."""
        self.caller.require("notes:write")
        created = NoteOut(
            id=make_id(now),
            title=note.title,
            text=note.text,
            reference=note.reference,
            version=1,
            created_at=now,
            updated_at=now,
        )
        async with self.database.work(alone=True) as work:
            await repository.add_note(work, self.caller.id, created)
            await work.publish(NoteCreated(owner_id=self.caller.id, note_id=created.id))
        return created


def find_filters(query: NoteQuery) -> dict[str, str]:
    """Return the filters of `query`, as the repository names them."""
    filters = {}
    if query.title_contains is not None:
        filters["title_contains"] = f"%{escape_like(query.title_contains)}%"
    if query.reference is not None:
        filters["reference"] = query.reference
    return filters


def escape_like(text: str) -> str:
    """Return `text` as a LIKE pattern that matches nothing but itself; `/` is the escape."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def find_place(note: NoteOut, sort: str) -> Place:
    """Return where `note` stands in a list that is sorted by `sort`."""
    value = note.created_at.isoformat() if sort.endswith("created_at") else note.title
    return Place(note.id, value)
