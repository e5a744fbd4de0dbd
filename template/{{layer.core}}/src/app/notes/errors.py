"""What can be wrong with a request for notes."""

from app.core.errors import Conflict, NotFound, PreconditionFailed


class NoteNotFound(NotFound):
    """There is no such note, or it belongs to somebody else: the caller cannot tell which."""

    def __init__(self) -> None:
        super().__init__("You have no note with this id.")


class NoteHasChanged(PreconditionFailed):
    """The note is at another version than the caller thought."""

    def __init__(self) -> None:
        super().__init__("The note has changed since you read it: read it again.")


class ReferenceTaken(Conflict):
    """The caller has another note with this reference."""

    def __init__(self) -> None:
        super().__init__("You have another note with this reference.")
