"""Identifiers: version 7 UUIDs, which nobody can guess and indexes like."""

import secrets
from datetime import datetime
from uuid import UUID

VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
RANDOM_BITS = ~((0xF << 76) | (0x3 << 62))


def make_id(now: datetime) -> UUID:
    """Return a new identifier that sorts after those of earlier milliseconds.

    Source: RFC 9562, section 5.7.
    """
    milliseconds = int(now.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | secrets.randbits(80) & RANDOM_BITS | VERSION_AND_VARIANT)
