"""What a key looks like: `NAME_ID_SECRET`. The secret is seen once, and only its digest is kept.

A secret of 256 random bits cannot be guessed from a plain SHA-256: a slow hash would win nothing.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.core.identity import NAME

SECRET_BYTES = 32
LONGEST = 256  # characters: more is no key, and is not looked at


@dataclass(frozen=True, slots=True)
class Shown:
    """A key as a caller shows it: which one, and the digest of its secret."""

    id: UUID
    digest: str


def make_key(key_id: UUID) -> tuple[str, str]:
    """Return the text of a new key, and the digest that is kept of it."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return f"{NAME}_{key_id.hex}_{secret}", make_digest(secret)


def make_digest(secret: str) -> str:
    """Return what is kept of `secret`."""
    return sha256(secret.encode()).hexdigest()


def read_key(header: str) -> Shown | None:
    """Return the key in an Authorization header, or None where it holds none of ours."""
    scheme, _, text = header.partition(" ")
    parts = text.split("_", 2)
    if scheme.lower() != "bearer" or len(text) > LONGEST or parts[0] != NAME or len(parts) != 3:
        return None
    try:
        return Shown(UUID(hex=parts[1]), make_digest(parts[2]))
    except ValueError:
        return None
