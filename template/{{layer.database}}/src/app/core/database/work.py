"""Units of work: what is kept together or not at all, and the facts that come of it."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.database.failures import told_in_our_words
from app.core.database.prepared import Record, Values
from app.core.database.privacy import cover
from app.core.database.watching import Run
from app.core.events import Event, Events

Watch = Callable[[Executable], Run]


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

    def __init__(self, events: Events, connection: AsyncConnection, watch: Watch) -> None:
        super().__init__(events)
        self._connection = connection
        self._watch = watch

    async def rows(self, statement: Executable, values: Values) -> Sequence[Record]:
        """Return all rows that `statement` finds."""
        covered = cover(statement)
        with told_in_our_words(), self._watch(covered.statement) as run:
            found = (await self._execute(run, covered.hide(values))).all()
            run.rows = len(found)
        return covered.show(found)

    async def row(self, statement: Executable, values: Values) -> Record | None:
        """Return the first row that `statement` finds, or None."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def change(self, statement: Executable, values: Values) -> int:
        """Return how many rows `statement` has changed."""
        covered = cover(statement)
        with told_in_our_words(), self._watch(covered.statement) as run:
            run.rows = (await self._execute(run, covered.hide(values))).rowcount
            return run.rows

    async def _execute(self, run: Run, values: Values) -> CursorResult[Any]:
        """Run the statement, and note what SQLAlchemy has made of it."""
        assert run.statement is not None  # noqa: S101  # a unit of work has one each time
        try:
            result = await self._connection.execute(run.statement, values)
        except StatementError as error:
            run.sql = error.statement or ""
            raise
        run.sql = result.context.statement or ""
        run.arguments = tuple(result.context.parameters[0])  # by their places, on every driver
        return result


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
