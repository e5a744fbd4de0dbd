"""What a caller tries with a note, and what may come of it, whichever way they come."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.caller import Caller
from app.core.policy import Scope
from app.notes.schemas import NoteOut


class Action(Enum):
    """What can be done with notes, and the scope that it needs."""

    LIST = (Scope.NOTES_READ, "list")
    CREATE = (Scope.NOTES_WRITE, "create")
    READ = (Scope.NOTES_READ, "read")
    UPDATE = (Scope.NOTES_WRITE, "update")
    DELETE = (Scope.NOTES_WRITE, "delete")

    @property
    def scope(self) -> Scope:
        """What a caller must hold."""
        return self.value[0]


class Verdict(Enum):
    """What a way in may answer; a list in which the note is missing has not found it."""

    DONE = auto()
    NOT_FOUND = auto()
    FORBIDDEN = auto()
    UNAUTHENTICATED = auto()


@dataclass(frozen=True)
class Trial:
    """`caller`, who sends `headers`, tries `action` on a note that its owner has just written."""

    app: FastAPI
    client: TestClient
    caller: Caller
    headers: dict[str, str]
    action: Action
    note: NoteOut
    owner: Caller

    def look_for_note(self, ids: Collection[str]) -> Verdict:
        """Return what a list with these ids says of the note."""
        return Verdict.DONE if str(self.note.id) in ids else Verdict.NOT_FOUND
