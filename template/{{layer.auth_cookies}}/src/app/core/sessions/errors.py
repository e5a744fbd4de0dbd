"""What can be wrong with a cookie, and with the page that sends it."""

from app.core.errors import Forbidden, NotFound, Unauthenticated


class SessionRefused(Unauthenticated):
    """There is no cookie, or its session is not good. Callers are not told why; the log is."""

    def __init__(self) -> None:
        super().__init__("Log in first: the session's cookie is missing, or no longer good.")


class ForeignPage(Forbidden):
    """The request comes from a page of another site, or nobody can tell (CSRF)."""

    def __init__(self) -> None:
        super().__init__(
            "With a cookie, this is taken from this service's own pages only: "
            "a browser says so in Sec-Fetch-Site or in Origin."
        )


class SessionNotFound(NotFound):
    """There is no such session, or it is not the caller's to see."""

    def __init__(self) -> None:
        super().__init__("There is no session with this id.")
