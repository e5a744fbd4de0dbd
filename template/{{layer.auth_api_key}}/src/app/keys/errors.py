"""What can be wrong with a key, or with a request for keys."""

from app.core.errors import Conflict, Forbidden, NotFound, Refused, Unauthenticated


class KeyRefused(Unauthenticated):
    """The key is not good. Callers are not told why; the log is."""

    def __init__(self) -> None:
        super().__init__("Send a valid API key: Authorization: Bearer KEY.")


class KeyNotFound(NotFound):
    """There is no such key."""

    def __init__(self) -> None:
        super().__init__("There is no key with this id.")


class KeyRevoked(Conflict):
    """A key that was revoked stays so."""

    def __init__(self) -> None:
        super().__init__("This key was revoked: issue another one.")


class NotInRole(Refused):
    """A key cannot do what its role does not hold."""

    def __init__(self) -> None:
        super().__init__("The role does not hold all of these scopes.")


class MoreThanOwn(Forbidden):
    """Nobody gives what they do not hold."""

    def __init__(self) -> None:
        super().__init__("You cannot give a scope that you do not hold.")


class FirstAdminExists(Conflict):
    """The first administrator's key is made once."""

    def __init__(self) -> None:
        super().__init__("The first administrator's key was made before.")
