"""Some rows to begin with, so that a new developer sees something."""

from datetime import UTC, datetime

from app.core.database import Database, DatabaseSettings
from app.notes.schemas import NoteIn, NoteQuery
from app.notes.service import Notes
from dev.caller import settle

NOTES = [
    NoteIn(title="Read me first", text="These notes were written by dev/seed.py."),
    NoteIn(title="Write one", text="There is one way for each kind of API."),
    NoteIn(title="Find one", text="By a part of its title, or by its reference.", reference="find"),
]


async def fill(settings: DatabaseSettings) -> dict[str, str]:
    """Write the notes where there are none yet; return the headers that show them."""
    database = Database(settings)
    caller, headers = await settle(database)
    notes = Notes(caller, database)
    if not (await notes.list_page(NoteQuery(limit=1))).items:
        for note in NOTES:
            await notes.create(note, datetime.now(UTC))
    await database.close()
    return headers
