"""What a caller may do with notes. Every way in, whatever its protocol, comes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from app.core.caller import Caller
from app.core.database import Database
from app.core.idempotency import claim, keep_answer, read_attempt
from app.core.ids import make_id
from app.core.paging import Place, read_cursor, write_cursor
from app.core.policy import Scope
from app.notes import repository
from app.notes.events import NoteCreated, NoteDeleted, NoteUpdated
from app.notes.schemas import NoteChange, NoteIn, NoteOut, NotePage, NoteQuery

NOTE = TypeAdapter(NoteOut)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one caller."""

    caller: Caller
    database: Database

    async def list_page(self, query: NoteQuery) -> NotePage:
        """Return a page of the caller's notes."""
        self.caller.require(Scope.NOTES_READ)
        filters = find_filters(query)
        place = read_cursor(query.cursor, self.name_list(query)) if query.cursor else None
        listing = repository.Listing(self.caller.id, query.sort, query.limit + 1, place, filters)
        notes = await repository.read_notes(self.database, listing)
        if len(notes) <= query.limit:
            return NotePage(notes, None)
        del notes[query.limit :]
        return NotePage(notes, self.write_cursor(notes[-1], query))

    def name_list(self, query: NoteQuery) -> str:
        """Return what a cursor is bound to: whose notes, in which order, with which filters."""
        return f"notes {self.caller.id} {query.sort} {find_filters(query)}"

    def write_cursor(self, note: NoteOut, query: NoteQuery) -> str:
        """Return the cursor that asks for what follows `note` in the list of `query`."""
        return write_cursor(find_place(note, query.sort), self.name_list(query))

    async def read(self, note_id: UUID) -> NoteOut:
        """Return one of the caller's notes."""
        self.caller.require(Scope.NOTES_READ)
        return await repository.read_note(self.database, self.caller.id, note_id)

    async def read_several(self, note_ids: Sequence[UUID]) -> list[NoteOut | None]:
        """Return the notes with these ids, in one statement; None where the caller has none."""
        self.caller.require(Scope.NOTES_READ)
        found = await repository.read_several(self.database, self.caller.id, note_ids)
        return [found.get(note_id) for note_id in note_ids]

    async def create(self, note: NoteIn, now: datetime, key: str | None = None) -> NoteOut:
        """Store a new note and return it; with a `key`, once, however often it is asked for."""
        self.caller.require(Scope.NOTES_WRITE)
        created = NoteOut(
            id=make_id(now),
            title=note.title,
            text=note.text,
            reference=note.reference,
            version=1,
            created_at=now,
            updated_at=now,
        )
        attempt = read_attempt(self.caller.id, key, "create a note", note, now)
        async with self.database.work(alone=attempt is None) as work:
            answer = await claim(work, attempt) if attempt else None
            if answer is not None:
                return NOTE.validate_json(answer)
            await repository.add_note(work, self.caller.id, created)
            await work.publish(NoteCreated(owner_id=self.caller.id, note_id=created.id))
            if attempt:
                await keep_answer(work, attempt, NOTE.dump_json(created))
        return created

    async def change(
        self, note_id: UUID, versions: Sequence[int], change: NoteChange, now: datetime
    ) -> NoteOut:
        """Change a note that is at one of `versions`, and return it."""
        self.caller.require(Scope.NOTES_WRITE)
        target = repository.Target(self.caller.id, note_id, versions)
        async with self.database.work() as work:
            changed = await repository.change_note(work, target, change, now)
            await work.publish(NoteUpdated(owner_id=self.caller.id, note_id=note_id))
        return changed

    async def delete(self, note_id: UUID, versions: Sequence[int]) -> None:
        """Delete a note that is at one of `versions`."""
        self.caller.require(Scope.NOTES_WRITE)
        target = repository.Target(self.caller.id, note_id, versions)
        async with self.database.work() as work:
            await repository.remove_note(work, target)
            await work.publish(NoteDeleted(owner_id=self.caller.id, note_id=note_id))


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
