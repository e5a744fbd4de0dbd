"""Why a socket is not opened, and why one is closed.

ServiceError
├── CredentialInUrl    400  the URL holds a query, which ends up in logs
├── SubprotocolMissing 400  the client offers none of the protocols that are spoken here
├── OriginRefused      403  a web page of an origin that is not on the list
└── TooManySockets     429  the caller has as many sockets open as may be

Ending: the code and the reason with which a socket is closed
"""

from app.core.errors import Forbidden, Refused, TooManyRequests


class CredentialInUrl(Refused):
    """The URL holds a query, which ends up in logs."""

    def __init__(self) -> None:
        super().__init__("Leave the query out: a credential goes into a header or a subprotocol.")


class SubprotocolMissing(Refused):
    """The client offers none of the protocols that are spoken here."""

    def __init__(self, spoken: str) -> None:
        super().__init__(f"Offer the subprotocol {spoken}.")


class OriginRefused(Forbidden):
    """A web page of an origin that is not on the list."""

    def __init__(self) -> None:
        super().__init__("Pages of this origin may not connect.")


class TooManySockets(TooManyRequests):
    """The caller has as many sockets open as may be."""

    def __init__(self) -> None:
        super().__init__("You have too many sockets open: close one first.", 1)


class Ending(Exception):
    """A socket ends, with this code and for this reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


def by_client(code: int) -> Ending:
    """Return the ending that the other end has chosen."""
    return Ending(code, "closed by the client")


def too_much() -> Ending:
    """Return the ending of a socket whose client sends more than it may."""
    return Ending(1008, "too many messages")


def too_large() -> Ending:
    """Return the ending after a message over the limit."""
    return Ending(1009, "a message has at most 64 KB")


def at_fault() -> Ending:
    """Return the ending after a fault of ours."""
    return Ending(1011, "a fault of the service")


def at_restart() -> Ending:
    """Return the ending when the process stops."""
    return Ending(1012, "the service restarts: connect again")


def too_slow() -> Ending:
    """Return the ending of a socket whose client does not read."""
    return Ending(1013, "you read too slowly: connect again, and resume")


def unable() -> Ending:
    """Return the ending when something that the service needs does not answer."""
    return Ending(1013, "the service cannot go on: connect again later, and resume")


def unauthenticated() -> Ending:
    """Return the ending when the credential ends, or is not good any more."""
    return Ending(4401, "the credential has ended: connect with another one")


def silent() -> Ending:
    """Return the ending of a socket whose client says nothing."""
    return Ending(4408, "nothing was heard of you")
