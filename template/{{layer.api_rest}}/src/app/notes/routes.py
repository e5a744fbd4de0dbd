"""The routes of notes: HTTP in, HTTP out."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import TypeAdapter

from app.core.caller import read_caller
from app.core.clock import Now
from app.core.database import read_database
from app.core.headers import IdempotencyKey
from app.core.query import describe_query, read_query
from app.core.routing import open_router
from app.core.versions import Versions, write_etag
from app.notes.schemas import NoteChange, NoteIn, NoteOut, NotePage, NoteQuery
from app.notes.service import NOTE, Notes

router = open_router("notes")

PAGE = TypeAdapter(NotePage)


async def open_notes(request: Request) -> Notes:
    """Return the notes of whoever sent `request`."""
    return Notes(await read_caller(request), await read_database(request))


CallersNotes = Annotated[Notes, Depends(open_notes)]


@router.get("/notes", response_model=NotePage, openapi_extra=describe_query(NoteQuery))
async def list_notes(notes: CallersNotes, request: Request) -> Response:
    """List your notes, newest first."""
    page = await notes.list_page(read_query(request, NoteQuery))
    return Response(PAGE.dump_json(page), media_type="application/json")


@router.post("/notes", response_model=NoteOut, status_code=201)
async def create_note(
    notes: CallersNotes, note: NoteIn, now: Now, idempotency_key: IdempotencyKey = None
) -> Response:
    """Write a note."""
    created = await notes.create(note, now, idempotency_key)
    return show(created, 201, {"Location": f"/notes/{created.id}"})


@router.get("/notes/{note_id}", response_model=NoteOut)
async def read_note(notes: CallersNotes, note_id: UUID) -> Response:
    """Read one of your notes."""
    return show(await notes.read(note_id))


@router.put("/notes/{note_id}", response_model=NoteOut)
async def change_note(
    notes: CallersNotes, note_id: UUID, versions: Versions, change: NoteChange, now: Now
) -> Response:
    """Change a note that is still as you have read it."""
    return show(await notes.change(note_id, versions, change, now))


@router.delete("/notes/{note_id}", status_code=204)
async def delete_note(notes: CallersNotes, note_id: UUID, versions: Versions) -> None:
    """Delete a note that is still as you have read it."""
    await notes.delete(note_id, versions)


def show(note: NoteOut, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return the answer that shows a note, with the version that a change must name."""
    headers = {"ETag": write_etag(note.version), **(headers or {})}
    return Response(NOTE.dump_json(note), status, headers, "application/json")
