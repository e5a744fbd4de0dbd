"""Units of work: what is kept together or not at all, and the facts that come of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import CursorResult, Executable

from app.core.events import Event, Events

Values = Mapping[str, Any]
Record = Sequence[Any]  # one row, in the order of the statement's columns
Run = Callable[[Executable, Values, Callable[[CursorResult[Any]], Any]], Awaitable[Any]]


class Reader(Protocol):
    """Where rows can be read: from the database as it is, or inside a unit of work."""

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]: ...

    async def row(self, statement: Executable, values: Values) -> Record | None: ...


class Statements:
    """The three ways to run a statement, over whatever runs it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]:
        """Return all rows that `statement` finds."""
        rows: Sequence[Record] = await self._run(statement, values, CursorResult.all)
        return rows

    async def row(self, statement: Executable, values: Values) -> Record | None:
        """Return the first row that `statement` finds, or None."""
        row: Record | None = await self._run(statement, values, CursorResult.first)
        return row

    async def change(self, statement: Executable, values: Values) -> int:
        """Return how many rows `statement` has changed."""
        count: int = await self._run(statement, values, read_count)
        return count


def read_count(result: CursorResult[Any]) -> int:
    """Return how many rows a statement has changed."""
    return result.rowcount


class Work(Statements):
    """One unit of work: its statements, and the events that they amount to."""

    def __init__(self, run: Run, events: Events) -> None:
        super().__init__(run)
        self._events = events
        self.published: list[Event] = []

    async def publish(self, event: Event) -> None:
        """Record `event` with this work; listeners hear of it once the work is committed."""
        await self._events.record(self, event)
        self.published.append(event)
