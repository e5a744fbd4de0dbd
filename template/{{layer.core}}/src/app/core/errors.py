"""The errors that a caller is told about.

ServiceError
├── Refused                400  the request cannot be understood
├── Unauthenticated        401  nobody knows who the caller is
├── Forbidden              403  the caller may not do this
├── NotFound               404  it is not here, or not the caller's to see
├── Conflict               409  it would contradict what is already stored
├── PreconditionFailed     412  it has changed since the caller read it
├── PreconditionRequired   428  the caller must say which version they mean
├── TooManyRequests        429  somebody has asked for too much
└── Unavailable            503  something that the service needs does not answer

`app.core.http.errors` adds those of the protocol itself; `app.core.problems` shows them all, as
RFC 9457 problem documents.
"""

from app.core.scheme import CHALLENGE


class ServiceError(Exception):
    """An error that the caller can act on. Subclass it; never raise it bare."""

    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def list_headers(self) -> dict[str, str]:
        """Return the headers that belong to this error."""
        return {}


class Refused(ServiceError):
    """The request cannot be understood."""

    status = 400
    title = "Bad request"


class Unauthenticated(ServiceError):
    """Nobody knows who the caller is, or what they showed is not good."""

    status = 401
    title = "Unauthenticated"

    def list_headers(self) -> dict[str, str]:
        """Return how a caller proves who they are."""
        return {"WWW-Authenticate": CHALLENGE}


class Forbidden(ServiceError):
    """The caller is known, and may not do this."""

    status = 403
    title = "Forbidden"


class NotFound(ServiceError):
    """What was asked for is not here, or is not the caller's to see."""

    status = 404
    title = "Not found"


class Conflict(ServiceError):
    """What was asked for would contradict what is stored."""

    status = 409
    title = "Conflict"


class PreconditionFailed(ServiceError):
    """It has changed since the caller read it."""

    status = 412
    title = "Precondition failed"


class PreconditionRequired(ServiceError):
    """The caller must say which version they mean."""

    status = 428
    title = "Precondition required"


class TooManyRequests(ServiceError):
    """Somebody has asked for too much; `retry_seconds` says when to ask again."""

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, retry_seconds: int) -> None:
        super().__init__(detail)
        self.retry_seconds = retry_seconds

    def list_headers(self) -> dict[str, str]:
        """Return when to ask again."""
        return {"Retry-After": str(self.retry_seconds)}


class Unavailable(ServiceError):
    """Something that the service needs does not answer; `retry_seconds` says when to ask again."""

    status = 503
    title = "Unavailable"
    retry_seconds = 2

    def list_headers(self) -> dict[str, str]:
        """Return when to ask again."""
        return {"Retry-After": str(self.retry_seconds)}
