"""The codes of an authenticator: six digits that change every half minute.

Source: RFC 6238, RFC 4226.
"""

import hmac
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from urllib.parse import quote

from app.core.identity import NAME

SECRET_BYTES = 20
STEP_SECONDS = 30
DRIFT = 1  # steps that the other clock may be wrong, either way


def make_totp_secret() -> str:
    """Return a new secret, as authenticators take it."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def make_code(secret: str, step: int) -> str:
    """Return the code of one half minute."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the half minute that `code` belongs to, if it is about now."""
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(make_code(secret, step), code.strip()):
            return step
    return None


def describe(secret: str, email: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    return f"otpauth://totp/{quote(NAME)}:{quote(email)}?secret={secret}&issuer={quote(NAME)}"
