"""Listen to what requests ask of the database, and keep it for whoever judges it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sqlalchemy import Executable
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.database.watching import Run, draw_shape, listening
from dev.statements.stacks import Step, read_steps

OUTSIDE = "outside of requests"


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement that was run."""

    statement: Executable
    sql: str
    arguments: Sequence[Any]
    rows: int
    seconds: float
    steps: tuple[Step, ...]

    @property
    def shape(self) -> str:
        """The statement without its values."""
        return draw_shape(self.sql)

    @property
    def place(self) -> str:
        """The line that wanted it."""
        return self.steps[-1].place if self.steps else ""


@dataclass
class Exchange:
    """What one request, or what lies outside of requests, has asked of the database."""

    endpoint: str = OUTSIDE
    task: "asyncio.Task[Any] | None" = None
    status: int = 0
    heard: list[Heard] = field(default_factory=list)
    frames: list[FrameType] = field(default_factory=list)

    def hear(self, run: Run) -> None:
        """Keep one statement."""
        if run.statement is None:
            return
        steps = read_steps(self.task, self.frames)
        self.heard.append(
            Heard(run.statement, run.sql, run.arguments, run.rows, run.seconds, steps)
        )


current: ContextVar["Recording | None"] = ContextVar("current", default=None)


class Recording:
    """All that was asked of the database while somebody recorded."""

    def __init__(self) -> None:
        self.outside = Exchange()
        self.exchanges: list[Exchange] = [self.outside]

    @property
    def heard(self) -> list[Heard]:
        """Every statement."""
        return [heard for exchange in self.exchanges for heard in exchange.heard]


@contextmanager
def recording() -> Iterator[Recording]:
    """Record what the block asks of the database, itself and through requests."""
    made = Recording()
    before = current.set(made)

    def hear_outside(run: Run) -> None:
        if current.get() is made:  # else a request of its own hears it
            made.outside.hear(run)

    try:
        with listening(hear_outside):
            yield made
    finally:
        current.reset(before)
        made.outside.frames.clear()


class Recorded:
    """Stand before an application, and record each request while somebody records."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        recording = current.get()
        if recording is None or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(task=asyncio.current_task())
        recording.exchanges.append(exchange)
        silenced = current.set(None)
        try:
            with listening(exchange.hear):
                await self.app(scope, receive, send)
        finally:
            current.reset(silenced)
            exchange.endpoint = name_endpoint(scope)
            exchange.frames.clear()
            exchange.task = None


def name_endpoint(scope: Scope) -> str:
    """Return the method and the route of a request; its path where it has found no route."""
    route = scope.get("route")
    return f"{scope['method']} {getattr(route, 'path', scope['path'])}"
