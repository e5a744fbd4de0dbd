"""Versions of a resource: a change names the one that it was made on, or is refused.

Two callers who read the same version cannot overwrite each other unawares: the second is told.
"""

import re
from typing import Annotated

from fastapi import Depends, Header

from app.core.errors import PreconditionFailed, PreconditionRequired

ENTITY_TAG = re.compile(r'"([0-9]{1,9})"')


def write_etag(version: int) -> str:
    """Return the `ETag` of a version."""
    return f'"{version}"'


async def read_versions(
    if_match: Annotated[
        str | None, Header(description="The `ETag` of the version that you have read.")
    ] = None,
) -> list[int]:
    """Return the versions that the caller is ready to change.

    Raises:
        PreconditionRequired: they name none.
        PreconditionFailed: they name none that could ever be.
    """
    if if_match is None or if_match.strip() == "*":
        raise PreconditionRequired("Read it, and send its ETag as If-Match.")
    tags = [ENTITY_TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    versions = [int(tag[1]) for tag in tags if tag]
    if not versions:
        raise PreconditionFailed("If-Match names no version of it.")
    return versions


Versions = Annotated[list[int], Depends(read_versions)]
