"""What can be wrong with a token, and with whoever gave it."""

from app.core.errors import Unauthenticated, Unavailable


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
