"""An attempt to log in, from the way to the provider to the way back: a browser keeps it.

A cookie holds one random secret. What goes to the provider and comes back (`state`, `nonce` and the
challenge of RFC 7636) is derived from it, one way, so nothing is kept here meanwhile, and nobody
but that browser can finish the attempt.
"""

import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from starlette.requests import HTTPConnection

NAME = "__Host-login"
SECONDS = 600
RULES = "Path=/; Secure; HttpOnly; SameSite=Lax"  # Lax: the way back begins at the provider
FORGET = f"{NAME}=; Max-Age=0; {RULES}"
SECRET = re.compile(r"([A-Za-z0-9_-]{43})(/[A-Za-z0-9/_.~-]*)")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, and where the browser goes when it has succeeded."""

    secret: str
    return_to: str

    @property
    def state(self) -> str:
        """What shows that the way back is this browser's."""
        return self.derive("state")

    @property
    def nonce(self) -> str:
        """What shows that the ID token was made for this attempt."""
        return self.derive("nonce")

    @property
    def verifier(self) -> str:
        """What shows the provider that the code is ours."""
        return self.derive("verifier")

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier beforehand."""
        return encode(sha256(self.verifier.encode()).digest())

    def derive(self, purpose: str) -> str:
        """Return a value that says nothing of the secret, or of the other values."""
        return encode(sha256(f"{purpose}:{self.secret}".encode()).digest())

    def is_of(self, state: str) -> bool:
        """Say whether `state` is this attempt's."""
        return compare_digest(self.state.encode(), state.encode())

    def write_cookie(self) -> str:
        """Return the Set-Cookie that gives the attempt to the browser."""
        return f"{NAME}={self.secret}{self.return_to}; Max-Age={SECONDS}; {RULES}"


def make_attempt(return_to: str) -> Attempt:
    """Return a new attempt."""
    return Attempt(secrets.token_urlsafe(32), return_to)


def read_attempt(connection: HTTPConnection) -> Attempt | None:
    """Return the attempt that a browser is in; None where it is in none."""
    found = SECRET.fullmatch(connection.cookies.get(NAME, ""))
    return Attempt(found[1], found[2]) if found else None


def encode(raw: bytes) -> str:
    """Return bytes as URLs and tokens have them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
