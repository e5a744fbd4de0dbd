"""The place that every statement passes: how long it took, and who wants to hear of it.

Nobody hears of anything until somebody listens, in the context of a request or of a test.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy import Executable

from app.core.database.places import name_place

log = structlog.get_logger("app.database")

TEXTS = re.compile(r"'(?:[^']|'')*'")
NUMBERS = re.compile(r"(?<![\w$.])\d[\w.]*")
LISTS = re.compile(r"\((?P<one>\$\d+|\?|%s)(?:::\w+)?(?:, ?(?:\$\d+|\?|%s)(?:::\w+)?)+\)")
CONTROL = frozenset({"BEGIN", "BEGIN IMMEDIATE", "START TRANSACTION", "COMMIT", "ROLLBACK"})


class Run:
    """One statement, from when it is sent until it is done or has failed.

    Attributes:
        statement: as it was built; None where it only begins or ends a transaction.
        sql: in the words of the database.
        arguments: what the driver was given with it. Whoever hears of them keeps them to himself.
        rows: how many it has found or changed.
        seconds: how long it took, without the wait for a connection.
    """

    __slots__ = ("_begun", "arguments", "rows", "seconds", "slow_seconds", "sql", "statement")

    def __init__(self, slow_seconds: float, statement: Executable | None, sql: str = "") -> None:
        self.slow_seconds = slow_seconds
        self.statement = statement
        self.sql = sql
        self.arguments: Sequence[Any] = ()
        self.rows = 0
        self.seconds = 0.0

    def __enter__(self) -> "Run":
        self._begun = perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = perf_counter() - self._begun
        if self.seconds >= self.slow_seconds:
            write_slow(self)
        for hear in listeners.get():
            hear(self)

    @property
    def is_control(self) -> bool:
        """Whether it only begins or ends a transaction."""
        return self.sql in CONTROL


Hear = Callable[[Run], None]
listeners: ContextVar[tuple[Hear, ...]] = ContextVar("listeners", default=())


@contextmanager
def listening(hear: Hear) -> Iterator[None]:
    """Call `hear` after every statement of this context, and of the tasks that it starts."""
    before = listeners.set((*listeners.get(), hear))
    try:
        yield
    finally:
        listeners.reset(before)


def draw_shape(sql: str) -> str:
    """Return `sql` without any value: what two statements have in common that differ in values."""
    bare = NUMBERS.sub("?", TEXTS.sub("?", " ".join(sql.split())))
    return LISTS.sub(r"(\g<one>, ...)", bare)


def write_slow(run: Run) -> None:
    """Write down a statement that took long, and which line wanted it; never its values."""
    log.warning(
        "slow statement",
        statement=draw_shape(run.sql or str(run.statement)),
        milliseconds=round(run.seconds * 1000, 2),
        rows=run.rows,
        place=name_place(),
    )
