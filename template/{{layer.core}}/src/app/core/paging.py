"""Pages of a list: how large they are, and where the next one begins.

A cursor names the last row of a page. It is good for the same caller, order and filters only,
so nobody can walk another list with it; it is opaque to whoever keeps to the documentation.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from uuid import UUID

from app.core.errors import Refused

PAGE_SIZE = 20
LARGEST_PAGE = 100
CHECK_BYTES = 12
ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the last row's id, and its value of the column that orders the list."""

    id: UUID
    value: str


def write_cursor(place: Place, listing: str) -> str:
    """Return the cursor for what follows `place`; `listing` names whose rows, in which order."""
    content = place.id.bytes + place.value.encode()
    return urlsafe_b64encode(sign(content, listing) + content).rstrip(b"=").decode()


def read_cursor(cursor: str, listing: str) -> Place:
    """Return the place that `cursor` was written for.

    Raises:
        Refused: it was not written for this listing.
    """
    try:
        raw = urlsafe_b64decode(cursor.encode() + b"==")
        content = raw[CHECK_BYTES:]
        if not compare_digest(raw[:CHECK_BYTES], sign(content, listing)):
            raise Refused("This cursor belongs to another list: ask for the first page again.")
        return Place(UUID(bytes=content[:ID_BYTES]), content[ID_BYTES:].decode())
    except (NotBase64, ValueError) as error:
        raise Refused("This is no cursor of ours: ask for the first page again.") from error


def sign(content: bytes, listing: str) -> bytes:
    """Return what binds `content` to `listing`."""
    key = blake2b(listing.encode()).digest()
    return blake2b(content, key=key, digest_size=CHECK_BYTES).digest()
