"""The routes of notes: HTTP in, HTTP out."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import TypeAdapter

from app.core.caller import read_caller
from app.core.clock import Now
from app.core.database.database import read_database
from app.core.routing import open_router
from app.notes.schemas import NoteIn, NoteOut, NotePage, NoteQuery
from app.notes.service import Notes

router = open_router("notes")

NOTE = TypeAdapter(NoteOut)
PAGE = TypeAdapter(NotePage)


async def open_notes(request: Request) -> Notes:
    """Return the notes of whoever sent `request`."""
    return Notes(await read_caller(request), await read_database(request))


CallersNotes = Annotated[Notes, Depends(open_notes)]


@router.get("/notes", response_model=NotePage)
async def list_notes(notes: CallersNotes, query: Annotated[NoteQuery, Query()]) -> Response:
    """List your notes, newest first."""
    page = await notes.list_page(query)
    return Response(PAGE.dump_json(page), media_type="application/json")


@router.post("/notes", response_model=NoteOut, status_code=201)
async def create_note(notes: CallersNotes, note: NoteIn, now: Now) -> Response:
    """Write a note."""
    created = await notes.create(note, now)
    return Response(NOTE.dump_json(created), status_code=201, media_type="application/json")
