"""What a failure of the database means to the rest of the service."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.core.database import dialect
from app.core.errors import Unavailable


class Busy(Unavailable):
    """Somebody else holds what the statement needs; the same may pass a moment later."""


class NotUnique(Exception):
    """A unique constraint refused the row. A service catches it and says what it means."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


@contextmanager
def told_in_our_words() -> Iterator[None]:
    """Replace the errors of the driver by our own.

    Raises:
        NotUnique: a unique constraint refused a row.
        Busy: somebody else holds what the statement needs.
        Unavailable: the database does not answer.
    """
    try:
        yield
    except DBAPIError as error:
        raise translate(error.orig or error) or error from error
    except dialect.DRIVER_ERRORS as error:
        raise translate(error) or error from error
    except dialect.LOST as error:  # refused, unreachable, timed out while connecting, or ended
        raise Unavailable("The database does not answer.") from error


def translate(error: BaseException) -> Exception | None:
    """Return our word for the driver's `error`; None where the fault is in our statement."""
    constraint = dialect.find_violation(error)
    if constraint is not None:
        return NotUnique(constraint)
    if dialect.is_busy(error):
        return Busy("The database is busy.")
    if dialect.is_away(error):
        return Unavailable("The database does not answer.")
    return None
