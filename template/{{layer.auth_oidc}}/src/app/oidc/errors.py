"""What can be wrong with a token, and with whoever gave it."""

from app.core.errors import NotFound, Refused, Unauthenticated, Unavailable
from app.oidc.attempt import FORGET


class TokenRefused(Unauthenticated):
    """The token is not good. Callers are not told why; the log is."""

    def __init__(self, reason: str) -> None:
        super().__init__("Send a valid access token: Authorization: Bearer TOKEN.")
        self.reason = reason


class ProviderSilent(Unavailable):
    """The provider does not say which keys it has, so nobody can tell whether a token is good."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("The provider of the access tokens does not answer.")
        self.retry_seconds = retry_seconds


class LoginRefused(Refused):
    """A login did not begin in this browser, or the provider does not vouch for it.

    Nobody is told which; the log is.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("This login cannot be finished: begin it again.")
        self.reason = reason

    def list_headers(self) -> dict[str, str]:
        """Return what takes the attempt away from the browser."""
        return {"Set-Cookie": FORGET}


class LoginClosed(NotFound):
    """Nobody signs in here with a browser."""

    def __init__(self) -> None:
        super().__init__("Nobody signs in here: send an access token of the provider.")
