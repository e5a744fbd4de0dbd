"""Pages of a list in the form that GraphQL clients know: connections.

The cursors are those of every other protocol, and lists go forward only.
Source: the GraphQL Cursor Connections Specification.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

Row = TypeVar("Row")


@strawberry.type
class Edge(Generic[Row]):
    """One of the rows, and where it stands."""

    node: Row
    write_cursor: strawberry.Private[Callable[[Any], str]]

    @strawberry.field
    def cursor(self) -> str:
        """What to send as `after`, to get what follows this row."""
        return self.write_cursor(self.node)


@strawberry.type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    has_previous_page: bool
    rows: strawberry.Private[list[Any]]
    write_cursor: strawberry.Private[Callable[[Any], str]]

    @strawberry.field
    def start_cursor(self) -> str | None:
        """The cursor of the first row; null where there is none."""
        return self.write_cursor(self.rows[0]) if self.rows else None

    @strawberry.field
    def end_cursor(self) -> str | None:
        """The cursor of the last row; null where there is none."""
        return self.write_cursor(self.rows[-1]) if self.rows else None


@strawberry.type
class Connection(Generic[Row]):
    """A page of rows.

    Cursors are written only where they are asked for.
    """

    nodes: list[Row]
    follows: strawberry.Private[bool]
    is_followed: strawberry.Private[bool]
    write_cursor: strawberry.Private[Callable[[Any], str]]

    @strawberry.field
    def edges(self) -> list[Edge[Row]]:
        """The rows, each with its cursor."""
        return [Edge(node=node, write_cursor=self.write_cursor) for node in self.nodes]

    @strawberry.field
    def page_info(self) -> PageInfo:
        """Whether there is more, and where it begins."""
        return PageInfo(
            has_next_page=self.is_followed,
            has_previous_page=self.follows,
            rows=self.nodes,
            write_cursor=self.write_cursor,
        )
