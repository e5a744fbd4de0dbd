"""Cursors of the feed: good for one caller and one resource, and for nobody else."""

from uuid import UUID

from app.core.paging import Place, read_cursor, write_cursor


def write_position(position: int, owner_id: UUID, resource: str) -> str:
    """Return the cursor that stands for a position."""
    return write_cursor(Place(UUID(int=position), ""), name_listing(owner_id, resource))


def read_position(cursor: str, owner_id: UUID, resource: str) -> int:
    """Return the position that `cursor` was written for.

    Raises:
        Refused: it was not written for this caller and resource.
    """
    return read_cursor(cursor, name_listing(owner_id, resource)).id.int


def name_listing(owner_id: UUID, resource: str) -> str:
    """Return what binds a cursor to its owner and resource."""
    return f"feed {owner_id} {resource}"
