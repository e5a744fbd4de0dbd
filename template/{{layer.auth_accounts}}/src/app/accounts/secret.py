"""Secrets that are shown once: only their digests are kept.

256 random bits, or 100 for a code that a person types, cannot be guessed from a plain SHA-256.
"""

import secrets
from base64 import b32encode
from hashlib import sha256


def make_secret() -> str:
    """Return a new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def make_recovery_code() -> str:
    """Return a new code of 100 bits that a person can copy by hand."""
    text = b32encode(secrets.token_bytes(13)).decode()[:20]
    return "-".join(text[place : place + 5] for place in range(0, 20, 5))


def make_digest(secret: str) -> str:
    """Return what is kept of `secret`."""
    return sha256(secret.encode()).hexdigest()
