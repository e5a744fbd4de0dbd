"""What can be wrong with a token."""

from app.core.errors import Unauthenticated


class TokenRefused(Unauthenticated):
    """The token is not good. Callers are not told why; the log is."""

    def __init__(self) -> None:
        super().__init__("Send a valid access token: Authorization: Bearer TOKEN.")
