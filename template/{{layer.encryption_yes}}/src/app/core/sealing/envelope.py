"""The form of a sealed value: `sealed1:KEY:` and, in base64, the nonce, the text and its tag.

What is sealed belongs to one column of one row: their names go into the tag, so that a value
which somebody has moved cannot be opened where it lies then. The number is the version of the form.
"""

import hmac
import os
import re
from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from app.core.sealing.errors import NotOpened, NotSealed, UnknownKey
from app.core.sealing.keys import Keys
from app.core.sealing.settings import load_keys, load_keys_anew

VERSION = "sealed1"
FORM = re.compile(VERSION + r":([0-9a-f]{8}):([A-Za-z0-9+/]{38,}={0,2})")
MARK_FORM = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9+/]{22}==")
NONCE_BYTES = 12
MARK_BYTES = 16  # no two values ever have the same mark, and it tells less than all 32


class Sealed(str):
    """A value that may stand in a column of sealed values; nothing else gets there."""

    __slots__ = ()


class Mark(str):
    """What a value is found by, where it is sealed."""

    __slots__ = ()


def seal(place: str, row: bytes, text: str, keys: Keys | None = None) -> Sealed:
    """Return `text` as it is kept at `place`, in the row of that name."""
    key = (keys or load_keys()).newest
    nonce = os.urandom(NONCE_BYTES)
    secret = key.cipher.encrypt(nonce, text.encode(), bind_to(place, row, key.id))
    return Sealed(f"{VERSION}:{key.id}:{b2a_base64(nonce + secret, newline=False).decode()}")


def open_sealed(place: str, row: bytes, value: str, keys: Keys | None = None) -> str:
    """Return the text that was sealed at `place`, in the row of that name.

    Raises:
        NotOpened: it was not, or was changed since; `UnknownKey`: or the key is gone.
        NotSealed: it is plain.
    """
    form = FORM.fullmatch(value)
    if form is None:
        raise NotSealed
    key_id, content = form.groups()
    try:
        key = (keys or load_keys()).find(key_id)
    except UnknownKey:
        key = (keys or load_keys_anew()).find(key_id)
    try:
        raw = a2b_base64(content)
        nonce, secret = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return key.cipher.decrypt(nonce, secret, bind_to(place, row, key_id)).decode()
    except (InvalidTag, NotBase64) as error:
        raise NotOpened from error


def bind_to(place: str, row: bytes, key_id: str) -> bytes:
    """Return what the tag of a value speaks of besides the value."""
    return f"{VERSION}\0{key_id}\0{place}\0".encode() + row


def name_row(identity: Sequence[Any]) -> bytes:
    """Return the name of a row, from the values of its primary key; no two rows share one."""
    if len(identity) == 1 and isinstance(identity[0], UUID):
        return identity[0].bytes
    parts = [
        part.bytes if isinstance(part, UUID) else f"{type(part).__name__}:{part}".encode()
        for part in identity
    ]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def make_mark(place: str, text: str, keys: Keys | None = None) -> Mark:
    """Return what `text` is found by at `place`; it can be made only with the key of the index."""
    keys = keys or load_keys()
    digest = hmac.digest(keys.index_key, f"{place}\0{text}".encode(), sha256)[:MARK_BYTES]
    return Mark(f"{keys.index_id}:{b2a_base64(digest, newline=False).decode()}")


def is_mark(text: str) -> bool:
    """Say whether `text` has the form of a mark."""
    return MARK_FORM.fullmatch(text) is not None


def make_fingerprint(content: str) -> str:
    """Return what stands for `content`; nobody can try contents without the key of the index."""
    return hmac.digest(load_keys().index_key, f"\0{content}".encode(), sha256).hex()
