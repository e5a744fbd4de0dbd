"""The values that come in and go out: nothing that a caller sends is without a bound.

`Int` is GraphQL's own: 32 bits, as wide as the columns. What goes out is left as it is here, and
written with the rest of the answer, so that it looks the same over every protocol.
"""

import re
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

import strawberry
from strawberry.types.scalar import ScalarDefinition

from app.core.idempotency import KEY_PATTERN
from app.core.types import TextOf

LONGEST = 10_000
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
MOMENT_FORM = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.I | re.ASCII
)

Text = NewType("Text", str)
IdempotencyKey = NewType("IdempotencyKey", str)

_bounded = TextOf(LONGEST)


def read_text(value: Any) -> str:
    """Return a text that can be stored.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError
    return _bounded.normalise(value)


def read_key(value: Any) -> str:
    """Return a caller's own name for a request.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not re.fullmatch(KEY_PATTERN, value):
        raise ValueError
    return value


def read_uuid(value: Any) -> UUID:
    """Return the id.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not UUID_FORM.fullmatch(value):
        raise ValueError
    return UUID(value)


def read_moment(value: Any) -> datetime:
    """Return the instant, which has a zone.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not MOMENT_FORM.fullmatch(value):
        raise ValueError
    return datetime.fromisoformat(value)


def leave(value: Any) -> Any:
    """Return `value`: it is written with the rest of the answer."""
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Text: strawberry.scalar(
        name="Text",
        description=f"At most {LONGEST} characters, none of them U+0000, in the normal form NFC.",
        serialize=leave,
        parse_value=read_text,
    ),
    IdempotencyKey: strawberry.scalar(
        name="IdempotencyKey",
        description="Your own name for a request, of 1 to 200 visible characters of ASCII.",
        serialize=leave,
        parse_value=read_key,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="An id: 8, 4, 4, 4 and 12 hexadecimal digits with hyphens between them.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=leave,
        parse_value=read_uuid,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with its zone: 2026-01-02T03:04:05.678901Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=leave,
        parse_value=read_moment,
    ),
}
