"""Units of work: what is kept together or not at all, and the facts that come of it."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.database.failures import told_in_our_words
from app.core.database.prepared import Record, Values
from app.core.events import Event, Events


class Reader(Protocol):
    """Where rows can be read: from the database as it is, or inside a unit of work."""

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]: ...

    async def row(self, statement: Executable, values: Values) -> Record | None: ...


class Writer(Reader, Protocol):
    """Where one statement can be run that commits itself."""

    async def change_alone(self, statement: Executable, values: Values) -> int: ...


class Work(Reader):
    """One unit of work: its statements, and the events that they amount to."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.published: list[Event] = []

    @abstractmethod
    async def change(self, statement: Executable, values: Values) -> int:
        """Return how many rows `statement` has changed."""

    async def publish(self, event: Event) -> None:
        """Record `event` with this work; listeners hear of it once the work is committed."""
        await self._events.record(self, event)
        self.published.append(event)


class Transaction(Work):
    """A unit of several statements."""

    def __init__(self, events: Events, connection: AsyncConnection) -> None:
        super().__init__(events)
        self._connection = connection

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]:
        """Return all rows that `statement` finds."""
        with told_in_our_words():
            return (await self._connection.execute(statement, values)).all()

    async def row(self, statement: Executable, values: Values) -> Record | None:
        """Return the first row that `statement` finds, or None."""
        with told_in_our_words():
            return (await self._connection.execute(statement, values)).first()

    async def change(self, statement: Executable, values: Values) -> int:
        """Return how many rows `statement` has changed."""
        with told_in_our_words():
            return (await self._connection.execute(statement, values)).rowcount


class Alone(Work):
    """A unit of one statement, which commits itself."""

    def __init__(self, events: Events, writer: Writer) -> None:
        super().__init__(events)
        self._writer = writer

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]:
        """Return all rows that `statement` finds."""
        return await self._writer.rows(statement, values)

    async def row(self, statement: Executable, values: Values) -> Record | None:
        """Return the first row that `statement` finds, or None."""
        return await self._writer.row(statement, values)

    async def change(self, statement: Executable, values: Values) -> int:
        """Return how many rows `statement` has changed."""
        return await self._writer.change_alone(statement, values)
