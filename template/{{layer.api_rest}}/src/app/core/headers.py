"""The header with which a request may be sent again."""

from typing import Annotated

from fastapi import Header

from app.core.idempotency import KEY_MEANING, KEY_PATTERN

IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", pattern=KEY_PATTERN, description=KEY_MEANING),
]
