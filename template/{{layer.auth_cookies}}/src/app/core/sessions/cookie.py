"""The cookie of a session: 256 random bits, for this host and its HTTPS alone, for no script.

Browsers hold http://localhost to be safe as well, so it works in development too. What is no
browser sends the header `Cookie` itself.

Source: RFC 6265bis: a name that begins with __Host- wants Secure, Path=/ and no Domain.
"""

import re
import secrets
from hashlib import sha256

from starlette.requests import HTTPConnection

NAME = "__Host-session"
RULES = "Path=/; Secure; HttpOnly; SameSite=Lax"
FORGET = f"{NAME}=; Max-Age=0; {RULES}"  # a Set-Cookie that takes the cookie away

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def make_secret() -> str:
    """Return a new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def make_digest(secret: str) -> str:
    """Return what is kept of `secret`: 256 random bits cannot be guessed from a plain SHA-256."""
    return sha256(secret.encode()).hexdigest()


def write_cookie(secret: str, seconds: int) -> str:
    """Return the Set-Cookie that gives `secret` to a browser for so long."""
    return f"{NAME}={secret}; Max-Age={seconds}; {RULES}"


def read_digest(connection: HTTPConnection) -> str | None:
    """Return the digest of the secret that a browser sends; None where it sends none."""
    secret = connection.cookies.get(NAME, "")
    return make_digest(secret) if SECRET.fullmatch(secret) else None
