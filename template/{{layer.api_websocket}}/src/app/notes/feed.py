"""Notes on the live feed: what each of their events is to those who follow."""

from operator import attrgetter

from app.core.caller import Caller
from app.core.feed import Resource
from app.core.policy import Scope
from app.notes.events import NoteCreated, NoteDeleted, NoteUpdated


def check(caller: Caller) -> None:
    """Let a caller follow notes who may read them."""
    caller.require(Scope.NOTES_READ)


NOTES = Resource(
    name="notes",
    check=check,
    kinds={NoteCreated: "created", NoteUpdated: "updated", NoteDeleted: "deleted"},
    find_id=attrgetter("note_id"),
)
